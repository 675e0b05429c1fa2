"""Four figures side by side at most, each with its unit, its denominator and what it compares with."""

from collections.abc import Sequence

import streamlit as st

from census.base.target import Target
from census.campaign.delivered import delivered_parts
from census.figures.progress import AreaProgress, View
from census.forecast.table import AreaForecast
from presentation.areas.figures import Figure, figures_of
from presentation.language.markdown import escape
from presentation.words.forecast_words import bridge_text
from ui.shell.frame import Reader


def show_figures(
    reader: Reader, row: AreaProgress, target: Target | None, view: View, ahead: AreaForecast | None
) -> None:
    """Show the figures of an area (`presentation.areas.figures.figures_of`)."""
    parts = delivered_parts(reader.campaign, row, target, view)
    draw_figures(figures_of(reader.voice, row, target, view, parts=parts, ahead=ahead))


def draw_figures(figures: Sequence[Figure], *, name: str = "figures") -> None:
    """Set figures side by side, two by two on a phone (`static/page.css`).

    Parameters
    ----------
    name
        Where a page has figures twice, what tells them apart, keyword-only; begins with "figures".
    """
    # A list of Markdown, which Streamlit has at hand: for HTML it would fetch a script and show a grey bar first.
    items = (f"- {escape(figure.label)} **{escape(figure.value)}** {escape(figure.remark)}" for figure in figures)
    with st.container(key=name):
        st.markdown("\n".join(items))


def bridge(reader: Reader, ahead: AreaForecast | None) -> str | None:
    """Say where the area ends without a rush before the deadline and with one; None where nothing is forecast."""
    if ahead is None:
        return None
    return bridge_text(reader.text, reader.formats, ahead, is_set=reader.campaign.rush_chance is not None)
