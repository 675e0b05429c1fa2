r"""Data as text in Markdown: what a name holds is never markup, a link, a formula or a sign for another.

Streamlit's Markdown is GitHub's with formulas (`$x$`), directives (`:red[x]`), emoji (`:x:`) and symbols
(`:material/x:`). Backslashes keep a reader from seeing markup; what it looks for in the finished text again (addresses,
`:streamlit:`, arrows) is parted by an empty directive, which shows nothing.
"""

import re
from collections.abc import Iterable
from typing import Self

_SPLIT = ":small[]"
_ANYWHERE = re.compile(r"[\\`*_\[\]<>$~|&]")
_SYMBOL = re.compile(r":(?=[^\W\d]|[+-]|\d[\w+-]*:)")
_PARTED = re.compile(
    r"(?P<web>https?(?=://))|(?P<www>www(?=\.))|(?P<mail>(?<=[\w.+-])@(?=[\w-]))"
    r"|(?P<arrow>(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S))",
    re.IGNORECASE,
)
_AT_START = re.compile(r"[#=]|[+-](?!\S)|-(?=-)|\d{1,9}[.)](?!\S)")
_SPECIAL = re.compile(
    r"[\\`*_\[\]<>$~|&#@]|:[^\W\d]|:[+-]|:\d[\w+-]*:|https?:|www\.|--|^\s|^(?:=|[+-](?!\S)|\d+[.)](?!\S))",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\s*[\t\r\n\f\v\x85\u2028\u2029]\s*")


class Markdown(str):
    """A text that is Markdown already, and what it says where nothing is markup.

    Attributes
    ----------
    plain
        The same with its data as it is, for charts, tables and files.
    """

    __slots__ = ("plain",)
    plain: str

    def __new__(cls, source: str, plain: str) -> Self:
        """Make it of its source and of what that says."""
        made = super().__new__(cls, source)
        made.plain = plain
        return made


def escape(data: str) -> str:
    r"""Write data so that Markdown shows it as it is.

    Examples
    --------
    >>> print(escape("*Jati* [a](b) 1.240 12:30"))
    \*Jati\* \[a\](b) 1.240 12:30
    """
    if not _SPECIAL.search(data) and not _BLANKS.search(data):
        return data
    plain = _BLANKS.sub(" ", data.strip())
    pieces, last = [], 0
    for parting in _PARTED.finditer(plain):
        first, rest = parting.group()[:1], parting.group()[1:]
        pieces += [_escaped(plain[last : parting.start()]), _escaped(first), _SPLIT, _escaped(rest)]
        last = parting.end()
    written = "".join([*pieces, _escaped(plain[last:])])
    start = _AT_START.match(plain)
    if start and not written.startswith("\\"):
        at = start.end() - 1
        written = f"{written[:at]}\\{written[at:]}"
    return written


def _escaped(part: str) -> str:
    escaped = _ANYWHERE.sub(lambda match: f"\\{match.group()}", part)
    # Parted as well: a colon of the message behind it would make an emoji of the word.
    return _SYMBOL.sub(lambda _match: f"\\:{_SPLIT}", escaped)


def as_markdown(value: object) -> object:
    """A value for a message in Markdown: text as `escape` writes it, all else as it is."""
    if isinstance(value, Markdown) or not isinstance(value, str):
        return value
    return escape(value)


def as_plain(value: object) -> object:
    """A value for a message that is no Markdown."""
    return value.plain if isinstance(value, Markdown) else value


def filled(template: str, values: dict[str, object]) -> str:
    """Fill the values into a message; `Markdown` where that differs from its plain words.

    Examples
    --------
    >>> filled("{area}: {n}", {"area": "Jati", "n": 2})
    'Jati: 2'
    """
    source = template.format(**{name: as_markdown(value) for name, value in values.items()})
    plain = template.format(**{name: as_plain(value) for name, value in values.items()})
    return marked(source, plain)


def marked(source: str, plain: str) -> str:
    """A text that is Markdown already, so that nobody escapes it again."""
    return source if source == plain and not _SPECIAL.search(source) else Markdown(source, plain)


def join(between: str, parts: Iterable[str]) -> str:
    """Join texts, of which some are Markdown and some are data."""
    texts = list(parts)
    source = between.join(str(as_markdown(part)) for part in texts)
    return marked(source, between.join(str(as_plain(part)) for part in texts))


def bold(data: str) -> str:
    """Set data in bold type."""
    return Markdown(f"**{as_markdown(data)}**", str(as_plain(data)))
