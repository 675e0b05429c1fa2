"""Signing in: who is let in, how often one may try, and how long it holds; mostly on both databases."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from access.accounts import account_admin, kinds, passwords
from access.accounts.rate_limit import RateLimit, rate_limit_of
from access.accounts.sign_in import Caller, Entry, Refusal, note_failure_at_provider, sign_in, sign_out
from access.accounts.tokens import fingerprint
from access.accounts.visits import TOUCH_EVERY, _touch, find_visit, still_holding
from access.entrance.gate import Gate, tidy_up
from census.access.identity import Identity, Role, RoleKind
from data_access.accounts.access_log import note, read_log
from data_access.accounts.accounts import add_account, find_credentials
from data_access.accounts.sign_ins import Failures
from data_access.models.access_models import SIGN_IN_ATTEMPTS, SIGN_INS
from tests.access.conftest import NOW, ON_BOTH
from tests.support.processes.locked import held, wait_shortly
from tests.support.worlds.built_once import open_made

if TYPE_CHECKING:
    from census.settings import Settings
    from data_access.store.engine import Database

pytestmark = pytest.mark.usefixtures("light_hashing")

PASSWORD = "kopi pagi di menara"
OFFICE, ELSEWHERE = Caller("10.1.2.3"), Caller("10.9.9.9")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def camat(store: Database) -> int:
    """An operator, and the account that this is about."""
    account_admin.add(
        store,
        login="operator",
        label="Operator",
        password=PASSWORD,
        roles=[Role(RoleKind.OPERATOR)],
        by=None,
        now=NOW,
    )
    roles = [Role(RoleKind.CAMAT, area_code="3319060")]
    return account_admin.add(
        store, login="camat.jekulo", label="Camat Jekulo", password=PASSWORD, roles=roles, by=None, now=NOW
    )


def enter(store: Database, settings: Settings, caller: Caller = OFFICE, now: datetime = NOW) -> Entry:
    entry = sign_in(store, settings, "camat.jekulo", PASSWORD, caller=caller, now=now)
    assert isinstance(entry, Entry), entry
    return entry


def refused(store: Database, settings: Settings, login: str, password: str, **more: object) -> Refusal:
    outcome = sign_in(store, settings, login, password, **{"caller": OFFICE, "now": NOW} | more)  # type: ignore[arg-type]
    assert isinstance(outcome, Refusal)
    return outcome


def log(store: Database) -> list[tuple[str, object]]:
    with store.read() as session:
        return [(entry.kind, entry.account_id) for entry in read_log(session)]


# --- who is let in ------------------------------------------------------------------------------------------


@ON_BOTH
def test_the_right_password_opens_a_sign_in_of_which_only_the_hash_is_kept(
    store: Database, settings: Settings, camat: int
) -> None:
    entry = enter(store, settings)
    with store.read() as session:
        (row,) = session.execute(sa.select(SIGN_INS)).all()
    assert row.token_hash == fingerprint(entry.token)
    assert (row.account_id, row.created_at, row.revoked_at) == (camat, NOW, None)
    assert row.expires_at == entry.expires_at == NOW + timedelta(hours=8)
    visit = find_visit(store, settings, entry.token, now=NOW)
    assert visit is not None
    assert visit.identity == Identity(camat, "Camat Jekulo", (Role(RoleKind.CAMAT, area_code="3319060"),))
    assert log(store)[0] == (kinds.SIGNED_IN, camat)


@pytest.mark.parametrize("typed", ["camat.jekulo", " Camat.Jekulo ", "CAMAT.JEKULO"])
def test_a_name_is_found_however_it_is_typed(store: Database, settings: Settings, camat: int, typed: str) -> None:
    assert isinstance(sign_in(store, settings, typed, PASSWORD, caller=OFFICE, now=NOW), Entry)


@pytest.mark.parametrize("password", ["", PASSWORD.upper(), PASSWORD + " ", "x" * 100_000])
def test_a_wrong_password(store: Database, settings: Settings, camat: int, password: str) -> None:
    assert refused(store, settings, "camat.jekulo", password) is Refusal.WRONG
    assert log(store)[0] == (kinds.SIGN_IN_FAILED, camat)


def test_accounts_that_are_off_waiting_or_without_password_are_refused_alike(
    store: Database, settings: Settings, camat: int
) -> None:
    account_admin.disable(store, camat, by=None, now=NOW)
    with store.write() as session:
        add_account(session, label="SSO", now=NOW, login="sso", issuer="https://sso", subject="1")
    for login in ("camat.jekulo", "sso", "tidak.ada"):
        assert refused(store, settings, login, PASSWORD) is Refusal.WRONG


@pytest.mark.parametrize("login", ["camat.jekulo", "tidak.ada", "sso", "' OR 1=1 --", ""])
def test_the_work_is_the_same_whoever_it_is(
    store: Database, settings: Settings, camat: int, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    """One hash of the same cost is computed, whether or not there is such an account or a password of it."""
    with store.write() as session:
        add_account(session, label="SSO", now=NOW, login="sso", issuer="https://sso", subject="1")
    done: list[str] = []
    hasher = passwords._HASHER

    class Spy:
        def verify(self, password_hash: str, password: str) -> bool:
            done.append(password_hash.rsplit("$", 2)[0])
            return hasher.verify(password_hash, password)

    passwords.prepare()
    monkeypatch.setattr(passwords, "_HASHER", Spy())
    refused(store, settings, login, "salah sekali")
    assert done == [hasher.hash("x").rsplit("$", 2)[0]]


def test_what_was_typed_is_nowhere(store: Database, settings: Settings, camat: int) -> None:
    refused(store, settings, "rahasia-di-kolom-nama", "rahasia-di-kolom-sandi")
    with store.read() as session:
        attempts = [(row.login_key, row.address_key) for row in session.execute(sa.select(SIGN_IN_ATTEMPTS))]
        details = [entry.details for entry in read_log(session)]
    assert "rahasia" not in repr((attempts, details))


@ON_BOTH
def test_a_hash_of_older_parameters_is_replaced(
    store: Database, settings: Settings, camat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.read() as session:
        before = find_credentials(session, "camat.jekulo")
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    enter(store, settings)
    with store.read() as session:
        after = find_credentials(session, "camat.jekulo")
    assert before is not None
    assert after is not None
    assert "t=2" in str(after.password_hash) != before.password_hash
    assert isinstance(sign_in(store, settings, "camat.jekulo", PASSWORD, caller=OFFICE, now=NOW), Entry)


# --- how often one may try ----------------------------------------------------------------------------------


@ON_BOTH
def test_after_five_failures_nothing_is_tried_until_the_window_has_passed(
    store: Database, settings: Settings, camat: int
) -> None:
    for n in range(5):
        assert refused(store, settings, "camat.jekulo", "salah sekali", now=NOW + n * MINUTE) is Refusal.WRONG
    assert refused(store, settings, "camat.jekulo", PASSWORD, now=NOW + 5 * MINUTE) is Refusal.WAIT
    assert log(store).count((kinds.SIGN_IN_LOCKED, None)) == 1
    # The first failure is 15 minutes ago: one more may be tried.
    enter(store, settings, now=NOW + 15 * MINUTE)


def test_a_stranger_who_knows_the_name_does_not_lock_its_owner_out(
    store: Database, settings: Settings, camat: int
) -> None:
    for _ in range(5):
        refused(store, settings, "camat.jekulo", "salah sekali", caller=ELSEWHERE)
    assert refused(store, settings, "camat.jekulo", PASSWORD, caller=ELSEWHERE) is Refusal.WAIT
    enter(store, settings)


@ON_BOTH
def test_strangers_from_everywhere_do_not_lock_the_owner_out_where_he_has_come_in_lately(
    store: Database, settings: Settings, camat: int
) -> None:
    at_home, neighbour = Caller("2001:db8:1:2::1"), Caller("2001:db8:1:2::9")
    enter(store, settings, at_home, now=NOW - timedelta(days=29))
    enter(store, settings, OFFICE, now=NOW - timedelta(days=31))
    for n in range(20):
        assert refused(store, settings, "camat.jekulo", "salah", caller=Caller(f"10.0.0.{n}")) is Refusal.WRONG
    # Nobody has come in from there, or too long ago, or as somebody else.
    for caller in (Caller("10.0.0.0"), ELSEWHERE, OFFICE):
        assert refused(store, settings, "camat.jekulo", PASSWORD, caller=caller) is Refusal.WAIT
    assert refused(store, settings, "tidak.ada", "salah", caller=at_home) is Refusal.WRONG
    enter(store, settings, neighbour)
    # What is tried from there has its own bound still.
    for _ in range(5):
        assert refused(store, settings, "camat.jekulo", "salah", caller=at_home) is Refusal.WRONG
    assert refused(store, settings, "camat.jekulo", PASSWORD, caller=neighbour) is Refusal.WAIT


def test_a_name_tried_from_many_addresses_and_an_address_that_tries_many_names(
    store: Database, settings: Settings, camat: int
) -> None:
    for n in range(20):
        assert refused(store, settings, "camat.jekulo", "salah", caller=Caller(f"10.0.0.{n}")) is Refusal.WRONG
    assert refused(store, settings, "camat.jekulo", PASSWORD) is Refusal.WAIT
    for n in range(30):
        assert refused(store, settings, f"nama{n}", "salah", caller=ELSEWHERE) is Refusal.WRONG
    assert refused(store, settings, "operator", PASSWORD, caller=ELSEWHERE) is Refusal.WAIT
    assert isinstance(sign_in(store, settings, "operator", PASSWORD, caller=OFFICE, now=NOW), Entry)


def test_success_forgets_the_failures_before_it(store: Database, settings: Settings, camat: int) -> None:
    for _ in range(3):
        assert {refused(store, settings, "camat.jekulo", "salah") for _ in range(4)} == {Refusal.WRONG}
        assert enter(store, settings).expires_at > NOW


@ON_BOTH
def test_attempts_at_the_same_moment_do_not_slip_through(
    store: Database, settings: Settings, camat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, lock = [], Lock()

    def matches(_hash: str | None, password: str) -> bool:
        with lock:
            tried.append(password)
        return False

    monkeypatch.setattr(passwords, "matches", matches)
    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(lambda n: refused(store, settings, "camat.jekulo", str(n)), range(24)))
    assert len(tried) == 5
    assert outcomes.count(Refusal.WAIT) == 19


@pytest.mark.parametrize(
    ("failures", "is_reached"),
    [
        (Failures(4, 19, 29), False),
        (Failures(5, 5, 5), True),
        (Failures(0, 20, 0), True),
        (Failures(0, 0, 30), True),
    ],
)
def test_the_declared_limits(failures: Failures, is_reached: bool) -> None:
    limits = RateLimit(of_both=5, of_login=20, of_address=30, window=15 * MINUTE)
    assert limits.are_reached(failures) is is_reached
    is_of_name_alone = failures == Failures(0, 20, 0)
    assert limits.are_reached(failures, is_known_address=True) is (is_reached and not is_of_name_alone)


def test_the_limits_of_the_settings(settings: Settings) -> None:
    assert rate_limit_of(settings) == RateLimit(5, 20, 30, 15 * MINUTE)


@ON_BOTH
def test_failures_at_the_provider_are_logged_do_not_fill_the_log_and_cost_no_attempt_at_a_password(
    store: Database, settings: Settings, camat: int
) -> None:
    for n in range(40):
        note_failure_at_provider(store, settings, caller=OFFICE, now=NOW + timedelta(seconds=n))
    note_failure_at_provider(store, settings, caller=ELSEWHERE, now=NOW)
    assert log(store).count((kinds.SIGN_IN_FAILED, None)) == 6
    note_failure_at_provider(store, settings, caller=OFFICE, now=NOW + 16 * MINUTE)
    assert log(store).count((kinds.SIGN_IN_FAILED, None)) == 7
    with store.read() as session:
        assert read_log(session)[0].details == {"address": "10.1.2.3", "method": "oidc"}
    for n in range(4):
        assert refused(store, settings, "camat.jekulo", "salah", now=NOW + n * MINUTE) is Refusal.WRONG
    enter(store, settings, now=NOW + 4 * MINUTE)


# --- how long it holds --------------------------------------------------------------------------------------


@ON_BOTH
def test_a_sign_in_ends_after_thirty_idle_minutes_and_is_renewed_by_doing_something(
    store: Database, settings: Settings, camat: int
) -> None:
    token = enter(store, settings).token
    assert find_visit(store, settings, token, now=NOW + 29 * MINUTE) is not None
    assert find_visit(store, settings, token, now=NOW + 30 * MINUTE) is None
    _touch(store, fingerprint(token), NOW + 29 * MINUTE)
    assert find_visit(store, settings, token, now=NOW + 58 * MINUTE) is not None
    assert still_holding(store, settings, {fingerprint(token)}, now=NOW + 59 * MINUTE) == set()


def test_after_eight_hours_it_ends_whatever_is_done(store: Database, settings: Settings, camat: int) -> None:
    token = enter(store, settings).token
    end = NOW + timedelta(hours=8)
    _touch(store, fingerprint(token), end - MINUTE)
    assert find_visit(store, settings, token, now=end - MINUTE) is not None
    assert find_visit(store, settings, token, now=end) is None


def test_a_touch_does_not_go_back(store: Database, settings: Settings, camat: int) -> None:
    token = enter(store, settings).token
    _touch(store, fingerprint(token), NOW + 10 * MINUTE)
    _touch(store, fingerprint(token), NOW + TOUCH_EVERY)
    visit = find_visit(store, settings, token, now=NOW + 11 * MINUTE)
    assert visit is not None
    assert visit.seen_at == NOW + 10 * MINUTE


def test_signing_in_again_ends_what_the_browser_had_before(store: Database, settings: Settings, camat: int) -> None:
    first = enter(store, settings)
    other_browser = enter(store, settings)
    second = enter(store, settings, Caller("10.1.2.3", first.token))
    assert first.token != second.token
    assert find_visit(store, settings, first.token, now=NOW) is None
    assert find_visit(store, settings, other_browser.token, now=NOW) is not None


@ON_BOTH
def test_signing_out_ends_it_and_a_copy_of_the_cookie_is_dead(store: Database, settings: Settings, camat: int) -> None:
    token = enter(store, settings).token
    sign_out(store, token, now=NOW)
    sign_out(store, token, now=NOW)
    sign_out(store, "no token", now=NOW)
    sign_out(store, None, now=NOW)
    assert find_visit(store, settings, token, now=NOW) is None
    assert [kind for kind, _account in log(store)].count(kinds.SIGNED_OUT) == 1


@pytest.mark.parametrize("act", ["roles", "password", "disable"])
def test_what_an_operator_changes_ends_every_sign_in_of_the_account(
    store: Database, settings: Settings, camat: int, act: str
) -> None:
    tokens = [enter(store, settings).token for _ in range(2)]
    if act == "roles":
        account_admin.set_roles(store, camat, [Role(RoleKind.REGENT)], by=None, now=NOW)
    elif act == "password":
        account_admin.set_password(store, camat, "kata sandi yang lain", by=None, now=NOW)
    else:
        account_admin.disable(store, camat, by=None, now=NOW)
    assert [find_visit(store, settings, token, now=NOW) for token in tokens] == [None, None]


@ON_BOTH
def test_what_is_too_old_goes(store: Database, settings: Settings, camat: int) -> None:
    enter(store, settings)
    refused(store, settings, "tidak.ada", "salah")
    with store.write() as session:
        note(session, kinds.EXPORTED, camat, {"file": "tua.csv"}, now=NOW - timedelta(days=366))
        note(session, kinds.EXPORTED, camat, {"file": "baru.csv"}, now=NOW - timedelta(days=364))
    tidy_up(store, settings, now=NOW)
    with store.read() as session:
        assert [entry.details["file"] for entry in read_log(session, kinds=[kinds.EXPORTED])] == ["baru.csv"]
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (SIGN_INS, SIGN_IN_ATTEMPTS)
        ]
        assert counts == [1, 1]
    tidy_up(store, settings, now=NOW + timedelta(days=2))
    with store.read() as session:
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (SIGN_INS, SIGN_IN_ATTEMPTS)
        ]
        assert counts == [0, 0]


def test_of_a_database_that_is_held_the_server_writes_a_line_and_no_traceback(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wait_shortly(monkeypatch)
    database = open_made(settings)
    gate = Gate(settings, database)

    async def work_of_an_hour() -> None:
        hour = asyncio.create_task(gate._tidy_up())
        while not caplog.records:
            await asyncio.sleep(0.01)
        hour.cancel()

    try:
        with held(settings.database_url or ""):
            asyncio.run(work_of_an_hour())
    finally:
        database.close()
    (record,) = caplog.records
    assert record.getMessage().startswith("What is too old stays for another hour: Another program")
    assert record.exc_info is None
