"""What only a browser shows: files come when their button is pressed, and what is said without a server."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from presentation.language.messages import LANGUAGES, Translator
from tests.browser.screen import main_text, open_page, settle
from tests.pages import stores
from tests.support.processes.server import running_dashboard
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from tests.support.processes.browser import OfflinePage, PageMaker
    from tests.support.processes.server import Dashboard

pytestmark = pytest.mark.browser
TEXT = Translator("id")

FILES = {
    "Download as CSV": b"code,name",
    "Download as XLSX": b"PK",
    "Definitions as CSV": b"key,",
    "Map as PNG": b"\x89PNG",
    "List as PNG": b"\x89PNG",
    "Curve as PNG": b"\x89PNG",
}


def test_a_file_comes_when_its_button_is_pressed(full_dashboard: Dashboard, offline_page: OfflinePage) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "overview")
    page.get_by_text(TEXT("The same as a table, and downloads")).click()
    settle(page)
    for label, start in FILES.items():
        with page.expect_download() as coming:
            page.get_by_role("button", name=TEXT(label), exact=True).click()
        content = Path(coming.value.path()).read_bytes()
        assert content.startswith(start), label
        if start == b"PK":
            rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
            assert {row[0] for row in rows} >= set(stores.kecamatan())


@pytest.mark.deep
def test_without_a_server_the_page_says_of_when_its_figures_are(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, new_page: PageMaker
) -> None:
    """In both languages, each of a reader of its own; in English too the words must be ours."""
    url = f"sqlite:///{shutil.copy(built_once(tmp_path_factory, states.full, 'state-full'), tmp_path / 'store.sqlite')}"
    readers = {language: new_page() for language in LANGUAGES}
    before = {}
    with running_dashboard({"KAWAL_DATABASE_URL": url}, tmp_path / "log") as dashboard:
        for language, reader in readers.items():
            day, asked = stores.DAYS[-1].isoformat(), LANGUAGES[language]
            before[language] = main_text(open_page(reader, dashboard.base_url, "overview", hari=day, bahasa=asked))
    for language, reader in readers.items():
        lost = Translator(language)("Connection lost")
        dialog = reader.page.get_by_role("dialog")
        dialog.get_by_text(lost).wait_for()
        said = dialog.inner_text()
        assert lost in said
        assert re.search(r"\d\d[.:]\d\d", said), "it names no moment"
        assert "Streamlit" not in said
        assert before[language].split("\n")[0] in main_text(reader.page)
        assert reader.errors == []
