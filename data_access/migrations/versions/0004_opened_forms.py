"""an index of the forms that are opened and not finished."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_submissions_opened",
        "submissions",
        ["desa_code", "opened_at"],
        sqlite_where=sa.literal_column("status = 'opened'"),
        postgresql_where=sa.literal_column("status = 'opened'"),
    )


def downgrade() -> None:
    op.drop_index("ix_submissions_opened", table_name="submissions")
