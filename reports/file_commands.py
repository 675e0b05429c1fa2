"""Commands that write a file for people: `briefing`, `workbook`, `page` and `morning` of `python -m reports`."""

from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated

import typer

from census.base.vocabulary import Unit
from census.figures.progress import View
from census.settings import load_settings
from reports.options import (
    AreaCode,
    AsOf,
    LanguageCode,
    RoleWord,
    UsualStatus,
    check_area,
    day_of,
    language_of,
    refuse,
    refusing,
    words_of,
    write,
    writing,
)
from reports.reading import check_totals, read_source, role_named

# Each imports what it alone needs inside its function (decision 145).


def briefing(
    out: Annotated[FilePath, typer.Option(metavar="FOLDER", help="Where the files are written")],
    as_of: AsOf = None,
    role: RoleWord = None,
    every: Annotated[
        bool, typer.Option("--all", help="Of the regent, of each camat and of each head of an agency")
    ] = False,
    language: LanguageCode = None,
) -> None:
    """Write one page on paper (PDF): how it stands, who is behind, where to push, what may come, what was promised."""
    from reports.briefing.making import briefings, seen_by_all, write_briefings

    with refusing():
        if every == (role is not None):
            refuse("Say whose: --role regent, operator, camat:CODE or opd:ID; or --all.")
        settings = load_settings()
        spoken = language_of(language, settings)
        asked = None if role is None else role_named(role)
        source = read_source(settings, role=role, boundaries=True)
        check_area(source.unrestricted, settings.root_area)
        day = day_of(as_of, source.seen, source.today)
        readers = seen_by_all(source, settings) if asked is None else [(asked, source.seen)]
        made = list(briefings(source, readers, day, settings=settings, language=spoken))
    with writing("briefings"):
        files = write_briefings(made, out, day, language=spoken)
    write("".join(f"{file}\n" for file in files))


def workbook(
    out: Annotated[FilePath, typer.Option(metavar="FILE.xlsx", help="The file that is written")],
    area: AreaCode = None,
    as_of: AsOf = None,
    language: LanguageCode = None,
    role: RoleWord = None,
) -> None:
    """Write the workbook of a day: BPS's printed layout, each level, agencies, days, definitions."""
    from presentation.language.messages import Translator
    from reports.book.content import Asked
    from reports.book.making import day_workbook

    with refusing():
        settings = load_settings()
        spoken = language_of(language, settings)
        source = read_source(settings, role=role)
        code = area or settings.root_area
        check_totals(source, code)
        check_area(source.seen, code)
        asked = Asked(source.seen, code, day_of(as_of, source.seen, source.today))
        content = day_workbook(Translator(spoken), asked)
    with writing("file"):
        out.write_bytes(content)


def page(
    out: Annotated[FilePath, typer.Option(metavar="FILE.html", help="The file that is written")],
    area: AreaCode = None,
    as_of: AsOf = None,
    unit: Annotated[
        str | None,
        typer.Option(
            metavar=f"{Unit.HOUSEHOLD}|{Unit.PERSON}",
            help="Default: person, or household where only families were delivered",
        ),
    ] = None,
    status: UsualStatus = None,
    language: LanguageCode = None,
    role: RoleWord = None,
) -> None:
    """Write an offline copy of a view: map, list, curve and table in one file that asks nobody."""
    from reports.offline.document import offline_document
    from reports.offline.making import read_view

    with refusing():
        settings = load_settings()
        spoken = language_of(language, settings)
        source = read_source(settings, role=role, boundaries=True)
        code = area or settings.root_area
        check_totals(source, code)
        check_area(source.seen, code)
        day, campaign = day_of(as_of, source.seen, source.today), source.seen
        view = View(day, *words_of(campaign, code, campaign.tree.level(code), day, unit=unit, status=status))
        made = read_view(source, code, view, language=spoken, now=datetime.now(UTC))
    with writing("file"):
        out.write_text(offline_document(made), encoding="utf-8")


def morning(
    out: Annotated[FilePath, typer.Option(metavar="FOLDER", help="Where the files are written")],
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made and sent; do nothing")] = False,
    send: Annotated[bool, typer.Option("--send", help="Send each address its account's files too")] = False,
    language: LanguageCode = None,
) -> None:
    """Write all cards, briefings and the workbook of a day, and send them; for a timer."""
    from reports.morning.running import Run, run_morning

    with refusing():
        settings = load_settings()
        spoken = language_of(language, settings)
        source = read_source(settings, boundaries=True)
        check_area(source.unrestricted, settings.root_area)
        day = day_of(as_of, source.seen, source.today)
    with refusing(), writing("files"):
        report = run_morning(Run(source, settings, day, spoken, out, is_dry=dry_run, sends=send))
    write(f"{report.line}\n")
    raise typer.Exit(0 if report.is_good else 1)


FILE_COMMANDS = (briefing, workbook, page, morning)
"""What `reports.commands` offers beside its own."""
