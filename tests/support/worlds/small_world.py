"""A small invented world below any root, of which each kind of data can be there or missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import insert

from census.settings import Settings
from data_access.models.submission_models import OUTAGES, SUBMISSION_STAFF
from data_access.start import open_database
from data_access.store.schema import raise_data_version
from data_access.writes.writes import write_rows
from tests.support.worlds import nation
from tests.support.worlds.built_once import put_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

KINDS = (
    "areas", "register", "boundaries", "targets", "opd", "assignments", "recap", "opd-recap", "submissions",
    "outreach", "commitments", "blockers", "requests", "outages",
)  # fmt: skip
"""All kinds of data, each after those that it names."""
NEEDS = {"assignments": "opd", "opd-recap": "opd"}
"""Kinds that make no sense without another."""
START, END, DAYS = date(2020, 2, 15), date(2020, 3, 31), (date(2020, 2, 26), date(2020, 3, 8), date(2020, 3, 15))
TODAY = date(2020, 3, 16)
LEVELS = ("nation", "province", "kabupaten", "kecamatan", "desa", "sls")
_LEVEL_OF_LENGTH = {1: "nation", 2: "province", 4: "kabupaten", 7: "kecamatan", 10: "desa", 14: "sls"}
_BELOW: dict[str, Callable[[str], list[str]]] = {
    "nation": lambda _: ["33", "34"],
    "province": lambda code: [f"{code}01", f"{code}71"],
    "kabupaten": lambda code: [f"{code}010", f"{code}020"],
    "kecamatan": lambda code: [f"{code}001", f"{code}002", f"{code}003"],
    "desa": lambda code: [f"{code}0001", f"{code}0002"],
}
_FAMILIES, _PERSONS = 900, 2800


@dataclass(frozen=True)
class World:
    """All rows below a root.

    Attributes
    ----------
    root
        BPS code of the root; its length says its level.
    bottom
        Level at which areas end.
    name_of
        Names an area by code and level.
    agency_of
        Names an agency by number.
    note
        What every record has for a note.
    source
        Who every row comes from.
    """

    root: str
    bottom: str = "desa"
    name_of: Callable[[str, str], str] = lambda code, level: f"{level.title()} {code}"
    agency_of: Callable[[int], str] = lambda number: f"Dinas {number}"
    note: str = "Uji"
    source: str = "Uji"

    def areas(self) -> list[dict[str, Any]]:
        """Give the areas, parents before their children."""
        return self._area(self.root, None)

    def _area(self, code: str, parent: str | None) -> list[dict[str, Any]]:
        level = _LEVEL_OF_LENGTH[len(code)]
        kabupaten = code[:4]
        row = nation.area(code, parent, level, self.name_of(code, level), kabupaten=kabupaten, source=self.source)
        below = [] if level == self.bottom else _BELOW[level](code)
        return [row, *(each for child in below for each in self._area(child, code))]

    def leaves(self) -> list[str]:
        """List the areas at the bottom."""
        return [row["code"] for row in self.areas() if row["level"] == self.bottom]

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """Give the rows of one kind."""
        made: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "areas": self.areas,
            "register": self._registers,
            "boundaries": self._boundaries,
            "targets": self._targets,
            "opd": self._agencies,
            "assignments": self._assignments,
            "recap": self._recaps,
            "opd-recap": self._agency_recaps,
            "submissions": self._submissions,
            "outreach": self._events,
            "commitments": self._commitments,
            "blockers": self._blockers,
            "requests": self._requests,
        }
        return made[kind]()

    def _registers(self) -> list[dict[str, Any]]:
        fixed = {"version": self.source, "source": self.source, "valid_on": date(2019, 7, 31), "is_estimate": False}
        none = {"households_ineligible": None, "persons_ineligible": None, "import_id": None}
        counts = {"households": _FAMILIES, "persons": _PERSONS}
        return [_key(code) | counts | fixed | none for code in self.leaves()]

    def _boundaries(self) -> list[dict[str, Any]]:
        about = {"source": self.source, "licence": self.source, "valid_on": None}
        found = []
        for level in {row["level"] for row in self.areas()}:
            codes = [row["code"] for row in self.areas() if row["level"] == level]
            for place, code in enumerate(codes):
                square = shapely.box(110 + 0.1 * place, -7, 110.1 + 0.1 * place, -6.9)
                found.append(_key(code) | {"geometry": shapely.to_wkb(square)} | about)
        return found

    def _targets(self) -> list[dict[str, Any]]:
        words = {"scope_kind": "area", "scope_code": self.root, "unit": "person", "status": "responded"}
        window = {"starts_on": START, "ends_on": END, "decided_on": START - timedelta(days=9), "note": self.note}
        return [words | {"share": 0.27} | window]

    def _agencies(self) -> list[dict[str, Any]]:
        codes = [row["code"] for row in self.areas()]
        kecamatan = next((code for code in codes if len(code) == 7), None)
        rows = []
        for number, place in ((1, None), (2, None), (3, kecamatan)):
            name = self.agency_of(number)
            known = {"id": number, "kabupaten_code": _kabupaten(self.root), "name": name, "short_name": name}
            rows.append(
                known | {"kind": "dinas", "area_code": place, "staff": 100, "source": self.source, "is_estimate": False}
            )
        return rows

    def _assignments(self) -> list[dict[str, Any]]:
        fixed = {"opd_id": 1, "starts_on": START, "source": self.source, "is_assumption": False}
        return [{"kabupaten_code": _kabupaten(code), "desa_code": code} | fixed for code in self.leaves()[:2]]

    def _recaps(self) -> list[dict[str, Any]]:
        rows = []
        for place, code in enumerate(self.leaves()):
            for part, day in enumerate(DAYS, start=1):
                families = (20 + 7 * (place % 5)) * part
                counts = {"households_responded": families, "persons_responded": families * 3}
                clean = {"households_clean": families - 3, "persons_clean": families * 3 - 9}
                rows.append(_key(code) | {"source": self.source, "as_of": day, "import_id": None} | counts | clean)
        return rows

    def _agency_recaps(self) -> list[dict[str, Any]]:
        fixed = {"kabupaten_code": _kabupaten(self.root), "source": self.source, "import_id": None}
        return [
            fixed | {"opd_id": number, "as_of": day, "staff_responded": 20 * number + part, "staff_clean": 9 * number}
            for number in (1, 2, 3)
            for part, day in enumerate(DAYS)
        ]

    def _submissions(self) -> list[dict[str, Any]]:
        noon = datetime(2020, 3, 1, 5, tzinfo=UTC)
        rows = []
        for place, code in enumerate(self.leaves()):
            for n in range(25):
                moment = noon + timedelta(days=(n + place) % 14)
                when = {"opened_at": moment, "responded_at": moment, "clean_at": moment, "updated_at": moment}
                key = {"kabupaten_code": _kabupaten(code), "household_key": f"{code}{n}".zfill(16).encode()[-16:]}
                about = {"desa_code": code, "persons": 3, "status": "clean", "channel": None, "assisted": None}
                rows.append(key | about | when | {"import_id": None})
        return rows

    def _events(self) -> list[dict[str, Any]]:
        rows = []
        for place, code in enumerate(self.leaves()[::2]):
            about = {"held_on": DAYS[0] + timedelta(days=place % 3), "kind": "tatap muka", "audience": 40}
            rows.append(self._record(code) | about | {"officers": 2})
        return rows

    def _commitments(self) -> list[dict[str, Any]]:
        window = {"starts_on": DAYS[1], "due_on": TODAY + timedelta(days=5), "withdrawn_on": None}
        made = {"households": 50, "created_at": datetime(2020, 3, 8, tzinfo=UTC)}
        return [self._record(code) | window | made for code in self.leaves()[:2]]

    def _blockers(self) -> list[dict[str, Any]]:
        about = {"kind": "no_signal", "reported_on": DAYS[1], "resolved_on": None, "households": 30}
        return [self._record(code) | about for code in self.leaves()[:2]]

    def _requests(self) -> list[dict[str, Any]]:
        days = {"requested_on": DAYS[1], "scheduled_on": TODAY, "done_on": None, "result_households": None}
        return [self._record(code) | days for code in self.leaves()[:2]]

    def _record(self, code: str) -> dict[str, Any]:
        return _key(code) | {"opd_id": None, "note": self.note, "source": self.source}

    def build(self, url: str, kinds: Collection[str] = KINDS) -> None:
        """Fill a database with some kinds of the rows."""
        put_tables(url)
        # No folder of built-in data is of this code.
        database = open_database(Settings(database_url=url, root_area="9"))
        try:
            with database.write() as session:
                for kind in (each for each in KINDS if each in kinds and each != "outages"):
                    write_rows(session, kind, self._with_agency(kind, kinds))
                if "outages" in kinds:
                    outage = {"kabupaten_code": _kabupaten(self.root), "day": DAYS[1], "note": self.note}
                    session.execute(insert(OUTAGES), outage)
                if {"submissions", "opd"} <= set(kinds):
                    session.execute(insert(SUBMISSION_STAFF), self._staff())
                raise_data_version(session)
        finally:
            database.close()

    def _with_agency(self, kind: str, kinds: Collection[str]) -> list[dict[str, Any]]:
        """Give the rows of a kind, records with the agencies where there are any."""
        rows = self.rows(kind)
        if "opd" not in kinds or "opd_id" not in rows[0] or kind in NEEDS:
            return rows
        return [row | {"opd_id": 1 + place % 3} for place, row in enumerate(rows)]

    def _staff(self) -> list[dict[str, Any]]:
        keys = [{name: row[name] for name in ("kabupaten_code", "household_key")} for row in self._submissions()]
        return [key | {"opd_id": 1 + place % 3, "staff": 1} for place, key in enumerate(keys)]


def _kabupaten(code: str) -> str:
    return code[:4]


def _key(code: str) -> dict[str, Any]:
    return {"kabupaten_code": _kabupaten(code), "area_code": code}


def with_needs(kinds: Sequence[str]) -> frozenset[str]:
    """Give kinds with those that they name."""
    return frozenset(kinds) | {NEEDS[kind] for kind in kinds if kind in NEEDS}
