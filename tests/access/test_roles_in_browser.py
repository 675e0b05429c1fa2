"""What each role is given in a real browser, however it has signed in: the pages and figures of the matrix, no more."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from access.accounts import account_admin
from data_access.accounts.accounts import read_accounts
from presentation.language.messages import Translator
from tests.access.entrance.test_oidc import consent, to_the_provider
from tests.access.test_browser import by_openid, fill_in
from tests.pages import stores
from tests.support import PATIENCE_SECONDS
from tests.support.examples import first_in_gate
from tests.support.processes.guarded import PASSWORD, Guarded, Tab, running_guard_with_provider
from tests.support.worlds import planted
from tests.support.worlds.planted import FILE_NAME, ROLES, forbidden, found, own_agencies, own_desa, pages_of, told_of
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from census.access.identity import Role
    from tests.support.processes.browser import PageMaker
    from ui.shell.registry import PageEntry

TEXT = Translator("id")
FOREIGN_OPD = 5
VISITOR = "tamu.uji"
"""An account that nobody in these tests signs in to."""
LOGINS = {name: f"{name}.uji" for name in ROLES}
SAID_BY = {"imports": FILE_NAME, "settings": "KAWAL_SESSION_HOURS", "accounts": VISITOR}
"""What a page tells and no other does, of those pages that not every role has."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A guarded server on figures that tell whose they are, with two accounts of each role: local and by OpenID."""
    folder = tmp_path_factory.mktemp("roles")
    url = planted.planted_url(tmp_path_factory)
    roles_of = {LOGINS[name]: [role] for name, role in ROLES.items()} | {VISITOR: [planted.REGENT]}
    with running_guard_with_provider(url, folder, planted.TODAY, roles_of=roles_of) as server:
        for name, role in ROLES.items():
            with server.client() as first:
                first.get(consent(to_the_provider(server, first), LOGINS[name]))
            let_in(server, LOGINS[name], role)
        # The first run of a process asks the browser to load the page again.
        with Tab(server, server.token(VISITOR)) as tab:
            tab.run()
        yield server


def let_in(server: Guarded, label: str, role: Role) -> None:
    """Decide, as the operator does, about the one account that waits."""
    with server.database.read() as session:
        (waiting,) = [account for account in read_accounts(session) if account.proposal is not None]
    account_admin.confirm(server.database, waiting.id, label=label, roles=[role], by=None, now=datetime.now(UTC))


@dataclass
class Visit:
    """A browser's page and all that has come to it over its websockets."""

    page: Page
    base_url: str
    frames: list[bytes] = field(default_factory=list)
    runs: int = 0
    """Runs of a page that have ended, but for those that ended in order to run anew."""

    def __post_init__(self) -> None:
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def _take(self, frame: bytes | str) -> None:
        raw = frame.encode() if isinstance(frame, str) else frame
        self.frames.append(raw)
        message = ForwardMsg.FromString(raw)
        is_end = message.WhichOneof("type") == "script_finished"
        self.runs += is_end and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    @property
    def content(self) -> bytes:
        return b"\n".join(self.frames)

    def wait(self, runs: int) -> None:
        """Wait until more runs than these have ended."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.runs <= runs:
            assert time.monotonic() < deadline, self.page.url
            self.page.wait_for_timeout(30)

    def go(self, way: str) -> None:
        """Open an address anew, as a link elsewhere does."""
        runs = self.runs
        self.page.goto(self.base_url + way)
        self.wait(runs)

    def follow(self, entry: PageEntry) -> None:
        """Follow a link of the menu."""
        if urlsplit(self.page.url).path == f"/{entry.url_path}":
            return
        runs = self.runs
        self.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{entry.url_path}"]').click()
        self.wait(runs)

    def menu(self) -> list[str]:
        """Give the paths of the menu's links."""
        links = self.page.locator('[data-testid="stSidebarNavLink"]')
        expect(links.first).to_be_attached()
        hrefs = links.evaluate_all("links => links.map(link => new URL(link.href).pathname)")
        return [path.strip("/") for path in hrefs]


def signed_in(house: Guarded, new_page: PageMaker, name: str, by: str, way: str) -> Visit:
    """Sign in with the form, at first towards a page."""
    visit = Visit(new_page(1280, 900).page, house.base_url)
    visit.page.goto(house.base_url + way)
    if by == "account":
        fill_in(visit.page, LOGINS[name], PASSWORD)
    else:
        by_openid(visit.page, LOGINS[name])
    visit.page.wait_for_url(f"**{way}")
    visit.wait(0)
    return visit


# A camat here; the head of an agency, and who sees all or none of it, in the deep run. What each role is sent over the
# wire is compared in the gate by `tests/pages/roles`.
@pytest.mark.parametrize("name", first_in_gate(sorted(ROLES), 1))
def test_by_account_every_page_of_the_matrix_and_its_figures(house: Guarded, new_page: PageMaker, name: str) -> None:
    role = ROLES[name]
    visit = signed_in(house, new_page, name, "account", "/wilayah?wilayah=Kaliwungu")
    assert visit.menu() == [entry.url_path for entry in pages_of(role)]
    for entry in pages_of(role):
        # From whom nothing is withheld, only the pages that others do not have.
        if forbidden(role)[0] or entry.key in SAID_BY:
            visit.follow(entry)
    visit.go(f"/opd?opd={FOREIGN_OPD}")
    visit.go(f"/wilayah?wilayah={stores.names()[min(own_desa(role))[:7]]}")
    check_figures(role, visit.content, stores.KALIWUNGU, min(own_desa(role))[:7])
    days = {text for count in planted.staff_counts(FOREIGN_OPD)[:-1] for text in planted.spellings(count)}
    assert FOREIGN_OPD not in own_agencies(role) or any(text.encode() in visit.content for text in days)
    for entry in PAGES:
        assert (SAID_BY.get(entry.key, TEXT(entry.title)).encode() in visit.content) == (entry in pages_of(role))


@pytest.mark.parametrize("name", first_in_gate(sorted(ROLES), 1))
def test_by_openid_a_link_to_a_page_that_is_another_s_shows_nothing_of_it(
    house: Guarded, new_page: PageMaker, name: str
) -> None:
    role = ROLES[name]
    others = [entry for entry in PAGES if entry not in pages_of(role)]
    ways = [f"/{entry.url_path}" for entry in others]
    visit = signed_in(house, new_page, name, "openid", (ways or ["/wilayah"])[0])
    assert visit.menu() == [entry.url_path for entry in pages_of(role)]
    for entry, way in zip(others, ways, strict=True):
        if way != ways[0]:
            visit.go(way)
        assert SAID_BY[entry.key].encode() not in visit.content
        assert not visit.page.get_by_role("heading", name=TEXT(entry.title), exact=True).count()
    visit.go("/wilayah")
    check_figures(role, visit.content, min(own_desa(role))[:7])


def check_figures(role: Role, content: bytes, *opened: str) -> None:
    """Compare what came with what the matrix grants: all desa of its own in what was opened, and no other."""
    assert found(role, content) == set()
    assert {code for code in own_desa(role) if code[:7] in opened} <= told_of(content) <= own_desa(role)
