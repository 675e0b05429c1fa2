"""The two-minute tour of each role, as data: what to look at, in which order, on which page."""

from dataclasses import dataclass

from presentation.language.messages import N_


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: a message id, and the key of its page in `ui.shell.registry.PAGES`; None: one stays on the page."""

    words: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Tour:
    """The steps of one role; `role` is a message id."""

    role: str
    stops: tuple[Stop, ...]


TOURS = (
    Tour(
        N_("Regent"),
        (
            Stop(
                N_("Read the first sentence: is the target within reach, and how many are still missing."), "overview"
            ),
            Stop(N_("Compare the pace needed with the recent pace. If it is lower, today needs more than yesterday.")),
            Stop(N_("Look at the list beside the map: the area furthest behind comes first.")),
            Stop(N_("See in which OPD most civil servants have not responded yet."), "opd"),
            Stop(N_("Open the first area of the list, down to its desa, and see which to visit."), "areas"),
        ),
    ),
    Tour(
        N_("Head of an OPD"),
        (
            Stop(
                N_(
                    "Begin with This morning: what moved, where to go, which promises end, and the button that records."
                ),
                "morning",
            ),
            Stop(N_("Choose your OPD: how many of your civil servants have responded, and how many have not."), "opd"),
            Stop(N_("Look at the funnel: below the outer limit your OPD is clearly behind all OPD together.")),
            Stop(N_("See the desa that your OPD serves, on the map and in the list.")),
            Stop(N_("Record your events and commitments, and see what came in."), "activities"),
            Stop(N_("Who has not responded is known in your own office; this dashboard holds no names.")),
        ),
    ),
    Tour(
        N_("Camat"),
        (
            Stop(
                N_(
                    "Begin with This morning: what moved, where to go, which promises end, and the button that records."
                ),
                "morning",
            ),
            Stop(N_("Choose your kecamatan: what is missing, and what has come in since the figure before."), "areas"),
            Stop(N_("Note the day of the figure. A figure more than 7 days old says nothing about yesterday.")),
            Stop(N_("Compare the map with the whole: it shows which desa are worse than it.")),
            Stop(N_("Record with a few taps what was held, what was promised and what is in the way."), "activities"),
            Stop(N_("Copy the address: whoever opens it sees the same day, unit and kecamatan.")),
        ),
    ),
    Tour(
        N_("BPS and operator"),
        (
            Stop(N_("Import the newest recap. Each rejected row has its line, its reason and what to do."), "imports"),
            Stop(N_("Check that the overview speaks of the new day and names your source."), "overview"),
            Stop(N_("Compare a few kecamatan with your own file."), "areas"),
            Stop(N_("Look at the denominators below: is the register the one you mean, and what of it is estimated.")),
            Stop(N_("Look at the targets on record below: which one is in force, and since when.")),
        ),
    ),
)
"""In the order in which the roles are offered."""
