"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_areas()
    _create_registers_and_targets()
    _create_agencies()
    _create_recaps()
    _create_imports()
    _create_data_version()


def downgrade() -> None:
    for table in (
        "data_version",
        "import_rejections",
        "imports",
        "area_recaps",
        "opd_assignments",
        "opd",
        "targets",
        "registers",
        "area_boundaries",
        "areas",
    ):
        op.drop_table(table)


def _code(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=16), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _create_areas() -> None:
    op.create_table(
        "areas",
        _code("code"),
        _code("parent_code", nullable=True),
        _code("kabupaten_code"),
        _text("level"),
        _text("name"),
        _text("kemendagri_code", nullable=True),
        _text("status", nullable=True),
        sa.Column("official_area_km2", sa.Double(), nullable=True),
        _text("source"),
        sa.ForeignKeyConstraint(["parent_code"], ["areas.code"], name=op.f("fk_areas_parent_code_areas")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
    )
    op.create_index(op.f("ix_areas_kabupaten_code"), "areas", ["kabupaten_code"])
    op.create_index(op.f("ix_areas_parent_code"), "areas", ["parent_code"])
    op.create_table(
        "area_boundaries",
        _code("kabupaten_code"),
        _code("area_code"),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        _text("source"),
        _text("licence"),
        sa.Column("valid_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_area_boundaries_area_code_areas")),
        sa.PrimaryKeyConstraint("kabupaten_code", "area_code", name=op.f("pk_area_boundaries")),
    )


def _create_registers_and_targets() -> None:
    op.create_table(
        "registers",
        _code("kabupaten_code"),
        _code("area_code"),
        _text("version"),
        _number("households"),
        _number("persons"),
        _number("households_ineligible", nullable=True),
        _number("persons_ineligible", nullable=True),
        _text("source"),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        _number("import_id", nullable=True),
        sa.CheckConstraint("households >= 0 AND persons >= 0", name=op.f("ck_registers_not_negative")),
        sa.CheckConstraint(
            "households_ineligible >= 0 AND persons_ineligible >= 0",
            name=op.f("ck_registers_ineligible_not_negative"),
        ),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_registers_area_code_areas")),
        sa.PrimaryKeyConstraint("kabupaten_code", "area_code", "version", name=op.f("pk_registers")),
    )
    natural_key = ["scope_kind", "scope_code", "unit", "status", "decided_on"]
    op.create_table(
        "targets",
        _number("id"),
        _text("scope_kind"),
        _code("scope_code"),
        _text("unit"),
        _text("status"),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        _text("note"),
        sa.CheckConstraint("share > 0 AND share <= 1", name=op.f("ck_targets_share")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_targets_window")),
        sa.CheckConstraint("(unit = 'staff') = (scope_kind = 'opd')", name=op.f("ck_targets_unit_of_scope")),
        sa.CheckConstraint("unit IN ('household', 'person', 'staff')", name=op.f("ck_targets_unit")),
        sa.CheckConstraint("status IN ('responded', 'clean')", name=op.f("ck_targets_status")),
        sa.CheckConstraint("scope_kind IN ('area', 'opd')", name=op.f("ck_targets_scope_kind")),
        sa.UniqueConstraint(*natural_key, name=op.f(f"uq_targets_{'_'.join(natural_key)}")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
    )


def _create_agencies() -> None:
    op.create_table(
        "opd",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _code("kabupaten_code"),
        _text("name"),
        _text("short_name"),
        _text("kind"),
        _code("area_code", nullable=True),
        _number("staff", nullable=True),
        _text("source"),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        sa.CheckConstraint("staff >= 0", name=op.f("ck_opd_not_negative")),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_opd_area_code_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opd")),
    )
    op.create_index(op.f("ix_opd_kabupaten_code"), "opd", ["kabupaten_code"])
    op.create_table(
        "opd_assignments",
        _code("kabupaten_code"),
        _number("opd_id"),
        _code("desa_code"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        _text("source"),
        sa.Column("is_assumption", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["desa_code"], ["areas.code"], name=op.f("fk_opd_assignments_desa_code_areas")),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f("fk_opd_assignments_opd_id_opd")),
        sa.PrimaryKeyConstraint("kabupaten_code", "opd_id", "desa_code", "starts_on", name=op.f("pk_opd_assignments")),
    )


def _create_recaps() -> None:
    op.create_table(
        "area_recaps",
        _code("kabupaten_code"),
        _text("source"),
        _code("area_code"),
        sa.Column("as_of", sa.Date(), nullable=False),
        _number("households_responded", nullable=True),
        _number("persons_responded", nullable=True),
        _number("households_clean", nullable=True),
        _number("persons_clean", nullable=True),
        _number("import_id", nullable=True),
        sa.CheckConstraint(
            "households_responded >= 0 AND persons_responded >= 0",
            name=op.f("ck_area_recaps_responded_not_negative"),
        ),
        sa.CheckConstraint(
            "households_clean >= 0 AND persons_clean >= 0", name=op.f("ck_area_recaps_clean_not_negative")
        ),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_area_recaps_area_code_areas")),
        sa.PrimaryKeyConstraint("kabupaten_code", "source", "area_code", "as_of", name=op.f("pk_area_recaps")),
    )
    op.create_index(op.f("ix_area_recaps_as_of"), "area_recaps", ["as_of"])


def _create_imports() -> None:
    op.create_table(
        "imports",
        _number("id"),
        _text("kind"),
        _text("file_name"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _number("rows_read"),
        _number("rows_accepted"),
        _number("rows_duplicate"),
        _number("rows_rejected"),
        _text("imported_by"),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_sha256"), "imports", ["sha256"])
    op.create_table(
        "import_rejections",
        _number("id"),
        _number("import_id"),
        _number("line", nullable=True),
        _text("column", nullable=True),
        _text("reason"),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("is_warning", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rejections_import_id_imports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rejections")),
    )
    op.create_index(op.f("ix_import_rejections_import_id"), "import_rejections", ["import_id"])


def _create_data_version() -> None:
    op.create_table(
        "data_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _number("version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_version")),
    )
    op.execute("INSERT INTO data_version (id, version) VALUES (1, 0)")
