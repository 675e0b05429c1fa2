"""Small campaigns, written down or drawn at random, as the store would hand them over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
from hypothesis import strategies as st

from census.base.register import REGISTER_COUNTS
from census.base.target import AREA_SCOPE, Target
from census.base.tree import TREE_COLUMNS
from census.base.vocabulary import AREA_MEASURES, AREA_UNITS, Status, Unit
from census.campaign.agencies import STAFF_MEASURES
from census.campaign.campaign import Campaign

if TYPE_CHECKING:
    from census.disclosure.suppression import Protection

Row = dict[str, Any]

STARTS_ON, ENDS_ON = date(2020, 2, 15), date(2020, 3, 31)
REGENT = Target(
    AREA_SCOPE, "9901", Unit.PERSON, Status.RESPONDED, Fraction("0.27"), STARTS_ON, ENDS_ON, date(2020, 2, 13)
)
NO_OPD = ("id", "kabupaten_code", "name", "area_code", "staff", "is_estimate")


@dataclass
class World:
    """Rows of the tables of one campaign, in the order in which they came in."""

    areas: list[Row]
    registers: list[Row]
    recaps: list[Row]
    targets: list[Target] = field(default_factory=lambda: [REGENT])
    opd: list[Row] = field(default_factory=list)
    opd_recaps: list[Row] = field(default_factory=list)

    def campaign(self, protection: Protection | None = None) -> Campaign:
        """Hand the rows over as the store does; groups of any size are shown unless told otherwise."""
        return Campaign(
            areas=pd.DataFrame(self.areas, columns=list(TREE_COLUMNS), dtype=object),
            recaps=recap_frame(self.recaps),
            registers=register_frame(self.registers),
            targets=self.targets,
            opd=pd.DataFrame(self.opd, columns=list(NO_OPD), dtype=object).astype({"staff": "Int64"}),
            daily=_no_rows("area_code", "day", *AREA_MEASURES),
            daily_opd=_no_rows("area_code", "day", *STAFF_MEASURES),
            opd_recaps=pd.DataFrame(
                self.opd_recaps, columns=["area_code", "as_of", "source", *STAFF_MEASURES], dtype=object
            ).astype(dict.fromkeys(STAFF_MEASURES, "Int64")),
            domiciles=_no_rows("area_code", "domicile_code", "day", "persons_responded", "persons_clean"),
            assignments=_no_rows("opd_id", "desa_code", "starts_on"),
            outages={},
            protection=protection,
        )


def _no_rows(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=object)


def area(code: str, parent: str | None, level: str, kabupaten: str | None = None) -> Row:
    """Write down one area, named after its code."""
    return {
        "code": code,
        "parent_code": parent,
        "level": level,
        "name": f"{level} {code}",
        "status": None,
        "kabupaten_code": kabupaten or code[:4],
    }


def recap(code: str, day: date, *counts: int | None, source: str = "BPS") -> Row:
    """Write down one row of a recap: families and persons responded, families and persons clean."""
    values = dict(zip(AREA_MEASURES, (*counts, *[None] * (len(AREA_MEASURES) - len(counts))), strict=True))
    return {"area_code": code, "as_of": day, "source": source, **values}


def agency(number: int, staff: int | None, *, kabupaten: str = "9901") -> Row:
    """Write down one agency that is no area's office."""
    named = {"id": number, "kabupaten_code": kabupaten, "name": f"agency {number}", "area_code": None}
    return named | {"staff": staff, "is_estimate": False}


def opd_recap(number: int, day: date, *counts: int | None, source: str = "BPS") -> Row:
    """Write down one row of a recap of agencies: civil servants responded, and clean."""
    values = dict(zip(STAFF_MEASURES, (*counts, *[None] * (len(STAFF_MEASURES) - len(counts))), strict=True))
    return {"area_code": str(number), "as_of": day, "source": source, **values}


def register(
    code: str, households: int, persons: int, *, version: str = "v1", on: date = date(2019, 7, 31),
    is_estimate: bool = False, ineligible: tuple[int | None, int | None] = (None, None),
) -> Row:  # fmt: skip
    """Write down one row of a register."""
    counts = dict(zip(REGISTER_COUNTS, (households, persons, *ineligible), strict=True))
    return {
        "area_code": code,
        "kabupaten_code": code[:4],
        "version": version,
        "valid_on": on,
        "source": f"Dukcapil {version}",
        "is_estimate": is_estimate,
        **counts,
    }


def recap_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Give recap rows the types of `data_access.reads.reads.read_recaps`."""
    columns = ["area_code", "as_of", "source", *AREA_MEASURES]
    frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
    return frame.astype(dict.fromkeys(AREA_MEASURES, "Int64"))


def register_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Give register rows the types of `data_access.reads.reads.read_registers`."""
    about = ["area_code", "kabupaten_code", "version", "valid_on", "source", "is_estimate"]
    frame = pd.DataFrame(list(rows), columns=[*about, *REGISTER_COUNTS], dtype=object)
    return frame.astype(dict.fromkeys(REGISTER_COUNTS, "Int64"))


# --- at random ----------------------------------------------------------------------------------------------

LEVELS = ("province", "kabupaten", "kecamatan", "desa")
days = st.integers(0, 60).map(lambda n: date(2020, 2, 5) + timedelta(days=n))
counts = st.integers(-9, 60).map(lambda n: None if n < 0 else n)


@st.composite
def trees(draw: st.DrawFn) -> list[Row]:
    """Draw one province of one or two kabupaten, some of whose areas are not divided further."""
    areas = [area("99", None, "province")]
    for i in range(1, draw(st.integers(1, 2)) + 1):
        kabupaten = f"99{i:02d}"
        areas.append(area(kabupaten, "99", "kabupaten"))
        for j in range(1, draw(st.integers(0, 2)) + 1):
            kecamatan = f"{kabupaten}{j:02d}0"
            areas.append(area(kecamatan, kabupaten, "kecamatan"))
            for k in range(1, draw(st.integers(0, 2)) + 1):
                areas.append(area(f"{kecamatan}{k:03d}", kecamatan, "desa"))
    return areas


@st.composite
def targets(draw: st.DrawFn, codes: list[str]) -> Target:
    """Draw a target of some area."""
    starts_on = draw(days)
    return Target(
        AREA_SCOPE,
        draw(st.sampled_from(codes)),
        draw(st.sampled_from(AREA_UNITS)),
        draw(st.sampled_from(Status)),
        Fraction(draw(st.integers(1, 1000)), 1000),
        starts_on,
        starts_on + timedelta(days=draw(st.integers(0, 50))),
        draw(days),
    )


@st.composite
def worlds_of_agencies(draw: st.DrawFn, *, foreign: frozenset[int]) -> tuple[World, World]:
    """Draw two campaigns of four agencies on the same days, which differ in figures and sources of some alone."""
    staff = [draw(st.one_of(st.none(), st.integers(1, 60))) for _ in range(4)]
    opd = [agency(number, size) for number, size in enumerate(staff, start=1)]
    first, second = [], []
    for day in draw(st.lists(days, max_size=4, unique=True)):
        for number in range(1, 5):
            row, other = (
                opd_recap(
                    number, day, draw(counts), draw(counts), source=draw(st.sampled_from(["BPS", "press", "OPD"]))
                )
                for _ in range(2)
            )
            first.append(row)
            second.append(other if number in foreign else row)
    areas = [area("9901", None, "kabupaten")]
    return World(areas, [], [], opd=opd, opd_recaps=first), World(areas, [], [], opd=opd, opd_recaps=second)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a campaign with sparse recaps, several registers and targets at any level."""
    areas = draw(trees())
    codes = [row["code"] for row in areas]
    recaps = []
    # Rounds that leave few areas out, so that sums arise, and days close together, so that ages meet.
    start = draw(days)
    for _ in range(draw(st.integers(0, 5))):
        day, level = start + timedelta(days=draw(st.integers(0, 5))), draw(st.sampled_from(LEVELS))
        for code in [row["code"] for row in areas if row["level"] == level]:
            if draw(st.integers(0, 5)):
                four = draw(st.tuples(counts, counts, counts, counts))
                recaps.append(recap(code, day, *four, source=draw(st.sampled_from(["BPS", "press"]))))
    registers = []
    for version in draw(st.lists(st.sampled_from(["v1", "v2", "v3"]), unique=True, max_size=3)):
        on, is_estimate = draw(days), draw(st.booleans())
        for code in codes:
            if draw(st.integers(0, 3)):
                households = draw(st.integers(0, 50))
                registers.append(
                    register(
                        code, households, households * draw(st.integers(0, 4)), version=version, on=on,
                        is_estimate=is_estimate, ineligible=draw(st.tuples(counts, counts)),
                    )
                )  # fmt: skip
    bound = draw(st.lists(targets(codes), max_size=4))
    return World(areas, registers, recaps, bound)
