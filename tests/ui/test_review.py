"""What a review found: each a mistake that was on a screen once."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from census.base.vocabulary import AREA_MEASURES, Colouring, Status, Unit
from census.figures.panel import build_panel
from census.figures.progress import AreaProgress, View
from census.figures.shortfall import shortfall_steps
from presentation.areas.drawn.way import rate_curve
from presentation.areas.progress import progress_classes
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.language.voice import Voice
from tests.census.worlds import World, area

if TYPE_CHECKING:
    from census.base.tree import AreaTree

DAY = date(2020, 3, 15)


def small_tree() -> AreaTree:
    areas = [
        area("99", None, "kabupaten"),
        area("991", "99", "kecamatan", "99"),
        area("9911", "991", "desa", "99"),
        area("9912", "991", "desa", "99"),
    ]
    return World(areas, [], []).campaign().tree


def recap(*rows: tuple[str, date, int]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(code, day, "BPS", count, None, None, None) for code, day, count in rows],
        columns=["area_code", "as_of", "source", *AREA_MEASURES],
    )
    return frame.astype(dict.fromkeys(AREA_MEASURES, "Int64"))


def test_a_late_part_does_not_rewrite_the_day_of_the_oldest() -> None:
    """Both desa of 1 March make 20; one of them on 3 March makes 510, and 1 March stays as it was told."""
    first, third = date(2020, 3, 1), date(2020, 3, 3)
    panel = build_panel(small_tree(), recap(("9911", first, 10), ("9912", first, 10), ("9912", third, 500)))
    view = View(DAY, Unit.HOUSEHOLD, Status.RESPONDED)
    text = Translator("id")
    curve = rate_curve(Voice(text, Formats(text)), panel, "991", "991", 1000, view)
    assert list(curve.days) == [first, third]
    assert list(curve.rates) == [0.02, 0.51]


def test_desa_are_compared_with_the_kabupaten_also_on_the_page_of_their_kecamatan() -> None:
    campaign = World([area("99", None, "kabupaten"), area("991", "99", "kecamatan", "99")], [], []).campaign()
    assert campaign.compared_with("991") == "99"
    assert campaign.compared_with("99") == "99"


def test_the_second_colouring_takes_the_rate_of_the_area_it_is_given() -> None:
    empty = {field.name: None for field in fields(AreaProgress)} | {"is_hidden": False}
    area = AreaProgress(**{**empty, "code": "1", "numerator": 20, "denominator": 100, "rate": 0.2, "step": 4})
    whole = replace(area, code="9", numerator=75, denominator=1000, rate=0.075)
    counts, sizes = pd.Series([20], dtype="Int64"), pd.Series([100], dtype="Int64")
    steps = shortfall_steps(counts, sizes, Fraction(75, 1000)).tolist()
    assert progress_classes([area], whole, Colouring.KABUPATEN) == {"1": steps[0]} == {"1": 0}
