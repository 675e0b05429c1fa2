"""What the page of interviews is made of: the workload by area, who goes where, and what a family online saves."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from census.base.vocabulary import Colouring, Status, Unit
from census.campaign.campaign import Campaign
from census.priority.inputs import family_draws
from census.priority.interviews import (
    INTERVIEW_COLUMNS,
    AreaInterviews,
    Crew,
    Interviews,
    interviews,
    load_limits,
    most_work_first,
)
from census.priority.priority_list import PriorityList, last_day_is_over
from census.settings import Settings
from presentation.charts.area_view import AreaClass, ShownArea, legend
from presentation.charts.colours import (
    LOADS,
    NO_CLASS,
    Palette,
)
from presentation.language.formats import as_shown
from presentation.words.interview_words import (
    enumerators_text,
    interview_lines,
    interview_notes,
    interview_verdict,
    load_words,
    without_workload,
    working_days_text,
    workload_text,
)
from presentation.words.reasons import about_sign
from reports.interviews import interview_rows, interview_texts, interview_workbook
from reports.tables.tables import as_csv
from ui.kit.controls import Choice
from ui.kit.display.blocks import sources_of
from ui.kit.display.figures import Figure, draw_figures
from ui.kit.display.scenes import Scene, hover_head
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box, workbook_download
from ui.shell import address
from ui.shell.frame import Reader, show_link

CREW_KEY, DAYS_KEY = "petugas", "hari-wawancara"
_MOST_ENUMERATORS, _MOST_DAYS = 1_000_000, 366
_ONLINE = 1_000
"""Families more online, of which it is said what they save."""


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


def show_figures(reader: Reader, interviews: Interviews, ended_on: date | None) -> None:
    """Show the workload, its two parts, and what more families online save while they still can."""
    text, formats, total, crew = reader.text.plain, reader.formats, interviews.whole, interviews.crew
    unit = formats.unit(Unit.HOUSEHOLD, as_shown(total.households))
    base = text("of {base} {unit}", base=formats.count(total.households), unit=unit)
    ineligible = total.ineligible
    draw_figures(
        [
            Figure(
                text("Not done online"),
                formats.counted(Unit.HOUSEHOLD, total.not_online, sign=about_sign(total.is_equivalent)),
                base
                if interviews.status is Status.RESPONDED
                else text("{part}; forms that wait for the check are among them", part=base),
            ),
            Figure(
                text("Families after the cut-off"),
                text("not known") if ineligible is None else formats.counted(Unit.HOUSEHOLD, ineligible),
                text("not in the register; interviewed in any case"),
            ),
            Figure(
                text("For each enumerator"),
                formats.families(total.per_enumerator),
                text.plural(
                    "{each} a day, {days} day",
                    "{each} a day, {days} days",
                    crew.days,
                    each=formats.families(total.per_enumerator_day),
                    days=crew.days,
                ),
            ),
            _crew_figure(reader, interviews) if ended_on is not None else _saving_figure(reader, interviews),
        ]
    )


def _crew_figure(reader: Reader, interviews: Interviews) -> Figure:
    text, formats = reader.text.plain, reader.formats
    return Figure(
        text("Enumerators"),
        formats.count(interviews.whole.enumerators),
        text("of {n} in the whole area", n=formats.count(interviews.crew.enumerators)),
    )


def _saving_figure(reader: Reader, interviews: Interviews) -> Figure:
    text = reader.text.plain
    return Figure(
        text("1,000 more families online save"),
        working_days_text(text, reader.formats, interviews.saved_days(_ONLINE)),
        text("of one enumerator, at the mean load"),
    )


@dataclass(frozen=True)
class InterviewScene(Scene):
    """A scene whose steps tell how many families are to be interviewed.

    Attributes
    ----------
    limits
        As `census.priority.interviews.load_limits` gives them.
    """

    limits: tuple[int, ...] = ()

    def classes(self, reader: Reader) -> list[AreaClass]:
        """The legend: how many families in each class, and the class for no data."""
        return legend(reader.text.plain, LOADS, load_words(reader.text, reader.formats, self.limits))


def interview_scene(reader: Reader, interviews: Interviews) -> Scene:
    """Show the families to be interviewed: bars and colours by their number."""
    text, parts = reader.text, interviews.parts
    limits = load_limits(part.workload for part in parts)

    return InterviewScene(
        list_title=text("Families to be interviewed, the most first"),
        list_caption=text(
            "Bar and colour: families to be interviewed. At the right: how many families, and enumerators."
        ),
        map_title=text("Map: families to be interviewed"),
        empty=None
        if any(part.workload is not None for part in parts)
        else text("No figure by area has been delivered for this day."),
        areas=lambda: [shown_area(reader, part, load_class(part, limits)) for part in most_work_first(parts)],
        wording=Colouring.KABUPATEN,
        reference=None,
        alt=lambda listed: text.plain("Families to be interviewed by area: {list}", list=listed),
        varies_with=("interviews", [[part.code, part.workload] for part in parts], interviews.crew),
        palette=Palette.LOAD,
        limits=limits,
    )


def load_class(area: AreaInterviews, limits: tuple[int, ...]) -> int:
    """The class of an area among `load_limits`, 0 for the least work; that for no data without a figure."""
    return NO_CLASS if area.workload is None else bisect_right(limits, area.workload)


def shown_area(reader: Reader, area: AreaInterviews, class_index: int) -> ShownArea:
    """An area as list and map show it: a bar as long as there are families, and who goes there."""
    text, formats = reader.text.plain, reader.formats
    count = workload_text(formats, area)
    return ShownArea(
        code=area.code,
        name=area.name,
        class_index=class_index,
        label=(area.name,) if count is None else (area.name, count),
        hover=(*hover_head(reader, area.name), *interview_lines(text, formats, area)),
        remark=(without_workload(text, area),)
        if count is None
        else (count, enumerators_text(text, formats, area.enumerators)),
        spoken=f"{area.name}: {formats.count(area.workload)}",
        length=None if area.workload is None else float(area.workload),
    )


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
