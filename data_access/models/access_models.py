"""Tables of who may come in: accounts with their roles, sign-ins under way, and what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Named, String, Table, TypedColumns, UniqueConstraint

from data_access.models.models import CODE, METADATA, UtcDateTime

HASH = String(64)
"""A SHA-256 in hexadecimal digits: of a token, or with a key of a name, which are themselves nowhere."""


class AccountColumns(TypedColumns):
    """Somebody who may sign in, by a name and password of ours or as a subject of an OpenID provider.

    An account that a provider's subject has asked for is not active and holds a `proposal` until an operator decides.
    Accounts are switched off, never removed: the access log speaks of them.
    """

    id: Named[int] = Column(primary_key=True)
    login: Named[str | None] = Column(unique=True)
    issuer: Named[str | None]
    subject: Named[str | None]
    label: Named[str]
    password_hash: Named[str | None]
    is_active: Named[bool]
    proposal: Named[dict[str, Any] | None] = Column(JSON(none_as_null=True))
    created_at: Named[datetime] = Column(UtcDateTime)
    signed_in_at: Named[datetime | None] = Column(UtcDateTime)


ACCOUNTS = Table(
    "accounts",
    METADATA,
    AccountColumns,
    UniqueConstraint("issuer", "subject"),
    CheckConstraint("login IS NOT NULL OR subject IS NOT NULL", name="can_be_found"),
    CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="subject_of_issuer"),
)


class AccountRoleColumns(TypedColumns):
    """One role of an account, and of what: a camat's kecamatan, a head's agency."""

    id: Named[int] = Column(primary_key=True)
    account_id: Named[int] = Column(ForeignKey("accounts.id"), index=True)
    role: Named[str]
    area_code: Named[str | None] = Column(CODE, ForeignKey("areas.code"))
    opd_id: Named[int | None] = Column(ForeignKey("opd.id"))


ACCOUNT_ROLES = Table(
    "account_roles",
    METADATA,
    AccountRoleColumns,
    CheckConstraint("role IN ('regent', 'operator', 'opd_head', 'camat')", name="known_role"),
    CheckConstraint("(role = 'camat') = (area_code IS NOT NULL)", name="area_of_camat"),
    CheckConstraint("(role = 'opd_head') = (opd_id IS NOT NULL)", name="agency_of_head"),
)


class SignInColumns(TypedColumns):
    """A sign-in: the hash of its token, and how long it holds. One row serves all tabs of a browser."""

    token_hash: Named[str] = Column(HASH, primary_key=True)
    account_id: Named[int] = Column(ForeignKey("accounts.id"), index=True)
    method: Named[str]
    created_at: Named[datetime] = Column(UtcDateTime)
    seen_at: Named[datetime] = Column(UtcDateTime)
    expires_at: Named[datetime] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)


SIGN_INS = Table("sessions", METADATA, SignInColumns)


class SignInAttemptColumns(TypedColumns):
    """An attempt to sign in that has not succeeded: of the name typed and of the address it came from only an HMAC."""

    id: Named[int] = Column(primary_key=True)
    at: Named[datetime] = Column(UtcDateTime, index=True)
    login_key: Named[str] = Column(HASH, index=True)
    address_key: Named[str] = Column(HASH, index=True)


SIGN_IN_ATTEMPTS = Table("sign_in_attempts", METADATA, SignInAttemptColumns)


class SetupTokenColumns(TypedColumns):
    """A code printed on the server, with which the first operator makes an account, once."""

    token_hash: Named[str] = Column(HASH, primary_key=True)
    created_at: Named[datetime] = Column(UtcDateTime)
    expires_at: Named[datetime] = Column(UtcDateTime)
    used_at: Named[datetime | None] = Column(UtcDateTime)


SETUP_TOKENS = Table("setup_tokens", METADATA, SetupTokenColumns)


class AccessLogColumns(TypedColumns):
    """One thing done: by whom, when, of what kind. `details` never hold a personal number or a typed text."""

    id: Named[int] = Column(primary_key=True)
    at: Named[datetime] = Column(UtcDateTime, index=True)
    account_id: Named[int | None] = Column(ForeignKey("accounts.id"), index=True)
    kind: Named[str]
    details: Named[dict[str, Any]] = Column(JSON)


ACCESS_LOG = Table("access_log", METADATA, AccessLogColumns)
