"""Sending the files of a morning: each delivery is written down first, goes once, and is told in one line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from census.access.role_words import word_of_role
from census.settings import Settings
from data_access.accounts.deliveries import Channel, Claim, Recipient, claim, conclude
from data_access.store.engine import Database
from presentation.language.messages import Translator
from presentation.language.voice import SIMULATED
from reports.morning.letters import Attachment, Letter, as_email, as_json, key_of
from reports.morning.making import MadeFile, file_role
from reports.morning.ways import NO_EMAIL, InDoubtError, NotDeliveredError, send_mail, send_webhook
from reports.pictures.card import HEIGHTS_PX, WIDTH_PX

_PICTURE = f"_{WIDTH_PX}x{HEIGHTS_PX[0]}.png"
"""The picture of a card that goes out, by the end of its name: one is enough, and a mailbox is small."""


class Outcome(StrEnum):
    """What became of a delivery."""

    SENT = "sent"
    SENT_BEFORE = "sent_before"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Result:
    """A recipient, what became of its delivery, and the error where it failed."""

    recipient: Recipient
    outcome: Outcome
    error: NotDeliveredError | None = None


def letter_for(
    recipient: Recipient, files: Sequence[MadeFile], day: date, *, language: str, is_simulated: bool
) -> Letter:
    """The letter of a recipient: the messages of its roles' cards, with their pictures, briefings and the workbook.

    Parameters
    ----------
    files
        Of all roles; those of others are left out.
    """
    roles = list(dict.fromkeys(word_of_role(file_role(role)) for role in recipient.roles))
    own_files = [one.path for role in roles for one in files if one.role == role]
    messages = [path.read_text(encoding="utf-8").strip() for path in own_files if path.suffix == ".txt"]
    text = Translator(language).plain
    is_sent = [path for path in own_files if path.suffix in {".pdf", ".xlsx"} or path.name.endswith(_PICTURE)]
    return Letter(
        day,
        _subject(language, day, is_simulated=is_simulated),
        "\n\n".join(messages or [text("The agency is too small for figures of its own to be told.")]) + "\n",
        [Attachment(path.name, path.read_bytes()) for path in is_sent],
    )


def line_letter(line: str, day: date, *, language: str) -> Letter:
    """A letter of one line, where there are no figures to be sent."""
    return Letter(day, _subject(language, day, is_simulated=False), f"{line}\n", [])


def _subject(language: str, day: date, *, is_simulated: bool) -> str:
    text = Translator(language).plain
    subject = text("Kawal Sensus: figures of {day}", day=day.isoformat())
    return f"{SIMULATED}: {subject}" if is_simulated else subject


def deliver(
    database: Database,
    recipients: Sequence[Recipient],
    make_letter: Callable[[Recipient], Letter],
    day: date,
    *,
    settings: Settings,
    send: Mapping[Channel, Callable[[Recipient, Letter, str], None]] | None = None,
) -> list[Result]:
    """Send each recipient its letter of a day, once.

    Parameters
    ----------
    make_letter
        Makes the letter of a recipient.
    day
        The day that counts: of one day nobody gets two letters.
    settings
        Of the installation, keyword-only.
    send
        How a letter goes by each channel, keyword-only; by default by mail server and https.
    """
    ways = _ways(settings) if send is None else send
    return [_deliver_one(database, one, make_letter, day, settings.root_area, ways) for one in recipients]


def _deliver_one(
    database: Database,
    recipient: Recipient,
    make_letter: Callable[[Recipient], Letter],
    day: date,
    root_area: str,
    ways: Mapping[Channel, Callable[[Recipient, Letter, str], None]],
) -> Result:
    letter, key = make_letter(recipient), key_of(recipient, day, root_area=root_area)
    with database.write(beside_imports=True) as session:
        claimed = claim(session, recipient, day, key, now=datetime.now(UTC))
    if claimed is not Claim.SEND:
        return Result(recipient, _OUTCOMES[claimed])
    outcome, problem = Outcome.SENT, None
    try:
        ways[recipient.channel](recipient, letter, key)
    except NotDeliveredError as error:
        outcome, problem = Outcome.FAILED, error
    except InDoubtError:
        # It stays written down as being sent: nobody sends it again, and it is listed.
        return Result(recipient, Outcome.IN_DOUBT)
    with database.write(beside_imports=True) as session:
        conclude(session, recipient, day, is_sent=outcome is Outcome.SENT, now=datetime.now(UTC))
    return Result(recipient, outcome, problem)


_OUTCOMES = {Claim.SENT: Outcome.SENT_BEFORE, Claim.IN_DOUBT: Outcome.IN_DOUBT, Claim.ENDED: Outcome.ENDED}


def _ways(settings: Settings) -> Mapping[Channel, Callable[[Recipient, Letter, str], None]]:
    def by_mail(recipient: Recipient, letter: Letter, key: str) -> None:
        try:
            message = as_email(
                letter,
                sender=settings.mail_from or "",
                recipient=recipient.address,
                key=key,
                now=datetime.now(UTC),
            )
        except ValueError:
            # A broken line in a heading would be a heading of somebody else's.
            raise NotDeliveredError(NO_EMAIL) from None
        send_mail(message, settings=settings)

    def by_webhook(recipient: Recipient, letter: Letter, key: str) -> None:
        send_webhook(recipient.address, as_json(letter, key=key), key, settings=settings)

    return {Channel.EMAIL: by_mail, Channel.WEBHOOK: by_webhook}


def summary(text: Translator, results: Sequence[Result]) -> str:
    """Write in one line what went where, by the names of accounts and the numbers of addresses, without addresses."""
    words = {
        Outcome.SENT: text("sent"),
        Outcome.SENT_BEFORE: text("sent before"),
        Outcome.FAILED: text("failed"),
        Outcome.IN_DOUBT: text("in doubt, not sent again"),
        Outcome.ENDED: text("ended meanwhile"),
    }
    parts = []
    for outcome, word in words.items():
        named = [_named(text, one) for one in results if one.outcome is outcome]
        if named:
            parts.append(f"{word}: {', '.join(named)}")
    return "; ".join(parts) or text("nobody to send to")


def _named(text: Translator, result: Result) -> str:
    recipient, error = result.recipient, result.error
    name = f"{recipient.label} ({recipient.channel.value} {recipient.id})"
    return name if error is None else f"{name} {text(error.message, **error.values)}"


def planned(text: Translator, recipients: Sequence[Recipient]) -> str:
    """Write in one line what would go where."""
    named = ", ".join(f"{one.label} ({one.channel.value} {one.id})" for one in recipients)
    return text("would be sent: {list}", list=named) if named else text("nobody to send to")
