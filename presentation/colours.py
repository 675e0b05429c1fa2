"""One diverging scale in five steps, each with a symbol and words: colour is never the only sign."""

from dataclasses import dataclass

from census.vocabulary import Colouring
from presentation.messages import N_, Translator

ACCENT, ACCENT_ON_DARK = "#0f6e6a", "#5cc4ba"
GREY = "#9aa5a7"
NO_DATA = "rgba(138,150,153,0.14)"
NO_DATA_LINE = "#8a9699"
LINE = "#ffffff"


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

    def label(self, text: Translator, colouring: Colouring) -> str:
        """Give symbol and words, as legends and lists show them."""
        return f"{self.symbol} {text(self.words[colouring])}"


STEPS = (
    Step(
        "#17807a",
        "#ffffff",
        "▲▲",
        {Colouring.PATH: N_("well ahead of the path"), Colouring.KABUPATEN: N_("well above the whole")},
    ),
    Step(
        "#9fd3cb",
        "#16211f",
        "▲",
        {Colouring.PATH: N_("on the path"), Colouring.KABUPATEN: N_("equal to the whole or above")},
    ),
    Step(
        "#efe8d8",
        "#2a2620",
        "●",
        {Colouring.PATH: N_("watch"), Colouring.KABUPATEN: N_("a little below the whole")},
    ),
    Step(
        "#eaa561",
        "#241503",
        "▼",
        {Colouring.PATH: N_("behind"), Colouring.KABUPATEN: N_("below the whole")},
    ),
    Step(
        "#96390a",
        "#ffffff",
        "▼▼",
        {Colouring.PATH: N_("far behind"), Colouring.KABUPATEN: N_("far below the whole")},
    ),
)
"""Step 0 (best) to step 4 (worst), as `census.shortfall.shortfall_steps` numbers them."""

NO_DATA_SYMBOL = "○"


def no_data_label(text: Translator) -> str:
    """Give the legend's entry for areas without a figure."""
    return NO_DATA_SYMBOL + " " + text("no data")
