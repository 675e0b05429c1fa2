"""`python -m reports page`: the figures of `reports progress` in one file, which asks nobody and runs in a browser."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from census.access.role_words import word_of_role
from presentation.areas.figures import Figure
from presentation.charts.curve import Curve
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.verdict import Verdict
from reports.commands import app
from reports.offline import document
from reports.offline.content import Drawing, OfflineView
from reports.offline.curve import curve_svg
from reports.offline.document import MOST_BYTES, TooLargeError, offline_document
from tests.pages import stores
from tests.reports.commands import run
from tests.support import PATIENCE_SECONDS
from tests.support.worlds import planted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page


pytestmark = pytest.mark.usefixtures("demo")


def written(folder: Path, *arguments: str) -> Path:
    file = folder / "page.html"
    run("page", "--out", str(file), *arguments)
    return file


class Reader(HTMLParser):
    """The texts of a document by where they stand, and all addresses in it."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[str] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.addresses: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.addresses += [str(value) for name, value in attrs if name in {"src", "href", "action", "data"}]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        place = self.open[-1] if self.open else ""
        {"td": self.cells, "script": self.scripts}.get(place, self.words).append(data)


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def test_a_copy_has_the_figures_of_reports_and_no_address(tmp_path: Path) -> None:
    file = written(tmp_path, "--area", stores.JEKULO, "--role", f"camat:{stores.JEKULO}")
    assert file.stat().st_size <= MOST_BYTES
    content = Reader(file.read_text(encoding="utf-8"))
    assert content.addresses == []
    for row in json.loads(run("progress", "--area", stores.JEKULO, "--level", "desa", "--role", "regent")):
        at = content.cells.index(row["name"])
        assert content.cells[at + 1 : at + 3] == [grouped(row["numerator"]), grouped(row["denominator"])]
        assert content.cells[at + 4] == grouped(row["gap"])
    said = " ".join(content.words)
    for words in (
        "SIMULASI",
        "Per 15 Maret 2020 · jiwa",
        "Salinan luring, dibuat ",
        "Jekulo jauh tertinggal",
        "Sumber: ",
    ):
        assert words in said, words
    values = json.loads(content.scripts[0])
    assert len(values["list"]["areas"]) == len(values["map"]["areas"]) == len(values["outlines"]) == 12


def test_old_figures_are_told_above_list_and_map(tmp_path: Path) -> None:
    old = written(tmp_path, "--as-of", "2020-03-29", "--language", "en").read_text(encoding="utf-8")
    warning = "The colours compare old figures (the oldest of 15 March 2020) with the path of 29 March 2020"
    assert 0 < old.index(warning) < old.index('id="list"') < old.index('id="map"')
    assert "compare old figures" not in written(tmp_path, "--language", "en").read_text(encoding="utf-8")


def test_no_role_receives_what_it_may_not_see(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", planted.planted_url(tmp_path_factory))
    for role in planted.ROLES.values():
        for area in (stores.KABUPATEN, stores.JEKULO, stores.KALIWUNGU):
            sent = written(tmp_path, "--area", area, "--role", word_of_role(role)).read_bytes()
            # Outlines are public; whose they are says their code.
            values = json.loads(Reader(sent.decode()).scripts[0]) if b'id="view"' in sent else {"outlines": {}}
            assert set(values["outlines"] or {}) <= planted.own_desa(role) | set(stores.kecamatan())
            assert planted.found(role, sent) == set(), (role, area)


def opened(
    browser: Browser, file: Path, *, width: int = 360, has_script: bool = True, before: str = ""
) -> tuple[Page, list[str]]:
    """Open a file without a network; give the page and what went wrong or was asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 740}, offline=True, java_script_enabled=has_script
    )
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    page, wrong = context.new_page(), list[str]()
    page.add_init_script(before)
    page.on("request", lambda asked: wrong.append(asked.url) if asked.url != file.as_uri() else None)
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(file.as_uri())
    return page, wrong


@pytest.mark.browser
def test_a_browser_without_a_network_draws_list_map_and_curve(browser: Browser, tmp_path: Path) -> None:
    file = written(tmp_path, "--language", "en")
    page, wrong = opened(browser, file)
    page.wait_for_selector("#map .area-view[data-drawn]", state="attached")
    page.wait_for_selector("#map .area")
    assert page.locator("#map .area").count() == page.locator("#list .row").count() == 9
    assert page.locator("svg.curve path").count() > 9
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("#list .row").first.inner_text().startswith("Undaan")
    page.get_by_role("button", name="Enlarge the map").click()
    assert page.locator("dialog[open] .area").count() == 9
    assert wrong == []
    page.context.close()


@pytest.mark.browser
def test_without_scripts_sentences_curve_and_table_stand(browser: Browser, tmp_path: Path) -> None:
    page, wrong = opened(browser, written(tmp_path), has_script=False)
    assert "peramban ini terlalu lama" in page.locator("#map").inner_text().lower()
    assert page.locator("tbody tr").count() == 9
    assert page.locator("svg.curve").bounding_box() is not None
    assert wrong == []
    page.context.close()


@pytest.mark.browser
def test_a_browser_too_old_for_the_drawing_keeps_the_words_in_its_place(browser: Browser, tmp_path: Path) -> None:
    file = written(tmp_path)
    before = "CSSStyleSheet = class { constructor() { throw new TypeError('Illegal constructor') } }"
    page, wrong = opened(browser, file, before=before)
    plain, _wrong = opened(browser, file, has_script=False)
    for place in ("#list", "#map"):
        words = page.locator(place).inner_text()
        assert words
        assert words == plain.locator(place).inner_text()
    assert wrong == []


HOSTILE = "</script><img src=https://x.test/a onerror=alert(1)><!--"


def hostile_view() -> OfflineView:
    area = {"code": "1", "name": HOSTILE, "step": "step-1", "length": 50.0, "is_bound": False, "expected": None}
    values: dict[str, Any] = {
        "view": "list", "palette": "distance", "alt": HOSTILE, "target": None, "overall": None, "chosen": None,
        "areas": [area | {"remark": [HOSTILE], "hover": [HOSTILE]}], "group": "offline", "words": {"how": HOSTILE},
        "chooses": False,
    }  # fmt: skip
    return OfflineView(
        title=HOSTILE, stamp=HOSTILE, made=HOSTILE, mark=HOSTILE, stands=Verdict(HOSTILE, HOSTILE),
        figures=(Figure(HOSTILE, HOSTILE, HOSTILE),), listing=Drawing(HOSTILE, HOSTILE, values, 60), map=None,
        outlines=None, warning=HOSTILE, empty=HOSTILE, curve_title=HOSTILE, curve="",
        table=pd.DataFrame({HOSTILE: [HOSTILE]}),
        foot=HOSTILE, language="id",
    )  # fmt: skip


@pytest.mark.browser
def test_a_name_stays_a_name(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(offline_document(hostile_view()), encoding="utf-8")
    page, wrong = opened(browser, file)
    page.wait_for_selector("#list .row")
    assert page.locator("#list .remark").inner_text() == HOSTILE
    assert page.locator("img").count() == 0
    assert wrong == []
    page.context.close()


def test_a_map_that_is_too_large_is_left_out_and_a_view_that_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = written(tmp_path).read_text(encoding="utf-8")
    monkeypatch.setattr(document, "MOST_BYTES", len(full.encode()) - 1)
    less = written(tmp_path).read_text(encoding="utf-8")
    assert "Peta tidak disertakan" in less
    assert '"outlines":null' in less
    monkeypatch.setattr(document, "MOST_BYTES", 1_000)
    result = CliRunner().invoke(app, ["page", "--out", str(tmp_path / "x.html")])
    assert (result.exit_code, result.stderr) == (
        2,
        "The view has too many areas for one file: take a smaller area.\n",
    )
    with pytest.raises(TooLargeError):
        offline_document(replace(hostile_view(), foot="a" * 2_000))


def test_figures_of_desa_want_a_role(tmp_path: Path) -> None:
    desa = next(code for code in stores.names() if len(code) == 10)
    result = CliRunner().invoke(app, ["page", "--out", str(tmp_path / "x.html"), "--area", desa])
    assert result.exit_code == 2
    assert result.stderr.startswith("These are figures of desa")


def test_before_any_figure_a_copy_says_so(
    tmp_path: Path, started_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
    content = Reader(written(tmp_path).read_text(encoding="utf-8"))
    assert "Belum ada angka" in " ".join(content.words)


def test_a_curve_holds_the_last_figure_and_ends_at_its_day() -> None:
    formats = Formats(Translator("id"))
    curve = Curve("Kudus", [date(2020, 3, 1), date(2020, 3, 5)], [0.1, 0.2], ["", ""])
    drawn = curve_svg(curve, [], None, date(2020, 3, 9), formats=formats, alt='"<')
    # From 1 to 9 March over 364 points: 5 March lies in the middle; 10 % and 20 % are half and all of the height.
    assert '<path d="M48.0 133.0H230.0V26.0H412.0"' in drawn
    assert 'aria-label="&quot;&lt;"' in drawn
    with pytest.raises(ValueError, match="a day"):
        curve_svg(Curve("", [], [], []), [], None, date(2020, 3, 9), formats=formats, alt="")


def test_the_moment_of_making_is_in_the_time_of_the_place(tmp_path: Path) -> None:
    from census.base.vocabulary import Status, Unit
    from census.figures.progress import View
    from census.settings import load_settings
    from reports.offline.making import read_view
    from reports.reading import read_source

    source = read_source(load_settings(), boundaries=True)
    view = View(date(2020, 3, 15), Unit.PERSON, Status.RESPONDED)
    made = read_view(source, stores.KABUPATEN, view, language="id", now=datetime(2020, 3, 16, 0, 5, tzinfo=UTC))
    assert made.made == "Salinan luring, dibuat 16 Maret 2020 pukul 07.05 WIB"
