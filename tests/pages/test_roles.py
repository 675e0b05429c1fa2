"""What each role is sent, by the bytes: no desa figure and no agency's detail that the matrix withholds."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from census.identity import Identity, Role, RoleKind
from census.matrix import MATRIX, Extent
from census.role_words import word_of_role
from census.scope import Scope
from census.settings import Settings
from data_access.reads import NotPermittedError
from data_access.schema import raise_data_version
from data_access.start import open_database
from data_access.writes import TABLES, write_rows
from presentation.messages import Translator
from reports.__main__ import app as reports_app
from tests.pages import stores
from tests.pages.conftest import TIMEOUT_SECONDS, page_hash
from tests.pages.screens import (
    ACTIVITIES,
    AREAS,
    EFFECT,
    FORECAST,
    IMPORTS,
    INTERVIEWS,
    OPD,
    OVERVIEW,
    PRIORITIES,
    everything,
    has_no_error,
)
from tests.support import ROOT
from ui import identity, uploads
from ui.registry import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import DashboardStarter

DAYS = stores.DAYS
DESA = sorted(code for code in stores.names() if len(code) == 10)
AGENCIES = {int(row["id"]): row["name"] for row in stores.reference_rows("opd.csv")}
OFFICE = {row["area_code"]: int(row["id"]) for row in stores.reference_rows("opd.csv") if row["area_code"]}
HEAD_OF = 3
STAFF = 6_000
"""Civil servants of each agency; a funnel of much larger ones would take long to draw."""
OTHER = stores.KALIWUNGU
REGENT, OPERATOR = Role(RoleKind.REGENT), Role(RoleKind.OPERATOR)
CAMAT, HEAD = Role(RoleKind.CAMAT, area_code=stores.JEKULO), Role(RoleKind.OPD_HEAD, opd_id=HEAD_OF)
ROLES = [REGENT, OPERATOR, CAMAT, HEAD]


# --- a campaign whose figures tell whose they are -----------------------------------------------------------


def desa_counts(code: str) -> dict[str, int]:
    """Denominators and the counts of the newest day, all of them different in each desa."""
    place = DESA.index(code) + 1
    return {
        "households": 500_000 + 17 * place,
        "persons": 1_900_000 + 19 * place,
        "households_responded": 100_000 + 1_009 * place,
        "persons_responded": 390_000 + 3_011 * place,
        "households_clean": 70_000 + 701 * place,
        "persons_clean": 290_000 + 2_003 * place,
    }


def staff_counts(opd: int) -> list[int]:
    """Civil servants who had responded on each of the days; the last is the agency's place in the ranking."""
    return [1_003 + 17 * opd, 2_005 + 19 * opd, 4_007 + 23 * opd]


def note_of(code: str, opd: int | None) -> str:
    return f"catatan-{opd or 'tanpa'}-{code}-x"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of such figures; each desa has an event by the agency below and one by another."""
    url = f"sqlite:///{tmp_path_factory.mktemp('roles') / 'planted.sqlite'}"
    kabupaten = {"kabupaten_code": stores.KABUPATEN}
    known = kabupaten | {"source": "Uji", "is_estimate": False, "import_id": None}
    register = [
        known
        | {"area_code": code, "version": "uji", "valid_on": date(2019, 12, 31)}
        | {unit: desa_counts(code)[unit] for unit in ("households", "persons")}
        | {"households_ineligible": None, "persons_ineligible": None}
        for code in DESA
    ]
    agencies = [
        row | known | {"id": int(row["id"]), "staff": STAFF, "area_code": row["area_code"] or None}
        for row in stores.reference_rows("opd.csv")
    ]
    events = [
        kabupaten
        | {"area_code": code, "opd_id": opd, "held_on": DAYS[0], "kind": kind, "audience": 40, "officers": 2}
        | {"note": note_of(code, opd), "source": "Uji"}
        for place, code in enumerate(DESA)
        for opd, kind in ((HEAD_OF, "siaran"), (4 + place % 9, "tatap muka"))
    ]
    recaps = [
        kabupaten
        | {"area_code": code, "as_of": day, "source": "Uji", "import_id": None}
        | {measure: desa_counts(code)[measure] - 7 * (2 - n) for measure in stores.MEASURES}
        for code in DESA
        for n, day in enumerate(DAYS)
    ]
    staff = [
        kabupaten
        | {"opd_id": opd, "as_of": day, "source": "Uji", "import_id": None}
        | {"staff_responded": staff_counts(opd)[n], "staff_clean": None}
        for opd in AGENCIES
        for n, day in enumerate(DAYS)
    ]
    database = open_database(Settings(database_url=url))
    with database.write() as session:
        rows = {"register": register, "opd": agencies, "outreach": events, "recap": recaps, "opd-recap": staff}
        for kind, each in rows.items():
            write_rows(session, kind, [{k: v for k, v in row.items() if k in columns_of(kind)} for row in each])
        raise_data_version(session)
    database.close()
    return url


def columns_of(kind: str) -> set[str]:
    return set(TABLES[kind][0].__table__.columns.keys())


# --- what was sent ------------------------------------------------------------------------------------------


def sent(app: AppTest) -> bytes:
    """All that the server would send to the browser: every block and element of the page, as protobuf."""
    parts: list[bytes] = []

    def walk(node: Any) -> None:
        proto = getattr(node, "proto", None)
        if proto is not None:
            parts.append(proto.SerializeToString())
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(app._tree)
    return b"\n".join(parts)


def unpacked(content: str | bytes) -> bytes:
    """The text of a file, of a workbook that of its parts."""
    raw = content.encode() if isinstance(content, str) else content
    if not raw.startswith(b"PK"):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Contents, or their makers, of the download buttons of every run."""
    taken: list[Any] = []
    real = st.download_button

    def button(label: str, data: Any, **options: Any) -> bool:
        # Pictures are drawn of the same tables, and their text cannot be searched.
        if options.get("mime") != "image/png":
            taken.append(data)
        return real(label, data, **options)

    monkeypatch.setattr(st, "download_button", button)
    return taken


def taken_away(downloads: list[Any]) -> bytes:
    """The files themselves."""
    return b"\n".join(unpacked(each() if callable(each) else each) for each in downloads)


# --- what may not be ----------------------------------------------------------------------------------------


def own_desa(role: Role) -> set[str]:
    extent = MATRIX[role.kind]
    if all(each is not Extent.OWN for each in extent.values()):
        return set(DESA)
    if role is CAMAT:
        return {code for code in DESA if code.startswith(stores.JEKULO)}
    return {row["desa_code"] for row in stores.reference_rows("assignments.csv") if row["opd_id"] == str(HEAD_OF)}


def own_agencies(role: Role) -> set[int]:
    return {CAMAT: {OFFICE[stores.JEKULO]}, HEAD: {HEAD_OF}}.get(role, set(AGENCIES))


def spellings(number: int) -> list[str]:
    return [f"{number:,}".replace(",", "."), f"{number:,}", str(number)]


@cache
def public_words() -> str:
    return "\n".join([*(name for code, name in stores.names().items() if len(code) < 10), *AGENCIES.values()])


@cache
def forbidden(role: Role) -> tuple[frozenset[bytes], tuple[bytes, ...]]:
    """What must not be in the bytes: codes, figures and names of foreign desa, days and notes of foreign agencies.

    Returns
    -------
    tokens
        Codes, numbers and notes.
    names
        Names that stand for a foreign desa alone.
    """
    tokens: list[str] = []
    names: list[str] = []
    names_seen = {stores.names()[code] for code in own_desa(role)}
    for code in set(DESA) - own_desa(role):
        tokens.append(code)
        tokens += [text for count in desa_counts(code).values() for text in spellings(count)]
        name = stores.names()[code]
        if name not in names_seen and not re.search(rf"\b{re.escape(name)}\b", public_words()):
            names.append(name)
    newest = {staff_counts(opd)[-1] for opd in AGENCIES}
    in_ranking = newest | {STAFF - count for count in newest}
    for opd in set(AGENCIES) - own_agencies(role):
        tokens += [text for count in staff_counts(opd)[:-1] if count not in in_ranking for text in spellings(count)]
        tokens += [note_of(code, opd) for code in DESA if role is HEAD or code not in own_desa(role)]
    return frozenset(text.encode() for text in tokens), tuple(name.encode() for name in names)


def found(role: Role, content: bytes) -> set[str]:
    tokens, names = forbidden(role)
    met = {token.strip(b".,") for token in re.findall(rb"[\w.,-]+", content)} & tokens
    met |= {name for name in names if name in content and re.search(rb"\b%s\b" % re.escape(name), content)}
    return {each.decode() for each in met}


def opened(role: Role, page: str, **choices: str) -> AppTest:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=TIMEOUT_SECONDS)
    app._page_hash = page_hash(page)
    for key, value in ({"sebagai": word_of_role(role)} | choices).items():
        app.query_params[key] = value
    return app.run()


TAMPERED: list[tuple[str, dict[str, str]]] = [
    (PRIORITIES, {"wilayah": "Kaliwungu"}),
    (ACTIVITIES, {"wilayah": "Kaliwungu", "catatan": "Komitmen"}),
    (EFFECT, {"wilayah": "Kaliwungu"}),
    (INTERVIEWS, {"wilayah": "Kaliwungu"}),
    (FORECAST, {"wilayah": "Kaliwungu"}),
    (OVERVIEW, {"hari": DAYS[1].isoformat()}),
    (AREAS, {"wilayah": "Kaliwungu"}),
    (AREAS, {"wilayah": stores.names()["3319010001"], "satuan": "Keluarga"}),
    (AREAS, {"wilayah": "Kaliwungu", "warna": "Keseluruhan", "bandingkan": DAYS[0].isoformat()}),
    (OPD, {"opd": "5"}),
]


@pytest.fixture
def on_planted(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", planted)
    monkeypatch.setenv("KAWAL_TODAY", (DAYS[-1] + timedelta(days=1)).isoformat())


@pytest.mark.usefixtures("on_planted")
@pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
def test_no_page_and_no_file_sends_what_the_matrix_withholds(role: Role, downloads: list[Any]) -> None:
    pages = [(entry.file, {}) for entry in PAGES]
    for page, choices in [*pages, *TAMPERED]:
        app = opened(role, page, **choices)
        assert has_no_error(app), (page, choices, app.exception)
        assert found(role, sent(app)) == set(), (page, choices)
    assert found(role, taken_away(downloads)) == set()
    assert downloads


@pytest.mark.usefixtures("on_planted")
def test_the_search_finds_what_the_regent_is_sent(downloads: list[Any]) -> None:
    """Else the test above would pass on an empty page."""
    content = sent(opened(REGENT, AREAS, wilayah="Kaliwungu"))
    foreign = [code for code in DESA if code.startswith(OTHER)]
    seen = found(CAMAT, content)
    assert set(foreign) <= seen
    assert {stores.names()["3319010001"]} <= seen
    assert {spellings(desa_counts(code)["persons_responded"])[0] for code in foreign} <= seen
    assert {str(desa_counts(code)["persons_responded"]) for code in foreign} <= found(CAMAT, taken_away(downloads))
    other = opened(REGENT, OPD, opd="5")
    assert "Day by day" in everything(other) or "Hari demi hari" in everything(other)


@pytest.mark.usefixtures("on_planted")
@pytest.mark.parametrize("role", ROLES, ids=["regent", "operator", "camat", "head"])
def test_the_menu_and_the_address_hold_the_pages_of_the_role(role: Role) -> None:
    allowed = {entry.file for entry in PAGES if MATRIX[role.kind][entry.needs] is not Extent.NONE}
    app = opened(role, IMPORTS)
    assert has_no_error(app)
    is_operator = MATRIX[role.kind].get(next(e.needs for e in PAGES if e.file == IMPORTS)) is not Extent.NONE
    assert (IMPORTS in allowed) == is_operator
    has_log = any(subheader.value for subheader in app.subheader if "erkas" in subheader.value)
    assert has_log == is_operator
    assert bool(app.get("file_uploader")) == (role is OPERATOR)


@pytest.mark.usefixtures("on_planted")
def test_switching_the_role_forgets_what_was_marked() -> None:
    app = opened(REGENT, AREAS, wilayah="Jekulo")
    app.selectbox(key=f"desa-{stores.JEKULO}").select("3319060001").run()
    assert has_no_error(app)
    app.selectbox(key="sebagai").select(word_of_role(HEAD)).run()
    assert has_no_error(app)
    assert found(HEAD, sent(app)) == set()
    assert app.query_params["sebagai"] == [word_of_role(HEAD)]
    app.selectbox(key="sebagai").select("semua").run()
    assert has_no_error(app)
    assert "sebagai" not in app.query_params


@pytest.mark.usefixtures("on_planted")
def test_what_is_withheld_is_said() -> None:
    said = everything(opened(CAMAT, AREAS, wilayah="Kaliwungu"))
    assert "Untuk Kaliwungu, Anda melihat angka totalnya" in said
    assert "Anda melihat angka totalnya" not in everything(opened(CAMAT, AREAS))
    assert "dilihat oleh kepalanya" in everything(opened(HEAD, OPD, opd="5"))
    assert "dilihat oleh kepalanya" not in everything(opened(HEAD, OPD))


@pytest.mark.usefixtures("on_planted")
def test_an_unknown_role_in_the_address_is_told() -> None:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=TIMEOUT_SECONDS)
    app.query_params["sebagai"] = "camat:9999999"
    app.run()
    assert has_no_error(app)
    assert "sebagai" in everything(app)


# --- on the wire --------------------------------------------------------------------------------------------


def on_the_wire(base_url: str, page_name: str, query: str) -> bytes:
    """Ask a running server for a page, as a browser does, and give all bytes that it sends until the page is done."""
    wanted = BackMsg()
    wanted.rerun_script.query_string = query
    wanted.rerun_script.page_name = page_name
    wanted.rerun_script.context_info.timezone = "Asia/Jakarta"
    parts = []
    with connect(
        base_url.replace("http://", "ws://", 1) + "/_stcore/stream",
        origin=Origin(base_url),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        compression=None,
        proxy=None,
    ) as socket:
        socket.send(wanted.SerializeToString())
        while True:
            raw = socket.recv(timeout=TIMEOUT_SECONDS)
            parts.append(raw if isinstance(raw, bytes) else raw.encode())
            if ForwardMsg.FromString(parts[-1]).WhichOneof("type") == "script_finished":
                return b"\n".join(parts)


def test_the_wire_holds_no_more(planted: str, start_dashboard: DashboardStarter) -> None:
    day = (DAYS[-1] + timedelta(days=1)).isoformat()
    server = start_dashboard(KAWAL_DATABASE_URL=planted, KAWAL_TODAY=day)
    for role, page_name in ((CAMAT, "wilayah"), (CAMAT, "kegiatan"), (HEAD, "wilayah"), (HEAD, "opd")):
        content = on_the_wire(server.base_url, page_name, f"sebagai={word_of_role(role)}&wilayah=Kaliwungu&opd=5")
        assert len(content) > 10_000
        assert found(role, content) == set(), (role, page_name)
    # As everybody, the same search finds them.
    assert found(CAMAT, on_the_wire(server.base_url, "wilayah", "wilayah=Kaliwungu"))


# --- behind the guard ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("on_planted")
def test_behind_the_guard_the_account_decides_and_not_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "is_guarded", lambda: True)
    for roles in ((CAMAT,), (HEAD,), ()):
        present = Identity(7, "Camat Jekulo", roles)
        monkeypatch.setattr(identity, "current_identity", lambda _settings, present=present, **_: present)
        app = opened(REGENT, AREAS, wilayah="Kaliwungu")
        assert has_no_error(app)
        assert [box.key for box in app.selectbox if box.key == "sebagai"] == []
        assert found(CAMAT if CAMAT in roles else HEAD, sent(app)) == set()
        assert bool(app.get("plotly_chart")) == bool(roles)


@pytest.mark.usefixtures("on_planted")
def test_only_the_operator_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the page would draw the upload for another: the act asks itself."""
    who = SimpleNamespace(scope=Scope.totals(stores.KABUPATEN), text=Translator("id"))
    with pytest.raises(NotPermittedError):
        uploads.take_file(who, "recap")  # type: ignore[arg-type]


# --- the command line ---------------------------------------------------------------------------------------


def report(command: str, *arguments: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(reports_app, [command, *arguments])
    assert result.exit_code == 0, result.stderr
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def is_seen(role: Role, code: str) -> bool:
    return len(code) < 10 or code in own_desa(role)


@pytest.mark.usefixtures("on_planted")
@pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
def test_a_role_is_printed_its_rows_of_what_the_regent_is(role: Role) -> None:
    word = word_of_role(role)
    for level in ("kabupaten", "kecamatan", "desa"):
        rows = report("progress", "--role", word, "--level", level)
        assert rows == [row for row in report("progress", "--level", level) if is_seen(role, row["code"])]
        assert found(role, json.dumps(rows).encode()) == set()
    agencies, of_all = report("progress", "--role", word, "--level", "opd"), report("progress", "--level", "opd")
    for row, full in zip(agencies, of_all, strict=True):
        is_own = int(row["code"]) in own_agencies(role)
        assert row == (full if is_own else full | {"recent_pace": None})
    assert found(role, json.dumps(agencies).encode()) == set()


@pytest.fixture
def on_demo(templates: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{templates['demo']}")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")


@pytest.mark.usefixtures("on_demo")
@pytest.mark.parametrize(
    ("command", "level", "code"),
    [
        ("forecast", "kecamatan", "code"),
        ("forecast", "desa", "code"),
        ("interviews", "desa", "code"),
        ("priorities", "desa", "code"),
        ("effect", "event", "area_code"),
    ],
)
def test_what_is_made_of_all_areas_is_the_same_for_all_roles(command: str, level: str, code: str) -> None:
    """A camat's forecast of the kabupaten, and rank of a desa among all, are the regent's."""
    of_all = report(command, "--level", level)
    own = report(command, "--level", level, "--role", word_of_role(CAMAT))
    assert own == [row for row in of_all if is_seen(CAMAT, row[code])]
    assert len(own) < len(of_all) or level == "kecamatan"


@pytest.mark.usefixtures("on_demo")
@pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
def test_pages_that_forecast_plan_and_judge_name_no_foreign_desa(role: Role, downloads: list[Any]) -> None:
    foreign = set(DESA) - own_desa(role)
    for page in (FORECAST, PRIORITIES, EFFECT, INTERVIEWS, ACTIVITIES, OVERVIEW):
        app = opened(role, page)
        assert has_no_error(app), (page, app.exception)
        assert not foreign & found(role, sent(app)), page
    assert not foreign & found(role, taken_away(downloads))


@pytest.mark.usefixtures("on_planted")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["progress", "--role", "camat:9999999"], "kecamatan"),
        (["progress", "--role", "camat:3319060001"], "kecamatan"),
        (["progress", "--role", "opd:999"], "agency"),
        (["progress", "--role", "bupati"], "regent"),
        (["progress", "--recount"], "operator"),
        (["progress", "--role", word_of_role(CAMAT), "--recount"], "operator"),
        (["progress", "--role", word_of_role(CAMAT), "--area", "3319010001"], "--area"),
        (["effect", "--role", word_of_role(CAMAT), "--area", "3319010"], "--role"),
    ],
)
def test_a_role_that_cannot_be_is_refused(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(reports_app, arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_recount_tells_of_small_groups_to_the_operator_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'small.sqlite'}"
    stores.take_in(url, "recap", stores.full_recap())
    monkeypatch.setenv("KAWAL_DATABASE_URL", url)
    monkeypatch.setenv("KAWAL_HIDE_BELOW", "1000")
    monkeypatch.setenv("KAWAL_COARSE_BELOW", "1000")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")
    hidden = [row for row in report("progress", "--level", "desa") if row["is_hidden"]]
    assert hidden
    assert all(row["numerator"] is None for row in hidden)
    told = report("progress", "--level", "desa", "--role", "operator", "--recount")
    assert all(row["numerator"] is not None and not row["is_hidden"] for row in told)
    assert [row for row in report("progress", "--level", "desa", "--role", "operator") if row["is_hidden"]] == hidden
