"""Akun and Pengaturan as the operator uses them, and what is shown to nobody and to everybody else."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Protocol

import pytest
from streamlit.testing.v1 import AppTest

from access.accounts import account_admin, displays, kinds
from access.accounts.sign_in import Caller, Refusal
from access.accounts.tokens import fingerprint
from census.access.identity import Role, RoleKind
from census.access.scope import Scope
from census.settings import Settings, load_settings
from data_access.accounts.access_log import note, read_log
from data_access.accounts.accounts import add_account, read_accounts
from data_access.accounts.contacts import ContactReader
from data_access.reads.reads import read_targets
from data_access.start import open_database
from data_access.writes.day_messages import read_day_message
from presentation.language.formats import NO_VALUE
from tests.pages.conftest import page_hash
from tests.pages.screens import ACCOUNTS, ACTIVITIES, OVERVIEW, PAGES, SETTINGS, cards, everything, has_no_error
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.examples import every_in_gate
from tests.support.figures import components
from tests.support.processes.guarded import PASSWORD, ROLES, Guarded
from ui.shell import identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_access.store.engine import Database

NOW = datetime(2020, 3, 15, 1, 0, tzinfo=UTC)


class Opener(Protocol):
    """Opens a page behind the guard, signed in as somebody, or as nobody."""

    def __call__(self, login: str | None, page: str) -> AppTest: ...


class Behind:
    """The database of the app that was opened last, and who is signed in."""

    server: Guarded
    token: str | None = None

    @property
    def database(self) -> Database:
        return self.server.database


@pytest.fixture(scope="module")
def with_accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the reference data and an account of each role."""
    file = tmp_path_factory.mktemp("accounts") / "kawal.sqlite"
    database = open_database(Settings(database_url=f"sqlite:///{file}"))
    for name, roles in ROLES.items():
        account_admin.add(database, login=name, label=name, password=PASSWORD, roles=roles, by=None, now=NOW)
    database.close()
    return file


@pytest.fixture
def behind() -> Iterator[Behind]:
    found = Behind()
    yield found
    found.database.close()


@pytest.fixture
def open_as(with_accounts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: Behind) -> Opener:
    monkeypatch.setattr(identity, "_token", lambda _settings: behind.token)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")

    def opened(login: str | None, page: str) -> AppTest:
        file = tmp_path / "kawal.sqlite"
        shutil.copy(with_accounts, file)
        monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
        monkeypatch.setenv("KAWAL_TODAY", "2020-06-20")
        # Without the guard, which names no page to nobody, and without whom an opening before has let in.
        monkeypatch.setattr(identity, "_EXPECTED", [])
        behind.token = None
        known_as = page_hash(page)
        settings = load_settings()
        database = open_database(settings)
        behind.server = Guarded(
            "", ROOT, database, {name: account_admin.find(database, name).id for name in ROLES}, settings
        )
        behind.token = behind.server.token(login) if login else None
        monkeypatch.setattr(identity, "_EXPECTED", ["guarded"])
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
        app._page_hash = known_as
        return app.run()

    return opened


# The frame asks for the sign-in before any page is run.
@pytest.mark.parametrize("page", every_in_gate(PAGES, 3))
def test_without_a_sign_in_no_page_says_anything(open_as: Opener, page: str) -> None:
    app = open_as(None, page)
    assert everything(app).replace("You have signed out, or your sign-in has ended.", "").strip() in {"", "Language"}
    assert not components(app)
    assert not app.dataframe


@pytest.mark.parametrize(
    ("login", "page"), every_in_gate(product(("bupati", "camat.jekulo", "kepala.setda"), (ACCOUNTS, SETTINGS)), 3)
)
def test_the_pages_of_the_operator_are_nobody_elses(open_as: Opener, login: str, page: str) -> None:
    app = open_as(login, page)
    said = everything(app)
    assert has_no_error(app)
    assert "kepala.setda" not in said.replace(f"Signed in as {login}", "")
    assert "KAWAL_" not in said


def test_the_session_of_another_account_is_forgotten(open_as: Opener, behind: Behind) -> None:
    app = open_as("operator", ACCOUNTS)
    app.session_state["_secret"] = "what the operator has done"
    app.run()
    assert app.session_state["_secret"]
    behind.token = behind.server.token("camat.jekulo")
    app.run()
    assert "_secret" not in app.session_state


def test_an_account_that_is_switched_off_sees_nothing_from_the_next_run_on(open_as: Opener, behind: Behind) -> None:
    app = open_as("bupati", OVERVIEW)
    assert "Signed in as bupati" in everything(app)
    number = account_admin.find(behind.database, "bupati").id
    account_admin.disable(behind.database, number, by=None, now=NOW)
    app.run()
    assert "You have signed out" in everything(app)
    assert not components(app)


def test_only_what_a_reader_does_keeps_a_sign_in_from_ending_idle(
    open_as: Opener, behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(identity, "stay", lambda *_arguments, **_named: kept.append("kept"))
    app = open_as("bupati", SETTINGS)
    assert len(kept) == 1
    app.run()
    assert len(kept) == 2
    # As the frame does when it has seen newer data.
    app.session_state["_by_itself"] = True
    app.run()
    assert len(kept) == 2
    app.run()
    assert len(kept) == 3


def logged(behind: Behind) -> list[tuple[str, str | None]]:
    with behind.database.read() as session:
        return [(entry.kind, entry.label) for entry in read_log(session)]


def test_the_operator_adds_an_account_whose_password_is_shown_once(open_as: Opener, behind: Behind) -> None:
    app = open_as("operator", ACCOUNTS)
    app.text_input(key="add-label").set_value("Camat Dawe")
    app.text_input(key="add-login").set_value("camat.dawe")
    app.multiselect(key="add-roles").set_value([Role(RoleKind.CAMAT, area_code="3319090")])
    app.run()
    _press(app, "Add")
    (shown,) = app.code
    login, password = shown.value.splitlines()
    assert login == "camat.dawe"
    assert account_admin.find(behind.database, login).roles == (Role(RoleKind.CAMAT, area_code="3319090"),)
    app.run()
    assert not app.code
    assert password not in everything(app)
    assert (kinds.ACCOUNT_ADDED, "operator") in logged(behind)


def test_an_account_that_cannot_be_made_says_why_and_shows_no_password(open_as: Opener) -> None:
    app = open_as("operator", ACCOUNTS)
    app.text_input(key="add-label").set_value("Kedua")
    app.text_input(key="add-login").set_value("camat.jekulo")
    app.run()
    _press(app, "Add")
    assert app.error[0].value == "The user name camat.jekulo is taken."
    app.run()
    assert not app.code


def test_the_operator_lets_in_who_waits_and_decides_the_roles(open_as: Opener, behind: Behind) -> None:
    app = open_as("operator", ACCOUNTS)
    with behind.database.write() as session:
        number = add_account(
            session, label="Baru", now=NOW, issuer="https://sso", subject="7", proposal={"groups": ["operator"]}
        )
    app.run()
    app.multiselect(key=f"roles-{number}").set_value([Role(RoleKind.REGENT)]).run()
    _press(app, "Let in")
    with behind.database.read() as session:
        (account,) = read_accounts(session, account_id=number)
    assert (account.is_active, account.proposal, account.roles) == (True, None, (Role(RoleKind.REGENT),))
    assert (kinds.ACCOUNT_CONFIRMED, "operator") in logged(behind)


def test_the_last_operator_cannot_be_switched_off(open_as: Opener, behind: Behind) -> None:
    app = open_as("operator", ACCOUNTS)
    number = account_admin.find(behind.database, "operator").id
    app.selectbox[0].set_value(number).run()
    _press(app, "Switch off")
    assert "At least one operator must remain" in app.error[0].value
    assert account_admin.find(behind.database, "operator").is_active


def test_a_new_target_stands_beside_the_older_one(open_as: Opener, behind: Behind) -> None:
    app = open_as("operator", SETTINGS)
    app.number_input(key="target-share").set_value(40.5)
    app.date_input(key="target-starts").set_value(datetime(2020, 2, 15, tzinfo=UTC).date())
    app.date_input(key="target-ends").set_value(datetime(2020, 5, 29, tzinfo=UTC).date())
    app.date_input(key="target-decided").set_value(datetime(2020, 4, 1, tzinfo=UTC).date())
    app.run()
    _press(app, "Keep this decision")
    # A decision that nobody can look up is none.
    assert "say by whom it was decided" in app.error[0].value
    app.text_input(key="target-note").set_value("Surat Plt. Bupati, 1 April 2020").run()
    _press(app, "Keep this decision")
    with behind.database.read() as session:
        targets = read_targets(session, Scope.everything("3319"))
    assert [(float(target.share), target.decided_on.isoformat()) for target in targets] == [
        (0.27, "2020-02-13"),
        (0.405, "2020-04-01"),
    ]
    assert (kinds.TARGET_ADDED, "operator") in logged(behind)
    _press(app, "Keep this decision")
    assert "is on record and stays" in app.error[0].value


def test_a_target_whose_window_is_turned_is_refused_with_the_reason_and_what_was_set_is_listed(
    open_as: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_RUSH_CHANCE", "0.12")
    app = open_as("operator", SETTINGS)
    listed = {row["Setting"]: row["Value"] for _, row in cards(app)[-1].iterrows()}
    assert listed["KAWAL_RUSH_CHANCE"] == "12%"
    app.date_input(key="target-ends").set_value(datetime(2020, 1, 1, tzinfo=UTC).date())
    app.text_input(key="target-note").set_value("Surat Plt. Bupati, 1 April 2020").run()
    _press(app, "Keep this decision")
    assert app.error[0].value.startswith("Not accepted: ")


def test_a_day_of_outage_is_added_and_removed(open_as: Opener, behind: Behind) -> None:
    app = open_as("operator", SETTINGS)
    app.text_input(key="outage-note").set_value("Server BPS").run()
    _press(app, "Add")
    assert "counts as a day of outage" in app.success[0].value
    _press(app, "Add")
    assert app.error[0].value.startswith("Nothing to change")
    _press(app, "Remove")
    assert "no longer counts" in app.success[0].value
    done = [kind for kind, _label in logged(behind)]
    assert done[:2] == [kinds.OUTAGE_REMOVED, kinds.OUTAGE_ADDED]


def test_an_import_is_logged_with_whose_it_was(open_as: Opener, behind: Behind) -> None:
    app = open_as("operator", "pages/admin/imports.py")
    content = b"as_of,area_code,households_responded,source\n2020-03-01,3319,1400,Uji\n"
    app.file_uploader[0].set_value(("uji.csv", content, "text/csv")).run()
    _press(app, "Import")
    assert (kinds.IMPORTED, "operator") in logged(behind)


def test_a_record_is_logged_with_whose_it_was_and_the_operator_reads_it_in_words(
    open_as: Opener, behind: Behind
) -> None:
    app = open_as("camat.jekulo", ACTIVITIES)
    for column, value in {"kind": "keliling", "area_code": "3319060001"}.items():
        fields = (box for box in app.selectbox if (box.key or "").startswith("entry-events-"))
        next(box for box in fields if str(box.key).endswith(f"-{column}")).set_value(value)
    _press(app, "Record event")
    assert has_no_error(app)
    with behind.database.read() as session:
        newest = read_log(session)[0]
    assert (newest.kind, newest.label) == (kinds.RECORD_ADDED, "camat.jekulo")
    app = open_as("operator", ACCOUNTS)
    with behind.database.write() as session:
        note(session, newest.kind, newest.account_id, newest.details, now=NOW)
    log = app.run().dataframe[-1].value.iloc[0]
    assert log["What"] == "record added"
    assert log["By"] == "camat.jekulo"
    assert log["Details"] == "record: Events, record number: 1, area: 3319060001"


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run(timeout=PATIENCE_SECONDS)
    assert not app.exception


def test_a_display_is_given_a_code_once_listed_and_shut_out(open_as: Opener, behind: Behind) -> None:
    app = open_as("operator", ACCOUNTS)
    assert app.button(key="display-add").disabled
    app.text_input(key="display-label").set_value("Aula").run()
    app.button(key="display-add").click().run()
    assert has_no_error(app)
    (shown,) = app.code
    assert re.fullmatch(r"(?:[A-Z2-9]{3}-){2}[A-Z2-9]{3}", shown.value)
    assert "/layar/masuk" in app.warning[0].value
    assert _displays(app) == [["Aula", "waits for its code", NO_VALUE]]
    app.run()
    assert not app.code
    assert shown.value not in everything(app)

    now = datetime.now(UTC)
    token = displays.connect_display(
        behind.database, behind.server.settings, shown.value, caller=Caller("127.0.0.1"), now=now
    )
    assert not isinstance(token, Refusal)
    app.run()
    ((label, state, contact),) = _displays(app)
    assert (label, state) == ("Aula", "connected")
    assert contact != NO_VALUE
    app.selectbox(key="display-chosen").set_value(1).run()
    app.button(key="display-revoke").click().run()
    assert has_no_error(app)
    assert _displays(app) == []
    assert ContactReader(behind.database).read(fingerprint(token)) is None
    assert [kind for kind, _label in logged(behind) if kind.startswith("display")] == [
        kinds.DISPLAY_REVOKED, kinds.DISPLAY_CONNECTED, kinds.DISPLAY_ADDED,
    ]  # fmt: skip


def _displays(app: AppTest) -> list[list[str]]:
    tables = [table for table in cards(app) if list(table.columns)[:2] == ["Display", "State"]]
    return [[str(cell) for cell in row] for table in tables for row in table.to_numpy().tolist()]


def test_the_message_of_the_day_is_written_and_taken_away_and_holds_no_number_of_a_person(
    open_as: Opener, behind: Behind
) -> None:
    app = open_as("operator", SETTINGS)
    app.text_area(key="day-message").set_value("NIK 3319010101900001 belum").run()
    _press(app, "Show it on the wall")
    assert "must not hold a NIK" in app.error[0].value
    app.text_area(key="day-message").set_value("Rapat  pukul\n10.00").run()
    _press(app, "Show it on the wall")
    assert has_no_error(app)
    today = behind.server.settings.today
    assert today is not None
    with behind.database.read() as session:
        message = read_day_message(session, today)
    assert message is not None
    assert message.body == "Rapat pukul 10.00"
    app.button(key="day-message-away").click().run()
    assert has_no_error(app)
    with behind.database.read() as session:
        assert read_day_message(session, today) is None
    assert [kind for kind, _label in logged(behind) if kind.startswith("message")] == [
        kinds.MESSAGE_REMOVED, kinds.MESSAGE_WRITTEN,
    ]  # fmt: skip
