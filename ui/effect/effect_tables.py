"""Below the drawings of the page of effects: tables of kinds and events with their files, and what to keep in mind."""

import pandas as pd
import streamlit as st

from census.effect.estimates import WORTH_SEEING
from census.effect.permutation import DRAWS
from census.effect.windows import WINDOW
from presentation.language.formats import NO_VALUE
from presentation.words.effect_words import (
    SYMBOLS,
    VERDICT_WORDS,
    change,
    event_cells,
    event_headings,
    interval,
    kind_word,
)
from reports.effects import EFFECT_COLUMNS, EVENT_COLUMNS, effect_table, event_table
from reports.tables.columns import Column
from reports.tables.tables import as_csv, plain_rows
from reports.tables.workbook import table_workbook
from ui.effect.effects import AreaEffect
from ui.kit.display.blocks import sources_of
from ui.kit.display.text_tables import text_table
from ui.kit.downloads import Download, file_name, show_table_and_downloads, table_box, workbook_download
from ui.shell.frame import Reader


def kinds_as_texts(reader: Reader, result: AreaEffect) -> pd.DataFrame:
    """The estimates as a table of texts, all kinds together first."""
    text, formats = reader.text.plain, reader.formats
    rows = [result.effects.overall, *result.kinds]
    share = change(formats, WORTH_SEEING)
    return pd.DataFrame(
        {
            text("Kind of event"): [kind_word(text, one) for one in rows],
            text("Held"): [formats.count(one.n_held) for one in rows],
            text("Judged"): [formats.count(one.n_events) for one in rows],
            text("What can be said"): [f"{SYMBOLS[one.verdict]} {text(VERDICT_WORDS[one.verdict])}" for one in rows],
            text("Change, combined"): [change(formats, one.pooled_lift) for one in rows],
            text("80% interval"): [_ends(reader, one.pooled_lo80, one.pooled_hi80) for one in rows],
            text("Change, own events"): [change(formats, one.lift) for one in rows],
            text("80% interval, own events"): [_ends(reader, one.lo80, one.hi80) for one in rows],
            text("Extra families per event"): [formats.about(one.extra) for one in rows],
            text("By chance alone"): [formats.rate(one.p) for one in rows],
            text("Smallest change seen"): [change(formats, one.smallest_detectable) for one in rows],
            text("More events to see {share}", share=share): [formats.count(one.more_events) for one in rows],
        }
    )


def _ends(reader: Reader, low: float | None, high: float | None) -> str:
    return NO_VALUE if low is None or high is None else interval(reader.text, reader.formats, low, high)


def show_events(reader: Reader, result: AreaEffect) -> None:
    """Show the events one by one, the newest first."""
    text, formats, events = reader.text, reader.formats, result.outreach.events
    if not events:
        return
    with st.expander(text("Event by event")):
        st.caption(
            text(
                "One event alone says next to nothing: most of its figure is chance. Families on the counted days after"
                " it, against what was to be expected."
            )
        )
        tree = reader.campaign.tree
        cells = [event_cells(text, formats, event, tree.name(event.area_code)) for event in events]
        shown = text_table(event_headings(text), cells)
        st.dataframe(shown, hide_index=True, alt=text("Events with the families that came after them"))


def show_table(reader: Reader, result: AreaEffect) -> None:
    """Show the estimates as a table, with downloads of exactly that and of the events."""
    box = table_box(reader, "effect")
    if box is None:
        return
    text = reader.text
    stem = f"{result.area_code}-effect_{result.view.as_of.isoformat()}"
    source = "; ".join(sources(reader, result)) or None
    kinds, events = (
        rows_of(result.effects, source, reader.campaign.completeness(result.area_code, result.view))
        for rows_of in (effect_table, event_table)
    )
    files = [
        _csv(reader, text("Kinds as CSV"), stem, kinds, EFFECT_COLUMNS),
        _csv(reader, text("Events as CSV"), f"{stem}_events", events, EVENT_COLUMNS),
        workbook_download(reader, stem, lambda: _workbook(reader, result, kinds)),
    ]
    alt = text("Estimates by kind of event")
    show_table_and_downloads(reader, kinds_as_texts(reader, result), files, box=box, key="effect", alt=alt)


def _csv(reader: Reader, label: str, stem: str, table: pd.DataFrame, columns: tuple[str, ...]) -> Download:
    name = file_name(reader, stem, "csv")
    return Download(label, name, "text/csv", lambda: as_csv(plain_rows(table, columns), columns))


def _workbook(reader: Reader, result: AreaEffect, kinds: pd.DataFrame) -> bytes:
    text = reader.text.plain
    estimates = [result.effects.overall, *result.effects.kinds.values()]
    readable = kinds.assign(
        kind=[kind_word(text, one) for one in estimates],
        verdict=[text(VERDICT_WORDS[one.verdict]) for one in estimates],
    )
    columns = {
        "kind": Column(text("Kind of event"), "text", 24),
        "n_held": Column(text("Held"), "count", 9),
        "n_events": Column(text("Judged"), "count", 9),
        "verdict": Column(text("What can be said"), "text", 24),
        "pooled_lift": Column(text("Change, combined"), "rate", 12),
        "pooled_lo80": Column(text("80% interval, from"), "rate", 12),
        "pooled_hi80": Column(text("80% interval, to"), "rate", 12),
        "lift": Column(text("Change, own events"), "rate", 12),
        "lo80": Column(text("Own events, from"), "rate", 12),
        "hi80": Column(text("Own events, to"), "rate", 12),
        "extra": Column(text("Extra families per event"), "amount", 12),
        "p": Column(text("By chance alone"), "rate", 12),
        "smallest_detectable": Column(text("Smallest change seen"), "rate", 12),
        "more_events": Column(text("More events needed"), "count", 12),
    }
    return table_workbook(
        readable,
        columns,
        text=text,
        as_of=result.view.as_of,
        title=text("What outreach brought: {area}", area=reader.campaign.tree.name(result.area_code)),
        lines=[*caveats(reader), text("Source: {sources}", sources="; ".join(sources(reader, result)))],
        simulated=reader.campaign.simulation is not None,
    )


def sources(reader: Reader, result: AreaEffect) -> list[str]:
    """Name who delivered the figures that were compared, and the register."""
    source = reader.campaign.progress_of(result.area_code, result.view).source
    return [] if source is None else sources_of(reader, result.area_code, [source], result.view)


def caveats(reader: Reader) -> list[str]:
    """Say what the figures rest on, a sentence each."""
    text = reader.text
    return [
        text(
            "Who was visited was not drawn by lot: an office may have gone where things were about to move."
            " The check of the five days before says whether that shows; what cannot be seen is not ruled out."
        ),
        text(
            "A desa is compared with those of its kabupaten that had no event in those days or the week before and do"
            " not touch it; with those of its own kecamatan alone where they are enough. Days of outage, and days on"
            " which another event may still be at work, are left out."
        ),
        text(
            "What an event brings to neighbouring desa, or after more than {days} days, is not counted; families that"
            " only came sooner than they would have are.",
            days=len(WINDOW.after),
        ),
        text(
            "By chance: desa trade their diaries of visits, so that each day keeps its number of visits, and the same"
            " sum is done again {draws} times. Of all kinds together a false alarm comes in one of twenty campaigns.",
            draws=DRAWS,
        ),
        text("Desa too small to show figures of single days are left out."),
    ]


def show_caveats(reader: Reader) -> None:
    """Show what must be kept in mind."""
    with st.expander(reader.text("How this is calculated, and what it cannot say")):
        st.markdown("\n".join(f"* {sentence}" for sentence in caveats(reader)))
