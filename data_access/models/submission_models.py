"""Tables of submissions and of what is counted from them. Names are the contract with systems that write rows."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Named,
    Table,
    TypedColumns,
    literal_column,
)

from data_access.models.models import CODE, METADATA, UtcDateTime


class SubmissionColumns(TypedColumns):
    """One household's form. The key is an HMAC of the family card's number, 16 bytes; the number is nowhere."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    household_key: Named[bytes] = Column(LargeBinary(16), primary_key=True)
    desa_code: Named[str] = Column(CODE, ForeignKey("areas.code"))
    persons: Named[int]
    status: Named[str]
    opened_at: Named[datetime | None] = Column(UtcDateTime)
    responded_at: Named[datetime | None] = Column(UtcDateTime)
    clean_at: Named[datetime | None] = Column(UtcDateTime)
    channel: Named[str | None]
    assisted: Named[bool | None]
    import_id: Named[int | None]
    updated_at: Named[datetime] = Column(UtcDateTime)


SUBMISSIONS = Table(
    "submissions",
    METADATA,
    SubmissionColumns,
    CheckConstraint("status IN ('opened', 'responded', 'clean', 'rejected')", name="known_status"),
    CheckConstraint("persons >= 1", name="somebody"),
    Index("ix_submissions_desa", "kabupaten_code", "desa_code"),
    # A household is looked for wherever it lies: it may have moved to another kabupaten.
    Index("ix_submissions_key", "household_key"),
    # The few forms that are opened and left, apart from all that are finished, in PostgreSQL as well (migration
    # 0004). To say that here would load its dialect, and asyncio with it, wherever a figure is read from SQLite.
    Index("ix_submissions_opened", "desa_code", "opened_at", sqlite_where=literal_column("status = 'opened'")),
)


class SubmissionDomicileColumns(TypedColumns):
    """Where members of a household live; no row at all means: all at the de jure desa."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    household_key: Named[bytes] = Column(LargeBinary(16), primary_key=True)
    desa_code: Named[str] = Column(CODE, primary_key=True)
    persons: Named[int]


SUBMISSION_DOMICILES = Table(
    "submission_domiciles",
    METADATA,
    SubmissionDomicileColumns,
    ForeignKeyConstraint(
        ["kabupaten_code", "household_key"],
        ["submissions.kabupaten_code", "submissions.household_key"],
        ondelete="CASCADE",
    ),
)


class SubmissionStaffColumns(TypedColumns):
    """How many civil servants of which agency belong to a household."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    household_key: Named[bytes] = Column(LargeBinary(16), primary_key=True)
    opd_id: Named[int] = Column(ForeignKey("opd.id"), primary_key=True)
    staff: Named[int]


SUBMISSION_STAFF = Table(
    "submission_staff",
    METADATA,
    SubmissionStaffColumns,
    ForeignKeyConstraint(
        ["kabupaten_code", "household_key"],
        ["submissions.kabupaten_code", "submissions.household_key"],
        ondelete="CASCADE",
    ),
)


class SubmissionTombstoneColumns(TypedColumns):
    """A household that was taken off the record, and when: an older file does not bring it back."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    household_key: Named[bytes] = Column(LargeBinary(16), primary_key=True)
    deleted_at: Named[datetime] = Column(UtcDateTime)
    import_id: Named[int | None]


SUBMISSION_TOMBSTONES = Table(
    "submission_tombstones",
    METADATA,
    SubmissionTombstoneColumns,
    Index("ix_submission_tombstones_key", "household_key"),
)


class RollupMarkColumns(TypedColumns):
    """A desa whose rows have changed since it was last counted; written by triggers, in the writer's transaction.

    From the first to the last day that those rows count for; where one of them is null, on all days.
    """

    id: Named[int] = Column(primary_key=True)
    kabupaten_code: Named[str] = Column(CODE)
    desa_code: Named[str] = Column(CODE)
    first_day: Named[date | None]
    last_day: Named[date | None]


ROLLUP_MARKS = Table(
    "rollup_marks",
    METADATA,
    RollupMarkColumns,
    Index("ix_rollup_marks_desa", "kabupaten_code", "desa_code"),
)


class DailyProgressColumns(TypedColumns):
    """Daily gains of a desa (de jure), by unit and status."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    area_code: Named[str] = Column(CODE, primary_key=True)
    day: Named[date] = Column(primary_key=True)
    households_responded: Named[int]
    persons_responded: Named[int]
    households_clean: Named[int]
    persons_clean: Named[int]


DAILY_PROGRESS = Table("daily_progress", METADATA, DailyProgressColumns)


class DailyDomicileColumns(TypedColumns):
    """Daily gains of persons by desa of registration and place of living (de facto)."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    area_code: Named[str] = Column(CODE, primary_key=True)
    domicile_code: Named[str] = Column(CODE, primary_key=True)
    day: Named[date] = Column(primary_key=True)
    persons_responded: Named[int]
    persons_clean: Named[int]


DAILY_DOMICILES = Table("daily_domiciles", METADATA, DailyDomicileColumns)


class DailyOpdProgressColumns(TypedColumns):
    """Daily gains of civil servants by agency and desa of registration."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    opd_id: Named[int] = Column(ForeignKey("opd.id"), primary_key=True)
    area_code: Named[str] = Column(CODE, primary_key=True)
    day: Named[date] = Column(primary_key=True)
    staff_responded: Named[int]
    staff_clean: Named[int]


DAILY_OPD_PROGRESS = Table("daily_opd_progress", METADATA, DailyOpdProgressColumns)


class OpdRecapColumns(TypedColumns):
    """Cumulative counts of an agency's civil servants on a day; null where nothing was delivered."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    source: Named[str] = Column(primary_key=True)
    opd_id: Named[int] = Column(ForeignKey("opd.id"), primary_key=True)
    as_of: Named[date] = Column(primary_key=True)
    staff_responded: Named[int | None]
    staff_clean: Named[int | None]
    import_id: Named[int | None]


OPD_RECAPS = Table("opd_recaps", METADATA, OpdRecapColumns)


class OutreachEventColumns(TypedColumns):
    """One act of sosialisasi: when, where, by whom, of what kind, and how many it reached."""

    id: Named[int] = Column(primary_key=True)
    kabupaten_code: Named[str] = Column(CODE, index=True)
    area_code: Named[str] = Column(CODE, ForeignKey("areas.code"))
    opd_id: Named[int | None] = Column(ForeignKey("opd.id"))
    held_on: Named[date]
    kind: Named[str]
    audience: Named[int | None]
    source: Named[str]
    officers: Named[int | None]
    note: Named[str | None]


OUTREACH_EVENTS = Table("outreach_events", METADATA, OutreachEventColumns)


class OutageColumns(TypedColumns):
    """A day on which the service was down for a kabupaten: a flat day that says nothing of its people."""

    id: Named[int] = Column(primary_key=True)
    kabupaten_code: Named[str] = Column(CODE, index=True)
    day: Named[date]
    note: Named[str]


OUTAGES = Table("outages", METADATA, OutageColumns)


class InstallationColumns(TypedColumns):
    """Facts of this database as a whole, such as that all its rows are simulated."""

    name: Named[str] = Column(primary_key=True)
    value: Named[str]


INSTALLATION = Table("installation", METADATA, InstallationColumns)
