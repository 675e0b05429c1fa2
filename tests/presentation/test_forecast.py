"""Forecasts in words and drawings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from census.base.vocabulary import Status, Unit
from census.forecast.model import Refusal
from census.forecast.table import AreaForecast
from census.forecast.track_record import TrackRecord
from presentation.charts.colours import STEPS
from presentation.charts.fan import Fan, FanLine, add_fan
from presentation.charts.intervals import IntervalRow, interval_list
from presentation.language.formats import Formats
from presentation.language.messages import LANGUAGES, Translator
from presentation.words.forecast_words import (
    CHANCES,
    REASONS,
    About,
    ForecastRates,
    bridge_text,
    chance_or_reason,
    chance_step,
    chance_text,
    count_wanted,
    forecast_lines,
    forecast_span,
    forecast_texts,
    forecast_verdict,
    missing_span,
    rates_of,
    record_text,
    refusal_verdict,
    rush_label,
    rush_text,
    span_text,
)
from tests.census.worlds import REGENT

ID = Translator("id")
FORMATS = Formats(ID)
NBSP = "\u00a0"
AREA = AreaForecast(
    *("9901", "Contoh"),
    denominator=8_000,
    count=1_000,
    as_of=date(2020, 3, 8),
    deadline=date(2020, 3, 31),
    median=2_000,
    lo80=1_600,
    hi80=2_400,
    median_without_rush=1_960,
    median_with_rush=2_488,
    rush_chance=0.12,
    is_guess=False,
    target_count=2_160,
    target_unit=Unit.HOUSEHOLD,
    target_status=Status.RESPONDED,
    is_equivalent=False,
    chance_target=0.34,
    source="BPS",
    reason=None,
    is_hidden=False,
)
SILENT = replace(
    AREA,
    median=None,
    lo80=None,
    hi80=None,
    median_without_rush=None,
    median_with_rush=None,
    rush_chance=None,
    is_guess=None,
    chance_target=None,
    reason=Refusal.TOO_SMALL,
    is_hidden=True,
)
SAID = ForecastRates("Kudus", 0.166, 0.139, 0.192, 875_999, date(2020, 3, 31))


def test_the_verdict_is_the_sentence_of_the_design() -> None:
    said = forecast_verdict(ID, FORMATS, SAID, REGENT, 0.12)
    assert said.needs.replace(NBSP, " ") == (
        "Kemungkinan besar 13,9 % sampai 19,2 % (8 dari 10 simulasi, dari 2.000); peluang mencapai target 12 %."
    )
    assert "16,6 % penduduk" in said.headline.replace(NBSP, " ")
    assert "27 %" in said.headline.replace(NBSP, " ")


def test_each_step_of_chance_has_its_own_words_in_each_language() -> None:
    assert len(CHANCES) == len(STEPS)
    assert [least for least, _ in CHANCES] == sorted((least for least, _ in CHANCES), reverse=True)
    for language in LANGUAGES:
        text = Translator(language)
        heads = {forecast_verdict(text, Formats(text), SAID, REGENT, least).headline for least, _ in CHANCES}
        assert len(heads) == len({text(words) for _, words in CHANCES}) == len(CHANCES)
    for step, (least, _words) in enumerate(CHANCES):
        assert chance_step(least) == step
        if least:
            assert chance_step(least - 1e-9) == step + 1


@pytest.mark.parametrize(
    ("chance", "written"),
    [(0.0, "< 1 %"), (0.004, "< 1 %"), (0.01, "1 %"), (0.527, "53 %"), (0.99, "99 %"), (1.0, "> 99 %"), (None, "–")],
)
def test_no_chance_is_nothing_or_all(chance: float | None, written: str) -> None:
    assert chance_text(FORMATS, chance).replace(NBSP, " ") == written


def test_a_range_has_one_sign() -> None:
    assert span_text(FORMATS, 0.237, 0.344).replace(NBSP, " ") == "23,7–34,4 %"
    assert span_text(Formats(Translator("en")), 0.237, 0.344) == "23.7–34.4%"
    assert span_text(FORMATS, 0.237, 0.344, base=60).replace(NBSP, " ") == "24–34 %"


def test_the_figures_of_an_area_are_the_forecast_s() -> None:
    assert rates_of(AREA) == ForecastRates("Contoh", 0.25, 0.2, 0.3, 8_000, date(2020, 3, 31))
    assert forecast_span(FORMATS, AREA).replace(NBSP, " ") == "20,0–30,0 %"
    lines = [line.replace(NBSP, " ") for line in forecast_lines(ID, FORMATS, AREA, Unit.HOUSEHOLD)]
    assert lines == [
        "peluang mencapai target 34 %",
        "nilai tengah 2.000 KK, 25,0 %",
        "kemungkinan besar 1.600 – 2.400 KK",
    ]


def test_a_forecast_that_is_not_made_has_no_figures() -> None:
    with pytest.raises(ValueError, match="missing"):
        rates_of(SILENT)
    english = Translator("en")
    words = [
        chance_or_reason(english, Formats(english), each) for each in (AREA, SILENT, replace(SILENT, is_hidden=False))
    ]
    assert words == ["34%", "hidden", "no forecast"]
    assert chance_or_reason(english, Formats(english), replace(AREA, chance_target=None)) == "–"


def test_what_is_wanted_is_told_in_the_target_s_words() -> None:
    translated = replace(AREA, target_status=Status.CLEAN, is_equivalent=True)
    written = [count_wanted(ID, FORMATS, each).replace(NBSP, " ") for each in (AREA, translated)]
    assert written == ["2.160 KK", "≈ 2.160 KK Clean"]
    assert count_wanted(ID, FORMATS, replace(AREA, target_count=None)) == "–"


def test_the_table_has_a_row_of_texts_for_each_area() -> None:
    english = Translator("en")
    table = forecast_texts(english, Formats(english), [AREA, SILENT], Unit.HOUSEHOLD)
    assert table.index.tolist() == ["9901", "9901"]
    assert table.iloc[0].tolist() == [
        *("9901", "Contoh", "1,000", "2,000", "1,600", "2,400", "34%", "2,160 families", "31 March 2020", "8,000", "–"),
    ]
    assert table.iloc[1].tolist() == [
        *("9901", "Contoh", "1,000", "–", "–", "–", "hidden", "2,160 families", "31 March 2020", "8,000"),
        "The group is too small: a figure could speak of a person.",
    ]


def plain(said: str | None) -> str:
    assert said is not None
    return said.replace(NBSP, " ")


def test_the_bridge_says_what_becomes_of_the_target_without_a_rush_and_with_one() -> None:
    assert plain(bridge_text(ID, FORMATS, AREA, is_set=False)) == (
        "Prakiraan untuk 31 Maret 2020: tanpa lonjakan 24,5 %: target tidak tercapai; dengan lonjakan menjelang tenggat"
        " (peluang 12 %) 31,1 %: target tercapai."
    )
    said = plain(bridge_text(ID, FORMATS, AREA, is_set=True))
    assert said.endswith("target tercapai. Peluang lonjakan ditetapkan operator: 12 %.")
    calm = replace(AREA, rush_chance=0.0, median_with_rush=None)
    assert "lonjakan menjelang" not in plain(bridge_text(ID, FORMATS, calm, is_set=False))
    sure = replace(AREA, rush_chance=1.0, median_without_rush=None)
    assert "tanpa" not in plain(bridge_text(ID, FORMATS, sure, is_set=False))
    assert bridge_text(ID, FORMATS, SILENT, is_set=False) is None
    assert bridge_text(ID, FORMATS, replace(AREA, target_count=None), is_set=True) is None


def test_the_rush_is_told_with_chance_source_and_size() -> None:
    said, given = (plain(rush_text(ID, FORMATS, 0.12, 40, is_set=is_set)) for is_set in (False, True))
    assert said.startswith("Mungkin melonjak menjelang tenggat: peluang 12 %. ")
    assert "ditetapkan operator" not in said
    assert given.startswith("Mungkin melonjak menjelang tenggat: peluang 12 %, sebagaimana ditetapkan operator.")
    assert all(
        "28 hari terakhir" in each and "sekitar 2,6 kali" in each and "kurva nasional 2020" in each
        for each in (said, given)
    )
    for ahead, size in ((21, "2 kali"), (14, "1,6 kali"), (7, "1,3 kali")):
        nearer = plain(rush_text(ID, FORMATS, 0.12, ahead, is_set=False))
        assert f"dalam {ahead} hari terakhir menjelang tenggat masuk sekitar {size}" in nearer
        assert "2,6" not in nearer
    labels = [plain(rush_label(ID, FORMATS, 0.12, has_rush=has_rush)) for has_rush in (False, True)]
    assert labels == ["tanpa lonjakan (88 %)", "dengan lonjakan menjelang tenggat (12 %)"]


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [(1_600, 2_400, "≈ 0–560 KK"), (1_600, 2_100, "≈ 60–560 KK"), (2_160, 2_400, "0 KK"), (2_100, 2_100, "≈ 60 KK")],
)
def test_what_is_missing_at_the_deadline_is_a_range(low: int, high: int, written: str) -> None:
    assert plain(missing_span(FORMATS, replace(AREA, lo80=low, hi80=high), "≈ ")) == written
    with pytest.raises(ValueError, match="missing"):
        missing_span(FORMATS, SILENT, "")


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(Refusal)
    said = [refusal_verdict(ID, "Kudus", reason) for reason in Refusal]
    assert len({each.needs for each in said}) == len(Refusal)
    assert {each.headline for each in said} == {"Kudus: belum dapat diprakirakan."}


def test_the_record_counts_what_held_at_its_lead() -> None:
    first = date(2020, 2, 24).toordinal()
    days, is_held = tuple(range(first, first + 20)), np.arange(20) < 15
    record = TrackRecord(14, days, np.zeros(20), is_held, np.ones(20), 1.0)
    said = plain(record_text(ID, FORMATS, record, About("Kudus", 14)))
    assert said.startswith(
        "Kudus: dari 20 prakiraan sejak 24 Februari 2020, masing-masing untuk 14 hari ke depan, hasil sebenarnya berada"
        " dalam rentangnya pada 15 prakiraan (75 %)."
    )
    assert "kurang dari 50 %" in said
    # Where they overlap the rule is not told: it does not judge yet.
    early = plain(record_text(ID, FORMATS, replace(record, weights=np.full(20, 0.04)), About("Kudus", 14)))
    assert "kurang dari 50 %" not in early
    assert "belum cukup untuk menilai" in early
    nothing = replace(record, days=(), errors=np.array([]), is_held=np.array([], dtype=bool), weights=np.array([]))
    none = record_text(ID, FORMATS, nothing, About("Kudus", 30))
    assert "Belum ada prakiraan" in none
    moved = plain(record_text(ID, FORMATS, nothing, About("Kudus", 7, date(2020, 3, 30))))
    assert "30 Maret 2020" in moved
    # What still goes by all figures is said with it.
    assert "umur kegiatan" in moved
    assert "hanya yang masuk" not in moved
    # A deadline further away than anything that could be checked.
    assert "hari lagi" not in said
    beyond = plain(record_text(ID, FORMATS, record, About("Kudus", 30)))
    assert "masih 30 hari lagi" in beyond
    # The width is that of other campaigns so far ahead, times this one's own scale.
    assert "kegiatan lain" in beyond
    assert "dilebarkan atau dipersempit menurut melesetnya prakiraan kegiatan ini" in beyond


# --- drawings -----------------------------------------------------------------------------------------------


def fan(**more: object) -> Fan:
    days = [date(2020, 3, 15) + timedelta(days=n) for n in range(3)]
    plain = Fan(days, [0.1, 0.12, 0.14], [0.1, 0.15, 0.2], [0.1, 0.2, 0.3], "80 %", "tengah", ["a", "b", "c"])
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_fan_stands_over_its_curve_with_target_and_lines() -> None:
    figure = make_subplots(rows=2, cols=1)
    figure.add_scatter(x=[date(2020, 3, 14)], y=[0.09], row=1, col=1)
    figure.add_bar(x=[date(2020, 3, 5)], y=[0.09], row=1, col=1)
    lines = [FanLine(name, [0.1, 0.1, end]) for name, end in (("a", 0.18), ("b", 0.45))]
    add_fan(figure, fan(lines=lines, target=0.27, target_label="target 27 %"), accent="#0f6e6a", percent=str)
    drawn = {trace.name: trace for trace in figure.data if trace.name}
    assert {"80 %", "tengah", "a", "b"} <= set(drawn)
    assert len({drawn[name].line.dash for name in ("a", "b", "tengah")}) == 3
    assert list(drawn["tengah"].text) == ["a", "b", "c"]
    assert drawn["80 %"].fill == "tonexty"
    assert [shape.y0 for shape in figure.layout.shapes] == [0.27]
    # The axis holds the highest line, and days of outage are hatched up to it.
    assert max(figure.layout.yaxis.tickvals) >= 0.4
    assert [max(trace.y) for trace in figure.data if trace.type == "bar"] == [0.45]


def test_a_fan_without_a_comparable_target_has_no_line() -> None:
    figure = make_subplots(rows=1, cols=1)
    add_fan(figure, fan(), accent="#0f6e6a", percent=str)
    assert not figure.layout.shapes
    assert len(figure.data) == 3


def test_a_list_has_a_bar_from_low_to_high_and_leaves_the_unsaid_empty() -> None:
    rows = [
        IntervalRow("1", "Undaan", 0.1, 0.15, 0.2, 0.05, "#96390a", "▼ 2 %<br>15 %", "hover"),
        IntervalRow("2", "Kecil", None, None, None, None, "#eee", "○ x", ""),
    ]
    figure = interval_list(rows, target=0.27, ink="#000000", height_px=600)
    now, bars = figure.data
    assert isinstance(bars, go.Bar)
    assert list(bars.base) == [0.1, 0.0]
    assert list(bars.x) == pytest.approx([0.1, 0.0])
    assert list(now.x) == [0.05, 0.0]
    strokes = [shape for shape in figure.layout.shapes if shape.yref in (None, "y")]
    assert [shape.x0 for shape in strokes] == [0.15]
    assert [note.text for note in figure.layout.annotations] == ["▼ 2 %<br>15 %", "○ x"]
    assert figure.layout.xaxis.range[1] > 0.27
    assert interval_list([], target=None, ink="#000000", height_px=600).layout.height > 0
