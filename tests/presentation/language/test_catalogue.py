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
COUNTED = """from presentation.language.messages import NN_, N_
WAITS = NN_("{n} blocker is open", "{n} blockers are open")
st.title(text.plural("{n} day left", "{n} days left", n, n=n, who=name_of(text)))
st.title(f"{text('Overview')} {text('Missing {gap} {unit}')}")
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


def write_counted(project: Path, forms: str) -> None:
    (project / "pages" / "page.py").write_text(COUNTED, encoding="utf-8")
    write(project, GOOD)
    file = project / "locale" / "id" / "LC_MESSAGES" / "kawal.po"
    head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n'
    blockers = 'msgid "{n} blocker is open"\nmsgid_plural "{n} blockers are open"\nmsgstr[0] "{n} hambatan terbuka"\n'
    days = f'msgid "{{n}} day left"\nmsgid_plural "{{n}} days left"\n{forms}\n'
    file.write_text(
        "\n".join([head, *file.read_text(encoding="utf-8").split("\n")[2:], blockers, days]), encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        ('msgstr[0] "sisa {n} hari"', []),
        ('msgstr[0] ""', ["id: not translated: {n} day left | {n} days left"]),
        ('msgstr[0] "sisa hari"', ["id: other placeholders: {n} day left | {n} days left"]),
    ],
)
def test_a_message_with_a_number_is_held_in_all_its_forms(
    project: Path, capsys: pytest.CaptureFixture[str], forms: str, said: list[str]
) -> None:
    write_counted(project, forms)
    assert catalogue.main("check") == (1 if said else 0)
    assert capsys.readouterr().err.splitlines() == said


def test_the_two_forms_of_the_source_have_the_same_placeholders(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_counted(project, 'msgstr[0] "sisa {n} hari"')
    page = project / "pages" / "page.py"
    page.write_text(COUNTED.replace("{n} blocker is", "one blocker is"), encoding="utf-8")
    assert catalogue.main("check") == 1
    assert "en: other placeholders: one blocker is open | {n} blockers are open" in capsys.readouterr().err


def test_a_form_that_only_one_number_needs_is_taken_for_another_message(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_counted(project, 'msgstr[0] "sisa {n} hari"')
    (project / "pages" / "page.py").write_text(COUNTED.replace('"{n} days left"', '"{n} days to go"'), encoding="utf-8")
    assert catalogue.main("check") == 1
    assert capsys.readouterr().err.splitlines() == [
        "id: missing: {n} day left | {n} days to go",
        "id: unused: {n} day left | {n} days left",
    ]


def test_update_keeps_one_form_for_indonesian_and_no_line_that_changes_by_itself(project: Path) -> None:
    (project / "pages" / "page.py").write_text(COUNTED, encoding="utf-8")
    catalogue.main("update")
    file = project / "locale" / "id" / "LC_MESSAGES" / "kawal.po"
    first = file.read_text(encoding="utf-8")
    assert first.count("msgstr[0]") == 2
    assert "msgstr[1]" not in first
    assert not [line for line in first.splitlines() if line.startswith("#:") or "Date" in line]
    ids = [line for line in first.splitlines() if line.startswith("msgid ")]
    assert ids == sorted(ids)
    catalogue.main("update")
    assert file.read_text(encoding="utf-8") == first


def test_update_brings_new_texts_in_empty_and_takes_old_ones_out(project: Path) -> None:
    write(project, {"Overview": "Ringkasan", "Areas": "Wilayah"})
    catalogue.main("update")
    found = {message.id: message.string for message in catalogue.read_catalogue("id") if message.id}
    assert found == {"Overview": "Ringkasan", "Missing {gap} {unit}": ""}
