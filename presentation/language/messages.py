"""Text in the reader's language: source strings in English, catalogues in `presentation/locale`."""

import gettext
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from presentation.language.markdown import as_plain, filled, marked

LOCALE = Path(__file__).parents[1] / "locale"
DOMAIN = "kawal"
SOURCE_LANGUAGE = "en"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
"""Languages by code, each in its own name; the first is the default."""

_MANY = 2


def N_(message: str) -> str:  # noqa: N802  the marker's name is gettext's own
    """Mark a text for the catalogue where it is declared; it is translated where it is shown."""
    return message


class Counted(NamedTuple):
    """A text that speaks of a number, in English: of one, and of any other number.

    Attributes
    ----------
    one, many
        The two forms.
    by
        Which of the values is the number.
    """

    one: str
    many: str
    by: str = "n"


def NN_(one: str, many: str, by: str = "n") -> Counted:  # noqa: N802  beside `N_`
    """Mark a text that speaks of a number for the catalogue where it is declared; `Translator.plural` shows it."""
    return Counted(one, many, by)


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
        return self._filled(self._catalogue.gettext(message), values)

    def plural(self, one: str, many: str, n: float, /, **values: object) -> str:
        """Translate a message that speaks of a number, in the form that the number asks for, and fill in its values.

        Parameters
        ----------
        one, many
            The message for one and for any other number, in English.
        n
            The number as it is shown: rounded where that is.
        values
            What is filled in; the number too, as the language writes it.

        Examples
        --------
        >>> [Translator("en").plural("{n} day left", "{n} days left", n, n=n) for n in (0, 1, 2)]
        ['0 days left', '1 day left', '2 days left']
        >>> [Translator("id").plural("{n} day left", "{n} days left", n, n=n) for n in (0, 1, 2)]
        ['sisa 0 hari', 'sisa 1 hari', 'sisa 2 hari']
        """
        # gettext counts in whole numbers; half of something and nothing known are spoken of as many are.
        number = int(n) if float(n).is_integer() else _MANY
        return self._filled(self._catalogue.ngettext(one, many, number), values)

    def _filled(self, text: str, values: dict[str, object]) -> str:
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
