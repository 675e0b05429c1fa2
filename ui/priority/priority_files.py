"""Priorities as a table with its files, and what they rest on."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from census.outreach.responsiveness import ASSUMED, assumed_extra
from census.priority.plan import Plan
from census.priority.priority_list import PriorityList
from presentation.areas.priorities import what_varies
from presentation.words.kinds import kind_name
from reports.priorities import (
    PLAN_FILE_COLUMNS,
    PRIORITY_FILE_COLUMNS,
    plan_rows,
    priority_rows,
    priority_texts,
    priority_workbook,
)
from reports.tables.tables import as_csv
from ui.kit.controls import Choice
from ui.kit.display.blocks import sources_of
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box, workbook_download
from ui.shell.frame import Reader


def show_assumptions(reader: Reader, priority_list: PriorityList) -> None:
    """Show what an event of each kind is taken to bring, and how much of it is learned."""
    text, formats, learned = reader.text, reader.formats, priority_list.responsiveness
    with st.expander(text("What this rests on")):
        st.markdown(
            text.plural(
                "{n} event whose effect could be estimated has been learned from. Without any, what is assumed"
                " stands. An event brings a part of what comes in anyway, so in a slow desa less: the table is for"
                " one at the pace of all. Help by BPS is asked for under Activities, and so is not proposed.",
                "{n} events whose effect could be estimated have been learned from. Without any, what is assumed"
                " stands. An event brings a part of what comes in anyway, so in a slow desa less: the table is for one"
                " at the pace of all. Help by BPS is asked for under Activities, and so is not proposed.",
                learned.events,
                n=learned.events,
            )
        )
        st.dataframe(
            pd.DataFrame(
                {
                    text("Kind of event"): [kind_name(text, kind) for kind in ASSUMED],
                    text("Officer-days"): [formats.about(assumption.officer_days) for assumption in ASSUMED.values()],
                    text("Assumed, families per 1,000 left"): [
                        formats.about(assumed_extra(kind, learned.daily_gain)) for kind in ASSUMED
                    ],
                    text("Expected now, families per 1,000 left"): [
                        formats.about(learned.per_thousand(kind, [""])[0]) for kind in ASSUMED
                    ],
                }
            ),
            hide_index=True,
            alt=text("What an event of each kind is taken to bring"),
        )


def show_table(reader: Reader, priority_list: PriorityList, plan: Plan, area_code: str, choice: Choice) -> None:
    """Show the priority table with the files of it and of the plan."""
    box = table_box(reader, f"priorities-{area_code}")
    if box is None:
        return
    text, formats, name = reader.text, reader.formats, reader.campaign.tree.name(area_code)
    stem = f"{area_code}-prioritas_{priority_list.as_of.isoformat()}"
    title = text("Priorities of {area}", area=name)
    lines = [text("As of {day}", day=formats.day(priority_list.as_of)), *_basis(reader, priority_list)]
    lines.append(
        text(
            "Source: {sources}",
            sources="; ".join(
                sources_of(
                    reader, area_code, sources(priority_list), replace(choice.view, unit=priority_list.target.unit)
                )
            ),
        )
    )
    plan_file = csv_download(
        reader,
        f"{area_code}-rencana_{priority_list.as_of.isoformat()}",
        lambda: as_csv(plan_rows(priority_list, plan, text, formats), PLAN_FILE_COLUMNS),
    )
    files = [
        csv_download(reader, stem, lambda: as_csv(priority_rows(priority_list, text, formats), PRIORITY_FILE_COLUMNS)),
        workbook_download(
            reader,
            stem,
            lambda: priority_workbook(
                priority_list,
                text,
                formats,
                title=title,
                lines=lines,
                simulated=reader.campaign.simulation is not None,
            ),
        ),
        replace(plan_file, label=text("Download the plan as CSV")),
    ]
    varies_with = (priority_list.has_forecast, what_varies(priority_list))
    shown = reader.drawn(
        lambda: priority_texts(priority_list, text, formats),
        "priority-table",
        area_code,
        priority_list.as_of,
        varies_with,
    )
    show_table_and_downloads(
        reader, shown, files, box=box, key=f"priorities-{area_code}", columns=PRIORITY_FILE_COLUMNS
    )


def _basis(reader: Reader, priority_list: PriorityList) -> list[str]:
    text, formats = reader.text, reader.formats
    if priority_list.has_forecast:
        return [text("Expected shortfall: by the forecast for {day}.", day=formats.day(priority_list.target.ends_on))]
    return [text("Expected shortfall: what is missing against the path; there is no forecast yet.")]


def sources(priority_list: PriorityList) -> list[str | None]:
    """Name who delivered the figures of the desa."""
    return [area.source for area in priority_list.areas]
