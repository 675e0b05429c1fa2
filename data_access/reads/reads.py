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
    Area,
    AreaBoundary,
    AreaRecap,
    Import,
    ImportRejection,
    Opd,
    OpdAssignment,
    Register,
    Target,
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
        Area.code,
        Area.parent_code,
        Area.level,
        Area.name,
        Area.status,
        Area.kabupaten_code,
        Area.kemendagri_code,
        Area.source,
    ).order_by(Area.code)


def _registers() -> Rows:
    return select(
        Register.area_code,
        Register.kabupaten_code,
        Register.version,
        Register.valid_on,
        Register.source,
        Register.is_estimate,
        Register.households,
        Register.persons,
        Register.households_ineligible,
        Register.persons_ineligible,
        func.coalesce(Register.import_id, 0).label("arrival"),
    )


def _recaps() -> Rows:
    return select(
        AreaRecap.area_code,
        AreaRecap.as_of,
        AreaRecap.source,
        AreaRecap.households_responded,
        AreaRecap.persons_responded,
        AreaRecap.households_clean,
        AreaRecap.persons_clean,
        func.coalesce(AreaRecap.import_id, 0).label("arrival"),
    )


def read_areas(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read the areas.

    Returns
    -------
    DataFrame
        `code`, `parent_code`, `level`, `name`, `status`, `kabupaten_code`, `kemendagri_code`, `source`.
    """
    return frame(session, _areas().where(in_scope(scope, Area.code)))


def read_above(session: AnySession, scope: Scope) -> tuple[str, ...]:
    """Read the codes of the areas above the scope's, the nearest first."""
    parent_of = select(Area.parent_code)
    codes: list[str] = []
    here = session.scalar(parent_of.where(Area.code == scope.area_code))
    while here is not None and here not in codes and here != scope.area_code:
        codes.append(here)
        here = session.scalar(parent_of.where(Area.code == here))
    return tuple(codes)


def read_registers(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read all versions of the register in the order they came in (`census.base.register.denominators`)."""
    rows = frame(session, _registers().where(in_scope(scope, Register.area_code)), counts=REGISTER_COUNTS)
    return arrived(rows, "version", "area_code")


def read_recaps(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read all recaps, those that came in last at the end (`census.figures.panel.build_panel`)."""
    rows = frame(session, _recaps().where(in_scope(scope, AreaRecap.area_code)), counts=AREA_MEASURES)
    return arrived(rows, "source", "area_code", "as_of")


def read_targets(session: AnySession, scope: Scope) -> list[TargetValue]:
    """Read the targets of the areas in scope and of those above, which bind them too, in the order entered."""
    above = read_above(session, scope)
    query = (
        select(Target).where(or_(in_scope(scope, Target.scope_code), Target.scope_code.in_(above))).order_by(Target.id)
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
        for row in session.scalars(query)
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
            Opd.id,
            Opd.kabupaten_code,
            Opd.name,
            Opd.short_name,
            Opd.kind,
            Opd.area_code,
            Opd.staff,
            Opd.source,
            Opd.is_estimate,
        )
        .where(in_scope(scope, Opd.kabupaten_code))
        .order_by(Opd.id)
    )
    return frame(session, query, counts=["staff"])


def read_assignments(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read which desa in scope the agencies serve: `opd_id`, `desa_code`, `starts_on`, `source`, `is_assumption`."""
    query = (
        select(
            OpdAssignment.opd_id,
            OpdAssignment.desa_code,
            OpdAssignment.starts_on,
            OpdAssignment.source,
            OpdAssignment.is_assumption,
        )
        .where(in_scope(scope, OpdAssignment.desa_code), of_agencies(scope, OpdAssignment.opd_id))
        .order_by(OpdAssignment.opd_id, OpdAssignment.desa_code)
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
            AreaBoundary.area_code,
            Area.level,
            Area.name,
            AreaBoundary.geometry,
            AreaBoundary.source,
            AreaBoundary.licence,
        )
        .join(Area, Area.code == AreaBoundary.area_code)
        .where(within(scope, AreaBoundary.area_code))
        .order_by(AreaBoundary.area_code)
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
            Import.id,
            Import.kind,
            Import.file_name,
            Import.rows_read,
            Import.rows_accepted,
            Import.rows_duplicate,
            Import.rows_rejected,
            Import.imported_by,
            Import.imported_at,
            exists().where(ImportRejection.import_id == Import.id).label("has_findings"),
            Import.undone_at,
        )
        .order_by(Import.id.desc())
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
            ImportRejection.line,
            ImportRejection.column,
            ImportRejection.reason,
            ImportRejection.details,
            ImportRejection.is_warning,
        )
        .where(ImportRejection.import_id == import_id)
        # The order in which they were kept: by sheet and line.
        .order_by(ImportRejection.is_warning, ImportRejection.id)
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
        select(func.max(Import.imported_at)).where(Import.kind.in_(_FIGURES), Import.undone_at.is_(None))
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
        query = query.where(AreaRecap.area_code.in_(area_codes))
    return arrived(frame(session, query, counts=AREA_MEASURES), "source", "area_code", "as_of")


def read_opd_ids(session: WholeSession) -> set[int]:
    """Read the numbers of all agencies, for the checks of an import."""
    return set(session.scalars(select(Opd.id)))


def read_agencies(session: WholeSession) -> pd.DataFrame:
    """Read number, names, `kabupaten_code`, `staff` and `is_estimate` of all agencies, for the checks of an import."""
    query = select(Opd.id, Opd.name, Opd.short_name, Opd.kabupaten_code, Opd.staff, Opd.is_estimate)
    return frame(session, query, counts=["staff"])
