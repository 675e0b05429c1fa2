"""Pictures that speak alone: the right colours at the right places, all words whole, the mark of simulation."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from presentation.charts.area_view import AreaClass, ShownArea
from presentation.charts.colours import NO_CLASS, NO_DATA, NO_DATA_LINE, STEPS
from presentation.charts.curve import Curve, PathLine
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from reports.pictures.curve import curve_sheet
from reports.pictures.list import MOST_ROWS, list_sheet
from reports.pictures.map import map_sheet
from reports.pictures.pictures import Caption, curve_png, list_png, map_png
from reports.pictures.text import DPI, rgba, text_width, wrapped
from tests.support import ROOT

if TYPE_CHECKING:
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from reports.pictures.sheet import Sheet

CLASSES = [AreaClass(f"{step.symbol} kelas {n}", step.colour, "#6f7b7d", step.ink) for n, step in enumerate(STEPS)]
CLASSES.append(AreaClass("○ tidak ada data", NO_DATA, NO_DATA_LINE, "#e6eceb"))
HOSTILE = r"$x_1$ \frac{1}{2} ^a_b %s {x} &amp; <b>"
LONG = "Dinas Sosial, Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"
FORMATS = Formats(Translator("id"))


def caption(*, simulated: bool = False, title: str = "Capaian menurut kecamatan") -> Caption:
    foot = ("Sumber: rekap BPS", "Batas wilayah: pemilik, lisensi")
    return Caption(title, "per 15 Maret 2020 · jiwa · telah merespons", foot, simulated, "SIMULASI")


def six_areas(*, name: str = "Desa") -> tuple[gpd.GeoDataFrame, list[ShownArea]]:
    """Six cells of two rows, one for each class; the second has a hole, the third two parts."""
    cells = [shapely.box(110.8 + x, -6.9 + y, 110.9 + x, -6.8 + y) for y in (0, 0.1) for x in (0, 0.1, 0.2)]
    # Its border runs the same way round as the outer one: that some fill it is the trap.
    hole = shapely.box(110.91, -6.89, 110.92, -6.88).exterior.coords
    cells[1] = shapely.Polygon(cells[1].exterior.coords, [hole])
    cells[2] = shapely.MultiPolygon([cells[2], shapely.box(111.11, -6.9, 111.12, -6.89)])
    codes = [f"33190{n}0" for n in range(1, 7)]
    shapes = gpd.GeoDataFrame({"code": codes}, geometry=cells, crs="EPSG:4326")
    labels = [(f"{name} {n}", f"{CLASSES[n].label[0]} 1{n},5\u00a0%") for n in range(6)]
    return shapes, [ShownArea(code, name, n, labels[n], (), (), "") for n, code in enumerate(codes)]


def map_of(*, simulated: bool = False, name: str = "Desa", chosen: str | None = None) -> Sheet:
    shapes, areas = six_areas(name=name)
    return map_sheet(shapes, areas, classes=CLASSES, chosen=chosen, caption=caption(simulated=simulated))


def curve(name: str, pace: float, *, days: int = 10) -> Curve:
    days_of = [date(2020, 2, 15) + timedelta(days=n) for n in range(days)]
    return Curve(name, days_of, [pace * (n + 1) for n in range(days)], [""] * days)


def path() -> PathLine:
    days = [date(2020, 2, 14) + timedelta(days=n) for n in range(47)]
    return PathLine("jalur menuju 27 %", days, [0.27 * n / 46 for n in range(47)], "tenggat 31 Mar")


CURVE_WORDS = {"as_of": date(2020, 2, 26), "as_of_label": "per 26 Feb", "others_label": "kecamatan", "formats": FORMATS}


def curve_of(main: Curve, others: list[Curve], *, simulated: bool = False) -> Sheet:
    return curve_sheet(main, others=others, path=path(), caption=caption(simulated=simulated), **CURVE_WORDS)


def row(code: str, name: str, rate: float | None) -> ShownArea:
    remark = ("○ tidak ada data",) if rate is None else (f"▼ {FORMATS.rate(rate)}", "kurang 1.240")
    step = 3 if rate is not None else NO_CLASS
    return ShownArea(code, name, step, (name,), (name,), remark, "", length=rate, expected=0.2)


def list_of(rows: list[ShownArea], *, simulated: bool = False) -> Sheet:
    return list_sheet(rows, target=0.27, chosen=rows[0].code, classes=CLASSES, caption=caption(simulated=simulated))


def texts(sheet: Sheet) -> list[Text]:
    return list(sheet.figure.texts) + [artist for artist in sheet.figure.artists if hasattr(artist, "get_text")]


def said(sheet: Sheet) -> str:
    return " ".join(text.get_text() for text in texts(sheet))


def boxes(sheet: Sheet) -> list[tuple[str, Bbox]]:
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts(sheet)]


def picture(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


SHEETS = {
    "map": lambda simulated: map_of(simulated=simulated),
    "curve": lambda simulated: curve_of(curve("Kudus", 0.015), [curve("Bae", 0.02)], simulated=simulated),
    "list": lambda simulated: list_of([row("1", "Undaan", 0.1), row("2", "Bae", None)], simulated=simulated),
}


# --- every picture ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SHEETS)
def test_a_picture_says_what_it_shows_and_marks_simulated_figures_and_no_others(kind: str) -> None:
    real, simulated = SHEETS[kind](False), SHEETS[kind](True)
    for part in ("Capaian menurut kecamatan", "per 15 Maret 2020 · jiwa", "rekap BPS", "Batas wilayah: pemilik"):
        assert part in said(real)
        assert part in said(simulated)
    assert "SIMULASI" not in said(real)
    assert said(simulated).count("SIMULASI") == 2
    heights = [box.height for words, box in boxes(simulated) if words == "SIMULASI"]
    # Larger than any other word, the title's included.
    assert max(heights) == max(box.height for _words, box in boxes(simulated))


@pytest.mark.parametrize("kind", SHEETS)
def test_a_mark_covers_no_data(kind: str) -> None:
    sheet = SHEETS[kind](True)
    left, bottom, width, height = (length * DPI / 72 for length in sheet.room)
    for words, box in boxes(sheet):
        if words == "SIMULASI":
            assert box.y0 >= bottom + height or box.y1 <= bottom or box.x1 <= left or box.x0 >= left + width


@pytest.mark.parametrize("kind", SHEETS)
def test_no_words_leave_the_sheet_or_touch(kind: str) -> None:
    sheet = SHEETS[kind](True)
    found = boxes(sheet)
    across, up = sheet.figure.get_size_inches() * DPI
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= across and box.y1 <= up for _words, box in found)
    assert not touching(found)


def touching(found: list[tuple[str, Bbox]]) -> list[tuple[str, str]]:
    """Pairs whose ink meets; a line's box is trimmed by the space that hanging letters and accents need."""
    trimmed = [(words, (box.x0 + 1, box.y0 + 2, box.x1 - 1, box.y1 - 2)) for words, box in found]
    return [
        (one, other)
        for place, (one, a) in enumerate(trimmed)
        for other, b in trimmed[:place]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def test_simulated_figures_without_a_word_are_refused() -> None:
    with pytest.raises(ValueError, match="word that marks"):
        Caption("a", "b", (), True, " ")


def test_the_same_input_gives_the_same_bytes_without_date_and_maker_also_from_threads() -> None:
    shapes, areas = six_areas()

    def draw(_number: int) -> bytes:
        return map_png(shapes, areas, classes=CLASSES, caption=caption())

    first = draw(0)
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(draw, range(3))) == {first}
    assert first.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", first[16:24]) == (1600, 2000)
    assert re.search(rb"tEXt|iTXt|tIME|[Mm]atplotlib", first) is None


def test_a_long_title_is_whole_and_the_sheet_grows_with_it() -> None:
    title = " ".join([LONG] * 12)
    shapes, areas = six_areas()
    sheet = map_sheet(shapes, areas, classes=CLASSES, chosen=None, caption=caption(title=title))
    assert title in said(sheet)
    assert sheet.figure.get_size_inches()[1] > 10
    assert sheet.room[3] >= 300
    assert not touching(boxes(sheet))


@given(st.text(max_size=60), st.floats(20, 200))
def test_wrapping_loses_no_sign_and_fits(words: str, width: float) -> None:
    lines = wrapped(words, width, 10)
    assert all(text_width(line, 10) <= width or len(line) == 1 for line in lines)
    whole = wrapped(words, 1e6, 10)
    assert "".join(lines).replace(" ", "") == "".join(whole).replace(" ", "")


def test_hostile_names_are_drawn_as_they_are() -> None:
    plain = HOSTILE
    listed = list_of([row("1", plain, 0.1), row("2", "Bae", None)])
    drawn = curve_of(curve(plain, 0.01), [curve("Bae", 0.02)])
    shapes, areas = six_areas(name="$x_1$ &amp;")
    mapped = map_sheet(shapes, areas, classes=CLASSES, chosen=None, caption=caption(title=plain))
    assert plain in said(listed)
    assert said(drawn).count(plain.split(" ")[0]) == 2
    assert plain in said(mapped)
    assert "$x_1$ &amp; 0" in said(mapped)
    for sheet in (listed, drawn, mapped):
        assert not any(text.get_parse_math() for text in texts(sheet))
        assert sheet.png()


def test_signs_that_the_typeface_lacks_or_that_turn_words_around_do_no_harm() -> None:
    sheet = list_of([row("1", "日本\u202eabc\u0000\n x", 0.1)])
    assert "□□abc x" in said(sheet)
    assert sheet.png()


def test_the_dashboard_starts_without_the_drawing_library_which_never_opens_windows() -> None:
    code = (
        "import sys; from ui.kit.display import blocks, curves, maps; print('matplotlib' in sys.modules);"
        "from reports.pictures import pictures; print('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True", "False"]


@pytest.mark.parametrize("colour", ["red", "#fff", "rgb(1,2,3)"])
def test_a_colour_that_no_chart_writes_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="no colour"):
        rgba(colour)


# --- map ----------------------------------------------------------------------------------------------------


def pixel_at(sheet: Sheet, image: np.ndarray, shapes: gpd.GeoDataFrame, lon: float, lat: float) -> tuple[int, ...]:
    """The colour at a place, by a projection of the test's own: the map fills its room as far as its shape allows."""
    left, bottom, width, height = sheet.room
    west, south, east, north = shapes.total_bounds
    stretch = np.cos(np.deg2rad((south + north) / 2))
    scale = min(width / (1.03 * (east - west) * stretch), height / (1.03 * (north - south)))
    x = left + width / 2 + (lon - (west + east) / 2) * stretch * scale
    y = bottom + height / 2 + (lat - (south + north) / 2) * scale
    return tuple(image[len(image) - 1 - int(y * DPI / 72), int(x * DPI / 72)])


def test_each_area_has_the_colour_of_its_class_and_holes_are_left_open() -> None:
    sheet, (shapes, areas) = map_of(), six_areas()
    image, class_of = picture(sheet.png()), {area.code: area.class_index for area in areas}
    for code, area in zip(shapes["code"], shapes.geometry, strict=True):
        west, south, _east, _north = area.bounds
        expected = tuple(round(255 * part) for part in rgba(CLASSES[class_of[code]].fill)[:3])
        assert pixel_at(sheet, image, shapes, west + 0.004, south + 0.004) == expected
    assert pixel_at(sheet, image, shapes, 110.915, -6.885) == (255, 255, 255)
    island = tuple(round(255 * part) for part in rgba(STEPS[2].colour)[:3])
    assert pixel_at(sheet, image, shapes, 111.115, -6.895) == island


def test_the_map_keeps_the_shape_of_the_ground() -> None:
    sheet = map_of()
    outline = next(artist for artist in sheet.figure.artists if artist.get_gid() == "3319010")
    _left, _bottom, width, height = outline.get_path().get_extents().bounds
    assert width / height == pytest.approx(np.cos(np.deg2rad(6.8)), rel=1e-6)


def test_the_legend_holds_every_class_and_the_labels_their_areas() -> None:
    sheet = map_of()
    for entry in CLASSES:
        assert entry.label in said(sheet)
    for number in range(6):
        assert f"Desa {number} {CLASSES[number].label[0]} 1{number},5\u00a0%" in said(sheet)
    inks = {text.get_text(): text.get_color() for text in texts(sheet)}
    # The screen's ink may be for the dark theme; paper is white.
    assert inks["Desa 5"] == "#1f2a2c"
    assert inks["Desa 0"] == STEPS[0].ink
    outlines = {artist.get_gid(): artist for artist in sheet.figure.artists}
    for text in texts(sheet):
        gid = text.get_gid() or ""
        if gid.startswith("label-"):
            box = text.get_window_extent(FigureCanvasAgg(sheet.figure).get_renderer())
            ground = outlines[gid.removeprefix("label-")].get_window_extent()
            assert ground.x0 <= box.x0 and box.x1 <= ground.x1 and ground.y0 <= box.y0 and box.y1 <= ground.y1


def test_a_name_that_fits_nowhere_leaves_its_symbol_and_never_a_part_of_it() -> None:
    sheet = map_of(name=LONG)
    on_map = [text.get_text() for text in texts(sheet) if (text.get_gid() or "").startswith("label-")]
    assert set(on_map) <= {entry.label[0] for entry in CLASSES}
    assert on_map


def test_only_the_chosen_area_is_marked() -> None:
    def marks(sheet: Sheet) -> list[object]:
        return [artist for artist in sheet.figure.artists if artist.get_gid() == "chosen"]

    assert not marks(map_of())
    assert not marks(map_of(chosen="9999"))
    (mark,) = marks(map_of(chosen="3319020"))
    shapes, _areas = six_areas()
    assert shapes["code"].tolist()[1] == "3319020"
    assert mark.get_linewidth() > 2


def test_areas_without_any_outline_are_refused_and_others_left_out() -> None:
    shapes, areas = six_areas()
    with pytest.raises(ValueError, match="outline"):
        map_png(shapes.iloc[:0], areas, classes=CLASSES, caption=caption())
    sheet = map_sheet(shapes, areas[:2], classes=CLASSES, chosen=None, caption=caption())
    drawn = {artist.get_gid() for artist in sheet.figure.artists} & set(shapes["code"])
    assert drawn == {area.code for area in areas[:2]}


# --- curve --------------------------------------------------------------------------------------------------


def line(sheet: Sheet, gid: str) -> np.ndarray:
    return np.asarray(next(artist for artist in sheet.figure.artists if artist.get_gid() == gid).get_xydata())


def test_figures_are_held_until_the_next_and_the_scale_speaks_indonesian() -> None:
    sheet = curve_of(Curve("Kudus", [date(2020, 2, 15), date(2020, 2, 20)], [0.05, 0.1], ["", ""]), [])
    steps, way = line(sheet, "main"), line(sheet, "path")
    heights = dict.fromkeys(round(float(y), 6) for y in steps[:, 1])
    assert len(heights) == 2
    assert steps[-1, 1] == steps[-2, 1]
    # The path shares the scale: 27 % lies 2.7 times as high as 10 %, 45 days on from the first.
    foot, day = way[0, 1], (way[-1, 0] - way[0, 0]) / 46
    assert (way[-1, 1] - foot) / (steps[-1, 1] - foot) == pytest.approx(2.7)
    assert (steps[-1, 0] - steps[0, 0]) / day == pytest.approx(11)
    assert "5\u00a0%" in said(sheet)
    assert "15 Feb" in said(sheet)
    assert "jalur menuju 27 %" in said(sheet)


def test_small_rates_get_the_decimals_that_tell_them_apart() -> None:
    sheet = curve_sheet(curve("Kudus", 0.0004), others=[], path=None, caption=caption(), **CURVE_WORDS)
    levels = [text.get_text() for text in texts(sheet) if text.get_text().endswith("\u00a0%")]
    assert len(levels) == len(set(levels)) >= 3
    assert "0,1\u00a0%" in levels


@pytest.mark.parametrize("number", [1, 9, 20])
def test_names_beside_the_curves_stay_apart_and_in_order(number: int) -> None:
    others = [curve(f"Kecamatan {n}", 0.01 + n * 1e-5) for n in range(number)]
    sheet = curve_of(curve("Kudus", 0.0099), others)
    assert not touching(boxes(sheet))
    names = [text.get_text() for text in texts(sheet) if text.get_gid() == "name"]
    assert names == ["Kudus", *(curve_.name for curve_ in others)]


def test_too_many_curves_to_name_are_told_by_the_legend_alone() -> None:
    sheet = curve_of(curve("Kudus", 0.0099), [curve(f"Desa {n}", 0.01) for n in range(60)])
    assert [text.get_text() for text in texts(sheet) if text.get_gid() == "name"] == ["Kudus"]
    assert "kecamatan" in said(sheet)
    assert not touching(boxes(sheet))


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_the_words_of_the_as_of_day_and_the_deadline_never_touch(gap: int) -> None:
    words = CURVE_WORDS | {"as_of": date(2020, 3, 31) - timedelta(days=gap)}
    sheet = curve_sheet(curve("Kudus", 0.01), others=[], path=path(), caption=caption(), **words)
    assert not touching(boxes(sheet))


def test_a_curve_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        curve_png(Curve("a", [], [], []), others=[], path=None, caption=caption(), **CURVE_WORDS)
    assert curve_png(curve("a", 0, days=1), others=[], path=None, caption=caption(), **CURVE_WORDS)


# --- list ---------------------------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_rates_and_what_is_due_and_aimed_at_shares_their_scale() -> None:
    sheet = list_of([row("1", "Undaan", 0.1), row("2", LONG, 0.25), row("3", "Bae", None)])
    bars = {artist.get_gid(): artist for artist in sheet.figure.artists if artist.get_gid() in {"1", "2", "3"}}
    assert set(bars) == {"1", "2"}
    unit = bars["1"].get_width() / 0.1
    assert bars["2"].get_width() == pytest.approx(0.25 * unit)
    start = bars["1"].get_x()
    assert line(sheet, "due")[0, 0] == pytest.approx(start + 0.2 * unit)
    assert line(sheet, "target")[0, 0] == pytest.approx(start + 0.27 * unit)
    assert LONG in said(sheet)
    assert not touching(boxes(sheet))
    image = picture(sheet.png())
    x, y = bars["1"].get_x() + 3, bars["1"].get_y() + bars["1"].get_height() / 2
    assert tuple(image[len(image) - 1 - int(y * DPI / 72), int(x * DPI / 72)]) == (0xEA, 0xA5, 0x61)


def test_a_bar_that_is_only_a_bound_is_hatched_and_all_together_have_a_dashed_line() -> None:
    rows = [replace(row("1", "Undaan", 1.0), is_bound=True), row("2", "Bae", 0.25)]
    sheet = list_sheet(rows, target=None, overall=0.5, chosen=None, classes=CLASSES, caption=caption())
    bars = {artist.get_gid(): artist for artist in sheet.figure.artists if artist.get_gid()}
    assert (bool(bars["1"].get_hatch()), bool(bars["2"].get_hatch())) == (True, False)
    end = bars["overall"].get_xdata()[0] - bars["1"].get_x()
    assert end == pytest.approx(bars["1"].get_width() / 2)


@pytest.mark.parametrize("number", [0, MOST_ROWS + 1])
def test_lists_that_no_picture_can_hold_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="rows"):
        list_png([row(str(n), "a", 0.1) for n in range(number)], target=None, classes=CLASSES, caption=caption())
