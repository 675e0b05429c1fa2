"""What may come, laid over the curve of an area."""

from datetime import date, timedelta
from html import escape

from census.base.target import Target
from census.figures.progress import View
from census.figures.rounding import grid_of
from presentation.charts.fan import Fan, FanLine
from presentation.language.voice import SIMULATED
from presentation.words.forecast_words import rush_label
from presentation.words.verdict import target_share
from ui.shell.frame import Reader


def fan_of(reader: Reader, code: str, view: View, target: Target | None, *, has_lines: bool = False) -> Fan | None:
    """The fan of an area in the viewed unit; None where nothing is said of it.

    Parameters
    ----------
    target
        Its line is drawn with the others, where it speaks in the unit and status viewed.
    has_lines
        Tell apart what comes without a rush before the deadline and with one, keyword-only.
    """
    campaign, text, formats = reader.campaign, reader.text.plain, reader.formats
    area = campaign.area_forecast(code, view)
    outlook = campaign.outlook(code, view)
    if area.reason is not None or outlook.forecast is None or not area.denominator:
        return None
    forecast, base = outlook.forecast, area.denominator
    grid, below = grid_of(base, area.count), outlook.drawn_below(campaign.tree, code)
    low, median, high = (forecast.fan(below, grid=grid) / base).tolist()
    first = date.fromordinal(forecast.as_of)
    days = [first + timedelta(days=ahead) for ahead in range(len(median))]
    mark = f" · {SIMULATED}" if campaign.simulation else ""
    texts = [
        f"<b>{escape(campaign.tree.name(code))}</b>{mark}<br>{formats.day(day)}<br>"
        + text(
            "forecast {middle}, most likely {low} to {high}",
            middle=formats.rate(b, base=base),
            low=formats.rate(a, base=base),
            high=formats.rate(c, base=base),
        )
        for day, a, b, c in zip(days, low, median, high, strict=True)
    ]
    is_comparable = target is not None and (target.unit, target.status) == (view.unit, view.status)
    lines = [
        FanLine(
            rush_label(text, formats, forecast.rush_chance, has_rush=has_rush),
            (forecast.fan(below, has_rush=has_rush, grid=grid)[1] / base).tolist(),
        )
        for has_rush in (False, True)
        if (forecast.has_rush == has_rush).any()
    ]
    return Fan(
        days=days,
        low=low,
        median=median,
        high=high,
        band_label=text("most likely (8 of 10 simulations)"),
        median_label=text("middle of the forecast"),
        texts=texts,
        lines=lines if has_lines else (),
        target=float(target.share) if has_lines and target is not None and is_comparable else None,
        target_label="" if target is None else text("target {share}", share=target_share(formats, target)),
    )
