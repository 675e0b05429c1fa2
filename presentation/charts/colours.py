"""One diverging scale in five steps, each with a symbol and words: colour is never the only sign.

On the screen, map and list have these colours from `static/area_view.js`, and the wall from `static/wall/layar.css`;
`tests/presentation/charts/test_area_view.py` holds them equal.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from census.base.vocabulary import Colouring
from presentation.language.messages import N_, Translator

ACCENT, ACCENT_ON_DARK = "#0f6e6a", "#5cc4ba"
GREY = "#9aa5a7"
EDGE = "#6f7b7d"
"""Border of an area on a light ground."""

NO_DATA = "rgba(138,150,153,0.14)"
NO_DATA_LINE, NO_DATA_INK = "#8a9699", "#1f2a2c"


@dataclass(frozen=True, slots=True)
class Step:
    """One class of the map.

    Attributes
    ----------
    colour, ink
        Fill, and the colour of text upon it (contrast at least 4.5).
    symbol
        Sign that goes with the colour; the number of signs grows with the distance, also in grey print.
    words
        Message id by colouring.
    """

    colour: str
    ink: str
    symbol: str
    words: dict[Colouring, str]

    def label(self, text: Translator, colouring: Colouring, area: str = "") -> str:
        """Symbol and words, as legends and lists show them; `area` names the whole compared with."""
        return f"{self.symbol} {text.plain(self.words[colouring], area=area)}"


STEPS = (
    Step(
        "#17807a",
        "#ffffff",
        "▲▲",
        {Colouring.PATH: N_("well ahead of the path"), Colouring.KABUPATEN: N_("well above {area}")},
    ),
    Step(
        "#9fd3cb",
        "#16211f",
        "▲",
        {Colouring.PATH: N_("on the path"), Colouring.KABUPATEN: N_("equal to {area} or above")},
    ),
    Step(
        "#efe8d8",
        "#2a2620",
        "●",
        {Colouring.PATH: N_("watch"), Colouring.KABUPATEN: N_("a little below {area}")},
    ),
    Step(
        "#eaa561",
        "#241503",
        "▼",
        {Colouring.PATH: N_("behind"), Colouring.KABUPATEN: N_("below {area}")},
    ),
    Step(
        "#96390a",
        "#ffffff",
        "▼▼",
        {Colouring.PATH: N_("far behind"), Colouring.KABUPATEN: N_("far below {area}")},
    ),
)
"""Step 0 (best) to step 4 (worst), as `census.figures.shortfall.shortfall_steps` numbers them."""

_ON_DARK = (
    ("#2fb5a8", "#0b1213"),
    ("#358077", "#ffffff"),
    ("#76692f", "#ffffff"),
    ("#a3683c", "#ffffff"),
    ("#e0702f", "#0b1213"),
)
STEPS_ON_DARK = tuple(
    replace(step, colour=colour, ink=ink) for step, (colour, ink) in zip(STEPS, _ON_DARK, strict=True)
)
"""The same on a dark ground, where the ends have to be the brightest: a pale middle would look like the alarm."""


class Palette(StrEnum):
    """Which colours the five steps of a list and a map have."""

    DISTANCE = "distance"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Shade:
    """One class of a load: fill, and the colour of text upon it (contrast at least 4.5)."""

    colour: str
    ink: str


LOADS = (
    Shade("#efeaf6", "#16211f"),
    Shade("#d0c3e6", "#16211f"),
    Shade("#a990cf", "#16211f"),
    Shade("#7d5cb0", "#ffffff"),
    Shade("#52318a", "#ffffff"),
)
"""How much there is to do, from the least to the most: one hue, and none of the scale's, since much work is not bad."""

LOADS_ON_DARK = (
    Shade("#2b2440", "#ffffff"),
    Shade("#4b3b73", "#ffffff"),
    Shade("#7259a8", "#ffffff"),
    Shade("#a38bdb", "#0b1213"),
    Shade("#d3c3ff", "#0b1213"),
)

NO_DATA_SYMBOL = "○"
UNCOMPARED, UNCOMPARED_INK = "#d3d9da", "#16211f"
UNCOMPARED_SYMBOL = "◇"


NO_CLASS = len(STEPS)
"""Class of an area without a figure."""
NO_COMPARISON = NO_CLASS + 1
"""Class of an area with a figure that nothing is there to compare with: the last one of the legend."""


def class_name(class_index: int) -> str:
    """Name of a class in `static/area_view.js`, which gives it its colours in light and dark.

    Examples
    --------
    >>> class_name(0), class_name(NO_CLASS), class_name(NO_COMPARISON)
    ('step-0', 'no-data', 'uncompared')
    """
    return {NO_CLASS: "no-data", NO_COMPARISON: "uncompared"}.get(class_index, f"step-{class_index}")


def class_sign(class_index: int | None) -> tuple[str, str]:
    """Colour of a bar on paper, and symbol of a class; of no data for none."""
    if class_index == NO_COMPARISON:
        return GREY, UNCOMPARED_SYMBOL
    if class_index is None or class_index == NO_CLASS:
        return NO_DATA, NO_DATA_SYMBOL
    return STEPS[class_index].colour, STEPS[class_index].symbol


def no_data_label(text: Translator) -> str:
    """The legend's entry for areas without a figure."""
    return NO_DATA_SYMBOL + " " + text("no data")


def uncompared_label(text: Translator) -> str:
    """The legend's entry for areas with a figure that nothing is there to compare with."""
    return UNCOMPARED_SYMBOL + " " + text("nothing to compare with")
