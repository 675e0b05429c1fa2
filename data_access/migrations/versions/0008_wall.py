"""Displays of the wall, and its message of the day.

Revision ID: 0008
Revises: 0007
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "displays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        _moment("code_expires_at"),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        _moment("created_at"),
        *(_moment(name, nullable=True) for name in ("connected_at", "seen_at", "revoked_at")),
        sa.CheckConstraint("code_hash IS NULL OR token_hash IS NULL", name=op.f("ck_displays_code_or_token")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_displays_created_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_displays")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_displays_code_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_displays_token_hash")),
    )
    op.create_index(op.f("ix_displays_created_by"), "displays", ["created_by"])
    op.create_table(
        "day_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        _moment("written_at"),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_day_messages_days_in_order")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_day_messages_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_messages")),
    )
    op.create_index(op.f("ix_day_messages_account_id"), "day_messages", ["account_id"])


def downgrade() -> None:
    op.drop_table("day_messages")
    op.drop_table("displays")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
