"""What may come, laid over the curve of an area."""

from datetime import date, timedelta
from html import escape

from census.base.target import Target
from census.figures.progress import View
from census.figures.rounding import grid_of
from census.forecast.futures import FUTURES
from presentation.charts.fan import Fan, FutureLine
from presentation.words.forecast_words import FUTURES as WORDS
from presentation.words.verdict import target_share
from ui.shell.frame import SIMULATED, Reader


def fan_of(reader: Reader, code: str, view: View, target: Target | None, *, has_futures: bool = False) -> Fan | None:
    """Give the fan of an area in the viewed unit; None where nothing is said of it.

    Parameters
    ----------
    target
        Its line is drawn with the futures, where it speaks in the unit and status viewed.
    has_futures
        Tell the three futures apart, keyword-only.
    """
    campaign, text, formats = reader.campaign, reader.text.plain, reader.formats
    area = campaign.area_forecast(code, view)
    outlook = campaign.outlook(code, view)
    if area.reason is not None or outlook.forecast is None or not area.denominator:
        return None
    forecast, base = outlook.forecast, area.denominator
    grid = grid_of(base, area.count)
    low, median, high = (outlook.fan(campaign.tree, code, grid) / base).tolist()
    first = date.fromordinal(forecast.as_of)
    days = [first + timedelta(days=ahead) for ahead in range(len(median))]
    mark = f" · {SIMULATED}" if campaign.simulation else ""
    texts = [
        f"<b>{escape(campaign.tree.name(code))}</b>{mark}<br>{formats.day(day)}<br>"
        + text(
            "forecast {middle}, 80 % between {low} and {high}",
            middle=formats.rate(b, base=base),
            low=formats.rate(a, base=base),
            high=formats.rate(c, base=base),
        )
        for day, a, b, c in zip(days, low, median, high, strict=True)
    ]
    is_comparable = target is not None and (target.unit, target.status) == (view.unit, view.status)
    lines = [
        FutureLine(
            f"{text(WORDS[future][0])} ({formats.rate(weight, decimals=0)})",
            (outlook.fan(campaign.tree, code, grid, future)[1] / base).tolist(),
        )
        for future, weight in zip(FUTURES, forecast.weights, strict=True)
    ]
    return Fan(
        days=days,
        low=low,
        median=median,
        high=high,
        band_label=text("80 % of the simulations"),
        median_label=text("middle of the forecast"),
        texts=texts,
        futures=lines if has_futures else (),
        target=float(target.share) if has_futures and target is not None and is_comparable else None,
        target_label="" if target is None else text("target {share}", share=target_share(formats, target)),
    )
