"""What each role is sent, by the bytes: no desa figure and no agency's detail that the matrix withholds."""

from __future__ import annotations

import io
import json
import zipfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st
from streamlit.dataframe_util import convert_pandas_df_to_arrow_bytes
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from census.access.identity import Identity, Role
from census.access.role_words import word_of_role
from census.access.scope import Scope
from data_access.reads.reads import NotPermittedError
from presentation.language.messages import Translator
from reports.commands import app as reports_app
from tests.pages import stores
from tests.pages.conftest import page_hash
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
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.examples import every_in_gate
from tests.support.figures import components
from tests.support.processes.server import running_dashboard
from tests.support.worlds.planted import (
    CAMAT,
    DAYS,
    DESA,
    FILE_NAME,
    HEAD,
    HEAD_OF,
    OPERATOR,
    OTHER,
    REGENT,
    ROLES,
    TODAY,
    desa_counts,
    found,
    own_agencies,
    own_desa,
    pages_of,
    planted_url,
    spellings,
    told_of,
)
from ui.admin import uploads
from ui.shell import identity
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database whose figures tell whose they are."""
    return planted_url(tmp_path_factory)


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
        # Pictures are drawn of the same tables, and their text cannot be searched; nor that of a briefing, which is the
        # one of the command (`tests/reports/briefing`), as tests/ui/kit holds.
        if options.get("mime") not in {"image/png", "application/pdf"}:
            taken.append(data)
        return real(label, data, **options)

    monkeypatch.setattr(st, "download_button", button)
    return taken


def taken_away(downloads: list[Any]) -> bytes:
    """The files themselves."""
    return b"\n".join(unpacked(each() if callable(each) else each) for each in downloads)


def opened(role: Role, page: str, **choices: str) -> AppTest:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
    app._page_hash = page_hash(page)
    for key, value in ({"sebagai": word_of_role(role)} | choices).items():
        app.query_params[key] = value
    return app.run()


ELSEWHERE = {"wilayah": "Kaliwungu", "opd": "5"}
"""What is another's, in an address; a page takes what it knows of it."""
MORE_ELSEWHERE: list[tuple[str, dict[str, str]]] = [
    (ACTIVITIES, ELSEWHERE | {"catatan": "Komitmen"}),
    (OVERVIEW, {"hari": DAYS[1].isoformat()}),
    (OPD, {"hari": DAYS[0].isoformat()}),
    (AREAS, {"wilayah": stores.names()["3319010001"], "satuan": "Keluarga"}),
    (AREAS, ELSEWHERE | {"warna": "Keseluruhan", "bandingkan": DAYS[0].isoformat()}),
]


@pytest.fixture
def on_planted(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", planted)
    monkeypatch.setenv("KAWAL_TODAY", TODAY)


@pytest.mark.usefixtures("on_planted")
@pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
def test_no_page_and_no_file_holds_what_the_matrix_withholds(role: Role, downloads: list[Any]) -> None:
    """As it opens; with what is another's in the address on the wire, below."""
    for page, choices in [*((entry.file, {}) for entry in pages_of(role)), (AREAS, {"wilayah": "Kaliwungu"})]:
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
@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_the_address_of_a_page_that_is_another_s_opens_nothing_of_it(role: Role) -> None:
    is_allowed = IMPORTS in {entry.file for entry in pages_of(role)}
    app = opened(role, IMPORTS)
    assert has_no_error(app)
    assert (FILE_NAME.encode() in sent(app)) == is_allowed
    assert bool(app.get("file_uploader")) == (role is OPERATOR)


@pytest.mark.usefixtures("on_planted")
def test_switching_the_role_forgets_what_was_marked() -> None:
    app = opened(REGENT, AREAS, wilayah="Jekulo")
    app.selectbox(key=f"desa-{stores.JEKULO}").select("3319060001").run()
    assert has_no_error(app)
    app.selectbox(key="sebagai").select(word_of_role(HEAD)).run()
    assert has_no_error(app)
    assert found(HEAD, sent(app)) == set()
    assert app.query_params["sebagai"] in (word_of_role(HEAD), [word_of_role(HEAD)])
    app.selectbox(key="sebagai").select("semua").run()
    assert has_no_error(app)
    assert "sebagai" not in app.query_params


@pytest.mark.usefixtures("on_planted")
def test_what_is_withheld_is_said() -> None:
    said = everything(opened(CAMAT, AREAS, wilayah="Kaliwungu"))
    assert "Anda melihat angka total Kaliwungu" in said
    assert "Anda melihat angka total" not in everything(opened(CAMAT, AREAS))
    assert "ditampilkan kepada kepalanya" in everything(opened(HEAD, OPD, opd="5"))
    assert "ditampilkan kepada kepalanya" not in everything(opened(HEAD, OPD))


@pytest.mark.usefixtures("on_planted")
def test_who_has_an_agency_reads_of_it_first() -> None:
    own = next(row["short_name"] for row in stores.reference_rows("opd.csv") if row["id"] == str(HEAD_OF))
    verdict = opened(HEAD, OPD).markdown
    assert [line.value for line in verdict if line.value.startswith(f"ASN {own}: **")]
    assert not [line.value for line in opened(REGENT, OPD).markdown if line.value.startswith("ASN ")]


@pytest.mark.usefixtures("on_planted")
def test_an_unknown_role_in_the_address_is_told() -> None:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
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
            raw = socket.recv(timeout=PATIENCE_SECONDS)
            parts.append(raw if isinstance(raw, bytes) else raw.encode())
            if ForwardMsg.FromString(parts[-1]).WhichOneof("type") == "script_finished":
                return b"\n".join(parts)


@pytest.fixture(scope="module")
def served(planted: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on these figures."""
    environment = {"KAWAL_DATABASE_URL": planted, "KAWAL_TODAY": TODAY}
    with running_dashboard(environment, tmp_path_factory.mktemp("served") / "log") as server:
        # The first run of a process asks the browser to load the page again.
        on_the_wire(server.base_url, "", "")
        yield server.base_url


@pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
def test_the_wire_holds_no_more(served: str, role: Role) -> None:
    """Of any page, with an address that asks for what is another's."""
    paths = {entry.file: entry.url_path for entry in PAGES}
    for page, choices in [*((entry.file, ELSEWHERE) for entry in PAGES), *MORE_ELSEWHERE]:
        content = on_the_wire(served, paths[page], urlencode({"sebagai": word_of_role(role)} | choices))
        assert len(content) > 10_000, (page, choices)
        assert found(role, content) == set(), (page, choices)


def test_the_search_finds_on_the_wire_what_the_regent_is_sent(served: str) -> None:
    content = on_the_wire(served, "wilayah", "wilayah=Kaliwungu")
    foreign = {code for code in DESA if code.startswith(OTHER)}
    assert foreign <= found(CAMAT, content)
    assert foreign <= told_of(content)


def test_the_search_finds_what_is_in_tables_and_charts() -> None:
    """In a table texts stand without a gap; numbers are in binary, in a chart as base64."""
    one, other = [code for code in DESA if code.startswith(OTHER)][:2]
    table = pd.DataFrame({"code": [one, other], "n": [desa_counts(one)["persons"], None]})
    sent_as = b"abc" + convert_pandas_df_to_arrow_bytes(table)
    assert found(CAMAT, sent_as) == {one, other, str(desa_counts(one)["persons"])}
    chart = go.Figure(go.Bar(x=np.array([desa_counts(one)["households"], 1])))
    assert found(CAMAT, chart.to_json().encode()) == {str(desa_counts(one)["households"])}


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
        assert bool(components(app)) == bool(roles)


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


def of_regent(command: str, *arguments: str) -> list[dict[str, Any]]:
    return report(command, *arguments, "--role", "regent")


def is_seen(role: Role, code: str) -> bool:
    return len(code) < 10 or code in own_desa(role)


@pytest.mark.usefixtures("on_planted")
@pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
def test_a_role_is_printed_its_rows_of_what_the_regent_is(role: Role) -> None:
    word = word_of_role(role)
    for level in ("kabupaten", "kecamatan", "desa"):
        rows = report("progress", "--role", word, "--level", level)
        assert rows == [row for row in of_regent("progress", "--level", level) if is_seen(role, row["code"])]
        assert found(role, json.dumps(rows).encode()) == set()
    agencies, of_all = report("progress", "--role", word, "--level", "opd"), of_regent("progress", "--level", "opd")
    for row, full in zip(agencies, of_all, strict=True):
        is_own = int(row["code"]) in own_agencies(role)
        assert row == (full if is_own else full | {"recent_pace": None})
    assert found(role, json.dumps(agencies).encode()) == set()


@pytest.mark.usefixtures("on_planted")
def test_without_a_role_the_command_prints_what_every_role_may_see() -> None:
    """Of agencies their place in the ranking, not what came in since."""
    for level in ("kabupaten", "kecamatan"):
        assert report("progress", "--level", level) == of_regent("progress", "--level", level)
    agencies = report("progress", "--level", "opd")
    assert agencies == [row | {"recent_pace": None} for row in of_regent("progress", "--level", "opd")]
    whole, *parts = report("interviews")
    assert [whole, *parts] == of_regent("interviews", "--level", "kecamatan")
    assert len(parts) == 9
    printed = json.dumps([agencies, whole, parts, report("effect")]).encode()
    assert found(CAMAT, printed) == found(HEAD, printed) == set()


@pytest.mark.usefixtures("on_planted")
@pytest.mark.parametrize(
    "arguments",
    [
        ["progress", "--level", "desa"],
        ["progress", "--level", "desa", "--area", stores.JEKULO],
        ["progress", "--level", "desa", "--area", "3319010001"],
        ["progress", "--level", "kabupaten", "--area", "3319010001"],
        ["forecast", "--level", "desa"],
        ["interviews", "--level", "desa"],
        ["priorities"],
        ["priorities", "--level", "team"],
        ["effect", "--level", "event"],
        ["effect", "--area", stores.JEKULO],
        ["effect", "--area", "3319010001"],
    ],
)
def test_what_not_every_role_may_see_wants_a_role_named(arguments: list[str]) -> None:
    result = CliRunner().invoke(reports_app, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "say whose they shall be: --role regent, operator, camat:CODE or opd:ID." in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.fixture
def on_demo(templates: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{templates['demo']}")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")


@pytest.mark.usefixtures("on_demo")
@pytest.mark.parametrize(
    ("command", "level", "code"),
    every_in_gate(
        [
            ("forecast", "desa", "code"),
            ("interviews", "desa", "code"),
            ("priorities", "desa", "code"),
            ("forecast", "kecamatan", "code"),
            ("effect", "event", "area_code"),
        ],
        2,
    ),
)
def test_what_is_made_of_all_areas_is_the_same_for_all_roles(command: str, level: str, code: str) -> None:
    """A camat's forecast of the kabupaten, and rank of a desa among all, are the regent's."""
    of_all = of_regent(command, "--level", level)
    own = report(command, "--level", level, "--role", word_of_role(CAMAT))
    assert own == [row for row in of_all if is_seen(CAMAT, row[code])]
    assert len(own) < len(of_all) or level == "kecamatan"
    if level == "kecamatan":
        assert report(command, "--level", level) == of_all


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
    hidden = [row for row in of_regent("progress", "--level", "desa") if row["is_hidden"]]
    assert hidden
    assert all(row["numerator"] is None for row in hidden)
    told = report("progress", "--level", "desa", "--role", "operator", "--recount")
    assert all(row["numerator"] is not None and not row["is_hidden"] for row in told)
    assert [row for row in report("progress", "--level", "desa", "--role", "operator") if row["is_hidden"]] == hidden
