"""`python -m reports cards`: the figures of `reports progress`, for whom they are, whole on pictures of a phone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
import segno
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from typer.testing import CliRunner

from presentation.words.today.card import Place
from presentation.words.today.invitation import invitation_of
from reports.commands import app
from reports.pictures import invitation as invitation_module
from reports.pictures.card import HEIGHTS_PX, WIDTH_PX, card_sheet, small_png
from reports.pictures.invitation import invitation_sheet
from tests.pages import stores
from tests.presentation.areas.values import TARGET, reached, voice
from tests.presentation.words.today.test_card import GUIDE, LONG, card
from tests.reports.commands import run

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.text import Text

    from presentation.words.today.card import Card
    from presentation.words.today.invitation import Invitation

HEADING = "Kunjungi dulu"


pytestmark = pytest.mark.usefixtures("demo")


def written(folder: Path, *arguments: str) -> dict[str, str]:
    run("cards", "--out", str(folder), *arguments)
    return {file.name.split("_")[1]: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt"))}


def size_of(file: Path) -> tuple[int, int]:
    with Image.open(file) as picture:
        return picture.size


def test_a_card_has_the_figures_of_progress_and_its_pictures(tmp_path: Path) -> None:
    message = written(tmp_path, "--area", stores.JEKULO, "--role", f"camat:{stores.JEKULO}")[stores.JEKULO]
    (row,) = (
        row for row in json.loads(run("progress", "--level", "kecamatan")) if row["code"] == stores.JEKULO
    )  # fmt: skip
    assert message.startswith("*Kecamatan Jekulo* · per 15 Maret 2020 · SIMULASI\n")
    assert f"{100 * row['rate']:.1f}".replace(".", ",") + "\N{NO-BREAK SPACE}%" in message
    assert re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", str(row["gap"])) + " jiwa" in message
    assert {size_of(file) for file in tmp_path.glob("*.png")} == {(WIDTH_PX, height) for height in HEIGHTS_PX}


def test_desa_stand_on_the_card_of_whoever_may_see_them(tmp_path: Path) -> None:
    desa = [name for code, name in stores.names().items() if len(code) == 10 and code.startswith(stores.JEKULO)]
    own = written(tmp_path / "own", "--area", stores.JEKULO, "--role", f"camat:{stores.JEKULO}")[stores.JEKULO]
    assert sum(f"- {name}: kurang" in own for name in desa) == 3
    other = written(tmp_path / "other", "--area", stores.JEKULO, "--role", "camat:3319020")[stores.JEKULO]
    nobody = written(tmp_path / "nobody", "--area", stores.JEKULO)[stores.JEKULO]
    assert "- " not in other
    assert "- " not in nobody


def test_the_card_of_an_agency_speaks_of_its_staff_and_small_ones_have_none(tmp_path: Path) -> None:
    rows = {row["code"]: row for row in json.loads(run("progress", "--level", "opd", "--role", "regent"))}
    small = {code for code, row in rows.items() if row["is_hidden"] or row["bound"]}
    told = next(code for code in rows if code not in small)
    message = written(tmp_path / "one", "--agency", told, "--role", "regent")[f"opd{told}"]
    assert f"{100 * rows[told]['rate']:.1f}".replace(".", ",") + "\N{NO-BREAK SPACE}% ASN" in message
    assert small
    assert written(tmp_path / "none", "--agency", min(small), "--role", "regent") == {}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--agency", "999"], "--agency takes the number of an agency on record."),
        (["--area", "99"], "--area takes the code of an area on record"),
        (["--all", "--area", "3319"], "--area, --agency and --all are three choices: take one."),
        (["--language", "jv"], "--language takes one of: id, en."),
    ],
)
def test_what_is_not_on_record_is_refused_in_one_sentence(tmp_path: Path, arguments: list[str], reason: str) -> None:
    result = CliRunner().invoke(app, ["cards", "--out", str(tmp_path / "cards"), *arguments])
    assert result.exit_code == 2
    assert result.stderr.startswith(reason)
    assert not (tmp_path / "cards").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = CliRunner().invoke(app, ["cards", "--out", str(tmp_path / "file" / "cards")])
    assert result.exit_code == 2
    assert result.stderr.startswith("The cards could not be written (")


# --- pictures -----------------------------------------------------------------------------------------------


def full_card() -> Card:
    places = tuple(Place(f"{LONG} ({n})", "kurang 1.329 KK", ("berhenti", "belum pernah dikunjungi")) for n in range(3))
    return replace(card(title=LONG), focus=places, mark="SIMULASI", rate="100,0\N{NO-BREAK SPACE}%")


@pytest.mark.parametrize("height", HEIGHTS_PX)
@pytest.mark.parametrize("made", [card(), full_card()], ids=["usual", "longest"])
def test_no_words_leave_the_picture_or_touch(made: Card, height: int) -> None:
    sheet = card_sheet(made, HEADING, height)
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    texts: list[Text] = [artist for artist in sheet.figure.artists if hasattr(artist, "get_text")]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    for words, box in boxes:
        assert box.x0 >= 0, words
        assert box.y0 >= 0, words
        assert box.x1 <= WIDTH_PX, words
        assert box.y1 <= height, words
    for (one, first), (other, second) in combinations(boxes, 2):
        overlap = first.intersection(first, second)
        # Lines of a paragraph share the room of their long letters.
        assert overlap is None or overlap.height <= 6 or overlap.width <= 1, (one, other)
    said = " ".join(words for words, _box in boxes)
    for part in (made.rate, made.headline.split()[0], made.foot, made.mark, *(made.guide[0],)):
        assert part in said


def test_words_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="of Jekulo do not fit 1080 x 1350"):
        card_sheet(replace(card(), headline="kata " * 2_000), HEADING, HEIGHTS_PX[0])


# --- for the public -----------------------------------------------------------------------------------------


def invitation(**changes: str) -> Invitation:
    row = reached("Sadang", 25, 100, source="BPS")
    made = invitation_of(voice("id"), "Desa Sadang, Kecamatan Jekulo", TARGET, GUIDE, row=row)
    return replace(made, **changes)


def test_the_public_is_told_what_to_have_ready_where_and_until_when() -> None:
    made = invitation()
    assert made.headline == "Isi sensus sendiri, dari rumah, paling lambat 31 Maret 2020"
    assert made.steps[0] == "Siapkan KTP, KK, akta nikah/cerai."
    assert "sensus.bps.go.id" in made.steps[1]
    assert made.figure == "25,0\N{NO-BREAK SPACE}% KK di sini telah merespons (angka 15 Maret 2020, sumber: BPS)."
    assert (made.address, made.mark) == ("https://sensus.bps.go.id", "")
    simulated = voice("id", is_simulated=True)
    bare = invitation_of(simulated, "Desa Sadang", TARGET, GUIDE, row=None)
    assert (bare.figure, bare.mark) == ("", "")
    assert invitation_of(simulated, "Desa Sadang", TARGET, GUIDE, row=reached("Sadang", 25, 100)).mark == "SIMULASI"
    assert invitation_of(simulated, "Sadang", TARGET, GUIDE, row=reached("S", 2, 9, bound="at_most_5")).figure == ""


@pytest.mark.parametrize("changes", [{}, {"place": LONG, "headline": f"{LONG} {LONG}"}], ids=["usual", "longest"])
def test_the_code_on_a_picture_is_the_address_and_no_words_touch_it(changes: dict[str, str]) -> None:
    made = invitation(**changes)
    sheet = invitation_sheet(made)
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    boxes = [artist.get_window_extent(renderer) for artist in sheet.figure.artists if hasattr(artist, "get_text")]
    assert all(0 <= box.x0 and box.x1 <= WIDTH_PX and 0 <= box.y0 and box.y1 <= 1350 for box in boxes)
    matrix = [list(row) for row in segno.make(made.address, error="m", micro=False).matrix]
    with Image.open(BytesIO(small_png(sheet))) as drawn:
        grey = drawn.convert("L")
    left, bottom, side = (round(points * 200 / 72) for points in (24, 24, 120))
    module = side / (len(matrix) + 8)
    seen = [
        [
            grey.getpixel((left + (4.5 + x) * module, 1350 - bottom - side + (4.5 + y) * module)) < 128
            for x in range(len(matrix))
        ]
        for y in range(len(matrix))
    ]
    assert seen == [[bool(is_dark) for is_dark in row] for row in matrix]
    assert not any(box.x0 < left + side and box.y0 < bottom + side for box in boxes)


def test_once_the_online_phase_is_over_nobody_is_invited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_TODAY", "2020-04-20")
    result = CliRunner().invoke(app, ["invitations", "--out", str(tmp_path), "--area", "3319060001"])
    assert result.exit_code == 2
    assert result.stderr == "The online phase is over: there is nothing to invite anybody to.\n"


def test_a_card_without_room_is_refused_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitation_module, "_LEAST", 2.0)
    result = CliRunner().invoke(app, ["invitations", "--out", str(tmp_path), "--area", "3319060001"])
    assert result.exit_code == 2
    assert result.stderr.startswith("The words of the card of ")


def test_pictures_of_desa_hold_figures_for_whoever_may_see_them(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["invitations", "--out", str(tmp_path), "--area", "3319060001", "--figures"])
    assert result.exit_code == 2
    assert result.stderr.startswith("These are figures of desa: not every role may see them")
    pictures = {
        name: Image.open(BytesIO((tmp_path / name / "ajakan_3319060001.png").read_bytes())).tobytes()
        for name, arguments in {
            "public": [],
            "own": ["--figures", "--role", "camat:3319060"],
            "other": ["--figures", "--role", "camat:3319020"],
        }.items()
        if run("invitations", "--out", str(tmp_path / name), "--area", "3319060001", *arguments)
    }
    assert pictures["public"] == pictures["other"] != pictures["own"]
