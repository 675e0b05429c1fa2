"""what is left of rows of submissions that were removed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = {
    "purged_progress": (
        ("area_code",),
        ("households_responded", "persons_responded", "households_clean", "persons_clean"),
    ),
    "purged_domiciles": (("area_code", "domicile_code"), ("persons_responded", "persons_clean")),
    "purged_opd_progress": (("opd_id", "area_code"), ("staff_responded", "staff_clean")),
}
"""Table: key beside kabupaten and days, and counts."""


def upgrade() -> None:
    for table, (keys, counts) in _TABLES.items():
        columns: list[sa.Column[Any]] = [_key("kabupaten_code"), *(_key(name) for name in keys)]
        columns += [sa.Column(name, sa.Date(), nullable=False) for name in ("day", "purged_until")]
        columns += [sa.Column(name, sa.Integer(), nullable=False) for name in counts]
        key = ("kabupaten_code", *keys, "day", "purged_until")
        primary = sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}"))
        agencies = [_of_agency(table)] if "opd_id" in keys else []
        op.create_table(table, *columns, primary, *agencies)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)


def _key(name: str) -> sa.Column[str] | sa.Column[int]:
    if name == "opd_id":
        return sa.Column(name, sa.Integer(), nullable=False)
    return sa.Column(name, sa.String(length=16), nullable=False)


def _of_agency(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f(f"fk_{table}_opd_id_opd"))
