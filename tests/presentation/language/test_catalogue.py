"""The check of the catalogue from end to end, on a small project of its own: each fault by exit code and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presentation.language import catalogue

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """from presentation.language.messages import N_
TITLE = N_("Overview")
st.title(who.text("Missing {gap} "
                  "{unit}", gap=1, unit=2))
"""
GOOD = {"Overview": "Ringkasan", "Missing {gap} {unit}": "Kurang {gap} {unit}"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one page and no catalogue yet."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.py").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(catalogue, "PROJECT", tmp_path)
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path / "locale")
    return tmp_path


def write(project: Path, entries: dict[str, str], flag: str = "") -> None:
    file = project / "locale" / "id" / "LC_MESSAGES" / "kawal.po"
    file.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    parts = [f'{flag}msgid "{source}"\nmsgstr "{other}"\n' for source, other in entries.items()]
    file.write_text("\n".join([head, *parts]), encoding="utf-8")


def test_a_catalogue_that_is_right_passes(project: Path) -> None:
    write(project, GOOD)
    assert catalogue.main("check") == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Overview": None}, "id: missing: Overview"),
        ({"Overview": ""}, "id: not translated: Overview"),
        ({"Areas": "Wilayah"}, "id: unused: Areas"),
        ({"Missing {gap} {unit}": "Kurang {gap} {satuan}"}, "id: other placeholders: Missing {gap} {unit}"),
        ({"Missing {gap} {unit}": "Kurang {gap}"}, "id: other placeholders: Missing {gap} {unit}"),
        ({"Overview": "Ringkasan {n}"}, "id: other placeholders: Overview"),
    ],
)
def test_each_fault_fails_the_check_and_is_named(
    project: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str | None], said: str
) -> None:
    write(project, {source: other for source, other in {**GOOD, **change}.items() if other is not None})
    assert catalogue.main("check") == 1
    assert capsys.readouterr().err.splitlines() == [said]


def test_a_guessed_translation_is_none(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, GOOD, flag="#, fuzzy\n")
    assert catalogue.main("check") == 1
    assert len(capsys.readouterr().err.splitlines()) == len(GOOD)


def test_without_a_catalogue_every_text_is_missing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue.main("check") == 1
    assert capsys.readouterr().err.splitlines() == [f"id: missing: {source}" for source in sorted(GOOD)]


def test_update_brings_new_texts_in_empty_and_takes_old_ones_out(project: Path) -> None:
    write(project, {"Overview": "Ringkasan", "Areas": "Wilayah"})
    catalogue.main("update")
    found = {message.id: message.string for message in catalogue.read_catalogue("id") if message.id}
    assert found == {"Overview": "Ringkasan", "Missing {gap} {unit}": ""}
