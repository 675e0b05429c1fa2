"""Deliveries are written down before anything is sent: each state and what may be done in it, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from census.access.identity import Role, RoleKind
from data_access.accounts.accounts import add_account, change_account, replace_roles
from data_access.accounts.deliveries import (
    KEPT_FOR_DAYS,
    Channel,
    Claim,
    Recipient,
    add_recipient,
    claim,
    conclude,
    end_recipients,
    read_deliveries,
    read_recipients,
)

if TYPE_CHECKING:
    from data_access.store.engine import Database

DAY, NOW = date(2020, 3, 16), datetime(2020, 3, 16, 1, tzinfo=UTC)


@pytest.fixture
def regent(database: Database) -> Recipient:
    """An address of an account of the regent."""
    with database.write() as session:
        account = add_account(session, label="Bupati", login="bupati", now=NOW)
        replace_roles(session, account, [Role(RoleKind.REGENT)])
        add_recipient(session, account, Channel.EMAIL, "bupati@kudus.go.id", now=NOW)
    with database.read() as session:
        (recipient,) = read_recipients(session)
    return recipient


def claimed(database: Database, recipient: Recipient, day: date = DAY) -> Claim:
    with database.write() as session:
        return claim(session, recipient, day, "k" * 64, now=NOW)


def test_what_failed_is_taken_up_again_and_what_is_in_doubt_or_sent_is_not(
    database: Database, regent: Recipient
) -> None:
    assert claimed(database, regent) is Claim.SEND
    assert claimed(database, regent) is Claim.IN_DOUBT
    for is_sent, then in ((False, Claim.SEND), (True, Claim.SENT)):
        with database.write() as session:
            conclude(session, regent, DAY, is_sent=is_sent, now=NOW)
        assert claimed(database, regent) is then
    assert claimed(database, regent, DAY + timedelta(days=1)) is Claim.SEND
    with database.read() as session:
        found = [(one.on_day, one.state, one.attempts) for one in read_deliveries(session)]
    assert found == [(DAY + timedelta(days=1), "sending", 1), (DAY, "sent", 2)]


def test_an_address_ends_with_its_account_and_is_forgotten(database: Database, regent: Recipient) -> None:
    with database.write() as session:
        change_account(session, regent.account_id, is_active=False)
    assert claimed(database, regent) is Claim.ENDED
    with database.write() as session:
        change_account(session, regent.account_id, is_active=True)
        assert end_recipients(session, account_id=regent.account_id, now=NOW) == [regent.id]
        assert end_recipients(session, recipient_id=regent.id, now=NOW) == []
    assert claimed(database, regent) is Claim.ENDED
    with database.read() as session:
        assert read_deliveries(session) == []
        assert session.connection.exec_driver_sql("SELECT address FROM recipients").scalar() is None


def test_another_role_since_is_another_letter(database: Database, regent: Recipient) -> None:
    """What was made for the roles of before is not sent."""
    with database.write() as session:
        replace_roles(session, regent.account_id, [Role(RoleKind.OPERATOR)])
    assert claimed(database, regent) is Claim.ENDED


def test_what_was_sent_is_forgotten_after_ninety_days(database: Database, regent: Recipient) -> None:
    for days in (0, KEPT_FOR_DAYS, KEPT_FOR_DAYS + 1):
        assert claimed(database, regent, DAY + timedelta(days=days)) is Claim.SEND
    with database.read() as session:
        assert DAY not in {one.on_day for one in read_deliveries(session)}
