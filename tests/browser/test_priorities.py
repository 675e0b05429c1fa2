"""Priorities in a browser: a click on the map proposes that desa for an agency, and the plan comes as a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from presentation.language.messages import Translator
from tests.browser.screen import click_area, main_text, open_page, settle
from tests.pages import stores

if TYPE_CHECKING:
    from tests.support.processes.browser import OfflinePage
    from tests.support.processes.server import Dashboard

pytestmark = pytest.mark.browser
TEXT = Translator("id")
DESA = "3319060009"


def test_a_click_proposes_the_desa_and_the_plan_comes_as_a_file(
    full_dashboard: Dashboard, offline_page: OfflinePage
) -> None:
    page = open_page(offline_page, full_dashboard.base_url, "priorities", wilayah="Jekulo", tim="2")
    click_area(page, DESA)
    settle(page)
    asked = TEXT("**{area}**: who takes it on, for how many families, until when?", area=stores.names()[DESA])
    assert asked.replace("*", "") in main_text(page)
    page.get_by_text(TEXT("The same as a table, and downloads")).click()
    settle(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name=TEXT("Download the plan as CSV"), exact=True).click()
    rows = list(csv.DictReader(io.StringIO(Path(coming.value.path()).read_text(encoding="utf-8"))))
    assert [row["slot"] for row in rows] == ["1", "2"]
    assert all(row["reason"].startswith(row["name"]) for row in rows)
    assert offline_page.foreign_requests == []
    assert offline_page.errors == []
