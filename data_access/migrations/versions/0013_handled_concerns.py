"""What needed attention and has been dealt with, by office and day.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OFFICE = "kawal.office"


def upgrade() -> None:
    op.create_table(
        "handled_concerns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_handled_concerns_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handled_concerns")),
    )
    op.create_index(op.f("ix_handled_concerns_account_id"), "handled_concerns", ["account_id"])
    op.create_index(
        "ix_handled_concerns_of_day", "handled_concerns", ["office", "on_day", "rule", "subject"], unique=True
    )
    if op.get_bind().dialect.name == "postgresql":
        # Who does not own the table reads the rows of the office that was named, and of no other.
        op.execute("ALTER TABLE handled_concerns ENABLE ROW LEVEL SECURITY")
        op.execute(
            "CREATE POLICY kawal_office ON handled_concerns FOR SELECT"
            f" USING (office = (SELECT current_setting('{OFFICE}', true)))"
        )


def downgrade() -> None:
    op.drop_table("handled_concerns")
