"""`python -m reports morning`: what is made, for whom, what goes where, and once."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from access.accounts import account_admin, recipients
from census.access.identity import Role, RoleKind
from census.access.role_words import word_of_role
from census.settings import WIB, load_settings
from data_access.accounts.access_log import FIGURES_SENT, read_log
from data_access.accounts.deliveries import Channel, Claim, Recipient, claim, read_deliveries, read_recipients
from data_access.start import open_database
from presentation.language.messages import Translator
from reports.commands import app
from reports.morning import sending
from reports.morning.freshness import is_old, old_line
from reports.morning.letters import key_of
from reports.morning.making import MAKERS, MadeFile, roles_of_morning
from reports.morning.ways import InDoubtError, NotDeliveredError
from reports.reading import read_source
from tests.pages import stores
from tests.reports.morning.servers import Mailbox, mail_server
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_access.store.engine import Database
    from reports.morning.letters import Letter

TODAY, DAY = date(2020, 3, 16), date(2020, 3, 15)
NOW = datetime(2020, 3, 16, 1, tzinfo=UTC)
CAMAT = Role(RoleKind.CAMAT, area_code=stores.JEKULO)
PASSWORD = "correct horse battery staple"


@pytest.fixture
def database(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A copy of the demonstration with an operator and a camat."""
    file = shutil.copy(built_once(tmp_path_factory, states.demo, "state-demo"), tmp_path / "demo.sqlite")
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("KAWAL_TODAY", TODAY.isoformat())
    opened = open_database(load_settings())
    for login, label, role in (("bps", "BPS", Role(RoleKind.OPERATOR)), ("jekulo", "Camat Jekulo", CAMAT)):
        account_admin.add(opened, login=login, label=label, password=PASSWORD, roles=[role], by=None, now=NOW)
    yield opened
    opened.close()


def keep(database: Database, login: str, channel: Channel, address: str) -> int:
    return recipients.add(database, account_admin.find(database, login), channel, address, now=NOW)


def in_use(database: Database) -> list[Recipient]:
    with database.read() as session:
        return read_recipients(session)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["morning", *arguments])
    assert result.stdout.count("\n") == 1
    return result.exit_code, result.stdout.strip()


@pytest.fixture
def for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the files of the regent and of one camat: those of all roles take half a minute."""
    monkeypatch.setattr("reports.morning.running.roles_of_morning", lambda _campaign: (Role(RoleKind.REGENT), CAMAT))


@pytest.mark.usefixtures("for_two")
def test_each_gets_the_own_figures_by_mail_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, "bps", Channel.EMAIL, "bps@kudus.go.id")
    number = keep(database, "jekulo", Channel.EMAIL, "camat@kudus.go.id")
    mailbox, out = Mailbox(), tmp_path / "out"
    with mail_server(mailbox) as port:
        monkeypatch.setenv("KAWAL_SMTP_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("KAWAL_MAIL_FROM", "kawal@kudus.go.id")
        assert run("--out", str(out), "--send", "--dry-run") == (
            0,
            "akan dibuat: cards, briefings, workbook (peran: 2); akan dikirim: BPS (email 1), Camat Jekulo (email 2)",
        )
        assert not out.exists()
        assert mailbox.envelopes == []
        code, line = run("--out", str(out), "--send")
        assert (code, line) == (0, f"9 berkas di {out}; terkirim: BPS (email 1), Camat Jekulo (email 2)")
        code, line = run("--out", str(out), "--send")
        assert line.endswith("sudah terkirim sebelumnya: BPS (email 1), Camat Jekulo (email 2)")
    letters = [message_from_bytes(envelope.content, policy=default) for envelope in mailbox.envelopes]
    files = [[part.get_filename() for part in letter.iter_attachments()] for letter in letters]
    assert [letter["To"] for letter in letters] == ["bps@kudus.go.id", "camat@kudus.go.id"]
    kinds = [sorted(str(name).rsplit(".", 1)[1] for name in of_letter) for of_letter in files]
    assert kinds == [["pdf", "png", "xlsx"], ["pdf", "png"]]
    # The camat's letter holds the camat's files, and nothing of the kabupaten's.
    assert all(stores.JEKULO in str(name) for name in files[1])
    assert all(letter["Subject"].startswith("SIMULASI: ") for letter in letters)
    said = letters[1].get_body().get_content()
    assert "Jekulo" in said
    for letter in letters:
        for part in letter.iter_attachments():
            assert part.get_content() == (out / str(part.get_filename())).read_bytes()
    with database.read() as session:
        log = read_log(session, kinds=[FIGURES_SENT])
        sent = read_deliveries(session)
    assert [entry.details["recipient"] for entry in log] == [number, number - 1]
    assert {(one.state, one.attempts, one.on_day) for one in sent} == {("sent", 1, TODAY)}
    assert not re.search(r"@kudus", "".join(str(entry.details) for entry in log))


def test_who_is_switched_off_gets_nothing_more_and_the_address_is_forgotten(database: Database) -> None:
    keep(database, "jekulo", Channel.EMAIL, "camat@kudus.go.id")
    (recipient,) = in_use(database)
    account = account_admin.find(database, "jekulo")
    account_admin.disable(database, account.id, by=None, now=NOW)
    assert in_use(database) == []
    with database.write() as session:
        assert claim(session, recipient, TODAY, "k", now=NOW) is Claim.ENDED
    account_admin.enable(database, account.id, by=None, now=NOW)
    assert in_use(database) == []
    with database.read() as session:
        assert "camat@kudus.go.id" not in str(session.connection.exec_driver_sql("SELECT * FROM recipients").all())


def test_what_may_have_arrived_is_listed_and_not_sent_again_and_what_failed_is(database: Database) -> None:
    keep(database, "bps", Channel.EMAIL, "bps@kudus.go.id")
    keep(database, "jekulo", Channel.WEBHOOK, "https://wa.kudus.go.id/")
    settings, keys = load_settings(), []
    problems: list[Exception | None] = [InDoubtError(), NotDeliveredError("it answers {status}", status=404)]

    def send(_recipient: Recipient, _letter: Letter, key: str) -> None:
        keys.append(key)
        problem = problems.pop(0)
        if problem is not None:
            raise problem

    def deliver() -> str:
        def letter(_recipient: Recipient) -> Letter:
            return sending.line_letter("x", DAY, language="id")

        ways = dict.fromkeys(Channel, send)
        results = sending.deliver(database, in_use(database), letter, TODAY, settings=settings, send=ways)
        return sending.summary(Translator("id").plain, results)

    doubt, camat = "diragukan, tidak dikirim lagi: BPS (email 1)", "Camat Jekulo (webhook 2)"
    assert deliver() == f"gagal: {camat} jawabannya 404; {doubt}"
    problems.append(None)
    assert deliver() == f"terkirim: {camat}; {doubt}"
    assert deliver() == f"sudah terkirim sebelumnya: {camat}; {doubt}"
    # The key of an addressee and day stays, whatever the attempt.
    assert len(keys) == 3
    assert keys[1] == keys[2] != keys[0]
    with database.read() as session:
        found = {(one.label, one.state, one.attempts) for one in read_deliveries(session)}
    assert found == {("BPS", "sending", 1), ("Camat Jekulo", "sent", 2)}


def test_it_is_written_down_before_it_is_sent(database: Database) -> None:
    """A process that ends while it sends leaves the delivery in doubt."""
    keep(database, "bps", Channel.EMAIL, "bps@kudus.go.id")

    def end(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sending.deliver(
            database,
            in_use(database),
            lambda _recipient: sending.line_letter("x", DAY, language="id"),
            TODAY,
            settings=load_settings(),
            send=dict.fromkeys(Channel, end),
        )
    with database.read() as session:
        assert [one.state for one in read_deliveries(session)] == ["sending"]


def test_keys_tell_addressees_and_days_apart(database: Database) -> None:
    keep(database, "bps", Channel.EMAIL, "bps@kudus.go.id")
    keep(database, "bps", Channel.EMAIL, "other@kudus.go.id")
    days = (TODAY, TODAY + timedelta(days=1))
    keys = {key_of(one, day, root_area="3319") for one in in_use(database) for day in days}
    assert len(keys) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


@pytest.mark.usefixtures("database")
def test_of_old_figures_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAWAL_TODAY")
    settings = load_settings()
    simulated = read_source(settings).unrestricted
    assert simulated.panel.days[-1] == DAY
    late = datetime(2020, 3, 17, 3, tzinfo=WIB)
    # Of a simulation no clock counts.
    assert old_line(simulated, DAY, late, settings=settings, language="id") is None
    real = replace(simulated, simulation=None)
    line = old_line(real, DAY, late, settings=settings, language="id")
    assert line == "Angka terbaru per 15 Maret 2020: tidak ada yang dikirim. Minta rekap baru kepada BPS."
    assert old_line(real, DAY, late - timedelta(hours=2), settings=settings, language="id") is None
    assert old_line(real, DAY, late, settings=settings.model_copy(update={"today": TODAY}), language="id") is None
    slow = settings.model_copy(update={"wall_stale_rows_hours": 28})
    assert old_line(real, DAY, late, settings=slow, language="id") is None
    assert not is_old(DAY, datetime(2020, 3, 23, tzinfo=WIB), settings.wall_stale_recap_hours)
    assert is_old(DAY, datetime(2020, 3, 23, 0, 1, tzinfo=WIB), settings.wall_stale_recap_hours)


def test_where_figures_are_old_each_is_told_in_one_line(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, "jekulo", Channel.EMAIL, "camat@kudus.go.id")
    monkeypatch.setattr("reports.morning.running.old_line", lambda *_arguments, **_options: "Angka lama.")
    mailbox, out = Mailbox(), tmp_path / "out"
    with mail_server(mailbox) as port:
        monkeypatch.setenv("KAWAL_SMTP_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("KAWAL_MAIL_FROM", "kawal@kudus.go.id")
        assert run("--out", str(out)) == (0, "Angka lama.")
        assert run("--out", str(out), "--send") == (0, "Angka lama.; terkirim: Camat Jekulo (email 1)")
        monkeypatch.setenv("KAWAL_TODAY", "2020-04-03")
        # After the deadline nobody is told every morning that nothing has come.
        assert run("--out", str(out), "--send")[1].endswith("tidak ada yang dikabari.")
    (envelope,) = mailbox.envelopes
    letter = message_from_bytes(envelope.content, policy=default)
    assert letter.get_body().get_content().split() == ["Angka", "lama."]  # type: ignore[union-attr]
    assert list(letter.iter_attachments()) == []
    assert not out.exists()


def test_every_role_has_its_files(database: Database) -> None:
    del database
    campaign = read_source(load_settings()).unrestricted
    roles = roles_of_morning(campaign)
    assert len(roles) == 44
    assert list(MAKERS) == ["cards", "briefings", "workbook"]


def test_an_agency_without_a_card_gets_a_sentence_with_its_page(tmp_path: Path) -> None:
    page = tmp_path / "briefing.pdf"
    page.write_bytes(b"%PDF")
    head = Role(RoleKind.OPD_HEAD, opd_id=32)
    recipient = Recipient(1, 1, "Kepala", (head,), Channel.EMAIL, "kepala@kudus.go.id")
    made = [MadeFile(word_of_role(head), page)]
    letter = sending.letter_for(recipient, made, DAY, language="id", is_simulated=True)
    text = Translator("id").plain("The agency is too small for figures of its own to be told.")
    assert (letter.body, [one.name for one in letter.attachments]) == (f"{text}\n", ["briefing.pdf"])
