"""Forecasts in words and drawings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from census.base.vocabulary import Status, Unit
from census.forecast.futures import FUTURES, Spread
from census.forecast.model import Refusal
from census.forecast.table import AreaForecast
from census.forecast.track_record import TrackRecord
from presentation.charts.colours import STEPS
from presentation.charts.fan import Fan, FutureLine, add_fan
from presentation.charts.intervals import IntervalRow, interval_list
from presentation.language.formats import Formats
from presentation.language.messages import LANGUAGES, Translator
from presentation.words.forecast_words import (
    CHANCES,
    REASONS,
    About,
    ForecastRates,
    chance_or_reason,
    chance_step,
    chance_text,
    count_wanted,
    forecast_lines,
    forecast_span,
    forecast_texts,
    forecast_verdict,
    rates_of,
    record_text,
    refusal_verdict,
    span_text,
)
from presentation.words.forecast_words import FUTURES as WORDS
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
    target_count=2_160,
    target_unit=Unit.HOUSEHOLD,
    target_status=Status.RESPONDED,
    is_equivalent=False,
    chance_target=0.34,
    source="BPS",
    reason=None,
    is_hidden=False,
)
SILENT = replace(AREA, median=None, lo80=None, hi80=None, chance_target=None, reason=Refusal.TOO_SMALL, is_hidden=True)
SAID = ForecastRates("Kudus", 0.166, 0.139, 0.192, 875_999, date(2020, 3, 31))


def test_the_verdict_is_the_sentence_of_the_design() -> None:
    said = forecast_verdict(ID, FORMATS, SAID, REGENT, 0.12)
    assert said.needs.replace(NBSP, " ") == (
        "Peluang mencapai target 12 % (dari 2.000 simulasi; 80 % hasilnya antara 13,9 % dan 19,2 %)."
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
    assert lines == ["peluang mencapai target 34 %", "nilai tengah 2.000 KK, 25,0 %", "80 %: 1.600 – 2.400 KK"]


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


def test_every_reason_and_future_has_words() -> None:
    assert set(REASONS) == set(Refusal)
    assert set(WORDS) == set(FUTURES)
    said = [refusal_verdict(ID, "Kudus", reason) for reason in Refusal]
    assert len({each.needs for each in said}) == len(Refusal)
    assert {each.headline for each in said} == {"Kudus: belum dapat diprakirakan."}


def test_the_record_counts_what_held() -> None:
    first = date(2020, 2, 24).toordinal()
    places = np.array([0.5] * 15 + [0.95] * 5)
    record = TrackRecord(tuple(range(first, first + 20)), places, np.log(np.full(20, 1.1)), Spread(0.2))
    said = record_text(ID, FORMATS, record, About("Kudus", 14)).replace(NBSP, " ")
    assert "dari 20 prakiraan" in said
    assert "sejak 24 Februari 2020" in said
    assert "pada 15 prakiraan (75 %)" in said
    assert "kurang dari 10 %" in said
    assert said.startswith("Kudus: ")
    nothing = replace(record, days=(), pit=np.array([]), errors=np.array([]))
    none = record_text(ID, FORMATS, nothing, About("Kudus", 30))
    assert "Belum ada prakiraan" in none
    moved = record_text(ID, FORMATS, nothing, About("Kudus", 7, date(2020, 3, 30))).replace(NBSP, " ")
    assert "30 Maret 2020" in moved
    assert "Belum ada prakiraan" not in moved
    # Where nothing could be checked yet it matters most.
    assert "masih 30 hari lagi" in none.replace(NBSP, " ")
    assert "hari lagi" not in said
    assert "masih 30 hari lagi" in record_text(ID, FORMATS, record, About("Kudus", 30)).replace(NBSP, " ")


# --- drawings -----------------------------------------------------------------------------------------------


def fan(**more: object) -> Fan:
    days = [date(2020, 3, 15) + timedelta(days=n) for n in range(3)]
    plain = Fan(days, [0.1, 0.12, 0.14], [0.1, 0.15, 0.2], [0.1, 0.2, 0.3], "80 %", "tengah", ["a", "b", "c"])
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_fan_stands_over_its_curve_with_target_and_futures() -> None:
    figure = make_subplots(rows=2, cols=1)
    figure.add_scatter(x=[date(2020, 3, 14)], y=[0.09], row=1, col=1)
    figure.add_bar(x=[date(2020, 3, 5)], y=[0.09], row=1, col=1)
    futures = [FutureLine(name, [0.1, 0.1, end]) for name, end in (("a", 0.18), ("b", 0.45), ("c", 0.12))]
    add_fan(figure, fan(futures=futures, target=0.27, target_label="target 27 %"), accent="#0f6e6a", percent=str)
    lines = {trace.name: trace for trace in figure.data if trace.name}
    assert {"80 %", "tengah", "a", "b", "c"} <= set(lines)
    assert len({lines[name].line.dash for name in "abc"}) == 3
    assert list(lines["tengah"].text) == ["a", "b", "c"]
    assert lines["80 %"].fill == "tonexty"
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
