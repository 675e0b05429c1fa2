"""How the product speaks to one reader: words, numbers, and whether what they speak of is simulated."""

from dataclasses import dataclass

from presentation.language.formats import Formats
from presentation.language.messages import Translator

SIMULATED = "SIMULASI"
"""The word that stands wherever simulated figures are seen, in both languages."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What a sentence needs besides its values.

    Attributes
    ----------
    text, formats
        Words and numbers in the reader's language.
    is_simulated
        Figures come from a made-up campaign.
    """

    text: Translator
    formats: Formats
    is_simulated: bool = False
