"""List and map of areas as values: what `static/area_view.js` draws, and what a picture for paper is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from presentation.charts.colours import (
    EDGE,
    NO_DATA,
    NO_DATA_INK,
    NO_DATA_LINE,
    Palette,
    Shade,
    Step,
    class_name,
    no_data_label,
)
from presentation.language.messages import Translator

LEAST_ROW_PX, MOST_ROW_PX = 44, 56
_LINE_PX, _MOST_REMARK = 17, 24
"""Height of a line of a remark, and how many characters of one stand in a line on a phone."""

_MOST_NAME = 21
"""Characters of a name in a list: more would leave the bars no room on a phone."""


@dataclass(frozen=True, slots=True)
class AreaClass:
    """One class of list and map: an entry of the legend, and its colours on paper.

    Attributes
    ----------
    label
        Words of the legend.
    fill, line, ink
        Colours on paper of the ground, of its border and of text upon it; on the screen the theme has them.
    is_listed
        It has an entry in the legend.
    """

    label: str
    fill: str
    line: str
    ink: str
    is_listed: bool = True


def legend(text: Translator, shades: Sequence[Step | Shade], labels: Sequence[str]) -> list[AreaClass]:
    """The classes of a scale and the one for no data; a shade for which there is no label has no entry."""
    padded = [*labels, *[""] * (len(shades) - len(labels))]
    classes = [
        AreaClass(label, shade.colour, EDGE, shade.ink, is_listed=n < len(labels))
        for n, (shade, label) in enumerate(zip(shades, padded, strict=True))
    ]
    return [*classes, AreaClass(no_data_label(text), NO_DATA, NO_DATA_LINE, NO_DATA_INK)]


@dataclass(frozen=True, slots=True)
class ShownArea:
    """One area of list and map, in plain text: a row of the one, a shape of the other.

    Attributes
    ----------
    class_index
        Its class (`presentation.charts.colours.class_name`).
    label
        Lines upon the map: the name, and a line that begins with a symbol.
    hover
        All its figures, a line each, the name first.
    remark
        Lines at the right of its bar.
    spoken
        The same for those who do not see it.
    length
        Of its bar; None for none.
    expected
        Where its bar should end by now; None for nowhere.
    is_bound
        Only a bound is told ("≥ 95 %"): the bar is hatched, since it may be longer or shorter.
    is_listed
        It stands in the list, not on the map alone.
    is_pale
        The map has it in a tint of its colour, so that others stand out.
    """

    code: str
    name: str
    class_index: int
    label: tuple[str, ...]
    hover: tuple[str, ...]
    remark: tuple[str, ...]
    spoken: str
    length: float | None = None
    expected: float | None = None
    is_bound: bool = False
    is_listed: bool = True
    is_pale: bool = False


@dataclass(frozen=True, slots=True)
class AreaList:
    """A list: a bar for each area, with a stroke where it should end by now and a dotted line for the target.

    Attributes
    ----------
    areas
        In the order wanted.
    alt
        What it says to those who do not see it.
    target
        Where the dotted line stands; None for nowhere.
    overall
        Where the dashed line stands, for all of them together; None for nowhere.
    chosen
        Code of the area that is marked.
    full
        Length that the width shall reach at least.
    palette
        Colours of its classes.
    """

    areas: Sequence[ShownArea]
    alt: str
    target: float | None = None
    overall: float | None = None
    chosen: str | None = None
    full: float = 0.0
    palette: Palette = Palette.DISTANCE

    def height_px(self, wanted: int) -> int:
        """Height that is nearest to the wanted one, as far as rows may shrink and grow."""
        lines = max((_lines_of(area.remark) for area in self.areas), default=1)
        row = max(min(wanted / max(len(self.areas), 1), MOST_ROW_PX), LEAST_ROW_PX, lines * _LINE_PX)
        return round(row * len(self.areas))

    def values(self) -> dict[str, Any]:
        """Values for the script; lengths in percent of the width."""
        shown = [share for area in self.areas for share in (area.length, area.expected) if share is not None]
        reach = max([*shown, self.target or 0.0, self.overall or 0.0, self.full, 0.01]) * 1.03
        return {
            "view": "list",
            "palette": self.palette.value,
            "alt": self.alt,
            "target": _percent(self.target, reach),
            "overall": _percent(self.overall, reach),
            "chosen": self.chosen,
            "areas": [
                {
                    "code": area.code,
                    "name": short_name(area.name),
                    "step": class_name(area.class_index),
                    "length": _percent(area.length, reach),
                    "is_bound": area.is_bound,
                    "expected": _percent(area.expected, reach),
                    "remark": area.remark,
                    "hover": area.hover,
                }
                for area in self.areas
            ],
        }


@dataclass(frozen=True, slots=True)
class Above:
    """Outlines and names of the areas that those of a map belong to, drawn over them.

    Attributes
    ----------
    outlines
        Address of their outlines.
    names
        Name of each by code.
    offset
        Where the plane of their outlines begins on the map's, x and y.
    """

    outlines: str
    names: Mapping[str, str]
    offset: tuple[int, int]


@dataclass(frozen=True, slots=True)
class AreaMap:
    """A map: each area in the colour of its class, with its label where it fits.

    Attributes
    ----------
    areas
        Those without an outline are not drawn.
    alt
        What it says to those who do not see it.
    title
        Words above the large map.
    classes
        The legend, by the classes' indices.
    outlines
        Address of the outlines, as `geo.outlines.outlines_text` gives them.
    chosen
        Code of the area that is marked.
    above
        The areas above; None where they all belong to one.
    palette
        Colours of its classes.
    """

    areas: Sequence[ShownArea]
    alt: str
    title: str
    classes: Sequence[AreaClass]
    outlines: str
    chosen: str | None = None
    above: Above | None = None
    palette: Palette = Palette.DISTANCE

    def values(self) -> dict[str, Any]:
        """Values for the script."""
        return {
            "view": "map",
            "palette": self.palette.value,
            "above": None
            if self.above is None
            else {"url": self.above.outlines, "offset": self.above.offset, "names": self.above.names},
            "alt": self.alt,
            "title": self.title,
            "url": self.outlines,
            "chosen": self.chosen,
            "classes": [
                {"step": class_name(index), "label": entry.label}
                for index, entry in enumerate(self.classes)
                if entry.is_listed
            ],
            "areas": [
                {
                    "code": area.code,
                    "step": class_name(area.class_index),
                    "is_pale": area.is_pale,
                    "label": area.label,
                    "hover": area.hover,
                }
                for area in self.areas
            ],
        }


def in_group(values: Mapping[str, Any], group: str, words: Mapping[str, str], *, is_choice: bool) -> dict[str, Any]:
    """Values with what a page adds to them.

    Parameters
    ----------
    values
        Of a list or map.
    group
        Lists and maps of one group mark each other.
    words
        Of the buttons, and how to choose.
    is_choice
        Whether something happens when an area is chosen.
    """
    return {**values, "group": group, "words": words, "chooses": is_choice}


def short_name(name: str) -> str:
    """Name that leaves room for bar and figures in a list; the hover has it in full.

    Examples
    --------
    >>> short_name("Jekulo"), short_name("Dinas Pekerjaan Umum dan Penataan Ruang")
    ('Jekulo', 'Dinas Pekerjaan Umum…')
    """
    return name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1].rstrip() + "…"


def _lines_of(remark: Sequence[str]) -> int:
    return sum(-(-len(line) // _MOST_REMARK) or 1 for line in remark)


def _percent(share: float | None, reach: float) -> float | None:
    return None if share is None else round(100 * share / reach, 2)


def list_name(name: str) -> str:
    """A name as a row of a chart of plotly shows it: short, as HTML."""
    return escape(short_name(name))
