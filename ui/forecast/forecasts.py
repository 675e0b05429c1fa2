"""The forecast of one area on the screen: verdict, figures, fan, futures and record."""

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from census.base.target import Target, deadline_moved_on
from census.campaign.speaking import nearest_words
from census.figures.progress import AreaProgress, View
from census.figures.rounding import grid_of
from census.forecast.futures import FUTURES
from census.forecast.model import Refusal
from census.forecast.outlook import Outlook
from census.forecast.table import AreaForecast
from presentation.charts.colours import STEPS
from presentation.charts.fan import Fan
from presentation.language.formats import as_shown
from presentation.words.forecast_words import (
    CHANCES,
    REASONS,
    About,
    chance_step,
    chance_text,
    forecast_span,
    forecast_verdict,
    record_text,
    refusal_verdict,
    said_of,
    span_text,
)
from presentation.words.forecast_words import FUTURES as WORDS
from presentation.words.reading import words
from presentation.words.verdict import about, people, present, target_share
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_verdict
from ui.kit.display.curves import draw_curve
from ui.kit.display.fans import fan_of
from ui.kit.display.figures import Figure, draw_figures
from ui.kit.display.maps import PLOT_CONFIG, Picture, accent
from ui.shell.frame import Reader

_TOO_LITTLE = (Refusal.NO_FIGURES, Refusal.TOO_EARLY, Refusal.TOO_FEW_REPORTS, Refusal.STALE)
"""Why nothing is forecast of one unit and status that says nothing of another."""


@dataclass(frozen=True)
class Told:
    """What is forecast of one area.

    Attributes
    ----------
    area
        The forecast in the target's unit and status, or, without a target, as viewed.
    outlook
        The draws behind it.
    target
        None where there is none.
    moved_on
        Day on which its deadline was moved; None for never.
    asked
        The target as the other pages speak of it, where too little came in its unit and status; None elsewhere.
    """

    area: AreaForecast
    outlook: Outlook
    target: Target | None
    moved_on: date | None
    asked: Target | None = None

    @property
    def may_be_asked(self) -> bool:
        """Whether another deadline or share can be asked about."""
        return self.target is not None and self.refusal in (None, Refusal.OVER, Refusal.TOO_FAR)

    @property
    def refusal(self) -> Refusal | None:
        """Why nothing is said; None where something is."""
        return self.area.reason


def tell(reader: Reader, code: str, target: Target | None, view: View) -> Told:
    """Look up what is forecast of an area, in the unit of its target.

    Where too little came in that for a forecast, in the nearest unit and status in which there is one.
    """
    campaign = reader.campaign
    own = view if target is None else View(view.as_of, target.unit, target.status, view.path)
    moved_on = None if target is None else deadline_moved_on(campaign.targets, target, view.as_of)
    told = Told(campaign.area_forecast(code, own), campaign.outlook(code, own), target, moved_on)
    if target is None or told.refusal not in _TOO_LITTLE:
        return told
    for pair in nearest_words(target.origin.unit, target.origin.status):
        other, then = campaign.aims.in_words(code, pair, view.as_of), View(view.as_of, *pair, view.path)
        if other is not None:
            area = campaign.area_forecast(code, then, share=other.share)
            if area.reason is None:
                return Told(area, campaign.outlook(code, then), other, moved_on, asked=target)
    return told


def drawn_choice(told: Told, choice: Choice) -> Choice:
    """Give what the page draws: what was chosen, or the unit and status in which alone there is a forecast."""
    target = told.target
    if target is None or told.asked is None:
        return choice
    return replace(choice, view=replace(choice.view, unit=target.unit, status=target.status))


def show_forecast_verdict(reader: Reader, told: Told, whole: AreaProgress, choice: Choice) -> None:
    """Say whether the target will be reached, or why that cannot be said; after the deadline what became of it."""
    text, area, target = reader.text, told.area, told.target
    if told.refusal is Refusal.OVER:
        show_verdict(reader, whole, target, choice.view)
        st.markdown(text(REASONS[Refusal.OVER]) + " " + text("Choose an earlier day to see what was forecast then."))
        return
    if told.refusal is not None or target is None:
        said = refusal_verdict(text, area.name, told.refusal or Refusal.NO_DEADLINE)
    else:
        said = forecast_verdict(text, reader.formats, said_of(area), target, area.chance_target)
    st.title(said.headline, anchor=False)
    st.markdown(said.needs)
    if told.asked is not None and target is not None:
        asked, given = (words(text, reader.formats, each.unit, each.status) for each in (told.asked, target))
        st.info(
            text("In {asked} too little has come for a forecast: it is made in {given}.", asked=asked, given=given),
            icon=":material/info:",
        )


def show_forecast_figures(reader: Reader, told: Told) -> None:
    """Show chance, middle, range and what would be missing, each with its unit; nothing where nothing is said."""
    if told.refusal is None and told.target is not None:
        draw_figures(forecast_figures(reader, told.area, told.target))


def forecast_figures(reader: Reader, area: AreaForecast, target: Target) -> list[Figure]:
    """Give chance, estimate, range and what would be missing of a forecast in the target's unit and status."""
    text, formats, base = reader.text.plain, reader.formats, area.denominator
    estimate, wanted = present(area.median), present(area.target_count)
    missing = max(wanted - estimate, 0)
    step = chance_step(present(area.chance_target))
    return [
        Figure(
            text("Chance of reaching the target"),
            chance_text(formats, area.chance_target),
            f"{STEPS[step].symbol} {text(CHANCES[step][1])} · {target_share(formats, target)} "
            f"{people(text, target.unit)}",
        ),
        Figure(
            text("Forecast for {deadline}", deadline=formats.day(area.deadline, short=True)),
            formats.rate(area.share(estimate), base=base),
            text(
                "{count} of {base} {unit}",
                count=formats.count(estimate),
                base=formats.count(base),
                unit=formats.unit(target.unit, as_shown(base)),
            ),
        ),
        Figure(
            text("80 % of the simulations"),
            forecast_span(formats, area),
            f"{formats.count(area.lo80)}–{formats.count(area.hi80)} {formats.units(target.unit)}",
        ),
        Figure(
            text("Missing at the deadline"),
            formats.counted(target.unit, missing, sign=about(target) if missing else ""),
            text(
                "of {count} {unit} wanted, in the middle of the forecast",
                unit=formats.unit(target.unit, as_shown(wanted)),
                count=about(target) + formats.count(wanted),
            ),
        ),
    ]


def show_fan(reader: Reader, code: str, told: Told, choice: Choice) -> None:
    """Draw the way so far and what may come, the three futures told apart."""
    text = reader.text
    unit = reader.formats.units(choice.view.unit)
    st.subheader(
        text("What may come · percent of {unit}", unit=unit)
        if told.refusal is None
        else text("The way to the target · percent of {unit}", unit=unit),
        anchor=False,
    )

    def draw() -> Picture | None:
        # Above nothing but a verdict: no fan beside a sentence that says nothing can be forecast.
        is_said = told.refusal is None or told.target is None
        fan = fan_of(reader, code, choice.view, told.target, has_futures=True) if is_said else None
        picture = draw_curve(reader, code, [], target=told.target, choice=choice, fan=fan)
        return picture if picture is None or fan is None else Picture(picture.figure, _alt(reader, told, fan))

    picture = reader.drawn(draw, "fan", code, told.target, choice.view, accent())
    if picture is None:
        st.info(text("{area}: there is no figure of the whole by this day, so there is no curve.", area=told.area.name))
        return
    st.plotly_chart(picture.figure, key=f"fan-{code}", config=PLOT_CONFIG, alt=picture.alt)


def _alt(reader: Reader, told: Told, fan: Fan) -> str:
    formats = reader.formats
    return reader.text.plain(
        "Forecast of {area} for {day}: middle {middle}, 80 % of the simulations between {low} and {high}. {futures}",
        area=told.area.name,
        day=formats.day(fan.days[-1]),
        middle=formats.rate(fan.middle[-1]),
        low=formats.rate(fan.low[-1]),
        high=formats.rate(fan.high[-1]),
        futures="; ".join(f"{line.label}: {formats.rate(line.rates[-1])}" for line in fan.futures),
    )


def show_futures(reader: Reader, code: str, told: Told) -> None:
    """Say of each declared future what it means, how much it weighs, and where it ends."""
    text, formats, found = reader.text, reader.formats, told.outlook.forecast
    if told.refusal is not None or found is None or told.target is None:
        return
    st.subheader(text("Three futures · percent of {unit}", unit=formats.units(told.target.unit)), anchor=False)
    tree, base = reader.campaign.tree, present(told.area.denominator)
    grid = grid_of(base, told.area.count)
    cells = []
    for future, weight in zip(FUTURES, found.weights, strict=True):
        name, meaning = WORDS[future]
        low, middle, high = (told.outlook.fan(tree, code, grid, future)[:, -1] / base).tolist()
        span = span_text(formats, low, high, base=base)
        weighs = text("weight {weight}", weight=formats.rate(weight, decimals=0))
        cells.append(Figure(text(name), formats.rate(middle, base=base), f"{span} · {weighs} · {text(meaning)}"))
    draw_figures(cells)
    st.caption(
        text(
            "Weights begin at 35, 50 and 15 % and follow how well each future would have done so far. The strength of a"
            " surge is that of the national curve of 2020, known only afterwards."
        )
    )


def show_record(reader: Reader, told: Told) -> None:
    """Say in plain words how earlier forecasts of the whole did, whose area shares the draws."""
    found, whole = told.outlook.forecast, told.outlook.anchor
    if found is None or whole is None:
        return
    st.subheader(reader.text("How the forecasts did so far"), anchor=False)
    about = About(reader.campaign.tree.name(whole), found.deadline - found.as_of, told.moved_on)
    st.markdown(record_text(reader.text, reader.formats, found.record, about))
