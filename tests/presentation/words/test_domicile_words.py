"""Both populations of an area in one sentence."""

from __future__ import annotations

from census.figures.domicile import Domiciles
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.domicile_words import domiciles_text


def test_the_sentence_has_both_populations_and_what_differs() -> None:
    text = Translator("en").plain
    assert domiciles_text(text, Formats(text), Domiciles(1_500, 1_201, 1_200, ()), area="Jekulo") == (
        "Of the persons who have responded, **1,500** are registered in Jekulo (de jure) and **1,201** live in Jekulo"
        " (de facto). 1,200 are registered and live here, 300 are registered here but live elsewhere, 1 lives here but"
        " is registered elsewhere."
    )
