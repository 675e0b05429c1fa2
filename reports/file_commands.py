"""Commands of `python -m reports` that write files for people: cards, briefings, workbook, copies, the wall."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path as FilePath
from typing import Annotated

import typer

from census.base.vocabulary import Unit
from census.figures.progress import View
from census.settings import Settings, load_settings
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
from reports.reading import Source, check_role, check_totals, read_source, role_named

# Each imports what it alone needs inside its function (decision 145).


@dataclass(frozen=True, slots=True)
class AskedFiles:
    """What a command that writes files was asked for, and the reading that answers it.

    Attributes
    ----------
    settings, language
        Of the installation; of all words.
    source
        The root area, as the role sees it and as it is.
    code
        The area; the root area by default.
    day
        The as-of day.
    """

    settings: Settings
    language: str
    source: Source
    code: str
    day: date


def asked_for(
    area: str | None,
    as_of: str | None,
    language: str | None,
    role: str | None = None,
    *,
    boundaries: bool = False,
    of_role: bool = True,
) -> AskedFiles:
    """Read what a command is asked for; refuse a language, role, area or day that is none.

    Parameters
    ----------
    boundaries
        Whether outlines are wanted, keyword-only like what follows.
    of_role
        Whether the area must be one whose totals the role may see; else any on record will do.
    """
    settings = load_settings()
    spoken = language_of(language, settings)
    source = read_source(settings, role=role, boundaries=boundaries)
    code = area or settings.root_area
    if of_role:
        check_totals(source, code)
    check_area(source.seen if of_role else source.unrestricted, code)
    return AskedFiles(settings, spoken, source, code, day_of(as_of, source.seen, source.today))


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
        asked = asked_for(None, as_of, language, role, boundaries=True, of_role=False)
        source, settings = asked.source, asked.settings
        readers = seen_by_all(source, settings) if role is None else [(role_named(role), source.seen)]
        made = list(briefings(source, readers, asked.day, settings=settings, language=asked.language))
    with writing("briefings"):
        files = write_briefings(made, out, asked.day, language=asked.language)
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
        asked = asked_for(area, as_of, language, role)
        book = Asked(asked.source.seen, asked.code, asked.day)
        content = day_workbook(Translator(asked.language), book)
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
        asked = asked_for(area, as_of, language, role, boundaries=True)
        campaign, code, day = asked.source.seen, asked.code, asked.day
        view = View(day, *words_of(campaign, code, campaign.tree.level(code), day, unit=unit, status=status))
        made = read_view(asked.source, code, view, language=asked.language, now=datetime.now(UTC))
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
        asked = asked_for(None, as_of, language, boundaries=True, of_role=False)
    with refusing(), writing("files"):
        run = Run(asked.source, asked.settings, asked.day, asked.language, out, is_dry=dry_run, sends=send)
        report = run_morning(run)
    write(f"{report.line}\n")
    raise typer.Exit(0 if report.is_good else 1)


def cards(
    out: Annotated[FilePath, typer.Option(metavar="FOLDER", help="Where the files are written")],
    area: AreaCode = None,
    agency: Annotated[int | None, typer.Option(metavar="ID", help="A card of this agency instead")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Cards of the root area, of the areas below it, and of all agencies")
    ] = False,
    as_of: AsOf = None,
    language: LanguageCode = None,
    role: RoleWord = None,
) -> None:
    """Write cards to send on: a message for WhatsApp and two pictures each."""
    from reports.cards import cards as cards_of
    from reports.cards import write_cards

    with refusing():
        if every + (agency is not None) + (area is not None) > 1:
            refuse("--area, --agency and --all are three choices: take one.")
        asked = asked_for(area, as_of, language, role, boundaries=True)
        campaign, code, day, root = asked.source.seen, asked.code, asked.day, asked.settings.root_area
        agency_ids = [one.id for one in campaign.agencies]
        if agency is not None and agency not in agency_ids:
            refuse("--agency takes the number of an agency on record.")
        areas = [code] if agency is None else []
        agencies = [] if agency is None else [agency]
        if every:
            areas, agencies = [root, *campaign.tree.children(root)], agency_ids
        view = View(day, *words_of(campaign, code, campaign.tree.level(code), day, unit=None, status=None))
        made = cards_of(asked.source, areas, agencies, view, settings=asked.settings, language=asked.language)
    with writing("cards"):
        files = write_cards(made, out, day.isoformat(), language=asked.language)
    write("".join(f"{file}\n" for file in files))


def invitations(
    out: Annotated[FilePath, typer.Option(metavar="FOLDER", help="Where the files are written")],
    area: AreaCode = None,
    figures: Annotated[bool, typer.Option("--figures", help="Say on each how many there have responded")] = False,
    as_of: AsOf = None,
    language: LanguageCode = None,
    role: RoleWord = None,
) -> None:
    """Write a picture for the public of each desa: what to have ready, where to respond, until when; with a QR code."""
    from reports.cards import invitations as invitations_of
    from reports.cards import write_invitations

    with refusing():
        if figures:
            check_role(role, "These are figures of desa")
        asked = asked_for(area, as_of, language, role, of_role=False)
        source, settings, code = asked.source, asked.settings, asked.code
        tree = source.unrestricted.tree
        codes = [one for one in tree.codes if code in tree.chain(one) and not tree.children(one)]
        made = invitations_of(source, codes, asked.day, settings=settings, language=asked.language, has_figures=figures)
        if not made:
            refuse("The online phase is over: there is nothing to invite anybody to.")
    with writing("pictures"):
        files = write_invitations(made, out, language=asked.language)
    write("".join(f"{file}\n" for file in files))


def wall(
    out: Annotated[FilePath, typer.Option(metavar="FILE.html", help="The file that is written")],
    area: AreaCode = None,
    language: LanguageCode = None,
) -> None:
    """Write the Command Center wall as one file, for a display without a network."""
    from census.priority.wall_totals import may_stand_on_wall
    from reports.wall import read_wall, wall_document

    with refusing():
        asked = asked_for(area, None, language, boundaries=True, of_role=False)
        source, code = asked.source, asked.code
        if not may_stand_on_wall(source.unrestricted, code):
            refuse("--area takes a kabupaten, or an area above it: a wall shows totals and nothing of a desa.")
        document = wall_document(read_wall(source, code, settings=asked.settings, language=asked.language))
    with writing("file"):
        out.write_text(document, encoding="utf-8")


FILE_COMMANDS = (cards, invitations, briefing, workbook, page, morning, wall)
"""What `reports.commands` offers beside its own."""
