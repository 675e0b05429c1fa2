"""Laying a small campaign into a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from data_access.models.models import AREA_RECAPS, AREAS, REGISTERS, TARGETS
from data_access.writes.writes import write_rows

if TYPE_CHECKING:
    from census.base.target import Target as TargetValue
    from data_access.store.engine import Database, WriteSession
    from tests.census.worlds import World

Row = dict[str, Any]


def kabupaten_of(code: str) -> str:
    """Give the code that goes with each row: of the kabupaten, or of the area itself above it."""
    return code[:4]


def store(database: Database, world: World) -> None:
    """Replace what a database holds by a world; each recap row arrives as an import of its own."""
    areas = [row | {"kemendagri_code": None, "official_area_km2": None, "source": "test"} for row in world.areas]
    recaps = [
        row | {"kabupaten_code": kabupaten_of(row["area_code"]), "import_id": number}
        for number, row in enumerate(world.recaps, start=1)
    ]
    registers = [row | {"import_id": number} for number, row in enumerate(world.registers, start=1)]
    with database.write() as session:
        empty(session)
        write_rows(session, "areas", areas)
        write_rows(session, "register", registers)
        write_rows(session, "recap", recaps)
        write_rows(session, "targets", [target_row(target) for target in world.targets])


def empty(session: WriteSession) -> None:
    """Take all rows out that `store` lays in, children first."""
    for table in (AREA_RECAPS, REGISTERS, TARGETS):
        session.execute(delete(table))
    codes = session.execute(select(AREAS.c.code)).all()
    for (code,) in sorted(codes, key=lambda row: -len(row[0])):
        session.execute(delete(AREAS).where(AREAS.c.code == code))


def target_row(target: TargetValue) -> Row:
    """Give a target's columns."""
    return {
        "scope_kind": target.scope_kind,
        "scope_code": target.scope_code,
        "unit": target.unit.value,
        "status": target.status.value,
        "share": float(target.share),
        "starts_on": target.starts_on,
        "ends_on": target.ends_on,
        "decided_on": target.decided_on,
        "note": target.note,
    }
