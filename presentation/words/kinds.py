"""Kinds of outreach in the reader's words; records keep the Indonesian ones."""

from census.outreach.records import EVENT_KINDS
from presentation.language.messages import N_, Translator

_WORDS = (
    N_("meeting face to face"),
    N_("social media"),
    N_("broadcast"),
    N_("touring the desa"),
    N_("chain message"),
    N_("filling in together"),
    N_("help by BPS"),
)

KINDS = dict(zip(EVENT_KINDS, _WORDS, strict=True))
"""Message ids by kind."""


def kind_name(text: Translator, kind: str) -> str:
    """Name a kind of outreach; one that is not known, by its own word."""
    return text(KINDS[kind]) if kind in KINDS else kind
