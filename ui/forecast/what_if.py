"""What if: another deadline, another share, the other unit."""

from datetime import date, timedelta
from fractions import Fraction

import pandas as pd
import streamlit as st

from census.base.target import Target
from census.base.vocabulary import AREA_UNITS, Unit
from census.figures.equivalent import counts_told_together, equivalent_share
from census.figures.progress import View
from census.forecast.model import MOST_AHEAD
from census.forecast.table import AreaForecast
from presentation.language.formats import NO_VALUE, Formats
from presentation.words.forecast_words import chance_text, span_text
from presentation.words.verdict import about, target_share
from ui.kit.controls import Choice
from ui.kit.rows import show_table
from ui.shell import address
from ui.shell.frame import Reader

DEADLINE_KEY, SHARE_KEY = "tenggat", "target-persen"
_MOST = 100.0


def show_what_if(reader: Reader, code: str, target: Target | None, choice: Choice) -> None:
    """Ask for a deadline and a share, and show the chance in both units, beside that of the target as it is set."""
    if target is None:
        return
    text = reader.text
    st.subheader(text("What if"), anchor=False)
    day_box, share_box = st.columns(2, gap="medium")
    with day_box:
        deadline = _choose_deadline(reader, target, choice.view.as_of)
    with share_box:
        share = _choose_share(reader, target)
    shown = reader.drawn(
        lambda: _table(reader, code, target, choice.view, deadline, share),
        "what-if",
        code,
        target,
        choice.view,
        deadline,
        share,
    )
    label = text("Chances of the target as it is set, and of what was asked for")
    show_table(list(shown.columns), shown.to_numpy().tolist(), label=label)
    caveat = text("That people would behave otherwise if a deadline were moved is not in these figures.")
    st.caption(" ".join([*_about_units(reader, code, target, choice.view.as_of), caveat]))


def _about_units(reader: Reader, code: str, target: Target, as_of: date) -> list[str]:
    """Say what the row in the other unit rests on; nothing where there is none, or the head of the page says it."""
    if target.is_equivalent or _in_other_unit(reader, code, target, as_of, target.share) is None:
        return []
    text = reader.text
    if counts_told_together(reader.campaign.panel, target.status, [code], as_of)[target.unit][0]:
        return [text("≈: the same share in the other unit, by the persons per responding family observed there.")]
    return [text("≈: the same share in the other unit, by the register's mean family.")]


def _choose_deadline(reader: Reader, target: Target, as_of: date) -> date:
    latest = as_of + timedelta(days=MOST_AHEAD)
    default = min(max(target.ends_on, as_of + timedelta(days=1)), latest)
    address.read_choice(DEADLINE_KEY, lambda word: _day(word, as_of, latest), default)
    if not as_of < st.session_state[DEADLINE_KEY] <= latest:
        st.session_state[DEADLINE_KEY] = default
    chosen = st.date_input(
        reader.text("If the deadline were"),
        min_value=as_of + timedelta(days=1),
        max_value=latest,
        format="DD/MM/YYYY",
        key=DEADLINE_KEY,
    )
    day = chosen if isinstance(chosen, date) else default
    address.write_choice(DEADLINE_KEY, None if day == default else day.isoformat())
    return day


def _day(word: str, as_of: date, latest: date) -> date | None:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    return day if as_of < day <= latest else None


def _choose_share(reader: Reader, target: Target) -> Fraction:
    default = round(float(target.share * 100), 2)
    address.read_choice(SHARE_KEY, _percent, default)
    people = reader.formats.units(target.unit)
    percent = st.number_input(
        reader.text("If the target were (percent of {unit})", unit=people),
        min_value=0.01,
        max_value=_MOST,
        step=1.0,
        format="%g",
        key=SHARE_KEY,
    )
    address.write_choice(SHARE_KEY, None if percent == default else f"{percent:g}")
    return target.share if percent == default else Fraction(f"{percent:.2f}") / 100


def _percent(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return round(value, 2) if 0.01 <= value <= _MOST else None


def _table(reader: Reader, code: str, target: Target, view: View, deadline: date, share: Fraction) -> pd.DataFrame:
    text, formats = reader.text, reader.formats
    other = next(unit for unit in AREA_UNITS if unit is not target.unit)
    sign = about(target)
    name = text("the target as it is read here") if target.is_equivalent else text("the target as it is set")
    rows = [(name, target.unit, target.share, target.ends_on, sign)]
    if (share, deadline) != (target.share, target.ends_on):
        rows.append((text("what you ask"), target.unit, share, deadline, ""))
    # A target that is read in what was delivered has no figures in the unit in which it was decided.
    equivalent = None if target.is_equivalent else _in_other_unit(reader, code, target, view.as_of, share)
    if equivalent is not None:
        rows.append((text("the same in the other unit"), other, equivalent, deadline, "≈ "))
    forecasts = [_forecast(reader, code, target, view.as_of, *row[1:4]) for row in rows]
    written = [
        f"{row[4]}{formats.rate(float(row[2]), decimals=2 if row[4] else _decimals(row[2]))}" for row in rows[1:]
    ]
    share_texts = [target_share(formats, target), *written]
    shares = [f"{share} {formats.units(row[1])}" for share, row in zip(share_texts, rows, strict=True)]
    counts = [
        formats.counted(row[1], forecast.target_count, sign=row[4] if row[1] is target.unit else "")
        for forecast, row in zip(forecasts, rows, strict=True)
    ]
    return pd.DataFrame(
        {
            text("Case"): [row[0] for row in rows],
            text("Chance"): [chance_text(formats, forecast.chance_target) for forecast in forecasts],
            text("Target"): shares,
            text("Deadline"): [formats.day(row[3]) for row in rows],
            text("Forecast"): [formats.rate(forecast.share(forecast.median)) for forecast in forecasts],
            text("Most likely"): [_range(formats, forecast) for forecast in forecasts],
            text("Count wanted"): counts,
        }
    )


def _forecast(
    reader: Reader, code: str, target: Target, as_of: date, unit: Unit, share: Fraction, deadline: date
) -> AreaForecast:
    return reader.campaign.area_forecast(code, View(as_of, unit, target.status), deadline=deadline, share=share)


def _range(formats: Formats, area: AreaForecast) -> str:
    low, high = area.share(area.lo80), area.share(area.hi80)
    return NO_VALUE if low is None or high is None else span_text(formats, low, high)


def _decimals(share: Fraction) -> int:
    return next((n for n in (0, 1) if (share * 100 * 10**n).denominator == 1), 2)


def _in_other_unit(reader: Reader, code: str, target: Target, as_of: date, share: Fraction) -> Fraction | None:
    """The share of the other unit that goes with one of the target's, by the size of families seen there."""
    campaign = reader.campaign
    return equivalent_share(
        campaign.panel, campaign.base(as_of), code, share, unit=target.unit, status=target.status, as_of=as_of
    )
