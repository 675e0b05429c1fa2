"""`python -m reports briefing`: one page with the figures of `reports`, for whom it is and for nobody else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from census.access.role_words import word_of_role
from presentation.areas.figures import Figure
from presentation.language.messages import Translator
from presentation.words.today.card import TooManyWordsError
from presentation.words.verdict import Verdict
from reports.briefing.content import Briefing, Part
from reports.briefing.sheet import briefing_pdf
from reports.commands import app
from tests.pages import stores
from tests.reports.briefing.poppler import boxes_of, pages_and_size, typefaces, words_of
from tests.reports.commands import run
from tests.support.worlds import planted

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2020-03-16"


pytestmark = pytest.mark.usefixtures("demo")


def briefing(folder: Path, role: str, *arguments: str) -> Path:
    run("briefing", "--out", str(folder), "--role", role, *arguments)
    (file,) = folder.glob("*.pdf")
    return file


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@pytest.mark.parametrize(
    ("role", "level", "code"),
    [
        ("regent", "kabupaten", stores.KABUPATEN),
        (f"camat:{stores.JEKULO}", "kecamatan", stores.JEKULO),
        ("opd_head:3", "opd", "3"),
    ],
)
def test_one_page_with_embedded_type_and_the_figures_of_reports(
    tmp_path: Path, role: str, level: str, code: str
) -> None:
    file = briefing(tmp_path, role)
    pages, size = pages_and_size(file)
    assert (pages, size) == (1, "595.276 x 841.89 pts (A4)")
    assert all(typefaces(file).values())
    assert {name.split("+")[1] for name in typefaces(file)} == {"DejaVuSans", "DejaVuSans-Bold"}
    assert all(0 < left and 0 < top and right < 595 and foot < 842 for left, top, right, foot in boxes_of(file))
    said = words_of(file)
    rows = json.loads(run("progress", "--level", level, "--role", role.replace("opd_head", "opd")))
    (row,) = (row for row in rows if row["code"] == code)
    decimals = 0 if row["denominator"] < 100 else 1
    assert f"{100 * row['rate']:.{decimals}f}".replace(".", ",") + " %" in said
    unit = "ASN" if level == "opd" else "jiwa"
    for words in (
        "SIMULASI",
        "per Minggu 15 Maret 2020",
        f"{grouped(row['gap'])} {unit}",
        f"{grouped(row['numerator'])} dari {grouped(row['denominator'])}",
        "Sumber: SIMULASI: pengisian",
        "OCHA-WFP HDX",
        "Kunjungi hari ini",
        "Komitmen sampai 16 Maret 2020",
    ):
        assert words in said, words


def test_what_came_in_is_the_difference_of_two_days(tmp_path: Path) -> None:
    said = words_of(briefing(tmp_path, f"camat:{stores.JEKULO}"))
    counts = [
        row["numerator"]
        for day in ("2020-03-14", "2020-03-15")
        for row in json.loads(run("progress", "--level", "kecamatan", "--as-of", day))
        if row["code"] == stores.JEKULO
    ]
    assert f"Masuk sejak 14 Mar {grouped(counts[1] - counts[0])} jiwa" in said


def test_the_forecast_and_who_is_behind_are_those_of_reports(tmp_path: Path) -> None:
    said = words_of(briefing(tmp_path, "regent"))
    (ahead,) = json.loads(run("forecast"))
    low, high = (f"{100 * ahead[name] / ahead['denominator']:.1f}".replace(".", ",") for name in ("lo80", "hi80"))
    assert f"{low}–{high} %" in said
    assert f"{100 * ahead['chance_target']:.0f} %" in said
    for row in json.loads(run("progress", "--level", "kecamatan")):
        assert re.search(rf"{row['name']}\W+{100 * row['rate']:.1f}".replace(".", r"[.,]"), said), row["name"]
        assert f"kurang {grouped(row['gap'])}" in said
    first = json.loads(run("priorities", "--role", "regent"))[0]
    assert f"1. {first['name']} ({first['parent_name']}): kurang" in said


def test_in_english_and_for_an_earlier_day(tmp_path: Path) -> None:
    said = words_of(briefing(tmp_path, "regent", "--language", "en", "--as-of", "2020-03-08"))
    assert "Briefing as of Sunday, 8 March 2020" in said
    assert "Forecast of Kudus" in said
    assert "Kunjungi" not in said


def test_the_same_day_gives_the_same_bytes(tmp_path: Path) -> None:
    assert briefing(tmp_path / "one", "regent").read_bytes() == briefing(tmp_path / "two", "regent").read_bytes()


def test_no_role_receives_what_it_may_not_see(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", planted.planted_url(tmp_path_factory))
    for name, role in planted.ROLES.items():
        file = briefing(tmp_path / name, word_of_role(role))
        said = words_of(file)
        assert planted.found(role, said.encode() + file.read_bytes()) == set(), name
        assert [stores.names()[code] for code in planted.own_desa(role) if stores.names()[code] in said]


def test_of_a_small_agency_stands_the_whole_in_its_place(tmp_path: Path) -> None:
    rows = json.loads(run("progress", "--level", "opd", "--role", "regent"))
    small = next(row for row in rows if row["is_hidden"] or row["bound"])
    (recounted,) = (
        row
        for row in json.loads(run("progress", "--level", "opd", "--role", "operator", "--recount"))
        if row["code"] == small["code"]
    )
    said = words_of(briefing(tmp_path, f"opd:{small['code']}"))
    assert "OPD sendiri terlalu kecil untuk disebut; ini angka Kudus." in said
    assert f"{recounted['numerator']} dari {recounted['denominator']}" not in said


@pytest.mark.deep
def test_all_are_the_regent_each_camat_and_each_head(tmp_path: Path) -> None:
    run("briefing", "--out", str(tmp_path), "--all")
    keys = {file.name.split("_")[2] for file in tmp_path.glob("SIMULASI_briefing_*.pdf")}
    assert len(keys) == 44
    assert {"3319", stores.JEKULO, "opd3"} <= keys


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Say whose: --role regent, operator, camat:CODE or opd:ID; or --all."),
        (["--all", "--role", "regent"], "Say whose: --role"),
        (["--role", "bupati"], "--role takes one of: regent, operator, camat:CODE, opd:ID."),
        (["--role", "camat:9"], "--role camat:CODE takes the code of a kecamatan on record"),
        (["--role", "opd_head:999"], "--role opd:ID takes the number of an agency on record."),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path, arguments: list[str], reason: str) -> None:
    result = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path / "out"), *arguments])
    assert result.exit_code == 2
    assert result.stderr.startswith(reason)
    assert not (tmp_path / "out").exists()


def plain(words: str) -> Briefing:
    return Briefing(
        key="3319",
        title=words,
        stamp=words,
        stands=Verdict(words, words),
        figures=(Figure(words, words, words),) * 5,
        level="desa",
        areas=(),
        map_title=words,
        list_title=words,
        list_caption=words,
        reference=None,
        classes=(),
        behind=(words,),
        visits_heading=words,
        visits=(),
        forecast=Part(words, (words, words)),
        span=None,
        promises=Part(words, (words,)),
        foot=words,
        mark="SIMULASI",
    )


def test_the_longest_names_stand_on_one_page_within_its_edges(tmp_path: Path) -> None:
    longest = "Dinas Perumahan Rakyat, Kawasan Permukiman, Pertanahan dan Lingkungan Hidup Kabupaten " * 3
    file = tmp_path / "long.pdf"
    file.write_bytes(briefing_pdf(Translator("id"), plain(longest), None))
    assert pages_and_size(file)[0] == 1
    assert words_of(file).count("Lingkungan Hidup") >= 3 * 20
    assert all(0 < left and 0 < top and right < 595 and foot < 842 for left, top, right, foot in boxes_of(file))


def test_words_without_end_are_refused() -> None:
    endless = replace(plain("Jekulo"), stands=Verdict("kata " * 3_000, ""))
    with pytest.raises(TooManyWordsError, match="of the briefing of Jekulo do not fit one page"):
        briefing_pdf(Translator("id"), endless, None)
