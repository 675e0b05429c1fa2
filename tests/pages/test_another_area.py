"""The guide to another area does what it says: its ten commands, in both languages, on the invented kabupaten."""

from __future__ import annotations

import csv
import re
import shlex
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ingest import commands as command_line
from tests.pages.screens import (
    AREAS,
    DEFINITIONS,
    IMPORTS,
    OPD,
    OVERVIEW,
    PAGES,
    Pen,
    class_members,
    everything,
    has_no_error,
)
from tests.support import ROOT

if TYPE_CHECKING:
    from tests.pages.conftest import AppOpener

GUIDES = {"en": "another-area.md", "id": "daerah-lain.md"}
EXAMPLE = ROOT / "docs" / "another-area"
LAST_DAY = "2020-03-15"
SOURCE = "Contoh rekaan"
FORMS_OF_THE_GUARDED_SERVER = ("pages/admin/accounts.py", "pages/admin/settings.py")


def blocks(language: str) -> tuple[list[str], list[str]]:
    """The lines of the guide's two blocks: settings, and commands."""
    text = (ROOT / "docs" / GUIDES[language]).read_text(encoding="utf-8")
    settings, commands = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return settings.splitlines(), commands.splitlines()


def settings_of(language: str) -> dict[str, str]:
    (export,) = blocks(language)[0]
    return dict(word.split("=", 1) for word in shlex.split(export)[1:])


def rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def url(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that the commands of the guide have filled, each of them without a word of complaint."""
    found = f"sqlite:///{tmp_path_factory.mktemp('guide') / 'rupajaya.sqlite'}"
    for name, value in (settings_of("en") | {"KAWAL_DATABASE_URL": found, "KAWAL_LANGUAGE": "en"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(ROOT)
    for line in blocks("en")[1]:
        words = shlex.split(line)
        if words[:3] == ["python", "-m", "ingest"]:
            result = CliRunner().invoke(command_line.app, words[3:])
            assert (result.exit_code, result.stderr) == (0, ""), line
            assert re.fullmatch(r"\S+: (\d+) rows? read, \1 taken, 0 known already, 0 rejected\.\n", result.stdout), (
                line
            )
    return found


def test_there_are_ten_commands_the_same_in_both_languages() -> None:
    assert blocks("en") == blocks("id")
    _settings, commands = blocks("en")
    assert len(commands) == 10
    assert commands[0].startswith("make setup")
    assert commands[-1] == "make serve"


@pytest.mark.parametrize("language", GUIDES)
def test_every_kind_of_file_is_told_of(language: str) -> None:
    text = (ROOT / "docs" / GUIDES[language]).read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z-]+)`", "\n".join(re.findall(r"^\| (`.*?) \|", text, flags=re.MULTILINE))))
    assert told == {*command_line.KINDS, command_line.BOUNDARIES} - {"submissions"}


def test_the_pages_show_the_figures_of_the_files(
    url: str, open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = settings_of("en")["KAWAL_TODAY"]
    monkeypatch.setenv("KAWAL_LANGUAGE", "id")
    app = open_app(None, today=today, root="3398")
    # The opener works on a file of its own: from here on it is that of the guide.
    monkeypatch.setenv("KAWAL_DATABASE_URL", url)
    responded = sum(int(row["jiwa_respon"]) for row in rows("recap") if row["tanggal"] == LAST_DAY)
    persons = sum(int(row["persons"]) for row in rows("register"))
    pen = Pen("id")
    for page in PAGES:
        app.switch_page(page).run()
        if page in FORMS_OF_THE_GUARDED_SERVER:
            continue
        assert has_no_error(app), page
        said = everything(app)
        # The examples of the columns of a file are of Kudus.
        assert page == IMPORTS or "Kudus" not in said, page
        if page == OVERVIEW:
            assert pen.rate(Fraction(responded, persons), 1) in said
            assert pen.count(responded) in said
            assert set().union(*class_members(app)) == {"3398010", "3398020", "3398030"}
        if page == AREAS:
            assert "Tirtarupa" in said
        if page == OPD:
            assert "Disdik" in said
        if page == DEFINITIONS:
            assert "Target rekaan untuk contoh" in said


def test_the_example_says_that_it_is_invented_and_takes_no_code_of_a_real_kabupaten() -> None:
    assert {row["source"] for name in ("areas", "register", "opd", "assignments") for row in rows(name)} == {SOURCE}
    assert {row["sumber"] for name in ("recap", "opd_recap") for row in rows(name)} == {SOURCE}
    assert all(row["is_estimate"] == "1" for name in ("register", "opd") for row in rows(name))
    # BPS numbers regencies from 01 and cities from 71; Jawa Tengah ends at 29 and 76.
    assert {row["code"][:4] for row in rows("areas")} == {"3398"}


def test_the_example_teaches_that_the_two_systems_number_differently() -> None:
    given = {row["kemendagri_code"]: row for row in rows("areas")}
    by_code: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows("recap"):
        by_code[row["kode_wilayah"]].add(row["nama_wilayah"])
    assert {code: {given[code]["name"]} for code in by_code} == by_code
    assert any(code.replace(".", "")[4:6] != given[code]["code"][4:6] for code in by_code)
