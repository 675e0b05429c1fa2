"""What the page of interviews is made of: the workload by area, who goes where, and what a family online saves."""

from dataclasses import replace
from datetime import date

import streamlit as st

from census.campaign.campaign import Campaign
from census.priority.inputs import family_draws
from census.priority.interviews import (
    INTERVIEW_COLUMNS,
    Crew,
    Interviews,
    interviews,
)
from census.priority.priority_list import PriorityList, last_day_is_over
from census.settings import Settings
from presentation.words.interview_words import (
    enumerators_text,
    interview_notes,
    interview_verdict,
    working_days_text,
)
from reports.interviews import interview_rows, interview_texts, interview_workbook
from reports.tables.tables import as_csv
from ui.kit.controls import Choice
from ui.kit.display.blocks import sources_of
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box, workbook_download
from ui.shell import address
from ui.shell.frame import Reader, show_link

CREW_KEY, DAYS_KEY = "petugas", "hari-wawancara"
_MOST_ENUMERATORS, _MOST_DAYS = 1_000_000, 366


def choose_crew(reader: Reader) -> Crew:
    """Draw the two numbers that the plan of the interviews hangs on; the settings give what they are at first."""
    text, settings = reader.text, reader.settings
    people, days = st.columns(2, gap="medium")
    with people:
        n = _number(text("Enumerators"), CREW_KEY, settings.enumerators, _MOST_ENUMERATORS)
    with days:
        d = _number(text("Days of the interviews"), DAYS_KEY, settings.interview_days, _MOST_DAYS)
    default, home = (Settings.model_fields[name].default for name in ("enumerators", "root_area"))
    # Nobody else has as many: the default is the number of Kudus and must not pass for that of the area served.
    if n == default and "enumerators" not in settings.model_fields_set and settings.root_area != home:
        st.caption(
            text(
                "{n} enumerators are what the product begins with, not the number of this area. Write yours here, or "
                "set KAWAL_ENUMERATORS.",
                n=reader.formats.count(default),
            )
        )
    return Crew(n, d)


def _number(label: str, key: str, default: int, most: int) -> int:
    address.read_choice(
        key, lambda word: int(word) if word.isdecimal() and len(word) < 10 and 1 <= int(word) <= most else None, default
    )
    chosen = int(st.number_input(label, min_value=1, max_value=most, step=1, key=key))
    address.write_choice(key, None if chosen == default else str(chosen))
    return chosen


def interviews_of(reader: Reader, area_code: str, level: str, choice: Choice, crew: Crew) -> Interviews:
    """The workload of the areas of one level within an area."""
    as_of = choice.view.as_of

    def gather(campaign: Campaign) -> Interviews:
        draws = family_draws(campaign, area_code, as_of)
        return interviews(campaign, area_code, level, as_of, crew=crew, forecast=draws)

    return reader.of_whole(gather, "interviews", area_code, level, as_of, crew)


def show_verdict(reader: Reader, interviews: Interviews, ended_on: date | None) -> bool:
    """Say how many families are to be interviewed and what that is for each enumerator; tell whether it is known."""
    verdict = interview_verdict(reader.text, reader.formats, interviews, ended_on)
    st.title(verdict.headline, anchor=False)
    st.markdown(verdict.needs)
    for note in interview_notes(reader.text, interviews):
        st.info(note)
    return interviews.whole.workload is not None


def show_table(reader: Reader, interviews: Interviews, level: str, choice: Choice) -> None:
    """Show the workload as a table, with the files for BPS."""
    box = table_box(reader, f"interviews-{level}")
    if box is None:
        return
    text, formats, total = reader.text, reader.formats, interviews.whole
    as_of = choice.view.as_of
    stem = f"{total.code}-{level}-wawancara_{as_of.isoformat()}"
    sources = [area.source for area in interviews.areas]
    named = "; ".join(sources_of(reader, total.code, sources, replace(choice.view, status=interviews.status)))
    lines = [
        text("As of {day}", day=formats.day(as_of)),
        f"{enumerators_text(text, formats, interviews.crew.enumerators)}, {formats.days(interviews.crew.days)}",
        text("Source: {sources}", sources=named),
    ]
    files = [
        csv_download(reader, stem, lambda: as_csv(interview_rows(interviews), INTERVIEW_COLUMNS)),
        workbook_download(
            reader,
            stem,
            lambda: interview_workbook(
                interviews,
                text,
                as_of=as_of,
                title=text("Interviews in {area}", area=total.name),
                lines=lines,
                simulated=reader.campaign.simulation is not None,
            ),
        ),
    ]
    shown = interview_texts(text, formats, interviews.areas)
    show_table_and_downloads(reader, shown, files, box=box, key=f"interviews-{level}", columns=INTERVIEW_COLUMNS)


def show_saving(reader: Reader, interviews: Interviews, priority_list: PriorityList | None) -> None:
    """Say what the first desa of the priorities would save the interviewers."""
    text, formats = reader.text, reader.formats
    if priority_list is None or last_day_is_over(priority_list) or not priority_list.prior:
        return
    if interviews.whole.workload is None and interviews.whole.at_deadline is None:
        # Without the load of the whole nobody knows what a family less saves.
        return
    first = priority_list.prior[0]
    days = interviews.saved_days(first.extra)
    st.markdown(
        text(
            "One event in **{area}** brings about {extra} online and saves {days} of an enumerator.",
            area=first.name,
            extra=formats.families(first.extra),
            days=working_days_text(text, formats, days),
        )
    )
    show_link(reader, "priorities", text("Open the priorities"), ":material/flag:")
