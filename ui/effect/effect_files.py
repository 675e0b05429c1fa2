"""Effects as tables with their files, and what must be kept in mind."""

import pandas as pd
import streamlit as st

from census.effect.permutation import DRAWS
from census.effect.windows import WINDOW
from presentation.words.effect_words import VERDICT_WORDS, kind_word
from presentation.words.kinds import kind_name
from reports.effects import EFFECT_COLUMNS, EVENT_COLUMNS, effect_table, event_table
from reports.tables.columns import Column
from reports.tables.tables import as_csv, plain_rows
from reports.tables.workbook import table_workbook
from ui.effect.effects import Found, kinds_as_texts
from ui.kit.display.blocks import sources_of
from ui.kit.downloads import Download, file_name, show_table_and_downloads, workbook_download
from ui.shell.frame import Reader


def show_events(reader: Reader, found: Found) -> None:
    """Show the events one by one, the newest first."""
    text, formats = reader.text, reader.formats
    table = found.effects.table
    if not len(table):
        return
    with st.expander(text("Event by event")):
        st.caption(
            text(
                "One event alone says next to nothing: most of its figure is chance. Families on the counted days after"
                " it, against what was to be expected."
            )
        )
        tree = reader.campaign.tree
        ordered = table.sort_values(["held_on", "area_code"], ascending=[False, True])
        st.dataframe(
            pd.DataFrame(
                {
                    text("Day"): [formats.day(day) for day in ordered["held_on"]],
                    text("Desa"): [tree.name(str(code)) for code in ordered["area_code"]],
                    text("Kind of event"): [kind_name(text, str(kind)) for kind in ordered["kind"]],
                    text("Days counted"): [formats.count(n) for n in ordered["days_after"]],
                    text("Expected (families)"): [formats.about(n) for n in ordered["expected"]],
                    text("More than expected (families)"): [formats.gain(n) for n in ordered["extra"]],
                    text("Give or take (families)"): [formats.count(n) for n in ordered["standard_error"]],
                }
            ),
            hide_index=True,
            alt=text("Events with the families that came after them"),
        )


def show_table(reader: Reader, found: Found) -> None:
    """Show the estimates as a table, with downloads of exactly that and of the events."""
    text = reader.text
    stem = f"{found.area_code}-effect_{found.view.as_of.isoformat()}"
    source = "; ".join(sources(reader, found)) or None
    kinds, events = (
        rows_of(found.effects, source, reader.campaign.completeness(found.area_code, found.view))
        for rows_of in (effect_table, event_table)
    )
    files = [
        _csv(reader, text("Kinds as CSV"), stem, kinds, EFFECT_COLUMNS),
        _csv(reader, text("Events as CSV"), f"{stem}_events", events, EVENT_COLUMNS),
        workbook_download(reader, stem, lambda: _workbook(reader, found, kinds)),
    ]
    alt = text("Estimates by kind of event")
    show_table_and_downloads(reader, kinds_as_texts(reader, found), files, key="effect", alt=alt)


def _csv(reader: Reader, label: str, stem: str, table: pd.DataFrame, columns: tuple[str, ...]) -> Download:
    name = file_name(reader, stem, "csv")
    return Download(label, name, "text/csv", lambda: as_csv(plain_rows(table, columns), columns))


def _workbook(reader: Reader, found: Found, kinds: pd.DataFrame) -> bytes:
    text = reader.text.plain
    estimates = [found.effects.overall, *found.effects.kinds.values()]
    said = kinds.assign(
        kind=[kind_word(text, one) for one in estimates],
        verdict=[text(VERDICT_WORDS[one.verdict]) for one in estimates],
    )
    columns = {
        "kind": Column(text("Kind of event"), "text", 24),
        "n_held": Column(text("Held"), "count", 9),
        "n_events": Column(text("Judged"), "count", 9),
        "verdict": Column(text("What can be said"), "text", 24),
        "pooled_lift": Column(text("Change, drawn together"), "rate", 12),
        "pooled_lo80": Column(text("80 % interval, from"), "rate", 12),
        "pooled_hi80": Column(text("80 % interval, to"), "rate", 12),
        "lift": Column(text("Change, own events"), "rate", 12),
        "lo80": Column(text("Own events, from"), "rate", 12),
        "hi80": Column(text("Own events, to"), "rate", 12),
        "extra": Column(text("Families more per event"), "amount", 12),
        "p": Column(text("By chance alone"), "rate", 12),
        "smallest_detectable": Column(text("Smallest change seen"), "rate", 12),
        "more_events": Column(text("More events needed"), "count", 12),
    }
    return table_workbook(
        said,
        columns,
        text=text,
        as_of=found.view.as_of,
        title=text("What outreach brought: {area}", area=reader.campaign.tree.name(found.area_code)),
        lines=[*caveats(reader), text("Source: {sources}", sources="; ".join(sources(reader, found)))],
        simulated=reader.campaign.simulation is not None,
    )


def sources(reader: Reader, found: Found) -> list[str]:
    """Name who delivered the figures that were compared, and the register."""
    tree, view = reader.campaign.tree, found.view
    table = reader.campaign.progress(found.area_code, tree.level(found.area_code), view)
    return sources_of(reader, found.area_code, table["source"].tolist(), view) if table["source"].notna().any() else []


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
        text("Desa that are too small to show figures of single days are left out."),
    ]


def show_caveats(reader: Reader) -> None:
    """Show what must be kept in mind."""
    with st.expander(reader.text("How this is reckoned, and what it cannot say")):
        st.markdown("\n".join(f"* {sentence}" for sentence in caveats(reader)))
