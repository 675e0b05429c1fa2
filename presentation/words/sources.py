"""Names of sources in the reader's language."""

from collections.abc import Iterable

from census.base.vocabulary import Unit
from census.campaign.campaign import Campaign
from census.figures.feed import ROWS, SIMULATED_ROWS
from census.figures.progress import View
from presentation.language.formats import Formats
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


def source_names(
    text: Translator, formats: Formats, campaign: Campaign, sources: Iterable[object], view: View
) -> list[str]:
    """Name who delivered figures, each once, and the register by which they are divided; of staff there is none.

    Parameters
    ----------
    sources
        As the rows have them; None where nobody has delivered.
    """
    text = text.plain
    names = [source_text(text, source) for source in dict.fromkeys(sources) if isinstance(source, str)]
    register = None if view.unit is Unit.STAFF else campaign.register_named(view.as_of)
    if register is None:
        return names
    # A register without a version of its own is called by its day.
    is_called_by_day = register.version == register.valid_on.isoformat()
    version = formats.day(register.valid_on) if is_called_by_day else register.version
    estimate = text("shared out to desa by estimate") if register.is_estimate else ""
    return [*names, text("Register: {version}", version=", ".join(part for part in (version, estimate) if part))]
