"""The forecast of one area on the screen: verdict, figures, fan, rush and record."""

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from census.base.target import Target, deadline_moved_on
from census.campaign.speaking import nearest_words
from census.figures.progress import AreaProgress, View
from census.figures.rounding import grid_of
from census.forecast.model import Refusal
from census.forecast.outlook import Outlook
from census.forecast.table import AreaForecast
from presentation.areas.figures import Figure
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
    guess_text,
    missing_span,
    rates_of,
    record_text,
    refusal_verdict,
    rush_label,
    rush_text,
    span_text,
)
from presentation.words.reading import words
from presentation.words.verdict import about, people, present, target_share
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_verdict
from ui.kit.display.curves import draw_curve
from ui.kit.display.fans import fan_of
from ui.kit.display.figures import draw_figures
from ui.kit.display.maps import accent
from ui.kit.display.plots import Picture, show_plot
from ui.shell.frame import Reader

_TOO_LITTLE = (Refusal.NO_FIGURES, Refusal.TOO_FEW_REPORTS, Refusal.STALE)
"""Why nothing is forecast of one unit and status that says nothing of another."""


@dataclass(frozen=True)
class ShownForecast:
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


def read_forecast(reader: Reader, code: str, target: Target | None, view: View) -> ShownForecast:
    """Look up what is forecast of an area, in the unit of its target.

    Where too little came in that for a forecast, in the nearest unit and status in which there is one.
    """
    campaign = reader.campaign
    target_view = view if target is None else view.in_words_of(target)
    moved_on = None if target is None else deadline_moved_on(campaign.targets, target, view.as_of)
    shown = ShownForecast(
        campaign.area_forecast(code, target_view), campaign.outlook(code, target_view), target, moved_on
    )
    if target is None or not (shown.refusal in _TOO_LITTLE or shown.area.is_guess):
        return shown
    for pair in nearest_words(target.origin.unit, target.origin.status):
        other, then = campaign.aims.in_words(code, pair, view.as_of), View(view.as_of, *pair, view.path)
        if other is not None:
            area = campaign.area_forecast(code, then, share=other.share)
            if area.reason is None and not (area.is_guess and shown.area.is_guess):
                return ShownForecast(area, campaign.outlook(code, then), other, moved_on, asked=target)
    return shown


def drawn_choice(shown: ShownForecast, choice: Choice) -> Choice:
    """What the page draws: what was chosen, or the unit and status in which alone there is a forecast."""
    target = shown.target
    if target is None or shown.asked is None:
        return choice
    return replace(choice, view=replace(choice.view, unit=target.unit, status=target.status))


def show_forecast_verdict(reader: Reader, shown: ShownForecast, progress: AreaProgress, choice: Choice) -> None:
    """Say whether the target will be reached, or why that cannot be said; after the deadline what became of it."""
    text, area, target = reader.text, shown.area, shown.target
    if shown.refusal is Refusal.OVER:
        show_verdict(reader, progress, target, choice.view)
        st.markdown(text(REASONS[Refusal.OVER]) + " " + text("Choose an earlier day to see what was forecast then."))
        return
    if shown.refusal is not None or target is None:
        verdict = refusal_verdict(text, area.name, shown.refusal or Refusal.NO_DEADLINE)
    else:
        verdict = forecast_verdict(text, reader.formats, rates_of(area), target, area.chance_target)
    st.title(verdict.headline, anchor=False)
    st.markdown(verdict.needs)
    if area.is_guess:
        st.info(guess_text(text), icon=":material/info:")
    if shown.asked is not None and target is not None:
        asked, given = (words(text, reader.formats, goal.unit, goal.status) for goal in (shown.asked, target))
        st.info(
            text(
                "There are too few figures in {asked} for a forecast, so it is made in {given}.",
                asked=asked,
                given=given,
            ),
            icon=":material/info:",
        )


def show_forecast_figures(reader: Reader, shown: ShownForecast) -> None:
    """Show chance, middle, range and what would be missing, each with its unit; nothing where nothing is said."""
    if shown.refusal is None and shown.target is not None:
        draw_figures(forecast_figures(reader, shown.area, shown.target))


def forecast_figures(reader: Reader, area: AreaForecast, target: Target) -> list[Figure]:
    """Chance, estimate, range and what would be missing of a forecast in the target's unit and status."""
    text, formats, base = reader.text.plain, reader.formats, area.denominator
    estimate, wanted = present(area.median), present(area.target_count)
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
            text("Most likely"),
            forecast_span(formats, area),
            text(
                "{low}–{high} {unit}, 8 of 10 simulations",
                low=formats.count(area.lo80),
                high=formats.count(area.hi80),
                unit=formats.units(target.unit),
            ),
        ),
        Figure(
            text("Missing at the deadline"),
            missing_span(formats, area, about(target)),
            text(
                "of {count} {unit} wanted, 8 of 10 simulations",
                unit=formats.unit(target.unit, as_shown(wanted)),
                count=about(target) + formats.count(wanted),
            ),
        ),
    ]


def show_fan(reader: Reader, code: str, shown: ShownForecast, choice: Choice) -> None:
    """Draw the way so far and what may come, with a rush before the deadline and without."""
    text = reader.text
    unit = reader.formats.units(choice.view.unit)
    st.subheader(
        text("What may come · percent of {unit}", unit=unit)
        if shown.refusal is None
        else text("The way to the target · percent of {unit}", unit=unit),
        anchor=False,
    )

    def draw() -> Picture | None:
        # Above nothing but a verdict: no fan beside a sentence that says nothing can be forecast.
        is_said = shown.refusal is None or shown.target is None
        fan = fan_of(reader, code, choice.view, shown.target, has_lines=True) if is_said else None
        picture = draw_curve(reader, code, [], target=shown.target, choice=choice, fan=fan)
        return picture if picture is None or fan is None else replace(picture, alt=_alt(reader, shown, fan))

    picture = reader.drawn(draw, "fan", code, shown.target, choice.view, accent())
    if picture is None:
        st.info(
            text("{area}: there is no figure of the whole by this day, so there is no curve.", area=shown.area.name)
        )
        return
    show_plot(picture, key=f"fan-{code}")


def _alt(reader: Reader, shown: ShownForecast, fan: Fan) -> str:
    formats = reader.formats
    return reader.text.plain(
        "Forecast of {area} for {day}: middle {middle}, most likely {low} to {high}. {lines}",
        area=shown.area.name,
        day=formats.day(fan.days[-1]),
        middle=formats.rate(fan.median[-1]),
        low=formats.rate(fan.low[-1]),
        high=formats.rate(fan.high[-1]),
        lines="; ".join(f"{line.label}: {formats.rate(line.rates[-1])}" for line in fan.lines),
    )


def show_rush(reader: Reader, code: str, shown: ShownForecast) -> None:
    """Say where the area ends without a rush before the deadline and with one, how likely that is, and why."""
    text, formats, forecast = reader.text, reader.formats, shown.outlook.forecast
    if shown.refusal is not None or forecast is None or shown.target is None:
        return
    unit = formats.units(shown.target.unit)
    st.subheader(text("With a rush before the deadline and without · percent of {unit}", unit=unit), anchor=False)
    tree, base = reader.campaign.tree, present(shown.area.denominator)
    grid, below = grid_of(base, shown.area.count), shown.outlook.drawn_below(tree, code)
    cells = []
    for has_rush in (False, True):
        if (forecast.has_rush == has_rush).any():
            ends = forecast.fan(below, has_rush=has_rush, grid=grid)[:, -1] / base
            low, median, high = ends.tolist()
            remark = text("most likely {range}", range=span_text(formats, low, high, base=base))
            label = rush_label(text.plain, formats, forecast.rush_chance, has_rush=has_rush)
            cells.append(Figure(label[:1].upper() + label[1:], formats.rate(median, base=base), remark))
    draw_figures(cells, name="figures-rush")
    ahead, is_set = forecast.deadline - forecast.as_of, reader.campaign.rush_chance is not None
    st.caption(rush_text(text, formats, forecast.rush_chance, ahead, is_set=is_set))


def show_record(reader: Reader, shown: ShownForecast) -> None:
    """Say in plain words how earlier forecasts of the whole did, whose area shares the draws."""
    forecast, anchor = shown.outlook.forecast, shown.outlook.anchor
    if forecast is None or anchor is None:
        return
    st.subheader(reader.text("How the forecasts did so far"), anchor=False)
    about = About(reader.campaign.tree.name(anchor), forecast.deadline - forecast.as_of, shown.moved_on)
    st.markdown(record_text(reader.text, reader.formats, forecast.record, about))
