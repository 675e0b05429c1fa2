"""What the page of outreach speaks of: records, promises and coverage of one area up to one day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from census.base.vocabulary import Status, Unit
from census.campaign.record_days import is_under_way
from census.figures.progress import View
from census.outreach.commitments import commitment_progress
from census.outreach.reach import coverage
from census.outreach.records import RECORD_COLUMNS, RecordName
from census.priority.inputs import families_told
from ui.kit.controls import Choice, day_of_records
from ui.kit.places import choose_area, has_detail
from ui.kit.withheld import known_as
from ui.shell.frame import Reader


@dataclass(frozen=True)
class Outreach:
    """Records of an area and what came of them.

    Attributes
    ----------
    area_code
        The area; its records are its own and those of the areas below.
    until
        The day of which they speak: the as-of day, or the newest day with a record where the reader chose no day.
    as_of
        The day of which the figures speak.
    records
        Frames by kind (`census.outreach.records.RECORD_COLUMNS`), all of them, whatever their day.
    promised
        Commitments with what came in (`census.outreach.commitments.commitment_progress`).
    level
        Level of `cover`.
    cover
        Coverage of the areas of that level (`census.outreach.reach.coverage`), with `as_of` (the day up to which events
        count), `figure_on` and `source` of the figures that say who is left.
    """

    area_code: str
    until: date
    as_of: date
    records: dict[RecordName, pd.DataFrame]
    promised: pd.DataFrame
    level: str
    cover: pd.DataFrame

    @property
    def events(self) -> pd.DataFrame:
        """The events up to the day."""
        held = self.records["events"]
        return held[np.array([day <= self.until for day in held["held_on"]], dtype=bool)]


def choose_place(reader: Reader) -> str:
    """Draw the choice of the area that the page speaks of: the whole or a part of it; the address carries it."""
    return choose_area(
        reader,
        may_choose=lambda code: has_detail(reader, code),
        has_map=False,
        name_of=lambda code: known_as(reader, code),
    )


def outreach_of(reader: Reader, area_code: str, choice: Choice) -> Outreach:
    """Gather what the page speaks of, once for each area and day."""
    as_of = choice.view.as_of
    until = _until(reader, as_of)
    return reader.drawn(lambda: _gathered(reader, area_code, as_of, until), "outreach", area_code, as_of, until)


def _until(reader: Reader, as_of: date) -> date:
    """Give the day up to which records count; of a campaign long past, of which one still enters some, the newest."""
    day, campaign, today = day_of_records(reader, as_of), reader.campaign, reader.today
    if as_of != (campaign.newest_day(today) or today) or is_under_way(campaign, today):
        return day
    recorded: list[date] = [held for held in reader.campaign.events["held_on"] if held <= reader.today]
    return max([day, *recorded])


def promised_of(reader: Reader, area_code: str, choice: Choice) -> pd.DataFrame:
    """Give only the commitments with what came in, once for each area and day; for pages that speak of no more."""
    as_of = choice.view.as_of
    until = _until(reader, as_of)
    return reader.drawn(lambda: _promised(reader, area_code, as_of, until), "promised", area_code, as_of, until)


def _promised(reader: Reader, area_code: str, as_of: date, until: date) -> pd.DataFrame:
    campaign = reader.campaign
    target = campaign.target(area_code, as_of)
    return commitment_progress(
        _within(campaign.commitments, _inside(reader, area_code)),
        campaign.panel,
        as_of=until,
        campaign_starts_on=None if target is None else target.starts_on,
    )


def _inside(reader: Reader, area_code: str) -> set[str]:
    tree = reader.campaign.tree
    return {code for code in tree.codes if area_code in tree.chain(code)}


def _gathered(reader: Reader, area_code: str, as_of: date, until: date) -> Outreach:
    campaign, tree = reader.campaign, reader.campaign.tree
    inside = _inside(reader, area_code)
    records = {name: _within(getattr(campaign, name), inside) for name in RECORD_COLUMNS}
    promised = _promised(reader, area_code, as_of, until)
    level = cover_level(reader, area_code)
    table = campaign.progress(area_code, level, View(as_of, Unit.HOUSEHOLD, Status.RESPONDED))
    responded, clean = (families_told(campaign, table.index.tolist(), status, as_of)["count"] for status in Status)
    left = (table["denominator"] - responded.fillna(clean).round().astype("Int64")).clip(lower=0)
    cover = coverage(tree, records["events"], left, codes=table["code"].tolist(), as_of=until)
    cover = cover.assign(as_of=until, figure_on=table["as_of"], source=table["source"])
    return Outreach(area_code, until, as_of, records, promised, level, cover)


def _within(records: pd.DataFrame, codes: set[str]) -> pd.DataFrame:
    return records[records["area_code"].isin(codes)].reset_index(drop=True)


def cover_level(reader: Reader, area_code: str) -> str:
    """Give the level of which coverage is told: two below the area where there are two, else the lowest there is."""
    tree = reader.campaign.tree
    below = tree.level_below(area_code)
    if below is None:
        return tree.level(area_code)
    return next((level for child in tree.children(area_code) if (level := tree.level_below(child))), below)
