"""Every state of the screens comes about without an error and says what it must, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from presentation.language.messages import Counted, Translator
from tests.pages.conftest import page_hash
from tests.pages.screens import everything, has_no_error
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.examples import deep
from tests.support.worlds.built_once import built_once
from tests.support.worlds.states import STATES, State
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pages.conftest import SharedCopies

TESTED = [state for state in STATES if not state.is_slow]
LANGUAGES = ("id", "en")
SPOKEN = [
    (state, language) if (place + turn) % 2 == 0 else deep((state, language))
    for place, state in enumerate(TESTED)
    for turn, language in enumerate(LANGUAGES)
]
"""Every state in both languages; in the gate in one of them, by turns."""
FILE_OF = {entry.key: entry.file for entry in PAGES}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[State], Path]:
    """Builder of the databases."""
    return lambda state: built_once(tmp_path_factory, state.build, f"state-{state.build.__name__}")


def pattern(message: str | Counted, text: Translator) -> re.Pattern[str]:
    """What a message looks like on the screen, whatever stands in its placeholders."""
    if isinstance(message, str):
        forms = {text(message)}
    else:
        forms = {text.plural(message.one, message.many, n) for n in (1, 2)}
    looks = [".+?".join(re.escape(part) for part in re.split(r"\{\w+\}", form)) for form in sorted(forms)]
    return re.compile("|".join(looks))


def open_state(state: State, file: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("KAWAL_TODAY", state.today.isoformat())
    monkeypatch.setenv("KAWAL_ROOT_AREA", state.root)
    monkeypatch.setenv("KAWAL_LANGUAGE", language)
    page = FILE_OF[state.page]
    # An app whose database is the state's own knows the pages by other names than none at all.
    hashed = page_hash(page)
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
    for key, value in state.query.items():
        app.query_params[key] = value
    app._page_hash = hashed
    return app.run()


def links(app: AppTest) -> str:
    """The words of links to pages, which `everything` leaves out."""
    return "\n".join(link.proto.label for link in app.get("page_link"))


def test_names_are_distinct_and_pages_known() -> None:
    assert len({state.name for state in STATES}) == len(STATES)
    assert {state.page for state in STATES} <= set(FILE_OF)
    assert all(state.says for state in STATES)


@pytest.mark.parametrize(
    ("state", "language"), SPOKEN, ids=lambda part: part.name if isinstance(part, State) else str(part)
)
def test_a_state_comes_about_and_says_what_it_must(
    built: Callable[[State], Path], state: State, language: str, copies: SharedCopies, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_state(state, copies.file(built(state)), language, monkeypatch)
    assert has_no_error(app), app.exception
    said = everything(app) + "\n" + links(app)
    missing = [each for each in state.says if not pattern(each, Translator(language)).search(said)]
    assert not missing, said[:1500]
