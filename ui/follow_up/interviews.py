"""What the page of interviews is made of: the workload by area, who goes where, and what a family online saves."""

from dataclasses import replace
from datetime import date
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from census.base.vocabulary import Colouring, Status, Unit
from census.campaign.campaign import Campaign
from census.figures.shortfall import STEP_LIMITS
from census.priority.inputs import family_draws
from census.priority.interviews import INTERVIEW_COLUMNS, Crew, Interviews, interviews
from census.priority.priority_list import Agenda, last_day_is_over
from census.settings import Settings
from presentation.language.formats import NO_VALUE, as_shown
from presentation.words.reasons import about_sign
from reports.interviews import interview_headings, interview_rows, interview_workbook
from reports.tables.tables import as_csv
from ui.kit.controls import Choice
from ui.kit.display.blocks import sources_of
from ui.kit.display.figures import Figure, draw_figures
from ui.kit.display.scenes import NO_CLASS, NO_COMPARISON, Scene, ShownArea, class_sign, hover_head, list_name
from ui.kit.downloads import csv_download, show_table_and_downloads, workbook_download
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
        key, lambda said: int(said) if said.isdecimal() and len(said) < 10 and 1 <= int(said) <= most else None, default
    )
    chosen = int(st.number_input(label, min_value=1, max_value=most, step=1, key=key))
    address.write_choice(key, None if chosen == default else str(chosen))
    return chosen


def interviews_of(reader: Reader, area_code: str, level: str, choice: Choice, crew: Crew) -> Interviews:
    """Give the workload of the areas of one level within an area."""
    as_of = choice.view.as_of

    def gather(campaign: Campaign) -> Interviews:
        draws = family_draws(campaign, area_code, as_of)
        return interviews(campaign, area_code, level, as_of, crew=crew, forecast=draws)

    return reader.of_whole(gather, "interviews", area_code, level, as_of, crew)


def show_verdict(reader: Reader, found: Interviews, ended_on: date | None) -> bool:
    """Say how many families are to be interviewed and what that is for each enumerator; tell whether it is known."""
    text, formats, whole, crew = reader.text, reader.formats, found.whole, found.crew
    if pd.isna(whole["workload"]):
        if found.parts["workload"].notna().any():
            st.title(text("{area}: how many are to be interviewed in all is not known yet.", area=whole["name"]),
                     anchor=False)  # fmt: skip
            st.markdown(text("It takes figures of all parts; those that are there stand below."))
            return False
        st.title(text("{area}: no figure tells yet who is to be interviewed.", area=whole["name"]), anchor=False)
        st.markdown(text("It takes a register, and families that have responded or are clean."))
        return False
    st.title(
        text.plural(
            "{area}: {count} family is left to be interviewed, {each} a day for each of {crew} in {days}.",
            "{area}: {count} families are left to be interviewed, {each} a day for each of {crew} in {days}.",
            as_shown(whole["workload"]),
            area=whole["name"],
            count=about_sign(bool(whole["is_equivalent"])) + formats.count(whole["workload"]),
            each=formats.about(whole["per_enumerator_day"]),
            crew=_enumerators(reader, whole["enumerators"]),
            days=formats.days(crew.days),
        ),
        anchor=False,
    )  # fmt: skip
    if ended_on is not None:
        st.markdown(
            text(
                "Since {day} nobody can respond online any more: who is left is left to the enumerators.",
                day=formats.day(ended_on),
            )
        )
    elif pd.isna(whole["at_deadline"]):
        st.markdown(text("What it will be at the deadline cannot be forecast yet."))
    else:
        st.markdown(
            text(
                "By the forecast it will be {median} at the deadline (80 of 100 draws lie between {low} and {high}).",
                median=formats.count(whole["at_deadline"]),
                low=formats.count(whole["at_deadline_lo"]),
                high=formats.count(whole["at_deadline_hi"]),
            )
        )
    if whole["is_equivalent"]:
        st.info(text("Persons alone have been delivered: ≈ families are what these come to, by the size of a family."))
    if found.status is Status.RESPONDED:
        st.info(text("No clean figures have been delivered: families that responded are taken as done."))
    return True


def show_figures(reader: Reader, found: Interviews, ended_on: date | None) -> None:
    """Show the workload, its two parts, and what more families online save while they still can."""
    text, formats, whole, crew = reader.text.plain, reader.formats, found.whole, found.crew
    ineligible = whole["ineligible"]
    unit = formats.unit(Unit.HOUSEHOLD, as_shown(whole["households"]))
    base = text("of {base} {unit}", base=formats.count(whole["households"]), unit=unit)
    sign = about_sign(bool(whole["is_equivalent"]))
    draw_figures(
        [
            Figure(
                text("Not done online"),
                formats.counted(Unit.HOUSEHOLD, whole["not_online"], sign=sign),
                base
                if found.status is Status.RESPONDED
                else text("{part}; forms that wait for the check are among them", part=base),
            ),
            Figure(
                text("Families after the cut-off"),
                text("not known") if pd.isna(ineligible) else formats.counted(Unit.HOUSEHOLD, ineligible),
                text("not in the register; interviewed in any case"),
            ),
            Figure(
                text("For each enumerator"),
                formats.families(whole["per_enumerator"]),
                text.plural(
                    "{each} a day, {days} day",
                    "{each} a day, {days} days",
                    crew.days,
                    each=formats.about(whole["per_enumerator_day"]),
                    days=crew.days,
                ),
            ),
            _crew_figure(reader, found) if ended_on is not None else _saving_figure(reader, found),
        ]
    )


def _enumerators(reader: Reader, n: object) -> str:
    """Write how many go: 890 petugas."""
    return reader.text.plain.plural("{n} enumerator", "{n} enumerators", as_shown(n), n=reader.formats.count(n))


def _working_days(reader: Reader, days: float) -> str:
    """Write what one enumerator works in so many days: 12 hari kerja."""
    return reader.text.plain.plural(
        "{days} working day", "{days} working days", as_shown(days, 1), days=reader.formats.about(days)
    )


def _crew_figure(reader: Reader, found: Interviews) -> Figure:
    text, formats = reader.text.plain, reader.formats
    sent = found.whole["enumerators"]
    return Figure(
        text("Enumerators"),
        formats.count(sent),
        text("of {n} in the whole area", n=formats.count(found.crew.enumerators)),
    )


def _saving_figure(reader: Reader, found: Interviews) -> Figure:
    text = reader.text.plain
    return Figure(
        text("1,000 families more online save"),
        _working_days(reader, found.saved_days(_ONLINE)),
        text("of one enumerator, at the mean load"),
    )


def interview_scene(reader: Reader, found: Interviews) -> Scene:
    """Show the families to be interviewed: bars by number, colours by their share against that of the whole."""
    text, parts = reader.text, found.parts
    steps = _steps(parts["work_share"], found.reference_share)

    def areas() -> list[ShownArea]:
        frame = parts.assign(class_index=steps).sort_values(["workload", "name"], ascending=[False, True])
        return [_shown(reader, row) for _, row in frame.iterrows()]

    return Scene(
        list_title=text("Families to be interviewed, the most first"),
        list_caption=text(
            "Bar: families to be interviewed. Colour: the share done online, as on the map. At the right: how many"
            " families, and enumerators."
        ),
        map_title=text("Map: share done online, against {area}", area=found.reference),
        empty=text("No figure by area has been delivered for this day.") if parts["workload"].isna().all() else None,
        areas=areas,
        wording=Colouring.KABUPATEN,
        compared_with=list_name(found.reference),
        reference=None,
        alt=lambda said: text("Families to be interviewed by area: {list}", list=said),
        varies_with=("interviews", parts[["code", "workload"]].to_numpy().tolist(), found.crew, found.reference_share),
        has_uncompared=bool((steps == NO_COMPARISON).any()),
    )


def _steps(share: pd.Series, whole: float) -> pd.Series:
    """Sort shares online into the five steps of the map, against that of the whole: less online is worse."""
    online, reference = 1 - share.astype("Float64"), 1 - whole
    without = np.where(share.isna(), NO_CLASS, NO_COMPARISON)
    if not reference > 0:
        return pd.Series(without, index=share.index, dtype="int64")
    behind = (1 - online / reference).to_numpy(dtype=np.float64, na_value=np.nan)
    steps = np.sum([behind > float(limit) for limit in STEP_LIMITS], axis=0)
    return pd.Series(np.where(np.isnan(behind), without, steps), index=share.index, dtype="int64")


def _said(reader: Reader, row: pd.Series) -> list[str]:
    """Write the families to be interviewed; nothing where they are not known."""
    return (
        []
        if pd.isna(row["workload"])
        else [about_sign(bool(row["is_equivalent"])) + reader.formats.count(row["workload"])]
    )


def _hover(reader: Reader, row: pd.Series) -> str:
    text, formats = reader.text.plain, reader.formats
    lines = hover_head(reader, str(row["name"]))
    if pd.isna(row["workload"]):
        return "<br>".join([*lines, text("hidden") if row["is_hidden"] else text("no data")])
    lines.append(
        text.plural(
            "{count} family to be interviewed",
            "{count} families to be interviewed",
            as_shown(row["workload"]),
            count=_said(reader, row)[0],
        )
    )
    if not pd.isna(row["ineligible"]):
        lines.append(text("of them {count} with a card after the cut-off", count=formats.count(row["ineligible"])))
    lines.append(_enumerators(reader, row["enumerators"]))
    if not pd.isna(row["at_deadline"]):
        lines.append(text("at the deadline about {count}", count=formats.count(row["at_deadline"])))
    return "<br>".join(lines)


def _shown(reader: Reader, row: pd.Series) -> ShownArea:
    text, formats = reader.text.plain, reader.formats
    name, class_index, said = str(row["name"]), int(row["class_index"]), _said(reader, row)
    _colour, symbol = class_sign(class_index)
    if said:
        remark = f"{symbol} {said[0]}<br>" + _enumerators(reader, row["enumerators"])
    else:
        remark = text("hidden") if row["is_hidden"] else text("no data")
    return ShownArea(
        code=str(row["code"]),
        name=name,
        class_index=class_index,
        label=(escape(name), *said),
        hover=_hover(reader, row),
        remark=remark,
        spoken=f"{name}: {formats.count(row['workload'])}",
        length=float(row["workload"]) if said else None,
    )


def show_table(reader: Reader, found: Interviews, level: str, choice: Choice) -> None:
    """Show the workload as a table, with the files for BPS."""
    text, formats, whole = reader.text, reader.formats, found.whole
    headings, table = interview_headings(text), found.table
    counts = ("households", "online", "not_online", "ineligible", "workload", "at_deadline", "enumerators")
    written: dict[str, list[object]] = {headings[name]: table[name].tolist() for name in ("code", "name")}
    written |= {headings[name]: [formats.count(value) for value in table[name]] for name in counts}
    for name in ("per_enumerator", "per_enumerator_day"):
        written[headings[name]] = [formats.about(value) for value in table[name]]
    written[headings["as_of"]] = [NO_VALUE if pd.isna(day) else formats.day(day) for day in table["as_of"]]
    as_of = choice.view.as_of
    stem = f"{whole['code']}-{level}-wawancara_{as_of.isoformat()}"
    named = "; ".join(
        sources_of(reader, str(whole["code"]), table["source"].tolist(), replace(choice.view, status=found.status))
    )
    lines = [
        text("As of {day}", day=formats.day(as_of)),
        f"{_enumerators(reader, found.crew.enumerators)}, {formats.days(found.crew.days)}",
        text("Source: {sources}", sources=named),
    ]
    files = [
        csv_download(reader, stem, lambda: as_csv(interview_rows(found), tuple(headings))),
        workbook_download(
            reader,
            stem,
            lambda: interview_workbook(
                found,
                text,
                as_of=as_of,
                title=text("Interviews in {area}", area=whole["name"]),
                lines=lines,
                simulated=reader.campaign.simulation is not None,
            ),
        ),
    ]
    show_table_and_downloads(reader, pd.DataFrame(written), files, key=f"interviews-{level}", columns=INTERVIEW_COLUMNS)


def show_saving(reader: Reader, found: Interviews, today: Agenda | None) -> None:
    """Say what the first desa of the priorities would save the interviewers."""
    text, formats = reader.text, reader.formats
    if today is None or last_day_is_over(today) or not len(today.table) or today.table["priority"].iloc[0] <= 0:
        return
    if found.whole[["workload", "at_deadline"]].isna().all():
        # Without the load of the whole nobody knows what a family less saves.
        return
    first = today.table.iloc[0]
    days = found.saved_days(float(first["extra"]))
    st.markdown(
        text(
            "One event in **{area}** brings about {extra} online and saves {days} of an enumerator.",
            area=first["name"],
            extra=formats.families(first["extra"]),
            days=_working_days(reader, days),
        )
    )
    show_link(reader, "priorities", text("Open the priorities"), ":material/flag:")
