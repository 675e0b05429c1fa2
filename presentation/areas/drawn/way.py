"""The way of an area or agency to its target as values: its rates by day, and the path."""

from datetime import date, timedelta
from html import escape

from census.base.path import expected_fraction
from census.base.target import Target
from census.base.vocabulary import measure_column, register_column
from census.campaign.campaign import Campaign
from census.figures.panel import NOT_REPORTED, Panel
from census.figures.progress import View
from presentation.charts.area_view import list_name
from presentation.charts.curve import Curve, PathLine
from presentation.language.voice import SIMULATED, Voice
from presentation.words.verdict import target_share


def simulated_mark(voice: Voice) -> str:
    """What stands in every hover of a simulated campaign; empty for a real one."""
    return f" · {SIMULATED}" if voice.is_simulated else ""


def area_curve(voice: Voice, campaign: Campaign, code: str, view: View) -> Curve:
    """The rates of the days an area was reported on, up to the as-of day."""
    return rate_curve(voice, campaign.panel, code, campaign.tree.name(code), base_of(campaign, code, view), view)


def base_of(campaign: Campaign, code: str, view: View) -> int:
    """The denominator of an area, 0 where it has none."""
    base = campaign.base(view.as_of).loc[[code], register_column(view.unit)]
    return 0 if base.isna().any() else int(base.iloc[0])


def rate_curve(voice: Voice, panel: Panel, code: str, name: str, base: int, view: View) -> Curve:
    """The rates of any group over the days it was reported on; none without a base."""
    formats = voice.formats
    figures = reported_figures(panel, code, view)
    if not figures or not base:
        return Curve(name, [], [], [])
    days = list(figures)
    rates = [count / base for count in figures.values()]
    mark = simulated_mark(voice)
    texts = [
        f"<b>{escape(name)}</b><br>{formats.day(day)}<br>"
        f"{formats.rate(rate, decimals=2, base=base)} · {formats.counted(view.unit, count)}{mark}"
        for day, rate, count in zip(days, rates, figures.values(), strict=True)
    ]
    return Curve(list_name(name), days, rates, texts)


def reported_figures(panel: Panel, code: str, view: View) -> dict[date, float]:
    """The cumulative counts of a group by the day on which each was first told, up to the as-of day."""
    carried = panel.measures[measure_column(view.unit, view.status)]
    column = panel.column_of[code]
    # By the day on which a figure was first told: a sum speaks of its oldest part, and would rewrite that day.
    figures: dict[date, float] = {}
    latest = (NOT_REPORTED, -1.0)
    for row in range(panel.row_of(view.as_of) + 1):
        now = (int(carried.reported_on[row, column]), float(carried.counts[row, column]))
        if now[0] != NOT_REPORTED and now != latest:
            figures[panel.days[row]] = now[1]
            latest = now
    return figures


def path_line(voice: Voice, target: Target | None, view: View) -> PathLine | None:
    """The path to a target in the viewed unit and status; of another's target only the deadline."""
    text, formats = voice.text.plain, voice.formats
    if target is None:
        return None
    is_comparable = (target.unit, target.status) == (view.unit, view.status)
    steps = range(target.days + 1)
    return PathLine(
        label=text("path to {share}", share=target_share(formats, target)),
        days=[target.starts_on + timedelta(days=step - 1) for step in steps],
        rates=[float(target.share * expected_fraction(step, target.days, view.path)) for step in steps]
        if is_comparable
        else [],
        deadline_label=text("deadline {day}", day=formats.day(target.ends_on, short=True)),
    )
