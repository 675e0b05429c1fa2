"""Keeping the catalogues: `python -m presentation.language.catalogue update` and `check`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from presentation.language.messages import DOMAIN, LANGUAGES, LOCALE, SOURCE_LANGUAGE

PROJECT = Path(__file__).parents[2]
ROOMS = ("census", "simulation", "data_access", "geo", "presentation", "ingest", "reports", "access", "ui", "pages")
KEYWORDS = {"_": None, "N_": None, "text": None, "plain": None}


def source_catalogue() -> Catalog:
    """Gather every marked text of the rooms and of `dashboard.py`, with the files that use it."""
    catalogue = Catalog(project="Kawal Sensus", charset="utf-8")
    files = [PROJECT / "dashboard.py"]
    for room in ROOMS:
        files += sorted((PROJECT / room).rglob("*.py"))
    for file in files:
        if not file.exists():
            continue
        for _line, message, comments, _context in extract_from_file("python", str(file), keywords=KEYWORDS):
            name = file.relative_to(PROJECT).as_posix()
            catalogue.add(message, locations=[(name, 1)], auto_comments=comments)
    return catalogue


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of a language; an empty one if there is none yet."""
    file = _file(language)
    if not file.exists():
        return Catalog(locale=language, project="Kawal Sensus", charset="utf-8")
    with file.open("rb") as lines:
        return read_po(lines, locale=language, charset="utf-8")


def problems() -> Iterator[str]:
    """Tell of every text that a language lacks, no longer needs, or whose placeholders differ."""
    source = source_catalogue()
    wanted = {message.id for message in source if message.id}
    for language in LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        translated = read_catalogue(language)
        have = {message.id: message for message in translated if message.id}
        for text in sorted(wanted - set(have)):
            yield f"{language}: missing: {text}"
        for text in sorted(set(have) - wanted):
            yield f"{language}: unused: {text}"
        for text in sorted(wanted & set(have)):
            message = have[text]
            if not message.string or message.fuzzy:
                yield f"{language}: not translated: {text}"
            elif _placeholders(str(message.id)) != _placeholders(str(message.string)):
                yield f"{language}: other placeholders: {text}"


def update() -> None:
    """Bring the catalogues to the texts in use: new ones come in empty, unused ones go."""
    source = source_catalogue()
    for language in LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        catalogue = read_catalogue(language)
        catalogue.update(source, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        catalogue.header_comment = ""
        _file(language).parent.mkdir(parents=True, exist_ok=True)
        with _file(language).open("wb") as lines:
            write_po(
                lines, catalogue, width=120, sort_output=True, no_location=True, ignore_obsolete=True, omit_header=True
            )


def _file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def main(command: str) -> int:
    """Run one of the two commands; the exit code is 1 when the check finds something."""
    if command == "update":
        update()
        return 0
    found = list(problems())
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
