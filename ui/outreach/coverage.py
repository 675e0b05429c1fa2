"""Where outreach has been, on map and list: days since the last visit, or people reached per 1,000 families left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import pandas as pd
import streamlit as st

from census.base.vocabulary import Colouring
from census.outreach.reach import NEVER, REACH_LIMITS, SINCE_LIMITS, reach_classes, since_classes
from census.outreach.reach import NO_CLASS as UNKNOWN
from geo.choropleth import MapClass
from presentation.charts.colours import NO_DATA, NO_DATA_LINE, STEPS, no_data_label
from presentation.language.formats import NO_VALUE, as_shown
from presentation.language.messages import LANGUAGES, N_, Translator
from reports.records import COVERAGE_COLUMNS, coverage_rows
from reports.tables.tables import as_csv
from ui.kit.display.scenes import NO_CLASS, Scene, ShownArea, class_sign, hover_head
from ui.kit.downloads import csv_download, show_table_and_downloads
from ui.outreach.outreach import Outreach
from ui.shell import address
from ui.shell.frame import Reader

LENS_KEY = "liputan"
SINCE, REACH = "since", "reach"
_LENSES = {SINCE: N_("Days since the last visit"), REACH: N_("People reached per 1,000 families left")}
LISTED = 15
"""Areas in the list; map and table have all of them."""


@dataclass(frozen=True)
class CoverageScene(Scene):
    """A scene whose five steps speak of visits or of reach.

    Attributes
    ----------
    words
        Words of the five steps, in the reader's language.
    """

    words: Sequence[str] = field(default=())

    def classes(self, reader: Reader, shade: str) -> list[MapClass]:
        """Give the legend: five steps and the class for no data."""
        steps = [
            MapClass(f"{step.symbol} {words}", step.colour, "#6f7b7d", step.ink)
            for step, words in zip(STEPS, self.words, strict=True)
        ]
        return [*steps, MapClass(no_data_label(reader.text), NO_DATA, NO_DATA_LINE, shade)]


def choose_lens(reader: Reader) -> str:
    """Draw the switch between visits and reach; the address carries it."""
    text = reader.text
    words = {Translator(language)(word): lens for lens, word in _LENSES.items() for language in LANGUAGES}
    address.read_choice(LENS_KEY, words.get, SINCE)
    chosen = st.radio(
        text("The map shows"),
        list(_LENSES),
        format_func=lambda lens: text(_LENSES[lens]),
        key=LENS_KEY,
        horizontal=True,
        label_visibility="collapsed",
    )
    address.write_choice(LENS_KEY, None if chosen == SINCE else Translator("id")(_LENSES[chosen]))
    return chosen


def _step_words(reader: Reader, lens: str) -> list[str]:
    text, count = reader.text.plain, reader.formats.count
    if lens == SINCE:
        first, second, third = SINCE_LIMITS
        return [
            text("at most {n} days ago", n=first),
            text("{from_day} to {to_day} days", from_day=first + 1, to_day=second),
            text("{from_day} to {to_day} days", from_day=second + 1, to_day=third),
            text("more than {n} days", n=third),
            text("never visited"),
        ]
    high, middle, low = (count(limit) for limit in REACH_LIMITS)
    return [
        text("{n} or more", n=high),
        text("{least} to below {most}", least=middle, most=high),
        text("{least} to below {most}", least=low, most=middle),
        text("below {n}", n=low),
        text("nobody reached"),
    ]


def coverage_scene(reader: Reader, found: Outreach, lens: str) -> Scene:
    """Show how long ago each area was visited, or how many were reached there; the most neglected first."""
    text = reader.text
    words = _step_words(reader, lens)

    def areas() -> list[ShownArea]:
        table = found.cover
        classes = since_classes(table) if lens == SINCE else reach_classes(table)
        frame = table.assign(class_index=classes.where(classes != UNKNOWN, NO_CLASS))
        ordered = _most_neglected_first(frame, lens)
        return [_shown(reader, row, lens, is_listed=n < LISTED) for n, (_, row) in enumerate(ordered.iterrows())]

    nobody = not found.cover["events"].sum()
    return CoverageScene(
        list_title=text("The longest without a visit first") if lens == SINCE else text("The least reached first"),
        list_caption=text("Bar: families that have not responded. At the right: days since the last visit.")
        if lens == SINCE
        else text("Bar: people reached by all events per 1,000 families that have not responded."),
        map_title=text("Map: days since the last visit")
        if lens == SINCE
        else text("Map: people reached per 1,000 families left"),
        empty=text("No event has been recorded up to this day.") if nobody else None,
        areas=areas,
        wording=Colouring.PATH,
        reference=None,
        alt=lambda said: _alt(reader, lens, said),
        varies_with=("coverage", lens, found.area_code, found.as_of, found.until),
        words=words,
    )


def _most_neglected_first(frame: pd.DataFrame, lens: str) -> pd.DataFrame:
    rank = frame["class_index"].where(frame["class_index"] != NO_CLASS, -1)
    amount = frame["days_since"].astype("Float64") if lens == SINCE else -frame["reach"]
    keys = frame.assign(
        _rank=-rank, _amount=-amount.fillna(float("-inf")), _left=-frame["families_left"].fillna(0).astype("int64")
    )
    # Of those that nobody has visited the one with the most families left comes first.
    keys["_amount"] = keys["_amount"].where(rank != NEVER, 0.0)
    return keys.sort_values(["_rank", "_amount", "_left", "name"]).drop(columns=["_rank", "_amount", "_left"])


def _said(reader: Reader, row: pd.Series, lens: str) -> str:
    text, formats = reader.text.plain, reader.formats
    if lens == SINCE:
        if pd.isna(row["days_since"]):
            return text("never")
        return text.plural("{n} day", "{n} days", row["days_since"], n=formats.count(row["days_since"]))
    return NO_VALUE if pd.isna(row["reach"]) else formats.count(row["reach"])


def _shown(reader: Reader, row: pd.Series, lens: str, *, is_listed: bool) -> ShownArea:
    name, class_index, said = str(row["name"]), int(row["class_index"]), _said(reader, row, lens)
    _colour, symbol = class_sign(class_index)
    left = reader.text.plain.plural(
        "{n} family left",
        "{n} families left",
        as_shown(row["families_left"]),
        n=reader.formats.count(row["families_left"]),
    )
    length = row["families_left"] if lens == SINCE else row["reach"]
    return ShownArea(
        code=str(row["code"]),
        name=name,
        class_index=class_index,
        label=(escape(name), f"{symbol} {said}"),
        hover=_hover(reader, row),
        remark=f"{symbol} {said}<br>{left}",
        spoken=f"{name}: {said}",
        length=None if pd.isna(length) else float(length),
        is_listed=is_listed,
    )


def _hover(reader: Reader, row: pd.Series) -> str:
    text, formats = reader.text.plain, reader.formats
    lines = hover_head(reader, str(row["name"]))
    if pd.isna(row["last_on"]):
        lines.append(text("never visited"))
    else:
        lines.append(text("last visit {day}", day=formats.day(row["last_on"])))
    lines.append(
        text(
            "{events}, {people} reached",
            events=text.plural("{n} event", "{n} events", as_shown(row["events"]), n=formats.count(row["events"])),
            people=formats.people(row["audience"]),
        )
    )
    lines.append(
        text.plural(
            "{n} family left",
            "{n} families left",
            as_shown(row["families_left"]),
            n=formats.count(row["families_left"]),
        )
    )
    if not pd.isna(row["reach"]):
        lines.append(text("{n} reached per 1,000 families left", n=formats.count(row["reach"])))
    return "<br>".join(lines)


def _alt(reader: Reader, lens: str, said: str) -> str:
    text = reader.text.plain
    return text("{what}, the most neglected first: {list}", what=text(_LENSES[lens]), list=said)


def show_table(reader: Reader, found: Outreach) -> None:
    """Show coverage as a table, with a file of it."""
    stem = f"{found.area_code}-coverage_{found.until.isoformat()}"
    shown = reader.drawn(lambda: _table_of_texts(reader, found), "coverage", found.area_code, found.as_of, found.until)
    files = [csv_download(reader, stem, lambda: as_csv(coverage_rows(found.cover), COVERAGE_COLUMNS))]
    show_table_and_downloads(reader, shown, files, key=f"coverage-{found.area_code}")


def _table_of_texts(reader: Reader, found: Outreach) -> pd.DataFrame:
    text, formats = reader.text, reader.formats
    table = _most_neglected_first(found.cover.assign(class_index=since_classes(found.cover)), SINCE)
    return pd.DataFrame(
        {
            text("Code"): table["code"],
            text("Area"): table["name"],
            text("Last visit"): [NO_VALUE if pd.isna(day) else formats.day(day) for day in table["last_on"]],
            text("Days since"): [formats.count(value) for value in table["days_since"]],
            text("Visits"): [formats.count(value) for value in table["visits"]],
            text("Events"): [formats.count(value) for value in table["events"]],
            text("People reached"): [formats.count(value) for value in table["audience"]],
            text("Families left"): [formats.count(value) for value in table["families_left"]],
            text("Reached per 1,000 left"): [formats.count(value) for value in table["reach"]],
        }
    )
