"""A campaign whose figures tell whose they are, and the search for what the matrix withholds from a role."""

from __future__ import annotations

import base64
import re
import shutil
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from sqlalchemy import insert

from census.access.identity import Role, RoleKind
from census.access.matrix import MATRIX, Extent
from census.settings import Settings
from data_access.models.models import IMPORTS
from data_access.store.schema import raise_data_version
from data_access.writes.writes import TABLES, write_rows
from tests.pages import stores
from tests.support.worlds.built_once import built_once, open_made
from ui.shell.registry import PAGES, PageEntry

if TYPE_CHECKING:
    import pytest

DAYS = stores.DAYS
DESA = sorted(code for code in stores.names() if len(code) == 10)
AGENCIES = {int(row["id"]): row["name"] for row in stores.reference_rows("opd.csv")}
OFFICE = {row["area_code"]: int(row["id"]) for row in stores.reference_rows("opd.csv") if row["area_code"]}
HEAD_OF = 3
STAFF = 6_000
"""Civil servants of each agency; a funnel of much larger ones would take long to draw."""
OTHER = stores.KALIWUNGU
REGENT, OPERATOR = Role(RoleKind.REGENT), Role(RoleKind.OPERATOR)
CAMAT, HEAD = Role(RoleKind.CAMAT, area_code=stores.JEKULO), Role(RoleKind.OPD_HEAD, opd_id=HEAD_OF)
ROLES = {"regent": REGENT, "operator": OPERATOR, "camat": CAMAT, "head": HEAD}
TODAY = (DAYS[-1] + timedelta(days=1)).isoformat()
FILE_NAME = "berkas-7391-masuk.csv"
"""Name of a file that came in."""


# --- a campaign whose figures tell whose they are -----------------------------------------------------------


def desa_counts(code: str) -> dict[str, int]:
    """Denominators and the counts of the newest day: no two desa share one, nor what is missing to 27 or 100 %."""
    place = DESA.index(code) + 1
    return {
        "households": 500_000 + 17 * place,
        "persons": 1_900_000 + 19 * place,
        "households_responded": 100_000 + 1_009 * place,
        "persons_responded": 390_000 + 3_011 * place,
        "households_clean": 70_000 + 709 * place,
        "persons_clean": 290_000 + 2_017 * place,
    }


def staff_counts(opd: int) -> list[int]:
    """Civil servants who had responded on each of the days; the last is the agency's place in the ranking."""
    return [1_003 + 17 * opd, 2_005 + 19 * opd, 4_007 + 23 * opd]


def note_of(code: str, opd: int | None) -> str:
    return f"catatan-{opd or 'tanpa'}-{code}-x"


def planted_url(folders: pytest.TempPathFactory) -> str:
    """URL of an SQLite database with such figures, for the caller alone."""
    return f"sqlite:///{shutil.copy(built_once(folders, plant, 'planted'), folders.mktemp('planted') / 'kawal.sqlite')}"


def plant(url: str) -> None:
    """Fill a database with such figures; each desa has an event by the agency below and one by another."""
    kabupaten = {"kabupaten_code": stores.KABUPATEN}
    known = kabupaten | {"source": "Uji", "is_estimate": False, "import_id": None}
    register = [
        known
        | {"area_code": code, "version": "uji", "valid_on": date(2019, 12, 31)}
        | {unit: desa_counts(code)[unit] for unit in ("households", "persons")}
        | {"households_ineligible": None, "persons_ineligible": None}
        for code in DESA
    ]
    agencies = [
        row | known | {"id": int(row["id"]), "staff": STAFF, "area_code": row["area_code"] or None}
        for row in stores.reference_rows("opd.csv")
    ]
    events = [
        kabupaten
        | {"area_code": code, "opd_id": opd, "held_on": DAYS[0], "kind": kind, "audience": 40, "officers": 2}
        | {"note": note_of(code, opd), "source": "Uji"}
        for place, code in enumerate(DESA)
        for opd, kind in ((HEAD_OF, "siaran"), (4 + place % 9, "tatap muka"))
    ]
    recaps = [
        kabupaten
        | {"area_code": code, "as_of": day, "source": "Uji", "import_id": None}
        | {measure: desa_counts(code)[measure] - 7 * (2 - n) for measure in stores.MEASURES}
        for code in DESA
        for n, day in enumerate(DAYS)
    ]
    staff = [
        kabupaten
        | {"opd_id": opd, "as_of": day, "source": "Uji", "import_id": None}
        | {"staff_responded": staff_counts(opd)[n], "staff_clean": None}
        for opd in AGENCIES
        for n, day in enumerate(DAYS)
    ]
    database = open_made(Settings(database_url=url))
    with database.write() as session:
        rows = {"register": register, "opd": agencies, "outreach": events, "recap": recaps, "opd-recap": staff}
        for kind, each in rows.items():
            write_rows(session, kind, [{k: v for k, v in row.items() if k in columns_of(kind)} for row in each])
        counts = dict.fromkeys(("rows_read", "rows_accepted", "rows_duplicate", "rows_rejected"), 1)
        who = {"imported_by": "uji", "imported_at": datetime(2020, 3, 15, 3, tzinfo=UTC), "sha256": "0" * 64}
        session.execute(insert(IMPORTS), counts | who | {"kind": "recap", "file_name": FILE_NAME})
        raise_data_version(session)
    database.close()


def columns_of(kind: str) -> set[str]:
    return set(TABLES[kind][0].columns.keys())


# --- what may not be ----------------------------------------------------------------------------------------


def pages_of(role: Role) -> list[PageEntry]:
    """Give the pages that the matrix grants a role, in the order of the menu."""
    return [entry for entry in PAGES if MATRIX[role.kind][entry.needs] is not Extent.NONE]


def own_desa(role: Role) -> set[str]:
    extent = MATRIX[role.kind]
    if all(each is not Extent.OWN for each in extent.values()):
        return set(DESA)
    if role == CAMAT:
        return {code for code in DESA if code.startswith(stores.JEKULO)}
    return {row["desa_code"] for row in stores.reference_rows("assignments.csv") if row["opd_id"] == str(HEAD_OF)}


def own_agencies(role: Role) -> set[int]:
    return {CAMAT: {OFFICE[stores.JEKULO]}, HEAD: {HEAD_OF}}.get(role, set(AGENCIES))


def spellings(number: int) -> list[str]:
    return [f"{number:,}".replace(",", "."), f"{number:,}", str(number)]


@cache
def public_words() -> str:
    return "\n".join([*(name for code, name in stores.names().items() if len(code) < 10), *AGENCIES.values()])


@cache
def forbidden(role: Role) -> tuple[frozenset[bytes], tuple[bytes, ...]]:
    """What must not be in the bytes: codes, figures and names of foreign desa, days and notes of foreign agencies.

    Returns
    -------
    tokens
        Codes, numbers and notes.
    names
        Names that stand for a foreign desa alone.
    """
    tokens: list[str] = []
    names: list[str] = []
    names_seen = {stores.names()[code] for code in own_desa(role)}
    for code in set(DESA) - own_desa(role):
        tokens.append(code)
        tokens += [text for count in desa_counts(code).values() for text in spellings(count)]
        name = stores.names()[code]
        if name not in names_seen and not re.search(rf"\b{re.escape(name)}\b", public_words()):
            names.append(name)
    newest = {staff_counts(opd)[-1] for opd in AGENCIES}
    in_ranking = newest | {STAFF - count for count in newest}
    for opd in set(AGENCIES) - own_agencies(role):
        tokens += [text for count in staff_counts(opd)[:-1] if count not in in_ranking for text in spellings(count)]
        tokens += [note_of(code, opd) for code in DESA if role == HEAD or code not in own_desa(role)]
    return frozenset(text.encode() for text in tokens), tuple(name.encode() for name in names)


def found(role: Role, content: bytes) -> set[str]:
    """Give what of it is in the bytes that a role was sent."""
    tokens, names = forbidden(role)
    content = legible(content)
    met = {token.strip(b".,") for token in re.findall(rb"[\w.,-]+", content)} & tokens
    met |= {name for name in names if name in content and re.search(rb"\b%s\b" % re.escape(name), content)}
    return {each.decode() for each in met}


def told_of(content: bytes) -> set[str]:
    """Give the desa of which the bytes tell how many persons have responded."""
    met = {re.sub(rb"[.,]", b"", token) for token in re.findall(rb"\b\d[\d.,]{5,12}\b", legible(content))}
    return {code for code in DESA if str(desa_counts(code)["persons_responded"]).encode() in met}


def legible(content: bytes) -> bytes:
    """Add to bytes what cannot be read off them: cells of tables (Arrow) and numbers of charts (base64)."""
    cells: list[object] = []
    for start in re.finditer(rb"\xff{4}", content):
        with suppress(pa.ArrowInvalid, OSError):
            table = pa.ipc.open_stream(content[start.start() :]).read_all()
            cells += [cell for column in table.columns for cell in column.to_pylist()]
    for kind, packed in re.findall(rb'"dtype": ?"(\w\d)", ?"bdata": ?"([^"]+)"', content):
        cells += np.frombuffer(base64.b64decode(packed.replace(rb"\u002f", b"/")), f"<{kind.decode()}").tolist()
    words = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in cells]
    return b"\n".join([content, *(word.encode() for word in words)])
