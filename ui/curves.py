"""The curve towards the target."""

from datetime import date, timedelta
from html import escape

import streamlit as st

from census.panel import NOT_REPORTED
from census.path import expected_fraction
from census.target import Target
from census.vocabulary import measure_column, register_column
from presentation.charts import Curve, PathLine, cumulative_curve
from presentation.verdict import target_share
from ui.controls import Choice
from ui.frame import Reader
from ui.maps import PLOT_CONFIG


def show_curve(
    reader: Reader, code: str, others: list[str], *, target: Target | None, choice: Choice, key: str
) -> None:
    """Draw the cumulative rate of an area over time against the path, other areas in grey."""
    text, formats, view = reader.text, reader.formats, choice.view
    unit = formats.unit(view.unit)
    st.subheader(text("The way to the target · percent of {unit}", unit=unit), anchor=False)
    main = _curve(reader, code, choice)
    if not main.days:
        st.info(text("No figure has been delivered yet by this day, so there is no curve."))
        return
    figure = cumulative_curve(
        main,
        others=[curve for other in others if (curve := _curve(reader, other, choice)).days],
        path=_path(reader, target, choice),
        as_of=view.as_of,
        as_of_label=text("as of {day}", day=formats.day(view.as_of, short=True)),
        separators=formats.separators,
    )
    points = zip(main.days, main.rates, strict=True)
    said = "; ".join(f"{formats.day(day)}: {formats.rate(rate)}" for day, rate in points)
    st.plotly_chart(
        figure,
        key=key,
        config=PLOT_CONFIG,
        alt=text("Rate of {area} by day: {list}", area=main.name, list=said),
    )


def _curve(reader: Reader, code: str, choice: Choice) -> Curve:
    """Give the rates of the days an area was reported on, up to the as-of day."""
    campaign, view, formats = reader.campaign, choice.view, reader.formats
    carried = campaign.panel.measures[measure_column(view.unit, view.status)]
    base = campaign.base(view.as_of)[register_column(view.unit)].fillna(0).astype(int).to_dict()[code]
    rows = campaign.panel.row_of(view.as_of) + 1
    if not rows or not base:
        return Curve(campaign.tree.name(code), [], [], [])
    column = campaign.panel.codes.index(code)
    figures = {
        int(day): float(count)
        for day, count in zip(carried.reported_on[:rows, column], carried.counts[:rows, column], strict=True)
        if day != NOT_REPORTED
    }
    days = [date.fromordinal(day) for day in figures]
    rates = [count / base for count in figures.values()]
    name = campaign.tree.name(code)
    unit = formats.unit(view.unit)
    texts = [
        f"<b>{escape(name)}</b><br>{formats.day(day)}<br>"
        f"{formats.rate(rate, decimals=2, base=base)} · {formats.count(count)} {unit}"
        for day, rate, count in zip(days, rates, figures.values(), strict=True)
    ]
    return Curve(name, days, rates, texts)


def _path(reader: Reader, target: Target | None, choice: Choice) -> PathLine | None:
    view, text, formats = choice.view, reader.text, reader.formats
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
