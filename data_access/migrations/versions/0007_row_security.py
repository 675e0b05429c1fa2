"""PostgreSQL's own barrier: who does not own the tables reads the rows of those areas and agencies that were named.

`data_access.store.row_security.admit` names them for one transaction. Where nobody has, no row is seen.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AREAS, AGENCIES = "kawal.areas", "kawal.agencies"

TABLES = {
    "registers": ("area_code", None),
    "area_recaps": ("area_code", None),
    "daily_progress": ("area_code", None),
    "daily_domiciles": ("area_code", None),
    "daily_opd_progress": (None, "opd_id"),
    "opd_recaps": (None, "opd_id"),
    "opd_assignments": ("desa_code", "opd_id"),
    "outreach_events": ("area_code", None),
    "commitments": ("area_code", None),
    "blockers": ("area_code", None),
    "assistance_requests": ("area_code", None),
    "submissions": ("desa_code", None),
    "purged_progress": ("area_code", None),
    "purged_domiciles": ("area_code", None),
    "purged_opd_progress": (None, "opd_id"),
}
"""Column of the area and of the agency that must both be among those named; None where there is no such condition."""

CLOSED = ("submission_domiciles", "submission_staff")
"""Tables of households' rows that nobody reads but the owner."""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, (area, agency) in TABLES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        conditions = [_is_named(area, AREAS)] if area else []
        conditions += [_is_named(f"{agency}::text", AGENCIES)] if agency else []
        op.execute(f"CREATE POLICY kawal_scope ON {table} FOR SELECT USING ({' AND '.join(conditions)})")
    for table in CLOSED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"DROP POLICY kawal_scope ON {table}")
    for table in (*TABLES, *CLOSED):
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _is_named(column: str, setting: str) -> str:
    # In a subquery the setting is looked up once per statement and not once per row.
    named = f"(SELECT current_setting('{setting}', true))"
    return f"({named} = '*' OR {column} = ANY (string_to_array({named}, ',')))"
