"""What a reader must know before believing a page: stale data, an outage, a changed target, a word nobody knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from census.base.target import AREA_SCOPE, Target
from census.base.vocabulary import Status, Unit, measure_column
from census.figures.feed import ROWS, SIMULATED_ROWS, last_day_of_rows
from census.figures.progress import AreaProgress, View, expected_share
from presentation.words.completeness import part_text
from presentation.words.differences import difference_text
from presentation.words.reading import level_word
from presentation.words.verdict import deed, lacks_register, people, target_share
from ui.kit.controls import Choice
from ui.kit.delivered import show_delivered
from ui.shell import address
from ui.shell.frame import Reader

STALE_AFTER = timedelta(hours=26)
"""Data that has not come in for longer is told to be old: a day, and two hours for whoever is late."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One banner: a sentence, and whether it warns or only informs."""

    sentence: str
    is_warning: bool = False


def show_notices(
    reader: Reader, code: str, row: AreaProgress, target: Target | None, choice: Choice, *, of_agencies: bool = False
) -> None:
    """Show what must be known of an area's figures before they are believed; nothing where there is nothing."""
    show_delivered(reader, row, target, choice, of_agencies=of_agencies)
    candidates = (
        _unknown_words(reader),
        _stale(reader, target),
        _outage(reader, code, choice.view.as_of),
        _no_register(reader, row, target),
        _changed_target(reader, target, choice.view),
        _newer_recap(reader, row),
        _part(reader, code, choice.view),
        *_differences(reader, code, target, choice.view),
    )
    _show(candidates)


def show_delivery(reader: Reader, code: str, view: View) -> None:
    """Show that a part was delivered, and where an area's own figures and the sum of its parts differ."""
    _show((_part(reader, code, view), *_differences(reader, code, None, view)))


def _show(candidates: Iterable[Notice | None]) -> None:
    for notice in candidates:
        if notice is None:
            continue
        if notice.is_warning:
            st.warning(notice.sentence, icon=":material/warning:")
        else:
            st.info(notice.sentence, icon=":material/info:")


def show_unknown_words(reader: Reader) -> None:
    """Say that the address names something that nobody knows, on a page that has no other notice."""
    notice = _unknown_words(reader)
    if notice is not None:
        st.warning(notice.sentence, icon=":material/warning:")


def _unknown_words(reader: Reader) -> Notice | None:
    words = address.unknown_words()
    if not words:
        return None
    listed = ", ".join(words)
    return Notice(
        reader.text(
            "The address names something that does not exist or that you may not see ({words}). "
            "The page shows its usual choice instead.",
            words=listed,
        ),
        is_warning=True,
    )


def _stale(reader: Reader, target: Target | None) -> Notice | None:
    """Tell during the campaign that nothing has come in for more than a day."""
    text, formats = reader.text, reader.formats
    received = reader.last_import_at
    newest = reader.campaign.newest_day(reader.today)
    if newest is None or (target is not None and newest >= target.ends_on):
        return None
    is_running = target is not None and target.starts_on <= reader.today <= target.ends_on
    # Rows of another system come in without an import: then only their days can be old.
    is_late = reader.has_clock and received is not None and reader.now - received > STALE_AFTER
    is_old = is_late or (reader.today - newest).days > 1
    if not is_running or not is_old:
        return None
    return Notice(
        text(
            "These figures are old: the newest are of {day}. Ask BPS for the newest recap.",
            day=formats.day(newest),
        ),
        is_warning=True,
    )


def _outage(reader: Reader, code: str, as_of: date) -> Notice | None:
    kabupaten = str(reader.campaign.tree.frame.at[code, "kabupaten_code"])
    if as_of not in reader.campaign.outages.get(kabupaten, ()):
        return None
    return Notice(
        reader.text(
            "On {day} the census servers were down. The gain of that day says nothing of the people; it is left out of "
            "the recent pace.",
            day=reader.formats.day(as_of),
        ),
        is_warning=True,
    )


def _no_register(reader: Reader, row: AreaProgress, target: Target | None) -> Notice | None:
    if row.denominator is not None and row.denominator > 0:
        return None
    if target is not None and lacks_register(row):
        # The verdict says it already.
        return None
    return Notice(reader.text("{area} has no register yet: counts are shown, but no rate can be given.", area=row.name))


def _changed_target(reader: Reader, target: Target | None, view: View) -> Notice | None:
    """Name the target that held before the one in force, where there was another."""
    text, formats = reader.text, reader.formats
    if target is None:
        return None
    earlier = [
        other
        for other in reader.campaign.targets
        if (other.scope_kind, other.scope_code) == (AREA_SCOPE, target.scope_code)
        and other != target.origin
        and other.decided_on <= min(view.as_of, target.decided_on)
    ]
    if not earlier:
        return None
    before = max(earlier, key=lambda other: other.decided_on)
    return Notice(
        text(
            "The target was changed on {day}: now {share} {people} {deed} by {deadline}; before, {old_share} "
            "{old_people} {old_deed} by {old_deadline}. By the old target {old_due} would be due by now.",
            old_due=formats.rate(float(expected_share(before, view))),
            day=formats.day(target.decided_on),
            share=target_share(formats, target.origin),
            people=people(text, target.origin.unit),
            deed=deed(text, target.origin.status),
            deadline=formats.day(target.ends_on),
            old_share=target_share(formats, before),
            old_people=people(text, before.unit),
            old_deed=deed(text, before.status),
            old_deadline=formats.day(before.ends_on),
        )
    )


def _part(reader: Reader, code: str, view: View) -> Notice | None:
    """Say that only a part of the areas within an area has figures, and which."""
    if view.unit is Unit.STAFF:
        return None
    completeness = reader.campaign.completeness(code, view)
    sentence = part_text(reader.text, completeness, area=reader.campaign.tree.name(code))
    return Notice(sentence, is_warning=True) if sentence else None


def _differences(reader: Reader, code: str, target: Target | None, view: View) -> list[Notice]:
    """Say where the area's own figures and the sum of its parts differ, in what is looked at and in the target's."""
    text, tree, formats = reader.text, reader.campaign.tree, reader.formats
    below = tree.level_below(code)
    if below is None or view.unit is Unit.STAFF:
        return []
    measures = [(view.unit, view.status)]
    if target is not None and target.unit is not Unit.STAFF:
        measures.append((target.unit, target.status))
    sentences = []
    for unit, status in dict.fromkeys(measures):
        difference = reader.campaign.panel.difference(measure_column(unit, status), code, view.as_of)
        if difference is not None:
            counted = formats.unit(unit, difference.other_count) + (
                f" ({text('Clean').lower()})" if status is Status.CLEAN else ""
            )
            sentences.append(difference_text(
                text, formats, difference, area=tree.name(code), parts=level_word(text, below), counted=counted
            ))  # fmt: skip
    return [Notice(sentence, is_warning=True) for sentence in sentences]


def _newer_recap(reader: Reader, row: AreaProgress) -> Notice | None:
    """Say that a recap speaks where rows of submissions, which are older, are on record as well."""
    last = last_day_of_rows(reader.campaign.daily)
    if last is None or row.as_of is None or row.source is None:
        return None
    is_recap = not {ROWS, SIMULATED_ROWS} & set(row.source.split("; "))
    if not is_recap or last >= row.as_of:
        return None
    return Notice(
        reader.text(
            "The recap of {day} is newer than the submissions on record, which end on {last}: the recap speaks.",
            day=reader.formats.day(row.as_of),
            last=reader.formats.day(last),
        )
    )
