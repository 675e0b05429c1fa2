"""The access log: what was done, by whom and when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from data_access.accounts.accounts import Session
from data_access.models.access_models import ACCESS_LOG, ACCOUNTS
from data_access.store.engine import WriteSession


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing that was done.

    Attributes
    ----------
    at
        When (UTC).
    kind
        What (`access.accounts.kinds`).
    account_id, label
        By whom; None for nobody who had signed in, and for an account that is gone.
    details
        What is said of it besides.
    """

    at: datetime
    kind: str
    account_id: int | None
    label: str | None
    details: Mapping[str, Any]


IMPORTED, UNDONE, PURGED, RESTORED = "import", "undo", "purge", "restore"
RECORD_ADDED, RECORD_CHANGED = "record_added", "record_changed"
RECORD_ENDED, RECORD_DELETED = "record_ended", "record_deleted"
FIGURES_SENT = "figures_sent"
"""Kinds of entries that are made where data are written; `access.accounts.kinds` has them all, with their words."""


def note(
    session: WriteSession, kind: str, account_id: int | None, details: Mapping[str, Any], *, now: datetime
) -> None:
    """Keep what was done, in the transaction that does it."""
    session.execute(insert(ACCESS_LOG), [{"at": now, "account_id": account_id, "kind": kind, "details": dict(details)}])


def read_log(session: Session, *, kinds: Collection[str] = (), limit: int = 500) -> list[LogEntry]:
    """Read the newest entries, the newest first."""
    query = (
        select(ACCESS_LOG.c.at, ACCESS_LOG.c.kind, ACCESS_LOG.c.account_id, ACCOUNTS.c.label, ACCESS_LOG.c.details)
        .outerjoin(ACCOUNTS, ACCOUNTS.c.id == ACCESS_LOG.c.account_id)
        .order_by(ACCESS_LOG.c.id.desc())
        .limit(limit)
    )
    if kinds:
        query = query.where(ACCESS_LOG.c.kind.in_(kinds))
    return [LogEntry(*row) for row in session.execute(query)]


def addresses_of(session: Session, kind: str, account_id: int, *, since: datetime) -> set[str]:
    """The network addresses from which an account has done something of a kind since a moment."""
    address = ACCESS_LOG.c.details["address"].as_string()
    query = select(address).where(
        ACCESS_LOG.c.account_id == account_id, ACCESS_LOG.c.kind == kind, ACCESS_LOG.c.at > since
    )
    return {network_address for network_address in session.scalars(query.distinct()) if network_address is not None}


def forget_before(session: WriteSession, moment: datetime) -> None:
    """Remove entries that are older than they may become."""
    session.execute(delete(ACCESS_LOG).where(ACCESS_LOG.c.at < moment))
