"""Databases for the screens: reference data alone, one row, the published recap, and a recap of every desa.

What the screens must show of them is worked out here from the rows themselves, in the plainest way, with fractions.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from census.access.scope import Scope
from census.effect.campaign import bottom_areas
from census.settings import Settings
from data_access.reads.campaign import read_campaign
from data_access.reads.reads import read_boundaries
from geo.adjacency import stored_neighbours
from ingest.demo import fill_with_demo
from ingest.importing import Arrival, Outcome, import_table
from tests.support.worlds.built_once import open_made

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign

REFERENCE = Path(__file__).parents[2] / "data_access" / "reference" / "3319"
TODAY = date(2020, 6, 20)
NOW = datetime(2020, 6, 20, 1, 0, tzinfo=UTC)
DAYS = (date(2020, 2, 25), date(2020, 3, 8), date(2020, 3, 15))
SHARE = Fraction(27, 100)
START, DEADLINE = date(2020, 2, 15), date(2020, 3, 31)
MEASURES = ("households_responded", "persons_responded", "households_clean", "persons_clean")
KABUPATEN = "3319"
JEKULO, KALIWUNGU = "3319060", "3319010"


def reference_rows(name: str) -> list[dict[str, str]]:
    """Rows of a file of the built-in reference data."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in reference_rows("areas.csv")}


@cache
def kecamatan() -> tuple[str, ...]:
    return tuple(sorted(code for code in names() if len(code) == 7))


@cache
def register() -> dict[str, dict[str, int]]:
    """Families and persons on the register by area; of a kecamatan the sum of its desa."""
    rows = {row["area_code"]: row for row in reference_rows("register.csv")}
    found = {code: {unit: int(row[unit]) for unit in ("households", "persons")} for code, row in rows.items()}
    for code in kecamatan():
        below = [counts for desa, counts in found.items() if desa.startswith(code) and len(desa) == 10]
        found[code] = {unit: sum(counts[unit] for counts in below) for unit in ("households", "persons")}
    return found


@cache
def full_counts() -> dict[tuple[date, str, str], int]:
    """Counts by day, area and measure of a recap of every desa, so uneven that every class of the map occurs."""
    found: dict[tuple[date, str, str], int] = {}
    for place, desa in enumerate(code for code in sorted(names()) if len(code) == 10):
        share = Fraction(4 + 2 * kecamatan().index(desa[:7]) + place % 5, 100)
        for part, day in enumerate(DAYS, start=1):
            families = int(register()[desa]["households"] * share * part / 3)
            found[day, desa, "households_responded"] = families
            found[day, desa, "persons_responded"] = families * 38 // 10
            found[day, desa, "households_clean"] = families * 89 // 100
            found[day, desa, "persons_clean"] = families * 38 * 89 // 1000
    for code in (*kecamatan(), KABUPATEN):
        for day in DAYS:
            for measure in MEASURES:
                found[day, code, measure] = sum(
                    count
                    for (when, desa, what), count in found.items()
                    if (when, what) == (day, measure) and desa.startswith(code) and len(desa) == 10
                )
    return found


def csv_text(rows: list[list[object]]) -> bytes:
    """A recap file with the canonical headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["as_of", "area_code", *MEASURES, "source"])
    writer.writerows(rows)
    return out.getvalue().encode()


def full_recap() -> bytes:
    """The recap of `full_counts`, desa only."""
    counts = full_counts()
    return csv_text(
        [
            [day.isoformat(), desa, *(counts[day, desa, measure] for measure in MEASURES), "Uji"]
            for desa in sorted(names())
            if len(desa) == 10
            for day in DAYS
        ]
    )


def published_recap() -> bytes:
    return (REFERENCE / "recap_2020.csv").read_bytes()


ONE_ROW_DESA = "3319060001"


def one_row() -> bytes:
    """A recap of one desa of Jekulo on one day, families only."""
    return csv_text([["2020-03-01", ONE_ROW_DESA, 100, "", "", "", "Uji"]])


def jekulo_recap(*measures: str) -> bytes:
    """A recap of the twelve desa of Jekulo, families only unless told: 12 of the 132 desa of Kudus."""
    counts, told = full_counts(), measures or ("households_responded",)
    desa = [code for code in sorted(names()) if len(code) == 10 and code.startswith(JEKULO)]
    return csv_text(
        [
            [day.isoformat(), code, *(counts[day, code, each] if each in told else "" for each in MEASURES), "Uji"]
            for code in desa
            for day in DAYS
        ]
    )


def two_accounts() -> bytes:
    """A recap of the kabupaten on four days, and of all desa on two: on 8 March they make 77 families more."""
    counts, measure = full_counts(), "households_responded"
    own = [(date(2020, 3, day), counts[DAYS[1], KABUPATEN, measure] - 77 - 10 * (8 - day)) for day in (5, 6, 7, 8)]
    desa = [(day, code, counts[day, code, measure]) for code in sorted(names()) if len(code) == 10 for day in DAYS[1:]]
    return csv_text(
        [[day.isoformat(), KABUPATEN, count, "", "", "", "BPS Kudus"] for day, count in own]
        + [[day.isoformat(), code, count, "", "", "", "Uji"] for day, code, count in desa]
    )


def take_in(url: str, kind: str, content: bytes, *, file_name: str = "uji.csv", root: str = KABUPATEN) -> Outcome:
    """Import a file into the database at `url`, which is made on the way if it does not exist."""
    database = open_made(Settings(database_url=url, root_area=root))
    try:
        return import_table(database, Arrival(kind, file_name, content, "test", NOW, TODAY))
    finally:
        database.close()


@dataclass(frozen=True)
class Standing:
    """What an area's row of the full recap says on a day from the first report to the deadline."""

    count: int
    base: int
    gap: int
    needed: Fraction | None
    pace: Fraction | None
    reported_on: date


def standing(code: str, as_of: date, *, unit: str, status: str = "responded") -> Standing:
    """Work out one row: count and base in the unit looked at, all against the target in persons responded."""
    told = [day for day in DAYS if day <= as_of]
    counts = full_counts()
    wanted = ceil(SHARE * register()[code]["persons"])
    persons = [counts[day, code, "persons_responded"] for day in told]
    gap = max(0, wanted - persons[-1])
    left = (DEADLINE - as_of).days
    pace = Fraction(persons[-1] - persons[-2], (told[-1] - told[-2]).days) if len(told) > 1 else None
    return Standing(
        count=counts[told[-1], code, f"{unit}_{status}"],
        base=register()[code][unit],
        gap=gap,
        needed=Fraction(gap, left) if left > 0 else None,
        pace=pace,
        reported_on=told[-1],
    )


def step_against(count: int, base: int, expected_share: Fraction) -> int:
    """Sort into the five steps of PRODUCT.md's relative shortfall, 0 the best."""
    shortfall = 1 - Fraction(count) / (expected_share * base)
    return sum(shortfall > limit for limit in (Fraction(-1, 10), 0, Fraction(1, 10), Fraction(3, 10)))


def simulate(url: str) -> None:
    """Fill a database with the demo campaign up to 15 March 2020."""
    database = open_made(Settings(database_url=url))
    try:
        fill_with_demo(database, until=DAYS[-1])
    finally:
        database.close()


def campaign(url: str) -> Campaign:
    """Read what the pages of a database are made of."""
    database = open_made(Settings(database_url=url))
    try:
        with database.read() as session:
            return read_campaign(session, Scope.everything(KABUPATEN))
    finally:
        database.close()


def neighbours(url: str) -> dict[str, frozenset[str]]:
    """Give which desa touch each other, by the outlines of a database."""
    database = open_made(Settings(database_url=url))
    try:
        with database.read() as session:
            scope = Scope.everything(KABUPATEN)
            desa = bottom_areas(read_campaign(session, scope).tree, KABUPATEN)
            return stored_neighbours(read_boundaries(session, scope), desa)
    finally:
        database.close()


def fraction(part: int, whole: int) -> Fraction:
    """Give the exact rate of two counts."""
    return Fraction(int(part), int(whole))
