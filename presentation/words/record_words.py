"""Records of outreach in the reader's words: kinds of records, of blockers, and how far each has come."""

import pandas as pd

from census.outreach.commitments import OVER, RUNNING, UPCOMING, WITHDRAWN
from census.outreach.records import BlockerKind, RecordName
from presentation.language.formats import Formats
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


def record_kind(text: Translator, name: RecordName, row: pd.Series) -> str:
    """Name what a record is: the kind of an event or a blocker, else the kind of record."""
    if name == "events":
        return kind_name(text, str(row["kind"]))
    return blocker_name(text, str(row["kind"])) if name == "blockers" else text(RECORD_WORDS[name])


def commitment_state(text: Translator, row: pd.Series) -> str:
    """Say how a commitment stands (`census.outreach.commitments.commitment_progress`)."""
    if row["state"] != OVER or pd.isna(row["is_kept"]):
        return text(STATE_WORDS[str(row["state"])])
    return text("over, kept") if row["is_kept"] else text("over, not kept")


def open_or_since(text: Translator, formats: Formats, day: object) -> str:
    """Say that a blocker is open, or since when it is resolved."""
    return text("open") if pd.isna(day) else text("resolved on {day}", day=formats.day(day))  # type: ignore[arg-type,call-overload]


def request_state(text: Translator, formats: Formats, row: pd.Series) -> str:
    """Say how far a request has come: asked, scheduled, done."""
    if not pd.isna(row["done_on"]):
        return text("done on {day}", day=formats.day(row["done_on"]))
    if not pd.isna(row["scheduled_on"]):
        return text("scheduled for {day}", day=formats.day(row["scheduled_on"]))
    return text("waiting for a day")
