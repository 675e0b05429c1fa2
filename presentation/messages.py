"""Text in the reader's language: source strings in English, catalogues in `presentation/locale`."""

import gettext
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "kawal"
SOURCE_LANGUAGE = "en"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
"""Languages by code, each in its own name; the first is the default."""


def N_(message: str) -> str:  # noqa: N802  the marker's name is gettext's own
    """Mark a text for the catalogue where it is declared; it is translated where it is shown."""
    return message


class Translator:
    """Gives texts in one language.

    Parameters
    ----------
    language
        A key of `LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, message: str, **values: object) -> str:
        """Translate a message and fill in its values.

        Examples
        --------
        >>> Translator("id")("Target")
        'Target'
        """
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    # The text catalogue is read as it is: a compiled copy beside it could be older than it.
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, charset="utf-8")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
