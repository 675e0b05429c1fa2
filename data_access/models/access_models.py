"""Tables of who may come in: accounts with their roles, sign-ins under way, and what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.models import CODE, Base

HASH = String(64)
"""A SHA-256 in hexadecimal digits: of a token, or with a key of a name, which are themselves nowhere."""


class Account(Base):
    """Somebody who may sign in, by a name and password of ours or as a subject of an OpenID provider.

    An account that a provider's subject has asked for is not active and holds a `proposal` until an operator decides.
    Accounts are switched off, never removed: the access log speaks of them.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str | None] = mapped_column(unique=True)
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    label: Mapped[str]
    password_hash: Mapped[str | None]
    is_active: Mapped[bool]
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        CheckConstraint("login IS NOT NULL OR subject IS NOT NULL", name="can_be_found"),
        CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="subject_of_issuer"),
    )


class AccountRole(Base):
    """One role of an account, and of what: a camat's kecamatan, a head's agency."""

    __tablename__ = "account_roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str]
    area_code: Mapped[str | None] = mapped_column(CODE, ForeignKey("areas.code"))
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))

    __table_args__ = (
        CheckConstraint("role IN ('regent', 'operator', 'opd_head', 'camat')", name="known_role"),
        CheckConstraint("(role = 'camat') = (area_code IS NOT NULL)", name="area_of_camat"),
        CheckConstraint("(role = 'opd_head') = (opd_id IS NOT NULL)", name="agency_of_head"),
    )


class SignIn(Base):
    """A sign-in: the hash of its token, and how long it holds. One row serves all tabs of a browser."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    method: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """An attempt to sign in that has not succeeded: of the name typed and of the address it came from only an HMAC."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    login_key: Mapped[str] = mapped_column(HASH, index=True)
    address_key: Mapped[str] = mapped_column(HASH, index=True)


class SetupToken(Base):
    """A code printed on the server, with which the first operator makes an account, once."""

    __tablename__ = "setup_tokens"

    token_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccessLog(Base):
    """One thing done: by whom, when, of what kind. `details` never hold a personal number or a typed text."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str]
    details: Mapped[dict[str, Any]]
