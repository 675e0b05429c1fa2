"""The catalogue: complete, nothing left over, and a text in every language for every source string."""

from __future__ import annotations

from string import Formatter

import pytest

from data_access.reads.reads import without_counts
from ingest.kinds.kinds import KINDS
from presentation.findings.findings import REASONS, finding_text, place_text
from presentation.language import catalogue
from presentation.language.messages import LANGUAGES, Translator
from ui.shell.registry import PAGES


@pytest.fixture(scope="module")
def source() -> catalogue.Catalog:
    """The messages of the source, for which all of it is read."""
    return catalogue.source_catalogue()


def test_the_catalogue_is_complete_and_nothing_is_left_over(
    source: catalogue.Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "source_catalogue", lambda: source)
    assert list(catalogue.problems()) == []


def test_the_check_finds_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    source, other = catalogue.Catalog(), catalogue.Catalog(locale="id")
    for message in ("Kept {n}", "Missing", "Empty", "Placeholder {a}"):
        source.add(message)
    other.add("Kept {n}", "Tetap {n}")
    other.add("Empty", "")
    other.add("Placeholder {a}", "Isian {b}")
    other.add("Unused", "Sisa")
    monkeypatch.setattr(catalogue, "source_catalogue", lambda: source)
    monkeypatch.setattr(catalogue, "read_catalogue", lambda _language: other)
    assert sorted(catalogue.problems()) == [
        "id: missing: Missing",
        "id: not translated: Empty",
        "id: other placeholders: Placeholder {a}",
        "id: unused: Unused",
    ]


def test_texts_with_and_without_values() -> None:
    english = Translator("en")
    assert english("line {line}", line=3) == "line 3"
    assert english("100 % {literally}") == "100 % {literally}"


def test_a_value_is_never_a_pattern() -> None:
    assert Translator("en")("{area}: no data yet.", area="{0} {area!r}") == "{0} {area!r}: no data yet."


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_pages_and_kinds_are_distinct(language: str) -> None:
    text = Translator(language)
    for titles in ([text(page.title) for page in PAGES], [text(kind.title) for kind in KINDS.values()]):
        assert len(set(titles)) == len(titles)
        assert all(title.strip() for title in titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_in_a_file(language: str) -> None:
    text = Translator(language)
    said = [place_text(text, None, None), place_text(text, 7, None), place_text(text, 7, "tanggal")]
    assert len(set(said)) == 3
    assert "7" in said[1]
    assert "7" in said[2]
    assert "tanggal" in said[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_has_words_of_its_own(language: str) -> None:
    text = Translator(language)
    said = [
        text(words) if isinstance(words, str) else text.plural(words.one, words.many, 1) for words in REASONS.values()
    ]
    assert len(set(said)) == len(REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_a_finding_without_its_counts_is_a_sentence_too(reason: str, language: str) -> None:
    """As others than the operator read it: a count is no number there (`data_access.reads.reads.without_counts`)."""
    words = REASONS[reason]
    forms = (words,) if isinstance(words, str) else (words.one, words.many)
    names = {name for form in forms for _, name, _, _ in Formatter().parse(str(form)) if name}
    if not isinstance(words, str):
        names.add(words.by)
    said = finding_text(Translator(language), reason, without_counts(dict.fromkeys(names, 1)))
    assert said
    assert "{" not in said


def test_a_finding_with_braces_in_its_values_is_shown_as_it_is() -> None:
    said = finding_text(Translator("en"), "not_a_count", {"value": "{limit}"})
    assert "{limit}" in said


def test_indonesian_is_not_english(source: catalogue.Catalog) -> None:
    """What differs shows that the catalogue is used at all; names and short words may coincide."""
    indonesian = Translator("id")
    translated = [message.id for message in source if message.id]
    same = [message for message in translated if indonesian(str(message)) == message]
    assert len(same) <= len(translated) / 10, same
