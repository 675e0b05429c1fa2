"""Scenes of the wall as values: what the script of the wall lays out, in words and numbers that are written already."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SceneRow:
    """A row of a scene.

    Attributes
    ----------
    name, value
        Of whom, and the figure that matters.
    note
        Beside the figure, smaller.
    symbol, step
        Sign and class of the map (`presentation.charts.colours`); empty for none.
    length, expected
        Of a bar, and where it should end by now, in percent of the width; None for none.
    """

    name: str
    value: str
    note: str = ""
    symbol: str = ""
    step: str = ""
    length: float | None = None
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with its label."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene.

    Attributes
    ----------
    key
        How the address names it.
    title
        What stands at its head, large.
    figure, beside
        The one figure of 120 pixels and more, and what it should be; empty for none.
    lead, note
        A line below the figure, and one at the end.
    cards
        Further figures.
    rows, columns
        Rows, in so many columns.
    has_map
        Whether the map stands at its right.
    """

    key: str
    title: str
    figure: str = ""
    beside: str = ""
    lead: str = ""
    note: str = ""
    cards: tuple[Card, ...] = ()
    rows: tuple[SceneRow, ...] = ()
    columns: int = 1
    has_map: bool = False


@dataclass(frozen=True, slots=True)
class Ages:
    """The three ages that are told apart; the third, the last contact, the display knows itself.

    Attributes
    ----------
    figures_on
        Day of the figures; None without any.
    import_at
        When the newest file came in (UTC).
    stale_after_hours
        Hours after an import from which on the figures are called old; None where the clock says nothing of them.
    """

    figures_on: date | None
    import_at: datetime | None
    stale_after_hours: int | None


@dataclass(frozen=True)
class Wall:
    """All that one display shows until the figures change.

    Attributes
    ----------
    language
        Of all its words.
    place, ribbon, as_of
        The line at the top: of what, whether it is simulated, of which day.
    ages
        How old it is.
    night
        Clock times (WIB) between which it is dimmed.
    legend
        Classes of the map with their words.
    map
        Map of the areas (`presentation.charts.area_view.AreaMap.values`); None without outlines.
    outlines
        Outlines of the map (`geo.outlines.outlines_text`).
    words
        Of banners and foot, by what they are about.
    scenes
        Those that have something to say.
    """

    language: str
    place: str
    ribbon: str
    as_of: str
    ages: Ages
    night: tuple[str, str]
    legend: tuple[Mapping[str, str], ...]
    map: Mapping[str, Any] | None
    outlines: Mapping[str, Any] | None
    words: Mapping[str, str]
    scenes: tuple[Scene, ...] = field(default_factory=tuple)

    def text(self) -> str:
        """All of it as JSON, the same for the same values."""
        return json.dumps(asdict(self), default=_iso, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))
