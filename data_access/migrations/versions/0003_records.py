"""commitments, blockers and requests for help; officers and a note of outreach."""

from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outreach_events", _number("officers", nullable=True))
    op.add_column("outreach_events", _text("note", nullable=True))
    _create(
        "commitments",
        _number("households"),
        _day("starts_on"),
        _day("due_on"),
        _day("withdrawn_on", nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("households >= 1", name=op.f("ck_commitments_some_households")),
        sa.CheckConstraint("due_on >= starts_on", name=op.f("ck_commitments_window")),
    )
    _create(
        "blockers",
        _text("kind"),
        _day("reported_on"),
        _day("resolved_on", nullable=True),
        _number("households", nullable=True),
        sa.CheckConstraint(
            "kind IN ('nik_kk_mismatch', 'no_signal', 'server_down', 'no_device', 'not_understood', 'moved_away', "
            "'other')",
            name=op.f("ck_blockers_known_kind"),
        ),
        sa.CheckConstraint("households >= 0", name=op.f("ck_blockers_not_negative")),
        sa.CheckConstraint("resolved_on >= reported_on", name=op.f("ck_blockers_order")),
    )
    _create(
        "assistance_requests",
        _day("requested_on"),
        _day("scheduled_on", nullable=True),
        _day("done_on", nullable=True),
        _number("result_households", nullable=True),
        sa.CheckConstraint(
            "scheduled_on >= requested_on AND done_on >= requested_on", name=op.f("ck_assistance_requests_order")
        ),
        sa.CheckConstraint("result_households >= 0", name=op.f("ck_assistance_requests_not_negative")),
        sa.CheckConstraint(
            "result_households IS NULL OR done_on IS NOT NULL", name=op.f("ck_assistance_requests_result_when_done")
        ),
    )


def downgrade() -> None:
    for table in ("assistance_requests", "blockers", "commitments"):
        op.drop_table(table)
    op.drop_column("outreach_events", "note")
    op.drop_column("outreach_events", "officers")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=nullable)


Part = sa.Column[date] | sa.Column[datetime] | sa.Column[int] | sa.Column[str] | sa.CheckConstraint


def _create(table: str, *of_its_own: Part) -> None:
    """Create a table of records of areas."""
    op.create_table(
        table,
        _number("id"),
        sa.Column("kabupaten_code", sa.String(length=16), nullable=False),
        sa.Column("area_code", sa.String(length=16), nullable=False),
        _number("opd_id", nullable=True),
        *of_its_own,
        _text("note", nullable=True),
        _text("source"),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f(f"fk_{table}_area_code_areas")),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f(f"fk_{table}_opd_id_opd")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_kabupaten_code"), table, ["kabupaten_code"])
