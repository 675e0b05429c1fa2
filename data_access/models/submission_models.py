"""Tables of submissions and of what is counted from them. Names are the contract with systems that write rows."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.models import CODE, Base


class Submission(Base):
    """One household's form. The key is an HMAC of the family card's number, 16 bytes; the number is nowhere."""

    __tablename__ = "submissions"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    household_key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    desa_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"))
    persons: Mapped[int]
    status: Mapped[str]
    opened_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    clean_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    assisted: Mapped[bool | None]
    import_id: Mapped[int | None]
    updated_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("status IN ('opened', 'responded', 'clean', 'rejected')", name="known_status"),
        CheckConstraint("persons >= 1", name="somebody"),
        Index("ix_submissions_desa", "kabupaten_code", "desa_code"),
        # A household is looked for wherever it lies: it may have moved to another kabupaten.
        Index("ix_submissions_key", "household_key"),
        # The few forms that are opened and left, apart from all that are finished, in PostgreSQL as well (migration
        # 0004). To say that here would load its dialect, and asyncio with it, wherever a figure is read from SQLite.
        Index("ix_submissions_opened", "desa_code", "opened_at", sqlite_where=literal_column("status = 'opened'")),
    )


class SubmissionDomicile(Base):
    """Where members of a household live; no row at all means: all at the de jure desa."""

    __tablename__ = "submission_domiciles"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    household_key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    desa_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    persons: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(
            ["kabupaten_code", "household_key"],
            ["submissions.kabupaten_code", "submissions.household_key"],
            ondelete="CASCADE",
        ),
    )


class SubmissionStaff(Base):
    """How many civil servants of which agency belong to a household."""

    __tablename__ = "submission_staff"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    household_key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"), primary_key=True)
    staff: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(
            ["kabupaten_code", "household_key"],
            ["submissions.kabupaten_code", "submissions.household_key"],
            ondelete="CASCADE",
        ),
    )


class SubmissionTombstone(Base):
    """A household that was taken off the record, and when: an older file does not bring it back."""

    __tablename__ = "submission_tombstones"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    household_key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    deleted_at: Mapped[datetime]
    import_id: Mapped[int | None]

    __table_args__ = (Index("ix_submission_tombstones_key", "household_key"),)


class RollupMark(Base):
    """A desa whose rows have changed since it was last counted; written by triggers, in the writer's transaction."""

    __tablename__ = "rollup_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    kabupaten_code: Mapped[str] = mapped_column(CODE)
    desa_code: Mapped[str] = mapped_column(CODE)

    __table_args__ = (Index("ix_rollup_marks_desa", "kabupaten_code", "desa_code"),)


class DailyProgress(Base):
    """Daily gains of a desa (de jure), by unit and status."""

    __tablename__ = "daily_progress"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    households_responded: Mapped[int]
    persons_responded: Mapped[int]
    households_clean: Mapped[int]
    persons_clean: Mapped[int]


class DailyDomicile(Base):
    """Daily gains of persons by desa of registration and place of living (de facto)."""

    __tablename__ = "daily_domiciles"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    domicile_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    persons_responded: Mapped[int]
    persons_clean: Mapped[int]


class DailyOpdProgress(Base):
    """Daily gains of civil servants by agency and desa of registration."""

    __tablename__ = "daily_opd_progress"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"), primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    staff_responded: Mapped[int]
    staff_clean: Mapped[int]


class OpdRecap(Base):
    """Cumulative counts of an agency's civil servants on a day; null where nothing was delivered."""

    __tablename__ = "opd_recaps"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"), primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True)
    staff_responded: Mapped[int | None]
    staff_clean: Mapped[int | None]
    import_id: Mapped[int | None]


class OutreachEvent(Base):
    """One act of sosialisasi: when, where, by whom, of what kind, and how many it reached."""

    __tablename__ = "outreach_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    kabupaten_code: Mapped[str] = mapped_column(CODE, index=True)
    area_code: Mapped[str] = mapped_column(CODE, ForeignKey("areas.code"))
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))
    held_on: Mapped[date]
    kind: Mapped[str]
    audience: Mapped[int | None]
    source: Mapped[str]
    officers: Mapped[int | None]
    note: Mapped[str | None]


class Outage(Base):
    """A day on which the service was down for a kabupaten: a flat day that says nothing of its people."""

    __tablename__ = "outages"

    id: Mapped[int] = mapped_column(primary_key=True)
    kabupaten_code: Mapped[str] = mapped_column(CODE, index=True)
    day: Mapped[date]
    note: Mapped[str]


class Installation(Base):
    """Facts of this database as a whole, such as that all its rows are simulated."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
