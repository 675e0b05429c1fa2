"""Charts that plotly draws in the browser, each once it comes near the screen (`static/plot.js`)."""

import json
from dataclasses import dataclass
from typing import Self

import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from ui.kit.display.components import StaticComponent
from ui.shell.cached import script_url

_LIBRARY = "plotly.js"
_PLOT = StaticComponent("kawal_plot", "plot.js")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as it is sent, and what it says to those who do not see it.

    Attributes
    ----------
    figure
        Traces and layout, as JSON.
    alt
        The same in words.
    height_px
        Height of the figure.
    """

    figure: bytes
    alt: str
    height_px: int

    @classmethod
    def of(cls, figure: go.Figure, *, alt: str) -> Self:
        """Picture of a figure, which must have a height: its place is kept before it is drawn."""
        parts = figure.to_plotly_json()
        # Colours and fonts that a figure leaves open come from the reader's theme, in the browser.
        parts["layout"].pop("template", None)
        return cls(to_json_plotly(parts).encode(), alt, int(parts["layout"]["height"]))


def show_plot(picture: Picture, *, key: str) -> None:
    """Show a chart.

    Parameters
    ----------
    picture
        What is drawn; under the same key another one changes the drawing where it stands.
    key
        Stable key of the chart.
    """
    about = {"library": script_url(_LIBRARY), "alt": picture.alt}
    head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    _PLOT.show(head[:-1] + b',"figure":' + picture.figure + b"}", key=key, height=picture.height_px, events={})
