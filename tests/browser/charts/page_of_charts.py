"""A page for tests of charts: one at the top that can be changed, one far below."""

import plotly.graph_objects as go
import streamlit as st

from ui.kit.display.plots import Picture, show_plot

HEIGHT_PX = 240


def bars(lengths: list[float]) -> Picture:
    figure = go.Figure(layout={"height": HEIGHT_PX, "dragmode": False, "xaxis": {"title": "Axis"}})
    figure.add_bar(x=["one", "two"], y=lengths, marker={"color": "#0f6e6a"})
    return Picture.of(figure, alt=f"Lengths: {lengths}")


def page() -> None:
    is_long = st.checkbox("Long")
    show_plot(bars([4, 6] if is_long else [1, 2]), key="near")
    st.container(height=4000)
    show_plot(bars([3, 5]), key="far")
    st.html("<p id='end'>End</p>")


if __name__ == "__main__":
    page()
