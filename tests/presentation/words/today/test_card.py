"""The card of a day: the figures of the screen, no longer than a phone shows, in no type but its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presentation.language.messages import Translator
from presentation.words.today.card import MOST_SIGNS, Card, Place, ResponseGuide, card_message, card_of
from presentation.words.verdict import Position, verdict
from tests.presentation.areas.values import DAY, TARGET, VIEW, reached, unknown, voice
from tests.presentation.words.test_reasons import DESA

if TYPE_CHECKING:
    from census.base.target import Target
    from census.figures.progress import AreaProgress
    from census.priority.priority import AreaPriority

GUIDE = ResponseGuide("sensus.bps.go.id", "KTP, KK, akta nikah/cerai", date(2019, 7, 31))
JEKULO = reached("Jekulo", 2_500, 10_000, expected=1_761.0, step=0, required_pace=12.5, recent_pace=90.0, source="BPS")
LONG = "Dinas Sosial, Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"
ID = Translator("id")


def card(
    row: AreaProgress = JEKULO,
    *,
    focus: tuple[AreaPriority, ...] = (),
    title: str = "Jekulo",
    today: date = DAY,
    target: Target = TARGET,
    guide: ResponseGuide = GUIDE,
) -> Card:
    speaker = voice("id")
    position = Position(row, target, VIEW)
    words = verdict(speaker.text.plain, speaker.formats, position)
    return card_of(speaker, position, words, title=title, focus=focus, guide=guide, today=today)


def test_a_card_says_what_the_screen_says() -> None:
    made = card(focus=(DESA, replace(DESA, name="Bawah", unfinished=7, last_visit=DAY, is_stuck=True)))
    assert (made.rate, made.rate_of) == ("25,0\N{NO-BREAK SPACE}%", "KK telah merespons")
    assert (made.reached, made.due, made.aimed) == (0.25, pytest.approx(0.1761), pytest.approx(0.27))
    assert made.marks == ("seharusnya: 17,6\N{NO-BREAK SPACE}%", "target 27\N{NO-BREAK SPACE}%")
    assert made.headline.startswith("Jekulo di atas jalur: 25,0")
    assert made.needs.startswith("Kurang 200 KK dalam 16 hari")
    assert [place.line for place in made.focus] == [
        "Atas: kurang 412 KK, belum pernah dikunjungi",
        "Bawah: kurang 412 KK, berhenti, 7 KK formulirnya belum dikirim",
    ]
    assert made.guide[0] == "Isi di sensus.bps.go.id paling lambat 31 Maret 2020."
    assert made.foot == "Angka 15 Maret 2020 · Sumber: BPS"
    assert made.mark == ""


def test_places_in_several_kecamatan_bear_its_name() -> None:
    made = card(focus=(DESA, replace(DESA, name="Bawah", parent_code="2", parent_name="Hilir")))
    assert [place.name for place in made.focus] == ["Atas (Hulu)", "Bawah (Hilir)"]


def test_after_the_deadline_nobody_is_told_to_respond_however_old_the_figures_are() -> None:
    last = card(focus=(DESA,), today=TARGET.ends_on)
    assert last.guide
    assert last.focus
    over = card(focus=(DESA,), today=TARGET.ends_on + timedelta(days=1))
    assert (over.guide, over.focus) == ((), ())


def test_what_is_translated_says_so_at_both_marks() -> None:
    due, aimed = card(target=replace(TARGET, equivalent_of=TARGET)).marks
    assert "≈" in due
    assert "≈" in aimed


def test_an_address_stays_one() -> None:
    site = "https://sensus.bps.go.id/isi_sendiri?a=~b*"
    assert site in card_message(ID, card(guide=replace(GUIDE, site=site)))


def test_without_a_figure_none_is_dated() -> None:
    empty = card(unknown("Jekulo"))
    assert (empty.reached, empty.marks, empty.foot) == (None, ("", ""), "")


def test_what_is_least_missed_goes_first_where_a_message_would_be_too_long() -> None:
    places = tuple(Place(f"Desa {n} ({LONG[:80]})", "kurang 329 KK", ("belum pernah dikunjungi",)) for n in range(3))
    full = replace(card(), focus=places)
    message = card_message(ID, full)
    assert len(message) <= MOST_SIGNS
    assert "belum pernah" not in message
    assert all(f"Desa {n}" in message for n in range(3))
    assert full.headline in message
    assert message.endswith(f"_{full.foot}_")
    assert full.needs in message
    short = card_message(ID, card(focus=(DESA,)))
    assert "belum pernah dikunjungi" in short
    assert "menunggu wawancara" in short
    assert short.startswith("*Jekulo* · per 15 Maret 2020\n\n")


@given(st.text(max_size=300), st.lists(st.text(max_size=120), max_size=3), st.text(max_size=300))
def test_a_message_is_never_longer_and_names_set_no_type(title: str, names: list[str], headline: str) -> None:
    made = replace(
        card(),
        title=title,
        headline=headline,
        focus=tuple(Place(name, "kurang 1 KK", ()) for name in names),
    )
    message = card_message(ID, made)
    assert len(message) <= MOST_SIGNS
    # Those of the title, of the heading and of the foot; fewer where it is cut.
    assert message.count("*") <= 4
    assert message.count("_") <= 2
    assert not set("~`") & set(message)
