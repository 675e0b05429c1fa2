"""Addresses for figures: kept for accounts that may come in, never in the log, and no line but one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from access.accounts import account_admin, kinds, recipients
from access.commands import app
from census.access.identity import Role, RoleKind
from data_access.accounts.access_log import read_log
from data_access.accounts.deliveries import Channel, read_recipients
from data_access.store.engine import connect
from data_access.store.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_access.store.engine import Database

NOW = datetime(2020, 3, 16, 1, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database with an operator, and an account without a role."""
    url = f"sqlite:///{tmp_path}/store.sqlite"
    monkeypatch.setenv("KAWAL_DATABASE_URL", url)
    database = connect(url)
    migrate(database)
    for login, roles in (("bps", [Role(RoleKind.OPERATOR)]), ("guest", [])):
        account_admin.add(database, login=login, label=login, password=PASSWORD, roles=roles, by=None, now=NOW)
    yield database
    database.close()


def add(database: Database, login: str, channel: Channel, address: str) -> int:
    return recipients.add(database, account_admin.find(database, login), channel, address, now=NOW)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.EMAIL, "bps@kudus.go.id\r\nBcc: other@example.org"),
        (Channel.EMAIL, "bps@kudus.go.id\n"),
        (Channel.EMAIL, "bps@kudus.go.id, other@example.org"),
        (Channel.EMAIL, "BPS <bps@kudus.go.id>"),
        (Channel.EMAIL, "bps@localhost"),
        (Channel.EMAIL, f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.id"),
        (Channel.WEBHOOK, "http://wa.kudus.go.id/"),
        (Channel.WEBHOOK, "https://name:password@wa.kudus.go.id/"),
        (Channel.WEBHOOK, "https://wa.kudus.go.id/\r\nX: y"),
        (Channel.WEBHOOK, "https://wa.kudus.go.id:99999/"),
        (Channel.WEBHOOK, "https:///kirim"),
    ],
)
def test_what_is_no_address_is_refused(store: Database, channel: Channel, address: str) -> None:
    with pytest.raises(account_admin.RefusedActError):
        add(store, "bps", channel, address)
    with store.read() as session:
        assert read_recipients(session) == []


def test_who_may_see_nothing_gets_nothing(store: Database) -> None:
    with pytest.raises(account_admin.RefusedActError):
        add(store, "guest", Channel.EMAIL, "guest@kudus.go.id")
    add(store, "bps", Channel.EMAIL, "bps@kudus.go.id")
    account = account_admin.find(store, "bps")
    with store.write() as session:
        account_admin.replace_roles(session, account.id, [])
    with store.read() as session:
        assert read_recipients(session) == []


def test_the_log_has_numbers_and_no_address(store: Database) -> None:
    number = add(store, "bps", Channel.WEBHOOK, "https://wa.kudus.go.id/secret")
    recipients.end(store, number, now=NOW)
    with pytest.raises(account_admin.RefusedActError):
        recipients.end(store, number, now=NOW)
    with store.read() as session:
        log = read_log(session, kinds=[kinds.RECIPIENT_ADDED, kinds.RECIPIENT_ENDED])
        rows = str(session.connection.exec_driver_sql("SELECT * FROM recipients").all())
    assert [(entry.kind, entry.details["recipient"]) for entry in log] == [
        (kinds.RECIPIENT_ENDED, number),
        (kinds.RECIPIENT_ADDED, number),
    ]
    assert "secret" not in rows + "".join(str(entry.details) for entry in log)


def test_the_commands_keep_list_and_end_addresses(store: Database) -> None:
    del store
    runner = CliRunner()
    added = runner.invoke(app, ["send-to", "bps", "--email", "bps@kudus.go.id"])
    assert (added.exit_code, added.stdout) == (0, "Alamat 1 mendapat angka bps.\n")
    assert "bps@kudus.go.id" in runner.invoke(app, ["sent"]).stdout
    ended = runner.invoke(app, ["send-no-more", "1"])
    assert (ended.exit_code, ended.stdout) == (0, "Tidak ada lagi yang dikirim ke alamat 1.\n")
    assert "bps@kudus.go.id" not in runner.invoke(app, ["sent"]).stdout
    for arguments in (["send-to", "bps"], ["send-to", "bps", "--email", "bps"], ["send-no-more", "1"]):
        assert runner.invoke(app, arguments).exit_code == 2
