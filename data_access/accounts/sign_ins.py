"""Sign-ins, the attempts before them, and the code for the first operator: hashes and moments only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from census.access.identity import Identity
from data_access.accounts.accounts import Session, read_roles
from data_access.models.access_models import ACCOUNTS, SETUP_TOKENS, SIGN_IN_ATTEMPTS, SIGN_INS
from data_access.store.engine import WriteSession


@dataclass(frozen=True, slots=True)
class Visit:
    """A sign-in that holds, and whose it is.

    Attributes
    ----------
    seen_at
        Last time its reader did something, to the minute.
    """

    identity: Identity
    seen_at: datetime
    expires_at: datetime


def open_sign_in(
    session: WriteSession, token_hash: str, account_id: int, *, method: str, now: datetime, expires_at: datetime
) -> None:
    """Keep a new sign-in."""
    values = {
        "token_hash": token_hash,
        "account_id": account_id,
        "method": method,
        "created_at": now,
        "seen_at": now,
        "expires_at": expires_at,
    }
    session.execute(insert(SIGN_INS), [values])
    session.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account_id).values(signed_in_at=now))


def _holds(now: datetime, idle: timedelta) -> ColumnElement[bool]:
    return and_(
        SIGN_INS.c.revoked_at.is_(None),
        SIGN_INS.c.expires_at > now,
        SIGN_INS.c.seen_at > now - idle,
        SIGN_INS.c.account_id == ACCOUNTS.c.id,
        ACCOUNTS.c.is_active,
    )


def read_visit(session: Session, token_hash: str, *, now: datetime, idle: timedelta) -> Visit | None:
    """Read whose a sign-in is, with the roles of this moment; None where it does not hold (any more)."""
    row = session.execute(
        select(ACCOUNTS.c.id, ACCOUNTS.c.label, SIGN_INS.c.seen_at, SIGN_INS.c.expires_at).where(
            SIGN_INS.c.token_hash == token_hash, _holds(now, idle)
        )
    ).first()
    if row is None:
        return None
    account_id, label, seen_at, expires_at = row
    roles = read_roles(session, [account_id]).get(account_id, ())
    return Visit(Identity(account_id, label, roles), seen_at, expires_at)


def holding(session: Session, token_hashes: Collection[str], *, now: datetime, idle: timedelta) -> set[str]:
    """Those of some sign-ins that hold."""
    query = select(SIGN_INS.c.token_hash).where(SIGN_INS.c.token_hash.in_(token_hashes), _holds(now, idle))
    return set(session.scalars(query))


def touch(session: WriteSession, token_hash: str, *, now: datetime) -> None:
    """Note that a reader has done something."""
    session.execute(
        update(SIGN_INS).where(SIGN_INS.c.token_hash == token_hash, SIGN_INS.c.seen_at < now).values(seen_at=now)
    )


def revoke(session: WriteSession, token_hash: str, *, now: datetime) -> int | None:
    """End a sign-in; give the account it was of, or None where nothing was to be ended."""
    query = (
        update(SIGN_INS)
        .where(SIGN_INS.c.token_hash == token_hash, SIGN_INS.c.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(SIGN_INS.c.account_id)
    )
    return session.scalars(query).first()


def revoke_all(session: WriteSession, account_id: int, *, now: datetime) -> None:
    """End every sign-in of an account."""
    session.execute(
        update(SIGN_INS)
        .where(SIGN_INS.c.account_id == account_id, SIGN_INS.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def forget_ended(session: WriteSession, *, before: datetime) -> None:
    """Remove sign-ins that ended before a moment, and the attempts and codes of that time."""
    session.execute(delete(SIGN_INS).where(or_(SIGN_INS.c.expires_at < before, SIGN_INS.c.revoked_at < before)))
    session.execute(delete(SIGN_IN_ATTEMPTS).where(SIGN_IN_ATTEMPTS.c.at < before))
    session.execute(delete(SETUP_TOKENS).where(SETUP_TOKENS.c.expires_at < before))


# --- attempts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Failures:
    """How many attempts since a moment have not succeeded: of a name from an address, of the name, from the address."""

    of_both: int
    of_login: int
    of_address: int


def count_failures(session: Session, login_key: str, address_key: str, *, since: datetime) -> Failures:
    """Count the attempts that have not succeeded since a moment."""

    def count(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(SIGN_IN_ATTEMPTS).where(SIGN_IN_ATTEMPTS.c.at > since, *conditions)
        return session.scalars(query).one()

    by_login, by_address = SIGN_IN_ATTEMPTS.c.login_key == login_key, SIGN_IN_ATTEMPTS.c.address_key == address_key
    return Failures(count(by_login, by_address), count(by_login), count(by_address))


def add_attempt(session: WriteSession, login_key: str, address_key: str, *, now: datetime) -> None:
    """Count an attempt as failed until it succeeds, so that many at once cannot slip through."""
    session.execute(insert(SIGN_IN_ATTEMPTS), [{"at": now, "login_key": login_key, "address_key": address_key}])


def forgive(session: WriteSession, login_key: str, address_key: str) -> None:
    """Forget the failed attempts of a name from the address that has now succeeded."""
    session.execute(
        delete(SIGN_IN_ATTEMPTS).where(
            SIGN_IN_ATTEMPTS.c.login_key == login_key, SIGN_IN_ATTEMPTS.c.address_key == address_key
        )
    )


# --- the first operator -------------------------------------------------------------------------------------


def add_setup_token(session: WriteSession, token_hash: str, *, now: datetime, expires_at: datetime) -> None:
    """Keep a new code in place of all earlier ones."""
    session.execute(delete(SETUP_TOKENS).where(SETUP_TOKENS.c.used_at.is_(None)))
    session.execute(insert(SETUP_TOKENS), [{"token_hash": token_hash, "created_at": now, "expires_at": expires_at}])


def use_setup_token(session: WriteSession, token_hash: str, *, now: datetime) -> bool:
    """Use a code up; False where there is none such, or it is too old or used."""
    query = (
        update(SETUP_TOKENS)
        .where(
            SETUP_TOKENS.c.token_hash == token_hash, SETUP_TOKENS.c.used_at.is_(None), SETUP_TOKENS.c.expires_at > now
        )
        .values(used_at=now)
        .returning(SETUP_TOKENS.c.token_hash)
    )
    return session.scalars(query).first() is not None
