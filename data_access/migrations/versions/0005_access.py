"""accounts, their roles, sign-ins and the access log."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_accounts()
    _create_sign_ins()
    op.create_table(
        "access_log",
        _id(),
        _moment("at"),
        _number("account_id", nullable=True),
        _text("kind"),
        sa.Column("details", sa.JSON(), nullable=False),
        _refers("access_log", "account_id", "accounts.id"),
        _primary("access_log", "id"),
    )
    for column in ("at", "account_id"):
        op.create_index(op.f(f"ix_access_log_{column}"), "access_log", [column])


def downgrade() -> None:
    for table in ("access_log", "setup_tokens", "sign_in_attempts", "sessions", "account_roles", "accounts"):
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _hash(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=64), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name))


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        _id(),
        _text("login", nullable=True),
        _text("issuer", nullable=True),
        _text("subject", nullable=True),
        _text("label"),
        _text("password_hash", nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=True),
        _moment("created_at"),
        _moment("signed_in_at", nullable=True),
        sa.CheckConstraint("login IS NOT NULL OR subject IS NOT NULL", name=op.f("ck_accounts_can_be_found")),
        sa.CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name=op.f("ck_accounts_subject_of_issuer")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_accounts_issuer_subject")),
        _primary("accounts", "id"),
    )
    op.create_table(
        "account_roles",
        _id(),
        _number("account_id"),
        _text("role"),
        sa.Column("area_code", sa.String(length=16), nullable=True),
        _number("opd_id", nullable=True),
        sa.CheckConstraint(
            "role IN ('regent', 'operator', 'opd_head', 'camat')", name=op.f("ck_account_roles_known_role")
        ),
        sa.CheckConstraint("(role = 'camat') = (area_code IS NOT NULL)", name=op.f("ck_account_roles_area_of_camat")),
        sa.CheckConstraint("(role = 'opd_head') = (opd_id IS NOT NULL)", name=op.f("ck_account_roles_agency_of_head")),
        _refers("account_roles", "account_id", "accounts.id"),
        _refers("account_roles", "area_code", "areas.code"),
        _refers("account_roles", "opd_id", "opd.id"),
        _primary("account_roles", "id"),
    )
    op.create_index(op.f("ix_account_roles_account_id"), "account_roles", ["account_id"])


def _create_sign_ins() -> None:
    op.create_table(
        "sessions",
        _hash("token_hash"),
        _number("account_id"),
        _text("method"),
        _moment("created_at"),
        _moment("seen_at"),
        _moment("expires_at"),
        _moment("revoked_at", nullable=True),
        _refers("sessions", "account_id", "accounts.id"),
        _primary("sessions", "token_hash"),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"])
    op.create_table(
        "sign_in_attempts",
        _id(),
        _moment("at"),
        _hash("login_key"),
        _hash("address_key"),
        _primary("sign_in_attempts", "id"),
    )
    for column in ("at", "login_key", "address_key"):
        op.create_index(op.f(f"ix_sign_in_attempts_{column}"), "sign_in_attempts", [column])
    op.create_table(
        "setup_tokens",
        _hash("token_hash"),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        _primary("setup_tokens", "token_hash"),
    )
