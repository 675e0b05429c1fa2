"""What a camat is sent of worlds that differ in foreign desa: the same, but for what is declared, and that rounded.

In the other world every second foreign desa has half its families, and the next one in its kecamatan has the rest: all
published sums are the same on every day.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from census.access.role_words import word_of_role
from census.figures.rounding import (
    ESTIMATE_FIELDS,
    EVENT_FIELDS,
    FORECAST_FIELDS,
    INTERVIEW_FIELDS,
    PRIORITY_FIELDS,
    Fineness,
    told_step,
)
from reports.commands import app as reports_app
from tests.pages import stores
from tests.pages.conftest import page_hash
from tests.pages.roles.test_roles import downloads, opened, sent, taken_away
from tests.pages.screens import EFFECT, FORECAST, INTERVIEWS, PRIORITIES, has_no_error
from tests.support.examples import every_in_gate, first_in_gate
from tests.support.worlds.planted import CAMAT, DESA, legible
from ui.shell.process import shared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["downloads"]

WHOLE_NUMBERS = {"rank", "rank_lo", "rank_hi", "tie_band", "week_least", "more_events"}
WORDS = {"reason", "verdict", "kind"}
"""Declared beside the rounded fields: places among all desa, and words that are made of rounded figures."""
LEAST_EXPONENT = {Fineness.WHOLE: 0, Fineness.FAMILIES: -1, Fineness.PERCENT: -2, Fineness.PER_MILLE: -3}
"""Power of ten of the last digit."""
LEAD = {f"lead_{name}": ESTIMATE_FIELDS[name] for name in ("lift", "lo80", "hi80", "p")}
COMMANDS: list[tuple[tuple[str, ...], str, Mapping[str, Fineness]]] = [
    (("progress", "--level", "kecamatan"), "code", {}),
    (("progress", "--level", "desa", "--unit", "household"), "code", {}),
    (("forecast", "--level", "kecamatan"), "code", FORECAST_FIELDS),
    (("forecast", "--level", "desa", "--deadline", "2020-05-29"), "code", FORECAST_FIELDS),
    (("interviews", "--level", "desa"), "code", INTERVIEW_FIELDS),
    (("priorities",), "code", PRIORITY_FIELDS),
    (("effect", "--level", "event"), "event_id", EVENT_FIELDS),
    (("effect", "--area", stores.JEKULO), "kind", {**ESTIMATE_FIELDS, **LEAD}),
]


@pytest.fixture(scope="module")
def two_worlds(templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The demonstration up to 15 March, and the same with other foreign desa."""
    other = tmp_path_factory.mktemp("worlds") / "other.sqlite"
    shutil.copy(templates["demo"], other)
    measures = ", ".join(stores.MEASURES)
    with closing(sqlite3.connect(other)) as store, store:
        read = f"SELECT area_code, day, {measures} FROM daily_progress"  # noqa: S608
        gains = {(code, day): list(counts) for code, day, *counts in store.execute(read)}
        for kecamatan in stores.kecamatan():
            inside = [code for code in DESA if code.startswith(kecamatan) and kecamatan != stores.JEKULO]
            for one, next_one in zip(inside[::2], inside[1::2], strict=False):
                for day in sorted({day for _code, day in gains}):
                    here = gains.setdefault((one, day), [0] * len(stores.MEASURES))
                    there = gains.setdefault((next_one, day), [0] * len(stores.MEASURES))
                    for place, n in enumerate(here):
                        here[place], there[place] = n - n // 2, there[place] + n // 2
        store.execute("DELETE FROM daily_progress")
        store.executemany(
            f"INSERT INTO daily_progress (kabupaten_code, area_code, day, {measures})"  # noqa: S608
            f" VALUES ('{stores.KABUPATEN}', ?, ?, ?, ?, ?, ?)",
            [(code, day, *counts) for (code, day), counts in gains.items()],
        )
    return f"sqlite:///{templates['demo']}", f"sqlite:///{other}"


def rows(url: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[dict[str, Any]]:
    monkeypatch.setenv("KAWAL_DATABASE_URL", url)
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")
    result = CliRunner().invoke(reports_app, [*arguments, "--role", word_of_role(CAMAT)])
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    ("arguments", "key", "fields"), every_in_gate(COMMANDS, 2), ids=[" ".join(each[0]) for each in COMMANDS]
)
def test_what_differs_is_declared_and_rounded(
    two_worlds: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    key: str,
    fields: Mapping[str, Fineness],
) -> None:
    one, two = ({row[key]: row for row in rows(url, monkeypatch, *arguments)} for url in two_worlds)
    assert one.keys() == two.keys()
    differing = set()
    for name, row in one.items():
        for field, value in row.items():
            if fields and field in WORDS | WHOLE_NUMBERS:
                assert field in WORDS or value is None or isinstance(value, int)
                continue
            if field not in fields:
                assert value == two[name][field], (name, field)
                continue
            differing |= {field} if value != two[name][field] else set()
            for each in (value, two[name][field]):
                assert is_rounded(each, fields[field], row), (name, field, each)
    # The other world is another one: had it been the same, nothing would be shown here.
    assert bool(differing) == bool(fields)


def is_rounded(value: float | None, fineness: Fineness, row: dict[str, Any]) -> bool:
    if value is None:
        return True
    if fineness is Fineness.STEP:
        base = row["denominator"] if "denominator" in row else row["households"]
        return value % told_step(base) == 0 or value in (base, row.get("count"))
    _sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    if fineness in (Fineness.DIGITS, Fineness.FAMILIES) and len(digits) > 2:
        return False
    return int(exponent) >= LEAST_EXPONENT.get(fineness, int(exponent))


def bases() -> set[int]:
    """Families and persons on the register by kabupaten, kecamatan and own desa."""
    found = set()
    for noun in ("households", "persons"):
        by_desa = {code: counts[noun] for code, counts in stores.register().items() if code in DESA}
        for length in (4, 7):
            for above in {code[:length] for code in by_desa}:
                found.add(sum(n for code, n in by_desa.items() if code.startswith(above)))
        found |= {n for code, n in by_desa.items() if code.startswith(stores.JEKULO)}
    return found


def long_numbers(content: bytes) -> set[float]:
    """Give the numbers of more than four decimals in what was sent, but for those that are so by floating alone."""
    # Cells of a column of texts stand side by side in the bytes: 220.200 and 26.860 are no number.
    found = {float(token) for token in re.findall(rb"(?<![\w.])-?\d+\.\d{5,}(?:e-?\d+)?(?![\d.])", legible(content))}
    return {number for number in found if abs(number - round(number, 4)) > 1e-12}


@pytest.mark.parametrize("page", first_in_gate([PRIORITIES, FORECAST, EFFECT, INTERVIEWS], 2))
def test_no_page_and_no_file_has_more_digits_of_what_differs(
    two_worlds: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    downloads: list[Any],
    page: str,
) -> None:
    """Texts, hovers, drawings, CSV and XLSX. A count on the grid over a register has many digits and says no more."""
    seen = []
    page_hash(page)
    for url in two_worlds:
        monkeypatch.setenv("KAWAL_DATABASE_URL", url)
        monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")
        shared.clear()
        downloads.clear()
        app = opened(CAMAT, page)
        assert has_no_error(app), app.exception
        seen.append(long_numbers(sent(app)) | long_numbers(taken_away(downloads)))
    on_grid = bases()
    for number in seen[0] ^ seen[1]:
        assert any(is_on_grid(number, base) for base in on_grid), number


def is_on_grid(number: float, base: int) -> bool:
    """Tell whether a number is a rounded count over its register, or what that lacks to all of it.

    Drawings have five decimals of it, and an axis ends three percent beyond the highest.
    """
    off = 5e-6 * base / told_step(base) if number == round(number, 5) else 0
    steps = [share * base / told_step(base) for share in (number, 1 - number, number / 1.03)]
    return any(abs(each - round(each)) <= off + 1e-6 for each in steps)
