"""A morning from its figures to one line that says what was made and what went where."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from census.base.target import closed_on
from census.settings import Settings
from data_access.accounts.deliveries import Recipient, read_recipients
from data_access.start import open_database
from presentation.language.messages import Translator
from reports.morning.freshness import old_line
from reports.morning.letters import Letter
from reports.morning.making import MAKERS, Morning, make_all, roles_of_morning
from reports.morning.sending import Outcome, deliver, letter_for, line_letter, planned, summary
from reports.reading import Source


@dataclass(frozen=True, slots=True)
class Run:
    """What a morning is asked for.

    Attributes
    ----------
    source
        With outlines.
    day
        The day that the figures are of.
    folder
        Where the files are written.
    is_dry
        Nothing is written or sent.
    sends
        Whether it is sent as well.
    """

    source: Source
    settings: Settings
    day: date
    language: str
    folder: Path
    is_dry: bool
    sends: bool


@dataclass(frozen=True, slots=True)
class Report:
    """One line on a morning, and whether all that was to be sent has been."""

    line: str
    is_good: bool


def run_morning(run: Run) -> Report:
    """Make the files of a day, and send them where that is asked for.

    Where the figures are older than their rhythm nothing is made: who gets figures is told so in one line, and after
    the deadline nobody is.

    Raises
    ------
    OSError, TooManyWordsError
        As `reports.morning.making.make_all`.
    """
    campaign, text = run.source.unrestricted, Translator(run.language).plain
    old = old_line(campaign, run.day, datetime.now(UTC), settings=run.settings, language=run.language)
    target = campaign.target(run.settings.root_area, run.day)
    if old is not None and closed_on(target, run.source.today) is not None:
        return Report(f"{old} {text('The online phase is over: nobody is told.')}", is_good=True)
    if run.is_dry:
        return _dry(run, text, old)
    morning = Morning(run.source, run.settings, run.day, run.language, run.folder, roles_of_morning(campaign))
    files = [] if old is not None else make_all(morning)
    made = old or text.plural(
        "{n} file in {folder}", "{n} files in {folder}", len(files), n=len(files), folder=str(run.folder)
    )
    if not run.sends:
        return Report(made, is_good=True)

    def letter(recipient: Recipient) -> Letter:
        if old is not None:
            return line_letter(old, run.day, language=run.language)
        return letter_for(
            recipient, files, run.day, language=run.language, is_simulated=campaign.simulation is not None
        )

    database = open_database(run.settings)
    try:
        with database.read() as session:
            recipients = read_recipients(session)
        # The day of sending, not of the figures: of old ones somebody is told once a day.
        results = deliver(database, recipients, letter, run.source.today, settings=run.settings)
    finally:
        database.close()
    came_of = Counter(one.outcome for one in results)
    is_good = not came_of[Outcome.FAILED] and not came_of[Outcome.IN_DOUBT]
    return Report(f"{made}; {summary(text, results)}", is_good=is_good)


def _dry(run: Run, text: Translator, old: str | None) -> Report:
    roles = len(roles_of_morning(run.source.unrestricted))
    would = old or text("would be made: {list} (roles: {n})", n=roles, list=", ".join(MAKERS))
    if not run.sends:
        return Report(would, is_good=True)
    database = open_database(run.settings)
    try:
        with database.read() as session:
            recipients = read_recipients(session)
    finally:
        database.close()
    return Report(f"{would}; {planned(text, recipients)}", is_good=True)
