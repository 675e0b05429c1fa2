"""What a list and a map of the same areas say, as values: each page of areas makes one, `ui` places it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from census.base.vocabulary import Colouring
from presentation.charts.area_view import AreaClass, ShownArea, legend
from presentation.charts.colours import EDGE, STEPS, UNCOMPARED, UNCOMPARED_INK, Palette, uncompared_label
from presentation.language.voice import SIMULATED, Voice


@dataclass(frozen=True)
class MapAndList:
    """A list and a map of the same areas.

    Attributes
    ----------
    list_title, list_caption, map_title
        Words above and below.
    empty
        Sentence in place of the list where no area has a figure; None where some have.
    areas
        Gives what both show, in the order of the list.
    classes
        Entries of the legend, in the order of `ShownArea.class_index`.
    reference
        Rate at which the list has its dotted line; None for none.
    alt
        Gives what both say to those who do not see them, from what is said of each area of the list.
    varies_with
        All that they vary with besides the data, for the cache.
    warning
        What must be known before list and map are believed, above them; None for nothing.
    map_caption
        Words below the map; None for none.
    is_undelivered
        Nothing of these areas has come in, in whatever unit: only an import helps.
    palette
        Colours of the five steps.
    """

    list_title: str
    list_caption: str
    map_title: str
    empty: str | None
    areas: Callable[[], Sequence[ShownArea]]
    classes: Sequence[AreaClass]
    alt: Callable[[str], str]
    varies_with: tuple[object, ...]
    reference: float | None = None
    warning: str | None = None
    map_caption: str | None = None
    is_undelivered: bool = False
    palette: Palette = Palette.DISTANCE


def hover_head(voice: Voice, name: str) -> list[str]:
    """The first lines of a hover: the name, and that it is simulated where it is."""
    return [name, SIMULATED] if voice.is_simulated else [name]


def legend_of_steps(
    voice: Voice, colouring: Colouring, compared_with: str, *, has_steps: bool, has_uncompared: bool
) -> list[AreaClass]:
    """Entries of the legend: five steps, unless no area is in one, the class for no data, and one for no comparison.

    Parameters
    ----------
    compared_with
        Name of the whole that the second colouring compares with.
    """
    text = voice.text.plain
    entries = legend(text, STEPS, [step.label(text, colouring, compared_with) for step in STEPS] if has_steps else [])
    if has_uncompared:
        entries.append(AreaClass(uncompared_label(text), UNCOMPARED, EDGE, UNCOMPARED_INK))
    return entries
