"""submissions, what is counted from them, and the triggers that mark what has changed."""

from collections.abc import Iterator
from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

from data_access.store.triggers import postgresql_functions, postgresql_triggers, sqlite_triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = ("kabupaten_code", "household_key")


def upgrade() -> None:
    _create_submissions()
    _create_members()
    _create_rollups()
    _create_agencies_and_outreach()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    on_postgres = (*postgresql_functions(has_days=False), *postgresql_triggers())
    for statement in sqlite_triggers(has_days=False) if is_sqlite else on_postgres:
        op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    for table in (
        "submission_staff",
        "submission_domiciles",
        "submissions",
        "rollup_marks",
        "daily_opd_progress",
        "daily_domiciles",
        "daily_progress",
        "opd_recaps",
        "outreach_events",
        "outages",
        "installation",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in _functions():
            op.execute(f"DROP FUNCTION {function}()")


def _functions() -> Iterator[str]:
    for table in ("submissions", "submission_domiciles", "submission_staff"):
        for event in ("insert", "update", "delete"):
            yield f"mark_{table}_{event}"
    yield "mark_all_desa"


def _code(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=16), nullable=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _day(name: str) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=False)


def _household_key() -> sa.Column[bytes]:
    return sa.Column("household_key", sa.LargeBinary(length=16), nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    referred = to.partition(".")[0]
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}_{referred}"))


def _create_submissions() -> None:
    op.create_table(
        "submissions",
        _code("kabupaten_code"),
        _household_key(),
        _code("desa_code"),
        _number("persons"),
        _text("status"),
        _moment("opened_at"),
        _moment("responded_at"),
        _moment("clean_at"),
        _text("channel", nullable=True),
        sa.Column("assisted", sa.Boolean(), nullable=True),
        _number("import_id", nullable=True),
        _moment("updated_at", nullable=False),
        sa.CheckConstraint(
            "status IN ('opened', 'responded', 'clean', 'rejected')", name=op.f("ck_submissions_known_status")
        ),
        sa.CheckConstraint("persons >= 1", name=op.f("ck_submissions_somebody")),
        _refers("submissions", "desa_code", "areas.code"),
        _primary("submissions", *_KEY),
    )
    op.create_index("ix_submissions_desa", "submissions", ["kabupaten_code", "desa_code"])
    op.create_table("rollup_marks", _id(), _code("kabupaten_code"), _code("desa_code"), _primary("rollup_marks", "id"))
    op.create_index("ix_rollup_marks_desa", "rollup_marks", ["kabupaten_code", "desa_code"])


def _of_submission(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        list(_KEY),
        [f"submissions.{name}" for name in _KEY],
        name=op.f(f"fk_{table}_kabupaten_code_submissions"),
        ondelete="CASCADE",
    )


def _create_members() -> None:
    op.create_table(
        "submission_domiciles",
        _code("kabupaten_code"),
        _household_key(),
        _code("desa_code"),
        _number("persons"),
        _of_submission("submission_domiciles"),
        _primary("submission_domiciles", *_KEY, "desa_code"),
    )
    op.create_table(
        "submission_staff",
        _code("kabupaten_code"),
        _household_key(),
        _number("opd_id"),
        _number("staff"),
        _of_submission("submission_staff"),
        _refers("submission_staff", "opd_id", "opd.id"),
        _primary("submission_staff", *_KEY, "opd_id"),
    )


def _create_rollups() -> None:
    measures = ("households_responded", "persons_responded", "households_clean", "persons_clean")
    op.create_table(
        "daily_progress",
        _code("kabupaten_code"),
        _code("area_code"),
        _day("day"),
        *(_number(measure) for measure in measures),
        _primary("daily_progress", "kabupaten_code", "area_code", "day"),
    )
    op.create_table(
        "daily_domiciles",
        _code("kabupaten_code"),
        _code("area_code"),
        _code("domicile_code"),
        _day("day"),
        _number("persons_responded"),
        _number("persons_clean"),
        _primary("daily_domiciles", "kabupaten_code", "area_code", "domicile_code", "day"),
    )
    op.create_table(
        "daily_opd_progress",
        _code("kabupaten_code"),
        _number("opd_id"),
        _code("area_code"),
        _day("day"),
        _number("staff_responded"),
        _number("staff_clean"),
        _refers("daily_opd_progress", "opd_id", "opd.id"),
        _primary("daily_opd_progress", "kabupaten_code", "opd_id", "area_code", "day"),
    )


def _create_agencies_and_outreach() -> None:
    op.create_table(
        "opd_recaps",
        _code("kabupaten_code"),
        _text("source"),
        _number("opd_id"),
        _day("as_of"),
        _number("staff_responded", nullable=True),
        _number("staff_clean", nullable=True),
        _number("import_id", nullable=True),
        _refers("opd_recaps", "opd_id", "opd.id"),
        _primary("opd_recaps", "kabupaten_code", "source", "opd_id", "as_of"),
    )
    op.create_table(
        "outreach_events",
        _id(),
        _code("kabupaten_code"),
        _code("area_code"),
        _number("opd_id", nullable=True),
        _day("held_on"),
        _text("kind"),
        _number("audience", nullable=True),
        _text("source"),
        _refers("outreach_events", "area_code", "areas.code"),
        _refers("outreach_events", "opd_id", "opd.id"),
        _primary("outreach_events", "id"),
    )
    op.create_index(op.f("ix_outreach_events_kabupaten_code"), "outreach_events", ["kabupaten_code"])
    op.create_table("outages", _id(), _code("kabupaten_code"), _day("day"), _text("note"), _primary("outages", "id"))
    op.create_index(op.f("ix_outages_kabupaten_code"), "outages", ["kabupaten_code"])
    op.create_table("installation", _text("name"), _text("value"), _primary("installation", "name"))
