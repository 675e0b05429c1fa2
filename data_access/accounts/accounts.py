"""Accounts and their roles: read as values, written in the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from census.access.identity import Identity, Role, RoleKind
from data_access.models.access_models import ACCOUNT_ROLES, ACCOUNTS
from data_access.models.models import AREAS, OPD
from data_access.store.engine import ReadSession, WriteSession

Session = ReadSession | WriteSession


@dataclass(frozen=True, slots=True)
class Account:
    """What an operator sees of an account; never its password's hash.

    Attributes
    ----------
    login
        Name to sign in with; None where a provider alone vouches for it.
    issuer
        Address of the provider that vouches; None for a local account.
    proposal
        What the provider said when the account was asked for; None once an operator has decided.
    signed_in_at
        Last time it came in.
    """

    id: int
    login: str | None
    issuer: str | None
    label: str
    is_active: bool
    proposal: Mapping[str, Any] | None
    created_at: datetime
    signed_in_at: datetime | None
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signing in is checked against."""

    account_id: int
    password_hash: str | None
    is_active: bool


def find_credentials(session: Session, login: str) -> Credentials | None:
    """Find the account of a login."""
    row = session.execute(
        select(ACCOUNTS.c.id, ACCOUNTS.c.password_hash, ACCOUNTS.c.is_active).where(ACCOUNTS.c.login == login)
    ).first()
    return None if row is None else Credentials(*row)


def find_subject(session: Session, issuer: str, subject: str) -> Credentials | None:
    """Find the account of a provider's subject."""
    row = session.execute(
        select(ACCOUNTS.c.id, ACCOUNTS.c.password_hash, ACCOUNTS.c.is_active).where(
            ACCOUNTS.c.issuer == issuer, ACCOUNTS.c.subject == subject
        )
    ).first()
    return None if row is None else Credentials(*row)


def read_accounts(session: Session, *, account_id: int | None = None) -> list[Account]:
    """Read all accounts in the order they were made, or the one asked for."""
    query = select(ACCOUNTS).order_by(ACCOUNTS.c.id)
    if account_id is not None:
        query = query.where(ACCOUNTS.c.id == account_id)
    rows = session.execute(query).all()
    roles = read_roles(session, [row.id for row in rows])
    return [
        Account(
            row.id,
            row.login,
            row.issuer,
            row.label,
            row.is_active,
            row.proposal,
            row.created_at,
            row.signed_in_at,
            roles.get(row.id, ()),
        )
        for row in rows
    ]


def read_roles(session: Session, account_ids: Sequence[int]) -> dict[int, tuple[Role, ...]]:
    """Read the roles of some accounts, in a fixed order."""
    by_account: dict[int, list[Role]] = {}
    query = select(ACCOUNT_ROLES).where(ACCOUNT_ROLES.c.account_id.in_(account_ids)).order_by(ACCOUNT_ROLES.c.id)
    for row in session.execute(query):
        by_account.setdefault(row.account_id, []).append(Role(RoleKind(row.role), row.area_code, row.opd_id))
    return {account_id: tuple(sorted(roles, key=_order)) for account_id, roles in by_account.items()}


def _order(role: Role) -> tuple[int, str, int]:
    return list(RoleKind).index(role.kind), role.area_code or "", role.opd_id or 0


def read_identity(session: Session, account_id: int) -> Identity | None:
    """Read who an account is now; None where it is switched off or was never there."""
    label = session.scalar(select(ACCOUNTS.c.label).where(ACCOUNTS.c.id == account_id, ACCOUNTS.c.is_active))
    if label is None:
        return None
    return Identity(account_id, label, read_roles(session, [account_id]).get(account_id, ()))


def has_place(session: Session, role: Role) -> bool:
    """Tell whether the kecamatan or agency of a role is on record; True for a role of neither."""
    if role.area_code is not None:
        query = select(exists().where(AREAS.c.code == role.area_code, AREAS.c.level == "kecamatan"))
        return bool(session.scalar(query))
    if role.opd_id is not None:
        return bool(session.scalar(select(exists().where(OPD.c.id == role.opd_id))))
    return True


def has_operator(session: Session) -> bool:
    """Tell whether an operator can come in."""
    query = select(
        exists().where(
            ACCOUNTS.c.is_active,
            ACCOUNT_ROLES.c.account_id == ACCOUNTS.c.id,
            ACCOUNT_ROLES.c.role == RoleKind.OPERATOR.value,
        )
    )
    return bool(session.scalar(query))


def add_account(
    session: WriteSession,
    *,
    label: str,
    now: datetime,
    login: str | None = None,
    password_hash: str | None = None,
    issuer: str | None = None,
    subject: str | None = None,
    proposal: Mapping[str, Any] | None = None,
) -> int:
    """Make an account and give its number; one with a proposal is not active."""
    values = {
        "login": login,
        "issuer": issuer,
        "subject": subject,
        "label": label,
        "password_hash": password_hash,
        "is_active": proposal is None,
        "proposal": None if proposal is None else dict(proposal),
        "created_at": now,
    }
    return session.scalars(insert(ACCOUNTS).returning(ACCOUNTS.c.id), [values]).one()


def change_account(session: WriteSession, account_id: int, **values: object) -> None:
    """Set columns of an account: `label`, `password_hash`, `is_active`, `proposal`, `signed_in_at`."""
    session.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account_id).values(**values))


def replace_roles(session: WriteSession, account_id: int, roles: Iterable[Role]) -> None:
    """Set the roles of an account, in place of those it has."""
    session.execute(delete(ACCOUNT_ROLES).where(ACCOUNT_ROLES.c.account_id == account_id))
    for role in sorted(set(roles), key=_order):
        session.execute(
            insert(ACCOUNT_ROLES),
            [{"account_id": account_id, "role": role.kind.value, "area_code": role.area_code, "opd_id": role.opd_id}],
        )
