"""The targets of one campaign: as they were decided, and in the units and statuses that were delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census.base.kept import kept
from census.base.target import OPD_SCOPE, Target, in_force, target_by_area
from census.base.vocabulary import Status, Unit, measure_column
from census.campaign.agencies import in_staff
from census.campaign.speaking import Words, nearest_words, spoken_words, translated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from census.campaign.campaign import Campaign

_KEPT = 128
"""Days, and tables of areas, whose targets are kept."""


class CampaignTargets:
    """The targets of a campaign as one reader may see it.

    Parameters
    ----------
    campaign
        Areas, targets, denominators and figures.
    """

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    @kept(_KEPT)
    def decided(self, as_of: date) -> dict[str, Target]:
        """The target in force by area as it was decided, be it that of an area above the reader's."""
        campaign, tree = self._campaign, self._campaign.tree
        bound = target_by_area(tree.parents_with(campaign.above), campaign.targets, as_of=as_of)
        return {code: target for code, target in bound.items() if code in tree}

    @kept(_KEPT)
    def spoken(self, area_code: str, level: str, as_of: date) -> dict[str, Target]:
        """The target by area of one level within an area, as their table speaks of it (`translated`).

        In the words of the whole: a table is read alike by all its readers.
        """
        bound = self.decided(as_of)
        targets = {code: bound[code] for code in self._campaign.tree.below(area_code, level) if code in bound}
        return self._translated(targets, self._campaign.words(area_code, level, as_of), as_of)

    def _translated(self, targets: Mapping[str, Target], words: Mapping[str, Words], as_of: date) -> dict[str, Target]:
        campaign = self._campaign
        return translated(campaign.tree, campaign.panel, campaign.base(as_of), targets, words, as_of=as_of)

    def of_area(self, code: str, as_of: date) -> Target | None:
        """The target that binds an area on a day, in a unit and status that were delivered of it."""
        tree = self._campaign.tree
        return self.spoken(code, tree.level(code), as_of).get(code) if code in tree else None

    @kept(_KEPT)
    def of_list(self, area_code: str, level: str, as_of: date) -> Target | None:
        """An area's target in the unit and status in which most areas of one level within it speak."""
        target = self.decided(as_of).get(area_code)
        if target is None:
            return None
        listed = self.spoken(area_code, level, as_of).values()
        alike = [(spoken.unit, spoken.status) for spoken in listed if spoken.origin == target]
        if not alike:
            return self.of_area(area_code, as_of)
        most = max(dict.fromkeys(alike), key=alike.count)
        return self.in_words(area_code, most, as_of)

    @kept(_KEPT)
    def in_words(self, code: str, words: Words, as_of: date) -> Target | None:
        """The target that binds an area in one unit and status, whatever was delivered of it."""
        target = self.decided(as_of).get(code)
        return None if target is None else self._translated({code: target}, {code: words}, as_of)[code]

    @kept(_KEPT)
    def of_agencies(self, area_code: str, as_of: date) -> Target | None:
        """The target of the agencies of a kabupaten: their own, or the area's as a reference.

        In the status that was delivered of most of them, where it is another.
        """
        campaign, scope = self._campaign, (OPD_SCOPE, area_code)
        of_agencies = [target for target in campaign.targets if (target.scope_kind, target.scope_code) == scope]
        target = in_force(of_agencies, as_of) or self.decided(as_of).get(area_code)
        if target is None:
            return None
        panel = campaign.opd_panel_on(as_of)
        words = spoken_words(panel, dict.fromkeys(panel.codes, in_staff(target)), panel.codes, as_of=as_of)
        statuses = [status for _unit, status in words.values()]
        most = max(dict.fromkeys(statuses), key=statuses.count) if statuses else target.status
        return self._translated({area_code: target}, {area_code: (target.unit, most)}, as_of)[area_code]

    @kept(_KEPT)
    def usual_words(self, area_code: str, as_of: date) -> Words:
        """Unit and status in which to begin: persons who have responded, where these were delivered of an area.

        Else those in which its target speaks; without a target the nearest of which it has figures.
        """
        usual = (Unit.PERSON, Status.RESPONDED)
        target = self.of_area(area_code, as_of)
        if target is not None and target.is_equivalent:
            return target.unit, target.status
        delivered = [words for words in nearest_words(*usual) if self._has_figure(area_code, words, as_of)]
        decided = usual if target is None else (target.unit, target.status)
        if not delivered or usual in delivered:
            return usual
        return decided if decided in delivered else delivered[0]

    def usual_words_of_agencies(self, area_code: str, as_of: date) -> Words:
        """Unit and status in which to begin with the agencies of an area's kabupaten."""
        target = self.of_agencies(self._campaign.compared_with(area_code), as_of)
        return Unit.STAFF, target.status if target is not None and target.is_equivalent else Status.RESPONDED

    def _has_figure(self, area_code: str, words: Words, as_of: date) -> bool:
        return bool(self._campaign.panel.at(measure_column(*words), as_of)["reported_on"].loc[area_code])
