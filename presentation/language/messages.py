"""Text in the reader's language: source strings in English, catalogues in `presentation/locale`."""

import gettext
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from presentation.language.markdown import as_plain, filled, marked

LOCALE = Path(__file__).parents[1] / "locale"
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
    shows_markdown
        Whether the texts stand where Markdown is shown: then what is filled in is escaped, and shown as it is.
    """

    def __init__(self, language: str, *, shows_markdown: bool = True) -> None:
        self.language = language
        self.shows_markdown = shows_markdown
        self._catalogue = _catalogue(language)

    def __call__(self, message: str, **values: object) -> str:
        r"""Translate a message and fill in its values.

        Examples
        --------
        >>> Translator("id")("Target")
        'Target'
        >>> print(Translator("en")("Show {area}", area="*Jati*"))
        Show \*Jati\*
        >>> print(Translator("en").plain("Show {area}", area="*Jati*"))
        Show *Jati*
        """
        text = self._catalogue.gettext(message)
        if self.shows_markdown:
            return filled(text, values) if values else marked(text, text)
        return text.format(**{name: as_plain(value) for name, value in values.items()}) if values else text

    @cached_property
    def plain(self) -> Self:
        """The same language for places that show no Markdown: charts, tables, options, files, the command line."""
        return type(self)(self.language, shows_markdown=False) if self.shows_markdown else self


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
