"""What is needed to take an import of submissions back, and triggers that tell whose a row is.

Revision ID: 0011
Revises: 0010
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data_access.store.release_triggers import postgresql_releases, sqlite_releases

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLES = (
    "former_domiciles",
    "former_staff",
    "former_submissions",
    "former_tombstones",
    "submission_repeats",
    "submission_imports",
)
_KEY = ("import_id", "kabupaten_code", "household_key")


def upgrade() -> None:
    _create("submission_imports", ("import_id",), _numbers("inserted", "updated", "removed"), _flag("is_purged"))
    _create("submission_repeats", ("import_id", "earlier_import_id"), _numbers("households"))
    _create(
        "former_submissions",
        _KEY,
        [_code("desa_code"), *_numbers("persons"), sa.Column("status", sa.String(), nullable=False)],
        [_moment(name, nullable=True) for name in ("opened_at", "responded_at", "clean_at")],
        [sa.Column("channel", sa.String(), nullable=True), sa.Column("assisted", sa.Boolean(), nullable=True)],
        [sa.Column("former_import_id", sa.Integer(), nullable=True), _moment("updated_at")],
    )
    _create("former_domiciles", (*_KEY, "desa_code"), _numbers("persons"), parent="former_submissions")
    _create("former_staff", (*_KEY, "opd_id"), _numbers("staff"), parent="former_submissions")
    _create(
        "former_tombstones",
        _KEY,
        [_moment("deleted_at"), sa.Column("former_import_id", sa.Integer(), nullable=True)],
    )
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        # As for the households themselves: nobody reads them but the owner.
        for table in _TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for statement in (postgresql_releases if is_postgres else sqlite_releases)().values():
        op.execute(statement)


def downgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name in (postgresql_releases if is_postgres else sqlite_releases)():
        op.execute(f"DROP FUNCTION {name}() CASCADE" if is_postgres else f"DROP TRIGGER {name}")
    for table in _TABLES:
        op.drop_table(table)


def _create(table: str, key: tuple[str, ...], *columns: list[sa.Column[Any]], parent: str | None = None) -> None:
    parents = [
        sa.ForeignKeyConstraint(
            _KEY,
            [f"{parent}.{name}" for name in _KEY],
            name=op.f(f"fk_{table}_import_id_{parent}"),
            ondelete="CASCADE",
        )
    ]
    op.create_table(
        table,
        *(_key(name) for name in key),
        *(column for some in columns for column in some),
        *(parents if parent else []),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def _key(name: str) -> sa.Column[Any]:
    if name == "household_key":
        return sa.Column(name, sa.LargeBinary(length=16), nullable=False)
    return _code(name) if name.endswith("_code") else sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _code(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=16), nullable=False)


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _flag(name: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Boolean(), nullable=False)]


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
