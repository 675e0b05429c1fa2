"""The line of the last day: what came in, what is needed, how long it has been falling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from census.base.vocabulary import Unit
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.today.day import LastDay, day_sentence

SUNDAY = LastDay(
    day=date(2020, 3, 15),
    is_yesterday=True,
    gain=4451,
    unit=Unit.PERSON,
    needed=6001.6,
    is_equivalent=False,
    run=3,
    is_outage=False,
)


def said(language: str = "id", **other: object) -> str:
    text = Translator(language).plain
    return day_sentence(text, Formats(text), replace(SUNDAY, **other))  # type: ignore[arg-type]


def test_yesterday_against_what_is_needed_and_the_run_of_days() -> None:
    assert said() == "Kemarin (Minggu) **+4.451 jiwa**; perlu 6.002 per hari; turun 3 hari berturut-turut."
    assert said("en") == "Yesterday (Sunday) **+4,451 persons**; needed per day: 6,002; falling for 3 days in a row."


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"run": 1}, "Kemarin (Minggu) **+4.451 jiwa**; perlu 6.002 per hari."),
        ({"run": -2, "needed": None}, "Kemarin (Minggu) **+4.451 jiwa**; naik 2 hari berturut-turut."),
        ({"run": 0, "needed": 0.0}, "Kemarin (Minggu) **+4.451 jiwa**."),
        ({"run": 0, "is_equivalent": True}, "Kemarin (Minggu) **+4.451 jiwa**; perlu ≈\u00a06.002 per hari."),
        ({"is_outage": True}, "Kemarin (Minggu) **+4.451 jiwa**; hari gangguan layanan sensus; perlu 6.002 per hari."),
        ({"is_yesterday": False, "run": 0}, "Minggu 15 Mar **+4.451 jiwa**; perlu 6.002 per hari."),
        ({"gain": -12, "run": 0}, "Kemarin (Minggu) **−12 jiwa**; perlu 6.002 per hari."),
    ],
)
def test_what_is_not_so_is_not_said(other: dict[str, object], sentence: str) -> None:
    assert said(**other) == sentence
