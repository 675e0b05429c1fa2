"""Households that were taken off the record, and the way to a household wherever it lies.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submission_tombstones",
        sa.Column("kabupaten_code", sa.String(length=16), nullable=False),
        sa.Column("household_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("kabupaten_code", "household_key", name=op.f("pk_submission_tombstones")),
    )
    op.create_index("ix_submission_tombstones_key", "submission_tombstones", ["household_key"])
    op.create_index("ix_submissions_key", "submissions", ["household_key"])
    if op.get_bind().dialect.name == "postgresql":
        # As for the members of households: nobody reads it but the owner.
        op.execute("ALTER TABLE submission_tombstones ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_index("ix_submissions_key", "submissions")
    op.drop_table("submission_tombstones")
