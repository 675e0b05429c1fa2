"""The scale of the maps: legible, and told apart without colour."""

from __future__ import annotations

import re
from colorsys import rgb_to_hsv
from itertools import pairwise

import pytest

from census.base.vocabulary import Colouring
from presentation.charts.colours import (
    LOADS,
    LOADS_ON_DARK,
    NO_DATA,
    NO_DATA_SYMBOL,
    STEPS,
    STEPS_ON_DARK,
    Shade,
    Step,
    no_data_label,
)
from presentation.charts.event_calendar import _INKS, _INKS_ON_DARK, _SHADES, _SHADES_ON_DARK
from presentation.language.messages import LANGUAGES, Translator

TEXT_CONTRAST = 4.5
GREY_RATIO = 1.15
"""Least ratio of the luminances of two neighbours in grey print: what a legend needs beside the symbols."""


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, WCAG 2.2."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_knows_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("step", STEPS + STEPS_ON_DARK + LOADS + LOADS_ON_DARK, ids=lambda step: step.colour)
def test_ink_is_legible_on_its_fill(step: object) -> None:
    assert contrast(step.ink, step.colour) >= TEXT_CONTRAST  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "steps", [STEPS, STEPS_ON_DARK, LOADS, LOADS_ON_DARK], ids=["light", "dark", "load", "load-dark"]
)
def test_neighbours_differ_in_grey(steps: tuple[Step | Shade, ...]) -> None:
    ratios = [contrast(one.colour, other.colour) for one, other in pairwise(steps)]
    assert min(ratios) >= GREY_RATIO


def test_on_a_dark_ground_both_ends_are_brighter_than_the_middle() -> None:
    shades = [luminance(step.colour) for step in STEPS_ON_DARK]
    assert shades[0] > shades[1] > shades[2] < shades[3] < shades[4]


def test_on_a_light_ground_both_ends_are_darker_than_the_middle() -> None:
    # From the neutral middle each side grows darker, so grey tells how far; the symbol tells which side.
    shades = [luminance(step.colour) for step in STEPS]
    assert shades[0] < shades[1] < shades[2] > shades[3] > shades[4]


@pytest.mark.parametrize(("shades", "page"), [(LOADS, "#ffffff"), (LOADS_ON_DARK, "#0e1415")], ids=["light", "dark"])
def test_a_load_is_one_hue_that_stands_out_with_the_work(shades: tuple[Shade, ...], page: str) -> None:
    away = [contrast(shade.colour, page) for shade in shades]
    assert away == sorted(away)
    hues = [rgb_to_hsv(*(int(shade.colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0] for shade in shades]
    assert max(hues) - min(hues) < 0.06


@pytest.mark.parametrize(
    ("steps", "page"), [(STEPS, (255, 255, 255)), (STEPS_ON_DARK, (14, 20, 21))], ids=["light", "dark"]
)
def test_no_step_looks_like_the_grey_of_no_data(steps: tuple[Step, ...], page: tuple[int, int, int]) -> None:
    *channels, opacity = (float(part) for part in re.findall(r"[\d.]+", NO_DATA))
    grey = [opacity * part + (1 - opacity) * below for part, below in zip(channels, page, strict=True)]
    for step in steps:
        colour = [int(step.colour[i : i + 2], 16) for i in (1, 3, 5)]
        # By its saturation, or by how far it is from it: a class in tints stays one of colours too.
        assert max(colour) - min(colour) > 20 > max(grey) - min(grey)


def test_no_data_is_no_colour_of_the_scale_and_has_none() -> None:
    assert NO_DATA not in {step.colour for step in STEPS}
    fill = re.fullmatch(r"rgba\((\d+),(\d+),(\d+),(0\.\d+)\)", NO_DATA)
    assert fill is not None
    channels = [int(channel) for channel in fill.groups()[:3]]
    assert max(channels) - min(channels) <= 16
    # Faint, so that it recedes on a light and on a dark ground; the outline shows that the area is there.
    assert float(fill[4]) <= 0.25


def test_every_class_has_a_symbol_of_its_own() -> None:
    symbols = [step.symbol for step in STEPS] + [NO_DATA_SYMBOL]
    assert len(set(symbols)) == len(symbols) == 6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("colouring", Colouring)
def test_the_legend_speaks_words(language: str, colouring: Colouring) -> None:
    text = Translator(language)
    labels = [step.label(text, colouring, "Kudus") for step in STEPS] + [no_data_label(text)]
    words = [label.split(" ", 1)[1] for label in labels]
    assert len(set(words)) == 6
    assert all(word.strip() for word in words)


def test_the_two_colourings_do_not_share_words() -> None:
    text = Translator("id")
    for step in STEPS:
        assert step.label(text, Colouring.PATH) != step.label(text, Colouring.KABUPATEN)


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_the_number_of_a_day_can_be_read_on_its_shade(ground: str) -> None:
    shades, inks = (_SHADES, _INKS) if ground == "light" else (_SHADES_ON_DARK, _INKS_ON_DARK)
    assert [contrast(ink, fill) >= TEXT_CONTRAST for (_, fill), ink in zip(shades, inks, strict=True)] == [True] * 4
    # More events stand out more from the ground of the page.
    page = "#ffffff" if ground == "light" else "#0c1112"
    away = [contrast(fill, page) for _, fill in shades]
    assert away == sorted(away)
