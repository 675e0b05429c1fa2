"""Marks name the days of the rows that have changed, so that a count need not look at all days.

Revision ID: 0012
Revises: 0011
"""

import re

import sqlalchemy as sa
from alembic import op

from data_access.store.triggers import postgresql_functions, sqlite_triggers

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = ("first_day", "last_day")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("rollup_marks", sa.Column(name, sa.Date(), nullable=True))
    _make(has_days=True)


def downgrade() -> None:
    _make(has_days=False)
    for name in _COLUMNS:
        op.drop_column("rollup_marks", name)


def _make(*, has_days: bool) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in postgresql_functions(has_days=has_days):
            op.execute(statement)
        return
    for statement in sqlite_triggers(has_days=has_days):
        name = re.match(r"CREATE TRIGGER (\w+)", statement)
        if name:
            op.execute(f"DROP TRIGGER {name.group(1)}")
        op.execute(statement)
