"""Names of sources in the reader's language."""

from census.figures.feed import ROWS, SIMULATED_ROWS
from presentation.language.messages import N_, Translator

_WORDS = {ROWS: N_("submissions"), SIMULATED_ROWS: N_("SIMULASI: submissions")}
"""Message ids of the sources that the product names itself; all others are the words of whoever delivered."""


def source_text(text: Translator, source: str) -> str:
    """Write the source of a figure, of a sum the sources of its parts.

    Examples
    --------
    >>> source_text(Translator("en"), "BPS; submissions")
    'BPS; submissions'
    """
    return "; ".join(text(_WORDS[part]) if part in _WORDS else part for part in source.split("; "))
