"""Tables. Their names and columns are the contract with other systems (docs/decisions.md)."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  read by SQLAlchemy
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        float: Double,
    }


class DataVersion(Base):
    """One row: the counter that every change of what a screen can show raises."""

    __tablename__ = "data_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


class Area(Base):
    """An area of any level. `kabupaten_code` is the code itself above and at the level of kabupaten."""

    __tablename__ = "areas"

    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(CODE, ForeignKey("areas.code"), index=True)
    kabupaten_code: Mapped[str] = mapped_column(CODE, index=True)
    level: Mapped[str]
    name: Mapped[str]
    kemendagri_code: Mapped[str | None]
    status: Mapped[str | None]
    official_area_km2: Mapped[float | None]
    source: Mapped[str]


class AreaBoundary(Base):
    """An area's generalised outline (WKB, EPSG:4326)."""

    __tablename__ = "area_boundaries"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"), primary_key=True)
    geometry: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[str]
    licence: Mapped[str]
    valid_on: Mapped[date | None]


class Register(Base):
    """Families and persons on the civil register: the denominators, dated, sourced and versioned."""

    __tablename__ = "registers"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"), primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    households: Mapped[int]
    persons: Mapped[int]
    households_ineligible: Mapped[int | None]
    persons_ineligible: Mapped[int | None]
    source: Mapped[str]
    valid_on: Mapped[date]
    is_estimate: Mapped[bool]
    import_id: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("households >= 0 AND persons >= 0", name="not_negative"),
        CheckConstraint("households_ineligible >= 0 AND persons_ineligible >= 0", name="ineligible_not_negative"),
    )


class Opd(Base):
    """A local government agency and the number of its civil servants."""

    __tablename__ = "opd"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kabupaten_code: Mapped[str] = mapped_column(CODE, index=True)
    name: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[str]
    area_code: Mapped[str | None] = mapped_column(CODE, ForeignKey("areas.code"))
    staff: Mapped[int | None]
    source: Mapped[str]
    is_estimate: Mapped[bool]

    __table_args__ = (CheckConstraint("staff >= 0", name="not_negative"),)


class OpdAssignment(Base):
    """A desa that an agency has been asked to serve (desa binaan)."""

    __tablename__ = "opd_assignments"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"), primary_key=True)
    desa_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str]
    is_assumption: Mapped[bool]


class Target(Base):
    """A share that shall be reached in a window; older decisions are kept.

    `share` is written with at most 15 digits, so that its decimal text comes back exactly.
    """

    __tablename__ = "targets"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope_kind: Mapped[str]
    scope_code: Mapped[str] = mapped_column(CODE)
    unit: Mapped[str]
    status: Mapped[str]
    share: Mapped[float]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    decided_on: Mapped[date]
    note: Mapped[str]

    __table_args__ = (
        CheckConstraint("share > 0 AND share <= 1", name="share"),
        CheckConstraint("ends_on >= starts_on", name="window"),
        CheckConstraint("(unit = 'staff') = (scope_kind = 'opd')", name="unit_of_scope"),
        CheckConstraint("unit IN ('household', 'person', 'staff')", name="unit"),
        CheckConstraint("status IN ('responded', 'clean')", name="status"),
        CheckConstraint("scope_kind IN ('area', 'opd')", name="scope_kind"),
        UniqueConstraint("scope_kind", "scope_code", "unit", "status", "decided_on"),
    )


class AreaRecap(Base):
    """Cumulative counts of an area on a day, as BPS hands them out; null where nothing was delivered."""

    __tablename__ = "area_recaps"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"), primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True, index=True)
    households_responded: Mapped[int | None]
    persons_responded: Mapped[int | None]
    households_clean: Mapped[int | None]
    persons_clean: Mapped[int | None]
    import_id: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("households_responded >= 0 AND persons_responded >= 0", name="responded_not_negative"),
        CheckConstraint("households_clean >= 0 AND persons_clean >= 0", name="clean_not_negative"),
    )


class Import(Base):
    """One file that came in."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    rows_read: Mapped[int]
    rows_accepted: Mapped[int]
    rows_duplicate: Mapped[int]
    rows_rejected: Mapped[int]
    imported_by: Mapped[str]
    imported_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class ImportRejection(Base):
    """A row that was not taken (or taken with a warning), and why; never a personal value."""

    __tablename__ = "import_rejections"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    line: Mapped[int | None]
    column: Mapped[str | None]
    reason: Mapped[str]
    details: Mapped[dict[str, Any]]
    is_warning: Mapped[bool]
