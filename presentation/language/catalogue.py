"""Keeping the catalogues: `python -m presentation.language.catalogue update` and `check`.

pybabel gathers and merges (`[tool.babel]` of pyproject.toml). Ours are the reading of the code, the number of plural
forms, which pybabel does not know for Indonesian, and the check.
"""

import ast
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from string import Formatter
from tempfile import TemporaryDirectory
from typing import IO

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from babel.plural import to_gettext

from presentation.language.messages import DOMAIN, LANGUAGES, LOCALE, SOURCE_LANGUAGE

PROJECT = Path(__file__).parents[2]
_MAPPING = PROJECT / "pyproject.toml"
# Two branches that bring texts of their own merge: no line tells where a text stands, and the order is the texts'.
_FORM = ("--omit-header", "--width=120")
_OF_SOURCE = ("--no-location", "--sort-output")
_OF_LANGUAGE = ("--ignore-obsolete", "--no-fuzzy-matching")


def marked_texts(
    file: IO[bytes], keywords: Collection[str], _comment_tags: Collection[str], **_options: object
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Line, name and texts of every call that marks a text; pybabel calls this for each file.

    pybabel's own reader takes `text` for the call wherever the name stands, and loses the second form of
    `text.plural("{n} day", "{n} days", n, who=name_of(text))`.
    """
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in keywords:
                yield node.lineno, name, tuple(_literal(argument) for argument in node.args), []


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def source_catalogue() -> Catalog:
    """Gather every marked text of the project."""
    with TemporaryDirectory() as folder:
        return _read(_gather(Path(folder)))


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of a language; an empty one if there is none yet."""
    file = _file(language)
    return _read(file, language) if file.exists() else Catalog(locale=language)


def problems() -> Iterator[str]:
    """Tell of every text that a language lacks, no longer needs, or whose placeholders differ."""
    source = {_name(message): message for message in source_catalogue() if message.id}
    yield from (f"{SOURCE_LANGUAGE}: other placeholders: {name}" for name in sorted(source) if _differs(source[name]))
    for language in LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        have = {_name(message): message for message in read_catalogue(language) if message.id}
        yield from (f"{language}: missing: {name}" for name in sorted(set(source) - set(have)))
        yield from (f"{language}: unused: {name}" for name in sorted(set(have) - set(source)))
        for name in sorted(set(source) & set(have)):
            message = have[name]
            if not all(_forms(message.string)) or message.fuzzy:
                yield f"{language}: not translated: {name}"
            elif not _differs(source[name]) and _differs(message):
                yield f"{language}: other placeholders: {name}"


def update() -> None:
    """Bring the catalogues to the texts in use: new ones come in empty, unused ones go."""
    with TemporaryDirectory() as folder:
        template = _gather(Path(folder))
        for language in LANGUAGES:
            if language == SOURCE_LANGUAGE:
                continue
            file = _file(language)
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                file.write_text(_head(language), encoding="utf-8")
            _pybabel("update", *_OF_LANGUAGE, *_FORM, f"--locale={language}", f"-i{template}", f"-o{file}")
            file.write_text(_head(language) + file.read_text(encoding="utf-8"), encoding="utf-8")


def _head(language: str) -> str:
    """The head of a catalogue: the one line that it needs, and none that changes from day to day."""
    return f'msgid ""\nmsgstr "Plural-Forms: {to_gettext(Locale.parse(language).plural_form)}\\n"\n\n'


def _gather(folder: Path) -> Path:
    template = folder / f"{DOMAIN}.pot"
    _pybabel("extract", *_OF_SOURCE, *_FORM, f"--mapping-file={_MAPPING}", f"--output-file={template}", str(PROJECT))
    return template


def _pybabel(*words: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *words])  # type: ignore[no-untyped-call]


def _read(file: Path, language: str | None = None) -> Catalog:
    with file.open("rb") as lines:
        return read_po(lines, locale=language, charset="utf-8")


def _file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _name(message: Message) -> str:
    """What a message is called: both its forms, where it speaks of a number."""
    return " | ".join(_forms(message.id))


def _forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text or ""),)


def _differs(message: Message) -> bool:
    """Tell whether the forms of a message, translated ones among them, have not all the same placeholders."""
    forms = (*_forms(message.id), *filter(None, _forms(message.string)))
    return len({frozenset(_placeholders(form)) for form in forms}) > 1


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def main(command: str) -> int:
    """Run one of the two commands; the exit code is 1 when the check finds something."""
    if command == "update":
        update()
        return 0
    faults = list(problems())
    for problem in faults:
        sys.stderr.write(f"{problem}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
