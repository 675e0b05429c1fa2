"""Tables. Their names and columns are the contract with other systems (docs/decisions.md)."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    LargeBinary,
    MetaData,
    Named,
    String,
    Table,
    TypedColumns,
    TypeDecorator,
    UniqueConstraint,
)

CODE = String(16)
"""A BPS code, kept as text."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, aware on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Bring a moment to UTC; one without a zone is refused, since it could be anybody's."""
        if value is not None and value.tzinfo is None:
            msg = "a moment must say its time zone"
            raise ValueError(msg)
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say again what SQLite has forgotten: that it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables; constraint names are fixed so that migrations can find them."""


class DataVersionColumns(TypedColumns):
    """One row: the counter that every change of what a screen can show raises."""

    id: Named[int] = Column(primary_key=True, autoincrement=False)
    version: Named[int]


DATA_VERSION = Table("data_version", METADATA, DataVersionColumns)


class AreaColumns(TypedColumns):
    """An area of any level. `kabupaten_code` is the code itself above and at the level of kabupaten."""

    code: Named[str] = Column(CODE, primary_key=True)
    parent_code: Named[str | None] = Column(CODE, ForeignKey("areas.code"), index=True)
    kabupaten_code: Named[str] = Column(CODE, index=True)
    level: Named[str]
    name: Named[str]
    kemendagri_code: Named[str | None]
    status: Named[str | None]
    official_area_km2: Named[float | None]
    source: Named[str]


AREAS = Table("areas", METADATA, AreaColumns)


class AreaBoundaryColumns(TypedColumns):
    """An area's generalised outline (WKB, EPSG:4326)."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    area_code: Named[str] = Column(CODE, ForeignKey("areas.code"), primary_key=True)
    geometry: Named[bytes] = Column(LargeBinary)
    source: Named[str]
    licence: Named[str]
    valid_on: Named[date | None]


AREA_BOUNDARIES = Table("area_boundaries", METADATA, AreaBoundaryColumns)


class RegisterColumns(TypedColumns):
    """Families and persons on the civil register: the denominators, dated, sourced and versioned."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    area_code: Named[str] = Column(CODE, ForeignKey("areas.code"), primary_key=True)
    version: Named[str] = Column(primary_key=True)
    households: Named[int]
    persons: Named[int]
    households_ineligible: Named[int | None]
    persons_ineligible: Named[int | None]
    source: Named[str]
    valid_on: Named[date]
    is_estimate: Named[bool]
    import_id: Named[int | None]


REGISTERS = Table(
    "registers",
    METADATA,
    RegisterColumns,
    CheckConstraint("households >= 0 AND persons >= 0", name="not_negative"),
    CheckConstraint("households_ineligible >= 0 AND persons_ineligible >= 0", name="ineligible_not_negative"),
)


class OpdColumns(TypedColumns):
    """A local government agency and the number of its civil servants."""

    id: Named[int] = Column(primary_key=True, autoincrement=False)
    kabupaten_code: Named[str] = Column(CODE, index=True)
    name: Named[str]
    short_name: Named[str]
    kind: Named[str]
    area_code: Named[str | None] = Column(CODE, ForeignKey("areas.code"))
    staff: Named[int | None]
    source: Named[str]
    is_estimate: Named[bool]


OPD = Table(
    "opd",
    METADATA,
    OpdColumns,
    CheckConstraint("staff >= 0", name="not_negative"),
)


class OpdAssignmentColumns(TypedColumns):
    """A desa that an agency has been asked to serve (desa binaan)."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    opd_id: Named[int] = Column(ForeignKey("opd.id"), primary_key=True)
    desa_code: Named[str] = Column(CODE, ForeignKey("areas.code"), primary_key=True)
    starts_on: Named[date] = Column(primary_key=True)
    source: Named[str]
    is_assumption: Named[bool]


OPD_ASSIGNMENTS = Table("opd_assignments", METADATA, OpdAssignmentColumns)


class TargetColumns(TypedColumns):
    """A share that shall be reached in a window; older decisions are kept.

    `share` is written with at most 15 digits, so that its decimal text comes back exactly.
    """

    id: Named[int] = Column(primary_key=True)
    scope_kind: Named[str]
    scope_code: Named[str] = Column(CODE)
    unit: Named[str]
    status: Named[str]
    share: Named[float]
    starts_on: Named[date]
    ends_on: Named[date]
    decided_on: Named[date]
    note: Named[str]


TARGETS = Table(
    "targets",
    METADATA,
    TargetColumns,
    CheckConstraint("share > 0 AND share <= 1", name="share"),
    CheckConstraint("ends_on >= starts_on", name="window"),
    CheckConstraint("(unit = 'staff') = (scope_kind = 'opd')", name="unit_of_scope"),
    CheckConstraint("unit IN ('household', 'person', 'staff')", name="unit"),
    CheckConstraint("status IN ('responded', 'clean')", name="status"),
    CheckConstraint("scope_kind IN ('area', 'opd')", name="scope_kind"),
    UniqueConstraint("scope_kind", "scope_code", "unit", "status", "decided_on"),
)


class AreaRecapColumns(TypedColumns):
    """Cumulative counts of an area on a day, as BPS hands them out; null where nothing was delivered."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    source: Named[str] = Column(primary_key=True)
    area_code: Named[str] = Column(CODE, ForeignKey("areas.code"), primary_key=True)
    as_of: Named[date] = Column(primary_key=True, index=True)
    households_responded: Named[int | None]
    persons_responded: Named[int | None]
    households_clean: Named[int | None]
    persons_clean: Named[int | None]
    import_id: Named[int | None]


AREA_RECAPS = Table(
    "area_recaps",
    METADATA,
    AreaRecapColumns,
    CheckConstraint("households_responded >= 0 AND persons_responded >= 0", name="responded_not_negative"),
    CheckConstraint("households_clean >= 0 AND persons_clean >= 0", name="clean_not_negative"),
)


class ImportColumns(TypedColumns):
    """One file that came in."""

    id: Named[int] = Column(primary_key=True)
    kind: Named[str]
    file_name: Named[str]
    sha256: Named[str] = Column(String(64), index=True)
    rows_read: Named[int]
    rows_accepted: Named[int]
    rows_duplicate: Named[int]
    rows_rejected: Named[int]
    imported_by: Named[str]
    imported_at: Named[datetime] = Column(UtcDateTime)
    undone_at: Named[datetime | None] = Column(UtcDateTime)


IMPORTS = Table("imports", METADATA, ImportColumns)


class ImportRejectionColumns(TypedColumns):
    """A row that was not taken (or taken with a warning), and why; never a personal value."""

    id: Named[int] = Column(primary_key=True)
    import_id: Named[int] = Column(ForeignKey("imports.id"), index=True)
    line: Named[int | None]
    column: Named[str | None]
    reason: Named[str]
    details: Named[dict[str, Any]] = Column(JSON)
    is_warning: Named[bool]


IMPORT_REJECTIONS = Table("import_rejections", METADATA, ImportRejectionColumns)
