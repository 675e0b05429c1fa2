"""Outreach in words and pictures: each verdict its sentence, each number the estimate's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from census.effect.estimate import DayEffect, Effects, EventEffect
from census.effect.estimates import EffectEstimate, LeadCheck, Verdict
from presentation.charts.effect_charts import (
    ForestRow,
    ForestWords,
    Lift,
    ProfileDay,
    ProfileWords,
    forest_plot,
    profile_plot,
)
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.effect_words import (
    change,
    day_words,
    event_cells,
    event_headings,
    headline,
    judged_sentence,
    kind_sentence,
    lead_sentence,
)

TEXT = Translator("id")
FORMATS = Formats(TEXT)
NBSP = "\u00a0"
MEETING = EffectEstimate(
    kind="tatap muka", n_held=45, n_events=26, lift=0.41, lo80=0.33, hi80=0.5, pooled_lift=0.35, pooled_lo80=0.2,
    pooled_hi80=0.52, extra=13.4, extra_lo80=10.0, extra_hi80=16.0, p=0.01, smallest_detectable=0.16, more_events=0,
    verdict=Verdict.MORE, lead=LeadCheck(-0.01, -0.05, 0.03, 0.7),
)  # fmt: skip


def effects(**changes: object) -> Effects:
    whole = replace(MEETING, kind=None, **changes)
    return Effects(whole, {"tatap muka": MEETING}, pd.DataFrame(), {"area": 0, "time": 4, "days": 15, "controls": 2})


def plain(sentence: str) -> str:
    return sentence.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Tatap muka: kira-kira 35 % lebih banyak keluarga selama 5 hari, 80 % antara +20 % dan +52 %."),
        (
            {"verdict": Verdict.FEWER, "pooled_lift": -0.2, "pooled_lo80": -0.3, "pooled_hi80": -0.1},
            "Tatap muka: kira-kira 20 % lebih sedikit keluarga selama 5 hari, 80 % antara −30 % dan −10 %.",
        ),
        ({"verdict": Verdict.NONE_SEEN}, "Tatap muka: belum terlihat dampak; dampak +16 % semestinya sudah terlihat."),
        (
            {"verdict": Verdict.NOT_ENOUGH, "more_events": 12},
            "Tatap muka: tidak cukup data, perlu kira-kira 12 kegiatan lagi.",
        ),
        (
            {"verdict": Verdict.NOT_ENOUGH, "more_events": 0},
            "Tatap muka: tidak cukup data, perlu kira-kira 1 kegiatan lagi.",
        ),
        ({"verdict": Verdict.NOT_ENOUGH, "more_events": None}, "Tatap muka: tidak cukup data."),
    ],
)
def test_a_kind_in_a_sentence(changes: dict[str, object], said: str) -> None:
    assert plain(kind_sentence(TEXT, FORMATS, replace(MEETING, **changes))) == said


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({}, ["41 % lebih banyak", "peluang 80 %", "+33 % dan +50 %"]),
        (
            {"verdict": Verdict.FEWER, "lift": -0.4, "lo80": -0.5, "hi80": -0.3},
            ["40 % lebih sedikit", "−50 % dan −30 %"],
        ),
        ({"verdict": Verdict.NONE_SEEN}, ["Belum terlihat dampak", "+16 %"]),
        ({"verdict": Verdict.NOT_ENOUGH, "more_events": 1_240}, ["Tidak cukup data", "1.240 kegiatan lagi"]),
        ({"verdict": Verdict.NOT_ENOUGH, "more_events": None}, ["Tidak cukup data", "terlalu sedikit"]),
        ({"n_held": 0, "verdict": Verdict.NOT_ENOUGH}, ["Belum ada kegiatan"]),
    ],
)
def test_the_headline(changes: dict[str, object], parts: list[str]) -> None:
    said = plain(headline(TEXT, FORMATS, effects(**changes)))
    assert all(part in said for part in parts), said


def test_what_was_judged_and_what_was_not() -> None:
    said = judged_sentence(TEXT, FORMATS, effects(), 3)
    assert said.startswith("26 dari 45 kegiatan dapat dinilai.")
    assert "15 karena terlalu sedikit hari" in said
    assert "4 karena terlalu awal" in said
    assert "2 karena terlalu sedikit desa pembanding" in said
    assert "tanpa angka harian" not in said
    assert "3 kegiatan lain" in said


def test_the_check_before() -> None:
    assert "tidak lebih dari kebetulan" in lead_sentence(TEXT, FORMATS, MEETING)
    apart = replace(MEETING, lead=LeadCheck(0.2, 0.1, 0.3, 0.01))
    assert "bukan hasil kegiatan semata" in lead_sentence(TEXT, FORMATS, apart)
    assert "belum dapat diperiksa" in lead_sentence(TEXT, FORMATS, replace(MEETING, lead=None))


@pytest.mark.parametrize(("lift", "written"), [(0.354, "+35 %"), (-0.031, "−3 %"), (0.001, "0 %"), (None, "–")])
def test_a_change_has_its_sign(lift: float | None, written: str) -> None:
    assert plain(change(FORMATS, lift)) == written


def test_a_day_about_the_events_has_its_lift_and_how_many_have_it() -> None:
    day = DayEffect(offset=-2, n_events=1_240, lift=0.35, lo80=0.2, hi80=0.52)
    english = Translator("en")
    formats = Formats(english)
    assert day_words(english, formats, day) == "day -2: +35% (80%: +20% to +52%), 1240 events"
    assert day_words(english, formats, replace(day, n_events=1)).endswith("1 event")


def test_cells_of_an_event() -> None:
    event = EventEffect("3319060001", "tatap muka", date(2020, 3, 2), 5, 7.46, -1_240.0, 12.4)
    cells = event_cells(TEXT, FORMATS, event, "Rahtawu")
    assert cells == ["2 Maret 2020", "Rahtawu", "tatap muka", "5", "7,5", "−1.240", "12"]
    assert len(event_headings(TEXT)) == len(cells)


def row(pooled: Lift | None, own: Lift | None, *, is_sure: bool = True) -> ForestRow:
    return ForestRow("Tatap muka", "▲ +35 %<br>26 dari 45", "hover", pooled, own, is_sure)


def test_the_forest_shows_every_interval() -> None:
    rows = [
        row(Lift(0.35, 0.2, 0.52), Lift(0.4, 0.2, 0.6)),
        row(Lift(0.1, -0.1, 0.3), None, is_sure=False),
        row(None, None),
    ]
    figure = forest_plot(rows, ForestWords("digabung", "sendiri", "axis"), percent=str, ink="#000000", accent="#0f6e6a")
    own, pooled = figure.data
    assert list(own.x) == [0.4]
    assert list(pooled.x) == [0.35, 0.1]
    assert list(pooled.error_x.array) == pytest.approx([0.17, 0.2])
    assert list(pooled.error_x.arrayminus) == pytest.approx([0.15, 0.2])
    assert list(pooled.marker.symbol) == ["circle", "circle-open"]
    assert list(figure.layout.yaxis.range) == [2.5, -0.5]
    assert figure.layout.xaxis.range[0] < -0.1
    assert figure.layout.xaxis.range[1] > 0.6
    assert len(figure.layout.xaxis.tickvals) <= 4
    assert 0 in figure.layout.xaxis.tickvals


@pytest.mark.parametrize("high", [0.01, 0.5, 90.0])
def test_the_axis_is_neither_too_short_nor_endless(high: float) -> None:
    days = [ProfileDay(n, Lift(high / 2, -0.01, high), "hover") for n in range(-7, 11)]
    figure = profile_plot(
        days,
        ProfileWords("axis", "sebelum", "sesudah"),
        counted=(1, 2, 3, 4, 5),
        percent=str,
        ink="#000000",
        accent="#0f6e6a",
    )
    low, top = figure.layout.yaxis.range
    assert low < 0
    assert 0.3 <= top <= 2.6
    assert 2 <= len(figure.layout.yaxis.tickvals) <= 9
    assert list(figure.data[0].x) == list(range(-7, 11))
    assert not forest_plot([], ForestWords("", "", ""), percent=str, ink="#000", accent="#000").data[0].x
