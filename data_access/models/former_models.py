"""What is needed to take an import of submissions back: the states that it replaced, and who spoke of its own since."""

from datetime import datetime

from sqlalchemy import Column, ForeignKeyConstraint, LargeBinary, Named, Table, TypedColumns

from data_access.models.models import CODE, METADATA, UtcDateTime


class SubmissionImportColumns(TypedColumns):
    """How many households an import has made, changed and taken off; and whether a part of that was purged since."""

    import_id: Named[int] = Column(primary_key=True, autoincrement=False)
    inserted: Named[int]
    updated: Named[int]
    removed: Named[int]
    is_purged: Named[bool]


SUBMISSION_IMPORTS = Table("submission_imports", METADATA, SubmissionImportColumns)


class SubmissionRepeatColumns(TypedColumns):
    """How many rows of an import changed nothing because of states that an earlier one had left."""

    import_id: Named[int] = Column(primary_key=True, autoincrement=False)
    earlier_import_id: Named[int] = Column(primary_key=True, autoincrement=False)
    households: Named[int]


SUBMISSION_REPEATS = Table("submission_repeats", METADATA, SubmissionRepeatColumns)


class FormerSubmissionColumns(TypedColumns):
    """A household's form as it was before an import replaced it or took it off; `former_import_id` had left it so."""

    import_id: Named[int] = Column(primary_key=True, autoincrement=False)
    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    household_key: Named[bytes] = Column(LargeBinary(16), primary_key=True)
    desa_code: Named[str] = Column(CODE)
    persons: Named[int]
    status: Named[str]
    opened_at: Named[datetime | None] = Column(UtcDateTime)
    responded_at: Named[datetime | None] = Column(UtcDateTime)
    clean_at: Named[datetime | None] = Column(UtcDateTime)
    channel: Named[str | None]
    assisted: Named[bool | None]
    former_import_id: Named[int | None]
    updated_at: Named[datetime] = Column(UtcDateTime)


FORMER_SUBMISSIONS = Table("former_submissions", METADATA, FormerSubmissionColumns, sqlite_with_rowid=False)

_FORMER_KEY = ["import_id", "kabupaten_code", "household_key"]


class FormerDomicileColumns(TypedColumns):
    """Where the members of such a household lived."""

    import_id: Named[int] = Column(primary_key=True, autoincrement=False)
    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    household_key: Named[bytes] = Column(LargeBinary(16), primary_key=True)
    desa_code: Named[str] = Column(CODE, primary_key=True)
    persons: Named[int]


FORMER_DOMICILES = Table(
    "former_domiciles",
    METADATA,
    FormerDomicileColumns,
    ForeignKeyConstraint(_FORMER_KEY, [f"former_submissions.{name}" for name in _FORMER_KEY], ondelete="CASCADE"),
)


class FormerStaffColumns(TypedColumns):
    """The civil servants of such a household, by agency."""

    import_id: Named[int] = Column(primary_key=True, autoincrement=False)
    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    household_key: Named[bytes] = Column(LargeBinary(16), primary_key=True)
    opd_id: Named[int] = Column(primary_key=True, autoincrement=False)
    staff: Named[int]


FORMER_STAFF = Table(
    "former_staff",
    METADATA,
    FormerStaffColumns,
    ForeignKeyConstraint(_FORMER_KEY, [f"former_submissions.{name}" for name in _FORMER_KEY], ondelete="CASCADE"),
)


class FormerTombstoneColumns(TypedColumns):
    """The stone of a deleted household that an import lifted, or put a newer one in its place."""

    import_id: Named[int] = Column(primary_key=True, autoincrement=False)
    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    household_key: Named[bytes] = Column(LargeBinary(16), primary_key=True)
    deleted_at: Named[datetime] = Column(UtcDateTime)
    former_import_id: Named[int | None]


FORMER_TOMBSTONES = Table("former_tombstones", METADATA, FormerTombstoneColumns)
