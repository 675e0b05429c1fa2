"""No word reaches the screen but through the catalogue: every page, in a language that wraps each message in ⟦…⟧.

What stands outside the brackets must be data, a number, a name of a month, or a sign.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from babel.dates import get_month_names
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from census.access.scope import Scope
from census.settings import Settings
from data_access.reads import reads
from ingest.kinds.kinds import BOUNDARIES, KINDS
from presentation.language.messages import LANGUAGES, Translator
from presentation.words.provenance import PROVENANCES
from tests.pages import stores
from tests.support import PATIENCE_SECONDS
from tests.support.examples import every_in_gate
from tests.support.figures import area_values, is_area_view, is_chart, is_rows, sent
from tests.support.worlds.built_once import open_made
from ui.shell.frame import SIMULATED
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from streamlit.testing.v1 import AppTest

    from tests.pages.conftest import AppOpener

OPEN, CLOSE = "⟦", "⟧"

# Of an element what nobody reads: names for the program, addresses, files, styles, the words of a typed-in state.
UNREAD_FIELDS = {
    "id", "form_id", "element_id", "url", "url_path", "query_string", "page_script_hash",
    "icon", "format", "mime_type", "type",
    "data", "styler", "spec", "config", "theme", "query_param_key", "min", "max", "default", "raw_values", "value",
    "accept", "page", "deferred_file_id", "column_order", "columns", "file_type", "scale", "name", "shortcut",
    "component_name", "js_source_path", "json",
}  # fmt: skip
# Of a figure likewise; all other words of it are read.
UNREAD_KEYS = {
    "type", "mode", "color", "fillcolor", "bgcolor", "geojson", "featureidkey", "locations", "customdata", "dash",
    "shape", "symbol", "orientation", "xanchor", "yanchor", "xref", "yref", "x", "y", "x0", "x1", "y0", "y1", "range",
    "tickformat", "barmode", "clickmode", "uirevision", "separators", "textposition", "align", "anchor", "family",
    "hoverinfo", "rangemode", "autorange", "plot_bgcolor", "paper_bgcolor", "xaxis", "yaxis", "domain", "itemclick",
    "itemdoubleclick", "template", "colorscale", "geo", "projection", "hovermode", "side", "layer", "line_color",
    "dragmode", "colorway", "bdata", "dtype", "locationmode", "legendgroup", "fill", "library",
}  # fmt: skip
MARKUP = re.compile(
    r"(?s)<(style|script)\b.*?</\1>|<[^>]+>|\]\(http[^)]*\)|%\{\w+\}|:material/\w+:|:[a-z]+-badge\[|:[a-z]+\["
)
INNER = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
WORD = re.compile(r"[^\W\d_]{2,}")

# Words that are the same in every language, each with its reason.
NAMES = {
    "Kawal Sensus": "the product",
    SIMULATED: "the ribbon's word, which files carry too",
    **dict.fromkeys(LANGUAGES.values(), "each language is called as it calls itself"),
    "WIB": "the time zone",
    "submissions": "the source of counted rows, as data calls it",
}


@dataclass(frozen=True)
class Said:
    """A text on the screen and where it stands."""

    where: str
    words: str


def texts_of(message: Message, where: str) -> Iterator[Said]:
    """Walk through an element and give all texts that are read: what is not known to be unread is."""
    for field, value in message.ListFields():
        here = f"{where}.{field.name}"
        if field.name in UNREAD_FIELDS:
            continue
        values = list(value) if field.is_repeated else [value]
        if field.type == FieldDescriptor.TYPE_STRING:
            yield from (Said(here, each) for each in values)
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            for each in values:
                if isinstance(each, Message):
                    yield from texts_of(each, here)


def texts_of_figure(part: Any, where: str) -> Iterator[Said]:
    """Walk through a figure and give all texts that are read."""
    if isinstance(part, str):
        yield Said(where, part)
    elif isinstance(part, list):
        for each in part:
            yield from texts_of_figure(each, where)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in UNREAD_KEYS:
                yield from texts_of_figure(value, f"{where}.{key}")


def texts_of_areas(values: dict[str, Any]) -> Iterator[Said]:
    """Give all texts of a list or map of areas."""
    yield from (Said("areas", values[name]) for name in ("alt", "title") if name in values)
    yield from (Said("areas.words", words) for words in values["words"].values())
    yield from (Said("areas.legend", entry["label"]) for entry in values.get("classes", []))
    for area in values["areas"]:
        lines = [area.get("name", ""), *area["hover"], *area.get("label", ()), *area.get("remark", ())]
        yield from (Said("areas.area", line) for line in lines)


def texts_of_rows(values: dict[str, Any]) -> Iterator[Said]:
    """Give all texts of rows that are read across."""
    yield from (Said("rows.heading", heading) for heading in values["headings"])
    yield Said("rows.button", values["button"])
    for row in values["rows"]:
        yield from (Said("rows.row", words) for words in [*row["cells"], row["remark"], row["sentence"]])


def texts_of_table(frame: pd.DataFrame, where: str) -> Iterator[Said]:
    """Give the headings and cells of a table."""
    for column in frame.columns:
        yield Said(f"{where}.heading", str(column))
        yield from (Said(f"{where}[{column}]", value) for value in frame[column] if isinstance(value, str))


def on_screen(app: AppTest) -> Iterator[Said]:
    """Give every text of a page, its sidebar and its menu."""
    for element in [*app.main, *app.sidebar]:
        kind = element.type
        if is_chart(element):
            yield from texts_of_figure(sent(element), kind)
        if is_area_view(element):
            yield from texts_of_areas(area_values(element))
        if is_rows(element):
            yield from texts_of_rows(area_values(element))
        if kind in {"arrow_data_frame", "dataframe", "table", "arrow_table"}:
            frame = element.value
            # A range for an index is no text, and a grid hides it.
            yield from texts_of_table(frame.reset_index() if frame.index.name else frame, kind)
        if kind in {"markdown", "caption", "title", "header", "subheader", "info", "warning", "error", "success"}:
            yield Said(kind, str(element.value))
        proto = getattr(element, "proto", None)
        if isinstance(proto, Message):
            yield from texts_of(proto, kind)


def leftover(words: str, data: list[str]) -> str:
    """Give what of a text is neither message, nor data, nor number: nothing, if all is well."""
    rest = words
    while INNER.search(rest):
        rest = INNER.sub(" ", rest)
    rest = unescape(MARKUP.sub(" ", rest))
    for known in data:
        rest = rest.replace(known, " ")
    return " ".join(WORD.findall(rest))


def known_words(url: str, *, has_files: bool) -> list[str]:
    """All that is data in a database, and what no language changes; the longest first.

    Words of files (headings, kinds) are data where files are spoken of; elsewhere they could hide a stray word.
    """
    campaign = stores.campaign(url)
    # The hidden index of the tables of areas.
    found = {*NAMES, "code"}
    for frame, columns in (
        (campaign.areas, ("name", "code", "source")),
        (campaign.opd, ("name", "short_name", "source")),
        (campaign.recaps, ("source",)),
        (campaign.registers, ("version", "source")),
    ):
        for column in columns:
            found |= {str(value) for value in frame[column]}
    database = open_made(Settings(database_url=url))
    try:
        with database.read() as session:
            log = reads.read_imports(session, Scope.everything(stores.KABUPATEN))
            outlines = reads.read_boundaries(session, Scope.everything(stores.KABUPATEN))
    finally:
        database.close()
    found |= set(outlines["source"]) | set(outlines["licence"])
    found |= {target.note for target in campaign.targets if target.note}
    found |= {
        each.source for provenance in PROVENANCES for each in (*provenance.claims, provenance.base, provenance.result)
    }
    if has_files:
        found |= {word for file in log for word in (file.kind, file.file_name, file.imported_by)}
        found |= words_of_files()
    for locale in ("id_ID", "en_GB"):
        for width in ("wide", "abbreviated"):
            found |= set(get_month_names(width, locale=locale).values())
    return sorted((word for word in found if word.strip()), key=len, reverse=True)


def words_of_files() -> set[str]:
    """Kinds of files with their columns, other headings and examples."""
    found = {*KINDS, BOUNDARIES}
    for about in KINDS.values():
        for column in about.columns:
            found |= {column.name, column.example, *column.synonyms}
    return found


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> None:
    speak, count = Translator.__call__, Translator.plural

    # The bracket goes round the pattern, so that values which pages fill in themselves come within it too.
    def wrapped(self: Translator, message: str, **values: object) -> str:
        return f"{OPEN}{speak(self, message, **values)}{CLOSE}"

    def wrapped_plural(self: Translator, one: str, many: str, n: float, /, **values: object) -> str:
        return f"{OPEN}{count(self, one, many, n, **values)}{CLOSE}"

    monkeypatch.setattr(Translator, "__call__", wrapped)
    monkeypatch.setattr(Translator, "plural", wrapped_plural)


def strangers(app: AppTest, url: str, *, has_files: bool) -> dict[str, str]:
    data = known_words(url, has_files=has_files)
    found = {}
    for said in on_screen(app):
        rest = leftover(said.words, data)
        if rest:
            found[said.where] = f"{rest!r} in {said.words[:160]!r}"
    return found


CASES = [
    *(("demo", entry.key, "2020-03-16") for entry in PAGES),
    ("published", "overview", stores.TODAY.isoformat()),
    ("published", "imports", stores.TODAY.isoformat()),
    ("one_row", "areas", "2020-03-30"),
    (None, "overview", "2020-02-01"),
]


@pytest.mark.parametrize(("store", "page", "today"), every_in_gate(CASES, 2))
@pytest.mark.usefixtures("pseudo_language")
def test_every_word_on_the_screen_is_a_message_or_data(
    open_app: AppOpener, store: str | None, page: str, today: str
) -> None:
    entry = next(entry for entry in PAGES if entry.key == page)
    app = open_app(store, entry.file, today=today)
    assert not app.exception
    assert strangers(app, os.environ["KAWAL_DATABASE_URL"], has_files=entry.section == "Data") == {}


# --- the measure itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("⟦per {day}⟧ · 12,5 %", ""),
        ("⟦Missing ⟦persons⟧ 12⟧", ""),
        ("**⟦a⟧** Jekulo, 3.120 · 15 Maret 2020", ""),
        ("<b>Jekulo</b><br>⟦x⟧", ""),
        ("<style>.a{color:red}</style><span>⟦x⟧</span>", ""),
        ("⟦x⟧ missing", "missing"),
        ("<b>Total</b> ⟦x⟧", "Total"),
        ("⟦x⟧ Jekulo and Undaan", "and"),
    ],
)
def test_what_is_left_over(words: str, rest: str) -> None:
    assert leftover(words, ["Jekulo", "Undaan", "Maret"]) == rest


def script_with_strangers() -> None:
    import pandas as pd
    import plotly.graph_objects as go
    import streamlit as st

    from ui.kit.display.plots import Picture, show_plot

    st.title("⟦ok⟧")
    st.markdown("Bare markdown")
    st.selectbox("Bare label", ["⟦a⟧", "Bare option"], help="Bare help")
    st.metric("Bare metric", "1")
    st.html("<p>Bare html</p>")
    st.dataframe(pd.DataFrame({"Bare heading": ["Bare cell"]}))
    figure = go.Figure(go.Bar(x=[1], y=[1], name="Bare trace"), {"height": 100}).add_annotation(text="Bare note")
    show_plot(Picture.of(figure, alt="Bare alternative"), key="chart")
    with st.sidebar:
        st.button("Bare button")
    with st.expander("Bare expander"):
        st.caption("Bare caption")
    st.tabs(["Bare tab"])
    st.page_link("https://localhost", label="Bare link")
    st.text_input("⟦a⟧", placeholder="Bare placeholder")


def test_a_bare_word_is_found_wherever_it_stands() -> None:
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(script_with_strangers, default_timeout=PATIENCE_SECONDS).run()
    rests = " ".join(leftover(said.words, []) for said in on_screen(app))
    kinds = ("markdown", "label", "option", "help", "metric", "html", "heading", "cell", "trace", "note", "button")
    kinds += ("alternative", "expander", "caption", "tab", "link", "placeholder")
    assert [kind for kind in kinds if f"Bare {kind}" not in rests] == []
