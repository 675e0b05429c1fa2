"""Every number and word of the screen and what it means, in the order in which it is read."""

from presentation.definitions.context import AREAS, OPD, SOURCES
from presentation.definitions.effect import EFFECT
from presentation.definitions.figures import BANDS, PACE, PROGRESS, TARGET
from presentation.definitions.forecast import FORECAST
from presentation.definitions.outreach import OUTREACH
from presentation.definitions.priorities import INTERVIEWS, PRIORITIES
from presentation.definitions.term import Definition, Group
from presentation.language.messages import LANGUAGES, Translator

DEFINITIONS: tuple[Definition, ...] = (
    *PROGRESS,
    *TARGET,
    *PACE,
    *FORECAST,
    *BANDS,
    *AREAS,
    *OPD,
    *PRIORITIES,
    *OUTREACH,
    *EFFECT,
    *INTERVIEWS,
    *SOURCES,
)
"""Grouped by `Group`; each of `census.figures.progress.PROGRESS_COLUMNS` is among them."""

_BY_KEY = {definition.key: definition for definition in DEFINITIONS}


def definition_of(key: str) -> Definition:
    """A definition by its key.

    Raises
    ------
    KeyError
        If there is none.

    Examples
    --------
    >>> definition_of("gap").formula
    'missing = max(0, ceil(p × N) − Y)'
    """
    return _BY_KEY[key]


def definitions_in(group: Group) -> list[Definition]:
    """List the definitions of a group."""
    return [definition for definition in DEFINITIONS if definition.group is group]


def key_of_word(word: str) -> str | None:
    """Find what an address names: a key, or a term in any language; None for nonsense.

    Examples
    --------
    >>> key_of_word("Missing"), key_of_word("gap"), key_of_word("<script>")
    ('gap', 'gap', None)
    """
    if word in _BY_KEY:
        return word
    terms = {
        Translator(language)(definition.term): definition.key for language in LANGUAGES for definition in DEFINITIONS
    }
    return terms.get(word)


def word_of_key(key: str) -> str:
    """Name a definition in an address: by its Indonesian term, like every other choice."""
    return Translator("id")(definition_of(key).term)
