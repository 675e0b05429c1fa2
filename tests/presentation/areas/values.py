"""Areas as values, to be said: what a test does not name is unknown."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any

from census.base.target import Target
from census.base.vocabulary import Status, Unit
from census.figures.progress import AreaProgress, View
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.language.voice import Voice

DAY = date(2020, 3, 15)
VIEW = View(DAY, Unit.HOUSEHOLD, Status.RESPONDED)
TARGET = Target(
    "area", "3319", Unit.HOUSEHOLD, Status.RESPONDED, Fraction("0.27"),
    date(2020, 2, 15), date(2020, 3, 31), date(2020, 2, 13),
)  # fmt: skip
_UNKNOWN: dict[str, Any] = {field.name: None for field in fields(AreaProgress)} | {"is_hidden": False}


def voice(language: str, *, is_simulated: bool = False) -> Voice:
    """Speak to a reader."""
    text = Translator(language)
    return Voice(text, Formats(text), is_simulated=is_simulated)


def unknown(name: str, **values: object) -> AreaProgress:
    """Give an area without a figure."""
    return AreaProgress(**{**_UNKNOWN, "code": name.lower(), "name": name, **values})


def reached(name: str, count: int, base: int, **values: object) -> AreaProgress:
    """Give an area that has told so many families on the day, measured against `TARGET`."""
    counted = {"numerator": count, "denominator": base, "rate": count / base, "as_of": DAY, "is_stale": False}
    wanted = -(-base * 27 // 100)
    aimed = {
        "target_numerator": count, "target_denominator": base, "target_count": wanted, "target_as_of": DAY,
        "target_unit": Unit.HOUSEHOLD, "target_status": Status.RESPONDED, "gap": max(0, wanted - count),
    }  # fmt: skip
    return unknown(name, **counted, **aimed, **values)
