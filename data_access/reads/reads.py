"""What can be read, within the reader's scope: frames with stated columns, and values where nothing is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
from sqlalchemy import exists, func, or_, select

from census.access.matrix import Matter
from census.access.scope import Scope
from census.base.register import REGISTER_COUNTS
from census.base.target import Target as TargetValue
from census.base.vocabulary import AREA_MEASURES, Status, Unit
from data_access.models.models import (
    AREA_BOUNDARIES,
    AREA_RECAPS,
    AREAS,
    IMPORT_REJECTIONS,
    IMPORTS,
    OPD,
    OPD_ASSIGNMENTS,
    REGISTERS,
    TARGETS,
)
from data_access.store.engine import WholeSession
from data_access.store.frames import AnySession, Rows, arrived, frame, in_scope, of_agencies, within

_MOST_CODES = 5_000
_FIGURES = ("recap", "opd-recap", "submissions")

_COUNTS = frozenset({"count", "other", "limit", "total", "smaller", "larger", "persons", "own"})
"""Names under which a finding keeps counts."""


def without_counts(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details of a finding as others than the operator may read them."""
    return {key: "…" if key in _COUNTS else value for key, value in details.items()}


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One file that came in: its kind and name, what became of its rows, by whom and when (UTC).

    Attributes
    ----------
    has_findings
        Something was found in it (`read_rejections`).
    undone_at
        When it was taken back, if it was (UTC).
    """

    id: int
    kind: str
    file_name: str
    rows_read: int
    rows_accepted: int
    rows_duplicate: int
    rows_rejected: int
    imported_by: str
    imported_at: datetime
    has_findings: bool
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """What was found in one place of a file.

    Attributes
    ----------
    line, column
        Where; None for the whole file, or the whole line.
    reason, details
        Reason code and values for its message (`presentation.findings`).
    is_warning
        The row was taken all the same.
    """

    line: int | None
    column: str | None
    reason: str
    details: Mapping[str, Any]
    is_warning: bool


class NotPermittedError(PermissionError):
    """The reader's scope does not hold what was asked for."""


def _areas() -> Rows:
    return select(
        AREAS.c.code,
        AREAS.c.parent_code,
        AREAS.c.level,
        AREAS.c.name,
        AREAS.c.status,
        AREAS.c.kabupaten_code,
        AREAS.c.kemendagri_code,
        AREAS.c.source,
    ).order_by(AREAS.c.code)


def _registers() -> Rows:
    return select(
        REGISTERS.c.area_code,
        REGISTERS.c.kabupaten_code,
        REGISTERS.c.version,
        REGISTERS.c.valid_on,
        REGISTERS.c.source,
        REGISTERS.c.is_estimate,
        REGISTERS.c.households,
        REGISTERS.c.persons,
        REGISTERS.c.households_ineligible,
        REGISTERS.c.persons_ineligible,
        func.coalesce(REGISTERS.c.import_id, 0).label("arrival"),
    )


def _recaps() -> Rows:
    return select(
        AREA_RECAPS.c.area_code,
        AREA_RECAPS.c.as_of,
        AREA_RECAPS.c.source,
        AREA_RECAPS.c.households_responded,
        AREA_RECAPS.c.persons_responded,
        AREA_RECAPS.c.households_clean,
        AREA_RECAPS.c.persons_clean,
        func.coalesce(AREA_RECAPS.c.import_id, 0).label("arrival"),
    )


def read_areas(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read the areas.

    Returns
    -------
    DataFrame
        `code`, `parent_code`, `level`, `name`, `status`, `kabupaten_code`, `kemendagri_code`, `source`.
    """
    return frame(session, _areas().where(in_scope(scope, AREAS.c.code)))


def read_above(session: AnySession, scope: Scope) -> tuple[str, ...]:
    """Read the codes of the areas above the scope's, the nearest first."""
    parent_of = select(AREAS.c.parent_code)
    codes: list[str] = []
    here = session.scalar(parent_of.where(AREAS.c.code == scope.area_code))
    while here is not None and here not in codes and here != scope.area_code:
        codes.append(here)
        here = session.scalar(parent_of.where(AREAS.c.code == here))
    return tuple(codes)


def read_registers(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read all versions of the register in the order they came in (`census.base.register.denominators`)."""
    rows = frame(session, _registers().where(in_scope(scope, REGISTERS.c.area_code)), counts=REGISTER_COUNTS)
    return arrived(rows, "version", "area_code")


def read_recaps(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read all recaps, those that came in last at the end (`census.figures.panel.build_panel`)."""
    rows = frame(session, _recaps().where(in_scope(scope, AREA_RECAPS.c.area_code)), counts=AREA_MEASURES)
    return arrived(rows, "source", "area_code", "as_of")


def read_targets(session: AnySession, scope: Scope) -> list[TargetValue]:
    """Read the targets of the areas in scope and of those above, which bind them too, in the order entered."""
    above = read_above(session, scope)
    query = (
        select(TARGETS)
        .where(or_(in_scope(scope, TARGETS.c.scope_code), TARGETS.c.scope_code.in_(above)))
        .order_by(TARGETS.c.id)
    )
    return [
        TargetValue(
            scope_kind=row.scope_kind,
            scope_code=row.scope_code,
            unit=Unit(row.unit),
            status=Status(row.status),
            # The shortest text that reads back as the same float is the share as it was entered.
            share=Fraction(Decimal(repr(row.share))),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            decided_on=row.decided_on,
            note=row.note,
        )
        for row in session.execute(query)
    ]


def read_opd(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read the agencies of the kabupaten in scope.

    Returns
    -------
    DataFrame
        `id`, `kabupaten_code`, `name`, `short_name`, `kind`, `area_code`, `staff` (Int64), `source`,
        `is_estimate`.
    """
    query = (
        select(
            OPD.c.id,
            OPD.c.kabupaten_code,
            OPD.c.name,
            OPD.c.short_name,
            OPD.c.kind,
            OPD.c.area_code,
            OPD.c.staff,
            OPD.c.source,
            OPD.c.is_estimate,
        )
        .where(in_scope(scope, OPD.c.kabupaten_code))
        .order_by(OPD.c.id)
    )
    return frame(session, query, counts=["staff"])


def read_assignments(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read which desa in scope the agencies serve: `opd_id`, `desa_code`, `starts_on`, `source`, `is_assumption`."""
    query = (
        select(
            OPD_ASSIGNMENTS.c.opd_id,
            OPD_ASSIGNMENTS.c.desa_code,
            OPD_ASSIGNMENTS.c.starts_on,
            OPD_ASSIGNMENTS.c.source,
            OPD_ASSIGNMENTS.c.is_assumption,
        )
        .where(in_scope(scope, OPD_ASSIGNMENTS.c.desa_code), of_agencies(scope, OPD_ASSIGNMENTS.c.opd_id))
        .order_by(OPD_ASSIGNMENTS.c.opd_id, OPD_ASSIGNMENTS.c.desa_code)
    )
    return frame(session, query)


def read_boundaries(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read outlines, which are public, of the scope's area and all below it.

    Returns
    -------
    DataFrame
        `area_code`, `level`, `name`, `geometry` (WKB, EPSG:4326), `source`, `licence`.
    """
    query = (
        select(
            AREA_BOUNDARIES.c.area_code,
            AREAS.c.level,
            AREAS.c.name,
            AREA_BOUNDARIES.c.geometry,
            AREA_BOUNDARIES.c.source,
            AREA_BOUNDARIES.c.licence,
        )
        .join(AREAS, AREAS.c.code == AREA_BOUNDARIES.c.area_code)
        .where(within(scope, AREA_BOUNDARIES.c.area_code))
        .order_by(AREA_BOUNDARIES.c.area_code)
    )
    return frame(session, query)


def read_imports(session: AnySession, scope: Scope, *, limit: int = 50) -> list[ImportedFile]:
    """Read the newest import records, the newest first.

    Raises
    ------
    NotPermittedError
        If the reader may not see what came in.
    """
    _check_findings(scope)
    query = (
        select(
            IMPORTS.c.id,
            IMPORTS.c.kind,
            IMPORTS.c.file_name,
            IMPORTS.c.rows_read,
            IMPORTS.c.rows_accepted,
            IMPORTS.c.rows_duplicate,
            IMPORTS.c.rows_rejected,
            IMPORTS.c.imported_by,
            IMPORTS.c.imported_at,
            exists().where(IMPORT_REJECTIONS.c.import_id == IMPORTS.c.id).label("has_findings"),
            IMPORTS.c.undone_at,
        )
        .order_by(IMPORTS.c.id.desc())
        .limit(limit)
    )
    return [ImportedFile(*tuple(row)) for row in session.execute(query)]


def read_rejections(session: AnySession, scope: Scope, import_id: int, *, limit: int = 1000) -> list[Rejection]:
    """Read what was found in one import, in the order in which it was kept, warnings last.

    Counts in the details are for the operator, on whose desk the file lies: of a small group they would tell others
    what is hidden everywhere else.

    Raises
    ------
    NotPermittedError
        If the reader may not see what was rejected.
    """
    _check_findings(scope)
    query = (
        select(
            IMPORT_REJECTIONS.c.line,
            IMPORT_REJECTIONS.c.column,
            IMPORT_REJECTIONS.c.reason,
            IMPORT_REJECTIONS.c.details,
            IMPORT_REJECTIONS.c.is_warning,
        )
        .where(IMPORT_REJECTIONS.c.import_id == import_id)
        # The order in which they were kept: by sheet and line.
        .order_by(IMPORT_REJECTIONS.c.is_warning, IMPORT_REJECTIONS.c.id)
        .limit(limit)
    )
    rejections = [Rejection(*row) for row in session.execute(query)]
    if scope.may(Matter.OPERATE):
        return rejections
    return [replace(one, details=without_counts(one.details)) for one in rejections]


def _check_findings(scope: Scope) -> None:
    if not scope.may(Matter.FINDINGS):
        raise NotPermittedError(Matter.FINDINGS)


def last_import_at(session: AnySession) -> datetime | None:
    """When the newest file with figures came in (UTC), or None."""
    return session.scalar(
        select(func.max(IMPORTS.c.imported_at)).where(IMPORTS.c.kind.in_(_FIGURES), IMPORTS.c.undone_at.is_(None))
    )


def read_all_areas(session: WholeSession) -> pd.DataFrame:
    """Read every area on record, for the checks of an import; columns of `read_areas`."""
    return frame(session, _areas())


def read_all_registers(session: WholeSession) -> pd.DataFrame:
    """Read every register row, for the checks of an import; columns of `read_registers`."""
    return arrived(frame(session, _registers(), counts=REGISTER_COUNTS), "version", "area_code")


def read_all_recaps(session: WholeSession, area_codes: Sequence[str]) -> pd.DataFrame:
    """Read the recaps of some areas, for the checks of an import; columns of `read_recaps`."""
    query = _recaps()
    # Above some thousand codes one scan is cheaper than the list, and SQLite bounds the variables of a statement.
    if len(area_codes) <= _MOST_CODES:
        query = query.where(AREA_RECAPS.c.area_code.in_(area_codes))
    return arrived(frame(session, query, counts=AREA_MEASURES), "source", "area_code", "as_of")


def read_opd_ids(session: WholeSession) -> set[int]:
    """Read the numbers of all agencies, for the checks of an import."""
    return set(session.scalars(select(OPD.c.id)))


def read_agencies(session: WholeSession) -> pd.DataFrame:
    """Read number, names, `kabupaten_code`, `staff` and `is_estimate` of all agencies, for the checks of an import."""
    query = select(OPD.c.id, OPD.c.name, OPD.c.short_name, OPD.c.kabupaten_code, OPD.c.staff, OPD.c.is_estimate)
    return frame(session, query, counts=["staff"])
