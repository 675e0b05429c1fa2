"""The parts that every page of progress is made of, in the order in which they are read."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Unit, measure_column
from census.figures.panel import NOT_REPORTED
from census.figures.progress import View, is_reached_late
from presentation.language.formats import NO_VALUE
from presentation.language.markdown import as_plain
from presentation.words.completeness import completeness_text
from presentation.words.reading import words
from presentation.words.reasons import about_sign
from presentation.words.sources import source_text
from presentation.words.verdict import Standing, target_share, verdict
from reports.tables.tables import as_csv, progress_rows
from reports.tables.workbook import progress_workbook
from ui.kit.controls import STATUSES, Choice
from ui.kit.display.figures import without_rate
from ui.kit.display.parts import parts_told, verdict_of_parts
from ui.kit.downloads import Download, csv_download, show_table_and_downloads, workbook_download
from ui.shell import cached
from ui.shell.frame import Reader, page_of


def show_verdict(reader: Reader, row: pd.Series, target: Target | None, view: View) -> None:
    """Say in two sentences how an area stands and what it takes."""
    late = target is not None and not pd.isna(row["target_count"])
    standing = Standing(
        row,
        target,
        view,
        is_reached_late=late
        and target is not None
        and is_reached_late(
            reader.campaign.panel, str(row["code"]), target, int(row["target_count"]), as_of=view.as_of
        ),
    )
    text = reader.text
    parts = parts_told(reader, row, target, view)
    said = (
        verdict(text, reader.formats, standing)
        if target is None or parts is None or view.as_of < target.starts_on
        else verdict_of_parts(reader, str(row["name"]), parts, target, view)
    )
    st.title(said.headline, anchor=False)
    if said.needs:
        st.markdown(said.needs)


def show_heading(reader: Reader, code: str, choice: Choice, target: Target | None) -> None:
    """Show the line above the verdict: day, place in the window, unit and status, how much has been delivered."""
    text, formats = reader.text, reader.formats
    parts = [text("as of {day}", day=formats.day(choice.view.as_of))]
    as_of = choice.view.as_of
    if target is not None and as_of > target.ends_on:
        parts.append(text("{n} days after the deadline", n=(as_of - target.ends_on).days))
    elif target is not None and target.elapsed(as_of):
        parts.append(text("day {day} of {days}", day=target.elapsed(as_of), days=target.days))
        parts.append(text("{n} days left", n=target.left(as_of)))
    parts.append(text("unit {unit}", unit=formats.unit(choice.view.unit)))
    parts.append(text("status {status}", status=text(STATUSES[choice.view.status]).lower()))
    parts.append(delivered(reader, code, choice.view))
    st.caption(" · ".join(part for part in parts if part))


def delivered(reader: Reader, code: str, view: View) -> str:
    """Say how much of an area, or of its agencies, has been delivered."""
    return completeness_text(reader.text, reader.formats, reader.campaign.completeness(code, view))


def show_sentences(*said: str | None) -> None:
    """Say on one line what there is to say; nothing where there is nothing."""
    known = [each for each in said if each]
    if known:
        st.markdown(" ".join(known))


def _table_of_texts(reader: Reader, table: pd.DataFrame, view: View, target: Target | None) -> pd.DataFrame:
    text, formats = reader.text.plain, reader.formats
    # What is missing is counted in the target's unit, whatever is looked at.
    missing_unit = _missing_unit(reader, target, view)
    missing = (
        text("Missing ({unit})", unit=missing_unit)
        if target is None
        # Of civil servants “kurang” would read as too few on the staff.
        else text("Still needed for {share} ({unit})", share=target_share(formats, target), unit=missing_unit)
        if view.unit is Unit.STAFF
        else text("Missing to {share} ({unit})", share=target_share(formats, target), unit=missing_unit)
    )
    return pd.DataFrame(
        {
            text("Code"): table["code"],
            text("Name"): table["name"],
            text("Count ({unit})", unit=formats.unit(view.unit)): [formats.count(v) for v in table["numerator"]],
            text("Register ({unit})", unit=formats.unit(view.unit)): [formats.count(v) for v in table["denominator"]],
            text("Rate"): [_rate_of(reader, row) for _, row in table.iterrows()],
            missing: [_about_count(reader, row, "gap", target) for _, row in table.iterrows()],
            text("Needed per day ({unit})", unit=missing_unit): [
                _about_count(reader, row, "required_pace", target) for _, row in table.iterrows()
            ],
            text("Recent pace ({unit})", unit=missing_unit): [formats.count(v) for v in table["recent_pace"]],
            text("Figure of"): [NO_VALUE if pd.isna(v) else formats.day(v) for v in table["as_of"]],
            text("Source"): [NO_VALUE if pd.isna(v) else source_text(text, v) for v in table["source"]],
        }
    )


def _about_count(reader: Reader, row: pd.Series, name: str, target: Target | None) -> str:
    """Write what is missing of an area, with its unit where the column says another."""
    if pd.isna(row[name]):
        return NO_VALUE
    said = about_sign(bool(row["is_equivalent"])) + reader.formats.count(row[name])
    unit = row["target_unit"]
    is_alike = target is None or unit in (target.unit, Unit.STAFF)
    return said if is_alike else f"{said} {reader.formats.unit(Unit(unit))}"


def _missing_unit(reader: Reader, target: Target | None, view: View) -> str:
    return reader.formats.unit(view.unit if target is None or view.unit is Unit.STAFF else target.unit)


def _rate_of(reader: Reader, row: pd.Series) -> str:
    formats = reader.formats
    if pd.isna(row["rate"]):
        return reader.text.plain("hidden") if row["is_hidden"] else formats.bound(row["bound"])
    return formats.rate(row["rate"], decimals=2, base=row["denominator"])


def show_protection(reader: Reader, table: pd.DataFrame, view: View) -> None:
    """Explain the groups of a table that are too small to be shown, or only coarsely; nothing where there are none."""
    text, protection = reader.text, reader.settings.protection
    if table["is_hidden"].any():
        st.caption(
            text(
                "Groups of fewer than {n} are not shown, so that no figure speaks of a person. "
                "Where their total would give one away, the next smallest is not shown either.",
                n=protection.hide_below,
            )
        )
    if reader.campaign.has_coarse(table["code"].tolist(), of_agencies=view.unit is Unit.STAFF):
        said = text(
            "Groups of fewer than {n} change once a week; their rates end at 5 and 95 %.", n=protection.coarse_below
        )
        st.caption(said)


def show_table(
    reader: Reader,
    table: pd.DataFrame,
    choice: Choice,
    *,
    code: str,
    name: str,
    target: Target | None,
    title: str,
    pictures: Sequence[Download] = (),
) -> None:
    """Show what the map shows as a table, with downloads of exactly that.

    Parameters
    ----------
    code
        The area whose parts, or agencies, these are.
    name
        Part of the files' names.
    title
        Heading of the workbook.
    pictures
        Downloads of the drawings above.
    """
    text, view = reader.text, choice.view
    codes = table["code"].tolist()
    shown = reader.drawn(lambda: _table_of_texts(reader, table, view, target), "table", codes, view, target)
    stem = f"{name}_{view.as_of.isoformat()}_{view.unit.value}_{view.status.value}"
    show_protection(reader, table, view)
    files = [
        csv_download(reader, stem, lambda: as_csv(progress_rows(table))),
        workbook_download(
            reader,
            stem,
            lambda: progress_workbook(
                table,
                text=text,
                formats=reader.formats,
                view=view,
                target=target,
                title=title,
                sources=sources_of(reader, code, table["source"].tolist(), view),
                simulated=reader.campaign.simulation is not None,
            ),
        ),
        *pictures,
    ]
    show_table_and_downloads(reader, shown, files, key=name)


def sources_of(reader: Reader, code: str, named: Sequence[object], view: View) -> list[str]:
    """Name who delivered the figures of an area's parts, the register they are divided by, and how much there is."""
    said = delivered(reader, code, view)
    return [*_sources(reader, named, view), *([str(as_plain(said))] if said else [])]


def _sources(reader: Reader, named: Sequence[object], view: View) -> list[str]:
    text = reader.text.plain
    sources = [source_text(text, source) for source in dict.fromkeys(named) if isinstance(source, str)]
    if view.unit is Unit.STAFF:
        return sources
    register = reader.campaign.base(view.as_of)
    known = register.loc[register["version"].notna(), ["version", "valid_on"]]
    if len(known):
        version, valid_on = known.iloc[0]
        # A register without a version of its own is called by its day.
        if version == valid_on.isoformat():
            version = reader.formats.day(valid_on)
        estimate = text("shared out to desa by estimate") if register["is_estimate"].fillna(value=False).any() else ""
        named = ", ".join(part for part in (version, estimate) if part)
        sources.append(text("Register: {version}", version=named))
    return sources


def show_foot(reader: Reader, named: Sequence[object], layer: cached.Layer | None, view: View) -> None:
    """Say where the figures come from, how fresh they are, and whose the boundaries are; link the definitions."""
    text, formats = reader.text, reader.formats
    is_told = any(isinstance(source, str) for source in named)
    sources = "; ".join(_sources(reader, named, view))
    newest = reader.campaign.newest_day(reader.today)
    parts = []
    if is_told:
        parts.append(text("Source: {sources}", sources=sources))
    elif newest is None:
        parts.append(text("No figures yet."))
    elif not _is_delivered(reader, view):
        parts.append(text("No figures yet in {given}.", given=words(text, formats, view.unit, view.status)))
    received = cached.last_import_at(reader.settings)
    if newest is not None:
        fresh = text("data up to {day}", day=formats.day(newest))
        if received is not None:
            when = formats.ago(received, reader.now) if reader.has_clock else formats.moment(received)
            fresh += ", " + text("received {ago}", ago=when)
        parts.append(fresh)
    if layer is not None:
        parts.append(text("Boundaries: {owner}", owner=layer.attribution))
    st.caption(" · ".join(parts))
    show_definitions_link(reader)


def _is_delivered(reader: Reader, view: View) -> bool:
    """Tell whether any area, or agency, has a figure in what is looked at: a page may show none of those that do."""
    panel = reader.campaign.opd_panel if view.unit is Unit.STAFF else reader.campaign.panel
    if panel.row_of(view.as_of) < 0:
        return False
    return bool((panel.at(measure_column(view.unit, view.status), view.as_of)["reported_on"] != NOT_REPORTED).any())


def show_definitions_link(reader: Reader) -> None:
    """Link the definitions of all figures."""
    st.page_link(page_of("definitions"), label=reader.text("What these figures mean"), icon=":material/menu_book:")


def worst_first(table: pd.DataFrame) -> pd.DataFrame:
    """Order rows for a list: the furthest behind first, those without data last, by name on a tie."""
    ratio = table["target_numerator"].astype("Float64") / table["target_denominator"].astype("Float64")
    if ratio.isna().all():
        ratio = table["rate"]
    ratio = ratio.fillna(float("inf"))
    return table.assign(_order=ratio).sort_values(["_order", "name"]).drop(columns="_order")


def summary_for_screen_readers(reader: Reader, table: pd.DataFrame, unit: Unit) -> str:
    """Say in one text what map and list show, for those who do not see them."""
    text, formats = reader.text.plain, reader.formats
    parts = []
    for _code, row in table.iterrows():
        rate = without_rate(reader, row) if pd.isna(row["rate"]) else formats.rate(row["rate"], base=row["denominator"])
        parts.append(f"{row['name']}: {rate}")
    return text("Rate by area ({unit}): {list}", unit=formats.unit(unit), list="; ".join(parts))
