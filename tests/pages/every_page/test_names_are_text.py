"""What data calls an area, an agency, a source or an account is text wherever it stands, never markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from census.access.identity import Identity, Role, RoleKind
from census.access.role_words import word_of_role
from tests.pages.every_page.test_missing_data import OF_PAGE, opened
from tests.support.examples import every_in_gate
from tests.support.figures import area_values, is_area_view, is_chart, is_rows, sent
from tests.support.worlds.built_once import built_once
from tests.support.worlds.small_world import World
from ui.shell import identity
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

NASTY = "*A_b_ $x$ :red[z] [l](http://x) <b>&lt; `code` ~~s~~ https://x.y -- :streamlit: :material/home: :+1: a@b.co"
KOTA = "3471"
WORLD = World(
    KOTA, name_of=lambda code, _: f"{NASTY} {code}", agency_of=lambda n: f"{NASTY} {n}", note=NASTY, source=NASTY
)

ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
EMPTY = ":small[]"
MARKUP = re.compile(
    r"\*A\\?_|_b_|\$x\$|:red\[|\[l\]|<b>|&lt;|`code`|~~s|https?://|(?<!\S)--(?!\S)|:streamlit:|:material/home:|:\+1:|\w@\w"
)
"""What of the name a browser would take for markup."""
MARKDOWN_KINDS = {"markdown", "caption", "title", "header", "subheader", "info", "warning", "error", "success"}
PLAIN_FIELDS = {"options", "placeholder", "alt", "raw_value", "raw_values", "value", "default", "formatted_options"}
"""Fields of widgets that show no Markdown."""
UNREAD_FIELDS = {
    "id", "form_id", "element_id", "url", "url_path", "page_script_hash", "icon", "format", "type", "data", "spec",
    "config", "page", "deferred_file_id", "columns", "theme", "query_param_key", "mime_type", "shortcut",
}  # fmt: skip
RADIOS = {"radio", "button_group"}
"""Widgets whose options are Markdown."""


def told(source: str) -> str:
    """What a reader sees of a Markdown source, as far as data goes."""
    return ESCAPED.sub(r"\1", source.replace(EMPTY, ""))


def active(source: str) -> list[str]:
    """What of a Markdown source is markup that came with a name."""
    without = ESCAPED.sub("\ue000", source.replace(EMPTY, "\ue000"))
    return MARKUP.findall(without)


def texts(message: Message, kind: str) -> Iterator[tuple[str, str, bool]]:
    """Give the texts of an element: where, what, and whether Markdown is shown there."""
    for field, value in message.ListFields():
        if field.name in UNREAD_FIELDS:
            continue
        values = list(value) if field.is_repeated else [value]
        for each in values:
            if field.type == FieldDescriptor.TYPE_STRING:
                is_plain = field.name in PLAIN_FIELDS and kind not in RADIOS
                yield f"{kind}.{field.name}", each, not is_plain
            elif isinstance(each, Message):
                yield from texts(each, kind)


def strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list | dict):
        for each in part.values() if isinstance(part, dict) else part:
            yield from strings(each)


def faults(app: AppTest) -> Iterator[str]:
    """Give each text of a page in which a name is not shown as it is."""
    for element in [*app.main, *app.sidebar]:
        kind = element.type
        proto = getattr(element, "proto", None)
        if is_chart(element):
            content = sent(element)
            if "\\" in content["alt"] or EMPTY in content["alt"]:
                yield f"words of a figure: {content['alt']!r}"
            for said in strings(content["figure"]):
                # Plotly reads tags and references.
                if "\\" in said or EMPTY in said or "<b>&lt;" in said:
                    yield f"figure: {said!r}"
        if is_area_view(element) or is_rows(element):
            for said in strings(area_values(element)):
                # Written into the page as text: neither tags nor references nor Markdown are read.
                if "\\" in said or EMPTY in said or "&amp;" in said or "&lt;b" in said or "<br>" in said:
                    yield f"areas or rows: {said!r}"
            continue
        if kind in {"arrow_data_frame", "dataframe", "table"}:
            frame = element.value
            cells = [*map(str, frame.columns), *(str(cell) for column in frame for cell in frame[column])]
            yield from (f"table: {cell!r}" for cell in cells if "\\" in cell or EMPTY in cell)
            continue
        if kind == "html":
            body = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", str(element.value))
            if "<b>&lt;" in body or "\\" in body or EMPTY in body:
                yield f"html: {body!r}"
            continue
        if kind in MARKDOWN_KINDS:
            found = active(str(element.value))
            if found:
                yield f"{kind}: {found} in {str(element.value)!r}"
            if "\\\\" in str(element.value) or "\\*\\*" in str(element.value):
                yield f"{kind}: escaped twice, or markup of our own: {str(element.value)!r}"
            continue
        if isinstance(proto, Message) and not is_chart(element):
            for where, said, is_markdown in texts(proto, kind):
                if is_markdown and (active(said) or "\\\\" in said):
                    yield f"{where}: {active(said)} in {said!r}"
                if not is_markdown and ("\\" in said or EMPTY in said):
                    yield f"{where}: {said!r}"


@pytest.fixture
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{built_once(tmp_path_factory, WORLD.build, 'nasty')}"


QUERIES: dict[str, list[dict[str, str]]] = {
    "overview": [{}, {"sejak": "Sejak sepekan sebelumnya"}, {"warna": "Keseluruhan"}],
    "morning": [{}],
    "areas": [{"wilayah": "3471020"}, {"wilayah": "3471020001"}],
    "opd": [{}],
    "forecast": [{}, {"wilayah": "3471020"}],
    "priorities": [{}],
    "activities": [{}, {"catatan": "Komitmen"}],
    "effect": [{}],
    "interviews": [{}],
    "definitions": [{}],
}
AREAS_NAMED = {"overview", "morning", "areas", "forecast", "priorities", "activities", "interviews"}
"""Pages whose sentences name an area in full."""
CAMAT = word_of_role(Role(RoleKind.CAMAT, area_code="3471020"))


@pytest.mark.parametrize(
    "entry", every_in_gate([entry for entry in PAGES if entry.key in QUERIES], 2), ids=lambda entry: entry.key
)
def test_a_name_is_shown_as_it_is_on_every_page(url: str, entry: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for query in [*QUERIES[entry.key], {"sebagai": CAMAT}]:
        app = opened(url, KOTA, entry, monkeypatch, **query)
        assert not app.exception, query
        assert "\n".join(dict.fromkeys(faults(app))) == "", query
        shown = [str(each.value) for kind in (app.title, app.markdown) for each in kind]
        assert f"{NASTY} 3471" in told("\n".join(shown)) or entry.key not in AREAS_NAMED, query


def test_a_name_is_shown_as_it_is_on_the_pages_of_the_operator(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    operator = Identity(1, NASTY, (Role(RoleKind.OPERATOR),))
    monkeypatch.setattr(identity, "is_guarded", lambda: True)
    monkeypatch.setattr(identity, "current_identity", lambda _settings, **_: operator)
    for entry in (each for each in PAGES if each.key not in OF_PAGE):
        app = opened(url, KOTA, entry, monkeypatch)
        assert not app.exception, entry.key
        assert "\n".join(dict.fromkeys(faults(app))) == "", entry.key
        assert NASTY in told("\n".join(str(each.value) for each in app.caption))
