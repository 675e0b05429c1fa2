"""Kinds of outreach in the reader's words; records keep the Indonesian ones."""

from presentation.messages import N_, Translator

KINDS = {
    "tatap muka": N_("meeting face to face"),
    "ngisi bareng": N_("filling in together"),
    "pendampingan BPS": N_("help by BPS"),
    "keliling": N_("touring the desa"),
    "siaran": N_("broadcast"),
    "media sosial": N_("social media"),
    "pesan berantai": N_("chain message"),
}
"""Message ids by kind."""


def kind_name(text: Translator, kind: str) -> str:
    """Name a kind of outreach; one that is not known, by its own word."""
    return text(KINDS[kind]) if kind in KINDS else kind
