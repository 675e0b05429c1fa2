"""Charts as they are sent, and the library that draws them: built from pinned packages, whole, and with its licence."""

from __future__ import annotations

import json
import re
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.figures import components, figures, sent
from ui.kit.display.plots import Picture
from ui.shell.cached import STATIC

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = STATIC / "plotly.js"
LICENCES = (STATIC / "plotly.LICENSE.txt").read_text(encoding="utf-8")
LOCK = json.loads((ROOT / "vendor" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
OURS = {"scatter", "bar"}


def test_a_picture_holds_the_figure_and_leaves_the_look_to_the_reader_s_theme() -> None:
    figure = go.Figure(layout={"height": 320})
    figure.add_scatter(x=[date(2020, 3, 1), date(2020, 3, 2)], y=np.array([0.25, np.nan]), name="Jekulo")
    drawn = Picture.of(figure, alt="Jekulo: 25 %")
    assert (drawn.alt, drawn.height_px) == ("Jekulo: 25 %", 320)
    parts = json.loads(drawn.figure)
    assert parts["layout"] == {"height": 320}
    assert parts["data"][0]["x"] == ["2020-03-01", "2020-03-02"]


def test_a_figure_without_a_height_has_no_place_to_be_kept() -> None:
    with pytest.raises(KeyError, match="height"):
        Picture.of(go.Figure(), alt="")


def page_with_a_chart() -> None:
    import plotly.graph_objects as go

    from ui.kit.display.plots import Picture, show_plot

    show_plot(Picture.of(go.Figure(go.Bar(x=[1], y=[2]), {"height": 210}), alt="One bar"), key="bars")


def test_a_page_sends_the_figure_its_words_and_where_the_script_is() -> None:
    app = AppTest.from_function(page_with_a_chart, default_timeout=PATIENCE_SECONDS).run()
    assert not app.exception
    assert [figure["data"][0]["y"] for figure in figures(app)] == [[2]]
    (chart,) = components(app)
    assert sent(chart) | {"figure": None} == {
        "library": f"/app/static/plotly.js?v={sha256(LIBRARY.read_bytes()).hexdigest()[:16]}",
        "alt": "One bar",
        "figure": None,
    }
    # A script in the page itself would be refused by the content policy.
    assert chart.proto.js_content == ""
    address = urljoin("/_stcore/bidi-components/kawal_plot/", chart.proto.js_source_path)
    assert address == f"/app/static/plot.js?v={sha256((STATIC / 'plot.js').read_bytes()).hexdigest()[:16]}"


def test_the_library_is_the_one_that_its_licences_speak_of() -> None:
    assert f"SHA-256 {sha256(LIBRARY.read_bytes()).hexdigest()}" in LICENCES.splitlines()[0]


def test_the_library_was_built_from_the_pinned_packages_and_every_licence_is_whole() -> None:
    named = re.findall(r"^-{80}\n\n(\S+) (\S+)\n\n(.*?)(?=\n\n-{80}\n|\Z)", LICENCES, re.DOTALL | re.MULTILINE)
    pinned = {(path.rpartition("node_modules/")[2], about.get("version")) for path, about in LOCK.items()}
    assert ("plotly.js", LOCK[""]["devDependencies"]["plotly.js"]) in {(name, version) for name, version, _ in named}
    assert {(name, version) for name, version, _ in named} <= pinned
    assert len(named) > 10
    assert {
        name for name, _, words in named if len(words) < 400 and not words.startswith("Licence: MIT. Copyr")
    } == set()
    for about in (about for path, about in LOCK.items() if path):
        assert about["integrity"].startswith("sha512-")


def kinds_of_traces() -> Iterator[str]:
    for room in ("presentation", "geo", "ui"):
        for file in (ROOT / room).rglob("*.py"):
            code = file.read_text(encoding="utf-8")
            yield from re.findall(
                r"\.add_(scatter\w*|bar\w*|heatmap|pie|histogram\w*|box|violin|choropleth\w*)\(", code
            )
            yield from (name.lower() for name in re.findall(r"\bgo\.(?!Figure\b|layout\b)([A-Z]\w+)", code))


def test_the_library_draws_every_kind_of_trace_that_the_charts_have() -> None:
    entry = (ROOT / "vendor" / "plotly.mjs").read_text(encoding="utf-8")
    held = {"scatter", *re.findall(r"from 'plotly\.js/lib/(\w+)'", entry)} - {"core"}
    assert set(kinds_of_traces()) == held == OURS
