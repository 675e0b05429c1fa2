"""Records of outreach in the reader's words: kinds of records, of blockers, and how far each has come."""

from collections.abc import Sequence

from census.base.vocabulary import Unit
from census.outreach.commitments import OVER, RUNNING, UPCOMING, WITHDRAWN, CommitmentProgress, PromiseTotals
from census.outreach.record_list import ListedPromise
from census.outreach.records import NAME_OF, Blocker, BlockerKind, Event, Record, RecordName, Request
from presentation.language.formats import Formats, as_shown
from presentation.language.messages import N_, Translator
from presentation.words.kinds import kind_name

RECORD_WORDS: dict[RecordName, str] = {
    "events": N_("Events"),
    "commitments": N_("Commitments"),
    "blockers": N_("Blockers"),
    "requests": N_("Requests for help"),
}
"""Message ids of the kinds of records, as the switch names them."""

BLOCKER_WORDS = {
    BlockerKind.NIK_KK_MISMATCH: N_("NIK and KK do not match"),
    BlockerKind.NO_SIGNAL: N_("no signal"),
    BlockerKind.SERVER_DOWN: N_("service cannot be reached"),
    BlockerKind.NO_DEVICE: N_("no device"),
    BlockerKind.NOT_UNDERSTOOD: N_("not understood"),
    BlockerKind.MOVED_AWAY: N_("moved away"),
    BlockerKind.OTHER: N_("another reason"),
}
"""Message ids of what keeps families from responding."""

STATE_WORDS = {
    UPCOMING: N_("not begun"),
    RUNNING: N_("running"),
    OVER: N_("over"),
    WITHDRAWN: N_("withdrawn"),
}
"""Message ids of the states of a commitment."""


def blocker_name(text: Translator, kind: str) -> str:
    """Name what keeps families from responding; one that is not known, by its own word."""
    return text(BLOCKER_WORDS[BlockerKind(kind)]) if kind in set(BlockerKind) else kind


def record_kind(text: Translator, record: Record) -> str:
    """Name what a record is: the kind of an event or a blocker, else the kind of record."""
    match record:
        case Event(kind=kind):
            return kind_name(text, kind)
        case Blocker(kind=kind):
            return blocker_name(text, kind)
        case _:
            return text(RECORD_WORDS[NAME_OF[type(record)]])


def commitment_state(text: Translator, progress: CommitmentProgress) -> str:
    """Say how a commitment stands."""
    if progress.state != OVER or progress.is_kept is None:
        return text(STATE_WORDS[progress.state])
    return text("over, kept") if progress.is_kept else text("over, not kept")


def blocker_state(text: Translator, formats: Formats, blocker: Blocker) -> str:
    """Say that a blocker is open, or since when it is resolved."""
    day = blocker.resolved_on
    return text("open") if day is None else text("resolved on {day}", day=formats.day(day))


def request_state(text: Translator, formats: Formats, request: Request) -> str:
    """Say how far a request has come: asked, scheduled, done."""
    if request.done_on is not None:
        return text("done on {day}", day=formats.day(request.done_on))
    if request.scheduled_on is not None:
        return text("scheduled for {day}", day=formats.day(request.scheduled_on))
    return text("waiting for a day")


def families_of(text: Translator, formats: Formats, row: ListedPromise) -> str:
    """Say how many of the families that were promised have come in."""
    promised = row.record.households
    return text.plural(
        "{n} of {all} family",
        "{n} of {all} families",
        as_shown(promised),
        n=formats.count(row.progress.achieved),
        all=formats.count(promised),
    )


def commitment_lines(text: Translator, formats: Formats, row: ListedPromise) -> list[str]:
    """Say of a commitment its days, how it stands, of which day its figure is, and with how many it shares the gain."""
    outcome, sharers = row.progress, row.progress.sharers
    lines = [f"{formats.day(row.record.starts_on, short=True)} – {formats.day(row.record.due_on)}"]
    lines.append(commitment_state(text, outcome))
    if outcome.figure_on is not None:
        lines.append(text("figure of {day}", day=formats.day(outcome.figure_on)))
    elif outcome.state == RUNNING:
        lines.append(text("no newer figure since it began"))
    if sharers:
        lines.append(
            text.plural(
                "shares the gain with {n} other",
                "shares the gain with {n} others",
                as_shown(sharers),
                n=formats.count(sharers),
            )
        )
    return lines


def promises_sentence(text: Translator, formats: Formats, totals: PromiseTotals) -> str | None:
    """Say what the running commitments come to; those of which nobody knows yet what came in are named apart."""
    sentences = []
    if totals.running:
        sentences.append(
            text.plural(
                "Running commitments: **{came} of {all}** promised has come in.",
                "Running commitments: **{came} of {all}** promised have come in.",
                as_shown(totals.came_in),
                came=formats.count(totals.came_in),
                all=formats.counted(Unit.HOUSEHOLD, totals.promised),
            )
        )
    if totals.waiting:
        sentences.append(
            text.plural(
                "{n} commitment ({families}) has no newer figure yet.",
                "{n} commitments ({families}) have no newer figure yet.",
                totals.waiting,
                n=formats.count(totals.waiting),
                families=formats.counted(Unit.HOUSEHOLD, totals.waiting_promised),
            )
        )
    if totals.broken:
        sentences.append(
            text.plural(
                "{n} commitment is over and was not kept.",
                "{n} commitments are over and were not kept.",
                totals.broken,
                n=formats.count(totals.broken),
            )
        )
    return " ".join(sentences) or None


def named_list(names: Sequence[str], text: Translator, *, most: int) -> str:
    """Write names in a row, the first few, with how many more there are."""
    text = text.plain
    listed = ", ".join(names[:most])
    return listed if len(names) <= most else text("{list} and {n} more", list=listed, n=len(names) - most)
