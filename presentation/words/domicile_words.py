"""Both populations of an area in words: who is registered there, who lives there, and who comes and goes."""

from census.figures.domicile import Domiciles
from presentation.language.formats import Formats
from presentation.language.messages import Translator


def domiciles_text(text: Translator, formats: Formats, domiciles: Domiciles, *, area: str) -> str:
    """Say how many are registered in an area, how many live there, and how many do only one of both."""
    gone, come = domiciles.registered - domiciles.stay, domiciles.living - domiciles.stay
    return text(
        "Of the persons who have responded, {registered} and {living}. {stay}, {out}, {come}.",
        registered=text.plural(
            "**{n}** is registered in {area} (de jure)",
            "**{n}** are registered in {area} (de jure)",
            domiciles.registered,
            n=formats.count(domiciles.registered),
            area=area,
        ),
        living=text.plural(
            "**{n}** lives in {area} (de facto)",
            "**{n}** live in {area} (de facto)",
            domiciles.living,
            n=formats.count(domiciles.living),
            area=area,
        ),
        stay=text.plural(
            "{n} is registered and lives here",
            "{n} are registered and live here",
            domiciles.stay,
            n=formats.count(domiciles.stay),
        ),
        out=text.plural(
            "{n} is registered here but lives elsewhere",
            "{n} are registered here but live elsewhere",
            gone,
            n=formats.count(gone),
        ),
        come=text.plural(
            "{n} lives here but is registered elsewhere",
            "{n} live here but are registered elsewhere",
            come,
            n=formats.count(come),
        ),
    )
