"""Files are made for whoever is there when they are made, not for whom the page was drawn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from access.accounts import account_admin
from access.accounts.sign_in import Caller, enter
from census.access.identity import Identity, Role, RoleKind
from census.settings import Settings
from data_access.accounts.access_log import read_log
from data_access.start import open_database
from tests.support import PATIENCE_SECONDS
from tests.support.processes.guarded import JEKULO, PASSWORD
from ui.kit import downloads
from ui.shell import cached, identity, wire
from ui.shell.identity import NotThereError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data_access.store.engine import Database

REGENT, CAMAT = [Role(RoleKind.REGENT)], [Role(RoleKind.CAMAT, area_code=JEKULO)]


class Looking:
    """As much of a page's reader as a file knows."""

    def __init__(self, settings: Settings, account_id: int) -> None:
        self.settings, self.identity = settings, Identity(account_id, "Bupati", tuple(REGENT))


@pytest.fixture
def store(started_sqlite_url: str) -> Iterator[Database]:
    database = open_database(Settings(database_url=started_sqlite_url))
    yield database
    database.close()


@pytest.fixture
def reader(store: Database, monkeypatch: pytest.MonkeyPatch) -> Looking:
    """A regent who has signed in, behind the guard."""
    now, settings = datetime.now(UTC), Settings()
    number = account_admin.add(store, login="bupati", label="Bupati", password=PASSWORD, roles=REGENT, by=None, now=now)
    with store.write() as session:
        token = enter(session, settings, number, method="test", caller=Caller("127.0.0.1"), now=now).token
    monkeypatch.setattr(cached, "database", lambda _settings: store)
    monkeypatch.setattr(identity, "_EXPECTED", ["guarded"])
    monkeypatch.setattr(identity, "_token", lambda _settings: token)
    return Looking(settings, number)


def page_with_a_table() -> None:
    import pandas as pd
    import streamlit as st

    from presentation.language.messages import Translator
    from ui.kit import downloads

    class Reader:
        text = Translator("id")

    file = downloads.Download("CSV", "file.csv", "text/csv", str)
    box = downloads.table_box(Reader(), "areas")  # type: ignore[arg-type]
    if box is not None:
        st.session_state["made"] = st.session_state.get("made", 0) + 1
        downloads.show_table_and_downloads(
            Reader(),  # type: ignore[arg-type]
            pd.DataFrame({"Nama": ["Jekulo"]}),
            [file],
            box=box,
            key="areas",
        )


def test_a_table_and_its_files_come_once_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_guarded_maker", lambda _reader, offer: offer.make)
    app = AppTest.from_function(page_with_a_table, default_timeout=PATIENCE_SECONDS).run()
    assert not app.exception
    assert [box.label for box in app.expander] == ["Tabel (isi sama dengan peta) dan unduhan"]
    assert not app.dataframe
    assert "made" not in app.session_state
    app.session_state["table-areas"] = True
    app.run()
    assert app.dataframe[0].value.to_dict("list") == {"Nama": ["Jekulo"]}
    assert [button.label for button in app.get("download_button")] == ["CSV", "Definisi (CSV)"]


def offered(reader: Looking, make: Callable[[], str]) -> Callable[[], str | bytes]:
    return downloads._guarded_maker(reader, downloads.Download("CSV", "file.csv", "text/csv", make))  # type: ignore[arg-type]


def become_camat(store: Database, reader: Looking) -> None:
    account_admin.set_roles(store, reader.identity.account_id, CAMAT, by=None, now=datetime.now(UTC))


def switch_off(store: Database, reader: Looking) -> None:
    account_admin.disable(store, reader.identity.account_id, by=None, now=datetime.now(UTC))


def change_role_alone(store: Database, reader: Looking) -> None:
    """Give another role without ending the sign-in, as nothing in the product does today."""
    with store.write() as session:
        account_admin._give(session, reader.identity.account_id, CAMAT)


def test_a_file_is_made_and_noted_while_its_reader_is_there(store: Database, reader: Looking) -> None:
    said: list[tuple[str, ...]] = []

    def make() -> str:
        said.append(wire.STREAMLIT.making())  # type: ignore[arg-type]
        return "figures"

    assert offered(reader, make)() == "figures"
    assert [len(sessions) for sessions in said] == [1]
    assert wire.STREAMLIT.making() == ()
    with store.read() as session:
        assert "export" in {entry.kind for entry in read_log(session)}


@pytest.mark.parametrize("change", [become_camat, switch_off, change_role_alone])
def test_a_file_is_not_made_for_whoever_has_other_roles_since(
    store: Database, reader: Looking, change: Callable[[Database, Looking], None]
) -> None:
    made: list[str] = []
    make = offered(reader, lambda: made.append("figures") or "figures")  # type: ignore[func-returns-value]
    change(store, reader)
    with pytest.raises(NotThereError):
        make()
    assert made == []
    with store.read() as session:
        assert "export" not in {entry.kind for entry in read_log(session)}


def test_nor_where_the_role_changes_while_it_is_made(store: Database, reader: Looking) -> None:
    def make() -> str:
        become_camat(store, reader)
        return "figures of all desa"

    with pytest.raises(NotThereError):
        offered(reader, make)()
    assert wire.STREAMLIT.making() == ()


def test_without_a_guard_everybody_is_there(reader: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_EXPECTED", [])
    reader.identity = None  # type: ignore[assignment]
    assert offered(reader, lambda: "figures")() == "figures"
