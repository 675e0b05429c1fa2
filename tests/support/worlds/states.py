"""The states a screen can be in, as data: how the database comes about, which day it is, what must be said.

Pictures (`tests/browser/gallery.py`) and tests (`tests/pages/test_states.py`) are made of the same table.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update

from census.access.scope import Scope
from census.settings import Settings
from data_access.models.models import AREAS, OPD
from data_access.models.submission_models import INSTALLATION
from data_access.reads.reads import read_areas
from data_access.reads.submission_reads import SIMULATION
from data_access.store.schema import raise_data_version
from data_access.writes.writes import write_rows
from ingest.demo import fill_with_demo
from ingest.importing import Arrival, import_table
from presentation.language.messages import NN_, Counted
from tests.pages import stores
from tests.support.worlds import nation
from tests.support.worlds.built_once import open_made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from data_access.store.engine import Database, WriteSession

FIRST_DAY, OUTAGE_ON, CHANGED_ON = stores.START, date(2020, 3, 5), date(2020, 3, 6)
LAST_DAY = date(2020, 3, 31)
"""Of the simulated campaign the first day and the day on which its service is down; of a target the second decision."""
UNREGISTERED = "9901"
LONGEST = (
    "Desa Persiapan Pemekaran Karanganyar Kedungwaru Lor Hasil Penggabungan Tanjungrejo, Hadipolo dan Honggosoco Wetan"
)
SHORTEST = "–"


@dataclass(frozen=True)
class State:
    """One state of one page.

    Attributes
    ----------
    name
        Name of the folder of pictures and of the test.
    page
        Key of the page in the registry.
    build
        Fills the database at a URL; states of one builder can share what it has built.
    today
        The day that it is.
    query
        Choices in the address.
    says
        Message ids of what this page must say, whatever stands in their placeholders.
    root
        Code of the area that the installation serves.
    is_slow
        Too slow for a test; pictures are made of it all the same.
    """

    name: str
    page: str
    build: Callable[[str], None]
    today: date
    query: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str | Counted, ...] = ()
    root: str = stores.KABUPATEN
    is_slow: bool = False


@contextmanager
def opened(url: str, root: str = stores.KABUPATEN) -> Iterator[Database]:
    """Open a database and close it afterwards."""
    database = open_made(Settings(database_url=url, root_area=root))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def writing(url: str, root: str = stores.KABUPATEN) -> Iterator[WriteSession]:
    """Write to a database in one transaction that raises its data version."""
    with opened(url, root) as database, database.write() as session:
        yield session
        raise_data_version(session)


# --- databases ----------------------------------------------------------------------------------------------


def no_areas(url: str) -> None:
    """Tables and nothing in them."""
    with opened(url, root="9999"):
        pass


def reference_only(url: str) -> None:
    """Areas, register, agencies and target; no figure."""
    with opened(url):
        pass


def full(url: str) -> None:
    """A recap of every desa on three days, up to 15 March."""
    stores.take_in(url, "recap", stores.full_recap())


def recap_with_bad_rows(url: str) -> None:
    """The same, and a recap of 16 March by kecamatan of which four rows are wrong, each in another way."""
    full(url)
    counts, day = stores.full_counts(), stores.DAYS[-1]
    rows: list[list[object]] = [
        [MORNING.isoformat(), code, *(counts[day, code, measure] + 100 for measure in stores.MEASURES), "Rekap BPS"]
        for code in stores.kecamatan()
    ]
    rows[1][2] = "banyak"
    rows[4][1] = "3319999"
    rows[6][3] = 9_000_000
    rows[7][2:4] = [12, 40]
    arrived_at = datetime(2020, 3, 16, 0, 40, tzinfo=UTC)
    with opened(url) as database:
        import_table(
            database,
            Arrival("recap", "rekap_16_maret.csv", stores.csv_text(rows), "operator", arrived_at, MORNING),
        )


def published(url: str) -> None:
    """The figures that the press published: few, sparse, past the deadline."""
    stores.take_in(url, "recap", stores.published_recap())


def demo(url: str) -> None:
    """The simulated campaign up to 15 March."""
    stores.simulate(url)


def demo_until(url: str, until: date) -> None:
    """The simulated campaign up to the end of a day."""
    with opened(url) as database:
        fill_with_demo(database, until=until)


def whole_campaign(url: str) -> None:
    """The simulated campaign up to the end of its last day, the 46th."""
    demo_until(url, LAST_DAY)


def first_day(url: str) -> None:
    """The simulated campaign at the end of its first day."""
    demo_until(url, FIRST_DAY)


def outage(url: str) -> None:
    """The simulated campaign at the end of the day on which its service was down."""
    demo_until(url, OUTAGE_ON)


def recap_rows(day: date, share: float) -> list[dict[str, Any]]:
    """Cumulative counts of every kecamatan on a day, `share` of its register; all that responded is clean."""
    rows = []
    for code in stores.kecamatan():
        counts = {unit: int(share * base) for unit, base in stores.register()[code].items()}
        measures = {f"{unit}_{status}": count for unit, count in counts.items() for status in ("responded", "clean")}
        rows.append(_recap(code, stores.KABUPATEN, day, measures))
    return rows


def _recap(code: str, kabupaten: str, day: date, measures: Mapping[str, int]) -> dict[str, Any]:
    key = {"kabupaten_code": kabupaten, "source": "Rekap uji", "area_code": code, "as_of": day}
    return {**key, **measures, "import_id": None}


def rows_then_recap(url: str) -> None:
    """Submissions up to 10 March, and a recap of 14 March; nothing of it called simulated."""
    demo_until(url, date(2020, 3, 10))
    with writing(url) as session:
        # The fact would put a ribbon over what this state is about.
        session.execute(delete(INSTALLATION).where(INSTALLATION.c.name == SIMULATION))
        write_rows(session, "recap", recap_rows(date(2020, 3, 14), 0.21))


def reached(url: str) -> None:
    """Recaps that reach the target on the last day of the window."""
    with writing(url) as session:
        write_rows(session, "recap", recap_rows(date(2020, 3, 15), 0.17) + recap_rows(stores.DEADLINE, 0.31))


def missed(url: str) -> None:
    """Recaps that stay below the target on the last day of the window."""
    with writing(url) as session:
        write_rows(session, "recap", recap_rows(date(2020, 3, 15), 0.11) + recap_rows(stores.DEADLINE, 0.19))


def two_targets(url: str) -> None:
    """A target that was raised and moved in the middle of its window."""
    full(url)
    with writing(url) as session:
        write_rows(session, "targets", [_target(stores.KABUPATEN, 0.3697, CHANGED_ON, date(2020, 5, 29))])


def _target(code: str, share: float, decided_on: date, ends_on: date = stores.DEADLINE) -> dict[str, Any]:
    window = {"starts_on": stores.START, "ends_on": ends_on, "decided_on": decided_on, "note": "Keputusan uji"}
    words = {"scope_kind": "area", "scope_code": code, "unit": "person", "status": "responded"}
    return {**words, "share": share, **window}


def unregistered(url: str) -> None:
    """A kabupaten with areas, target and recap, but no register."""
    areas = [(UNREGISTERED, None, "kabupaten", "Tanpa Register")]
    areas += [(f"{UNREGISTERED}0{n}0", UNREGISTERED, "kecamatan", f"Kecamatan {n}") for n in range(1, 4)]
    counts = {"households_responded": 120, "persons_responded": 410}
    with writing(url, UNREGISTERED) as session:
        write_rows(session, "areas", [nation.area(*place, kabupaten=UNREGISTERED) for place in areas])
        write_rows(session, "targets", [_target(UNREGISTERED, 0.27, stores.START)])
        days = (stores.START + timedelta(days=10), stores.DAYS[-1])
        recaps = [_recap(code, UNREGISTERED, day, counts) for code, *_ in areas[1:] for day in days]
        write_rows(session, "recap", [{"households_clean": None, "persons_clean": None, **row} for row in recaps])


def odd_names(url: str) -> None:
    """A kecamatan, a desa and an agency of a very long name, and one of each whose name is a single sign."""
    full(url)
    with writing(url) as session:
        areas = read_areas(session, Scope.everything(stores.KABUPATEN))
        desa = areas.loc[areas["parent_code"] == stores.JEKULO, "code"].tolist()
        for name, code in zip((LONGEST, SHORTEST) * 2, (stores.JEKULO, stores.KALIWUNGU, *desa[:2]), strict=True):
            session.execute(update(AREAS).where(AREAS.c.code == code).values(name=name))
        for name, number in ((f"Badan {LONGEST}", 1), (SHORTEST, 2)):
            session.execute(update(OPD).where(OPD.c.id == number).values(name=name, short_name=name))


def small_agencies(url: str) -> None:
    """The simulated campaign of agencies of which one has 12 civil servants and one 30."""
    reference_only(url)
    with writing(url) as session:
        # Before anyone responds: so no agency counts more than it has.
        for number, staff in ((29, 12), (23, 30)):
            session.execute(update(OPD).where(OPD.c.id == number).values(staff=staff))
    demo(url)


# --- states -------------------------------------------------------------------------------------------------

MORNING = date(2020, 3, 16)
NONSENSE = {
    "hari": "32-13-9999", "wilayah": "Atlantis", "satuan": "<b>x</b>", "status": "?", "warna": "", "jalur": "../..",
    "opd": "-1", "bahasa": "Klingon", "utm_source": "x" * 500,
}  # fmt: skip
NONE_BELOW = "No figure by {area} has been delivered by {day}. Import the recap of BPS under Data in."
NOTHING = "No figure has been delivered by {day}. Import the recap of BPS under Data in."
NO_DATA = "{area}: no data yet on the share {people} who {deed}."
SIMULATED = "not real data"

STATES: tuple[State, ...] = (
    State(
        "empty",
        "overview",
        no_areas,
        MORNING,
        says=("There is nothing to show yet", "Go to Data in"),
        root="9999",
    ),
    State(
        "no-figures",
        "overview",
        reference_only,
        MORNING,
        says=(NO_DATA, NOTHING, "Go to Data in", "if it starts from nothing", "No figures yet."),
    ),
    State(
        "before-the-campaign",
        "overview",
        reference_only,
        date(2020, 2, 1),
        says=(
            "{area}: the campaign begins on {start}. Target: {share} {people} {deed} by {deadline}.",
            NN_("{days} day to go until it begins.", "{days} days to go until it begins."),
            "Time to fill in",
            NOTHING,
        ),
    ),
    State(
        "first-day",
        "overview",
        first_day,
        FIRST_DAY + timedelta(days=1),
        says=("day {day} of {days}", NN_("{n} day left", "{n} days left"), SIMULATED),
    ),
    State(
        "outage-day",
        "overview",
        outage,
        OUTAGE_ON + timedelta(days=1),
        says=(
            "On {day} the census servers were down. The gain of that day says nothing of the people; it is left out of "
            "the recent pace.",
            SIMULATED,
        ),
    ),
    State(
        "after-not-reached",
        "overview",
        missed,
        date(2020, 4, 2),
        says=(
            "{area} did not reach the target: {rate} {people} {deed}; the target was {share} by {deadline}.",
            "the window is over",
        ),
    ),
    State(
        "after-reached",
        "overview",
        reached,
        date(2020, 4, 2),
        says=("{area} reached the target: {rate} {people} {deed}; the target was {share} by {deadline}.",),
    ),
    State(
        "target-changed",
        "overview",
        two_targets,
        MORNING,
        says=(
            "The target was changed on {day}: now {share} {people} {deed} by {deadline}; before, {old_share} "
            "{old_people} {old_deed} by {old_deadline}. By the old target {old_due} would be due by now.",
        ),
    ),
    State(
        "no-register",
        "overview",
        unregistered,
        MORNING,
        says=(
            "{area} has no register yet, so no rate can be given.",
            "The curve needs a register. Import one under Data in.",
        ),
        root=UNREGISTERED,
    ),
    State(
        "recap-newer",
        "overview",
        rows_then_recap,
        MORNING,
        says=("The recap of {day} is newer than the submissions on record, which end on {last}: the recap speaks.",),
    ),
    State(
        "stale",
        "overview",
        full,
        date(2020, 3, 20),
        says=("These figures are old: the newest are of {day}. Ask BPS for the newest recap.",),
    ),
    State(
        "compared",
        "overview",
        full,
        MORNING,
        query={"sejak": "Sejak sepekan sebelumnya"},
        says=(
            "Since {day}: **{gain} {unit}** in {area}, {points} points.",
            "What came in since {day} · {unit}",
            "Map: gain against that of {area}",
        ),
    ),
    State(
        "compared-desa",
        "areas",
        demo,
        MORNING,
        query={"sejak": "Sejak sehari sebelumnya"},
        says=("Bar: gain in points of the register. Dotted line: {area}.",),
    ),
    State(
        "small-agencies",
        "opd",
        small_agencies,
        MORNING,
        says=(
            "hidden",
            "Groups of fewer than {n} are not shown, so that no figure speaks of a person. "
            "Where their total would give one away, the next smallest is not shown either.",
            "Groups of fewer than {n} change once a week; their rates end at 5 and 95%.",
        ),
    ),
    State(
        "stale-recap",
        "overview",
        full,
        MORNING,
        query={"hari": "2020-03-07"},
        says=(
            "{area}, last figure of {day}: {rate} {people} {deed}; on that day it should have been {expected}.",
            "How it stands on {day} is not known: ask BPS for the newest recap.",
            "The colours compare old figures (the oldest of {day}) with the path of {as_of}: the areas may"
            " have come further since.",
            "recent pace unknown",
        ),
    ),
    State(
        "no-outreach",
        "activities",
        full,
        MORNING,
        says=(
            "{area}: no outreach has been recorded yet.",
            "Record the first event below, or import a file under Data in (kind outreach).",
            "Nothing has been recorded yet. Begin with the form, or import a file under Data in.",
            "No event has been recorded up to this day.",
        ),
    ),
    State(
        "commitments",
        "activities",
        demo,
        MORNING,
        query={"catatan": "Komitmen", "wilayah": "Jekulo"},
        says=(
            NN_(
                "{area}: {never} of {n} desa has not been visited yet.",
                "{area}: {never} of {n} desa have not been visited yet.",
            ),
            "Record commitment",
            "This database is simulated: what is recorded here is marked SIMULASI.",
            SIMULATED,
        ),
    ),
    State("odd-names", "overview", odd_names, MORNING, says=("The furthest behind first · missing in {unit}",)),
    State(
        "odd-names-desa",
        "areas",
        odd_names,
        MORNING,
        query={"wilayah": LONGEST},
        says=("Visit first: the desa where a working day achieves most",),
    ),
    State(
        "odd-names-priorities",
        "priorities",
        odd_names,
        MORNING,
        query={"wilayah": LONGEST},
        says=("Plan: who goes where, and why",),
    ),
    State(
        "priorities-first-day",
        "priorities",
        demo,
        MORNING,
        query={"hari": FIRST_DAY.isoformat()},
        says=(
            "There is no forecast yet: the order follows what is missing today against the path, and it"
            " cannot be said how certain it is.",
            "Two weeks of daily figures are needed to see which desa are standing still.",
        ),
    ),
    State(
        "priorities-over",
        "priorities",
        full,
        date(2020, 6, 20),
        query={"hari": "2020-06-19"},
        says=("{area}: the online phase ended on {day}; what is left is interviewed.",),
    ),
    State(
        "priorities-reference",
        "priorities",
        reference_only,
        MORNING,
        says=("{area}: there is no figure by desa yet, so there is no order.",),
    ),
    State(
        "interviews-published",
        "interviews",
        published,
        date(2020, 6, 20),
        says=(
            "No clean figures have been delivered: families that responded are taken as done.",
            "No figure by area has been delivered for this day.",
        ),
    ),
    State(
        "interviews-reference",
        "interviews",
        reference_only,
        MORNING,
        says=("{area}: no figure tells yet who is to be interviewed.",),
    ),
    State("odd-names-opd", "opd", odd_names, MORNING, says=("Agency (OPD)",)),
    State(
        "one-kecamatan",
        "overview",
        full,
        MORNING,
        says=("Map: against the path to the target",),
        root=stores.JEKULO,
    ),
    State(
        "effect-nothing-held",
        "effect",
        full,
        MORNING,
        says=("No outreach is on record by this day, so there is nothing to judge.",),
    ),
    State(
        "effect-not-enough",
        "effect",
        demo,
        MORNING,
        query={"hari": "2020-02-21"},
        says=(NN_("{judged} of {held} event can be judged.", "{judged} of {held} events can be judged."), SIMULATED),
    ),
    State("simulated", "overview", demo, MORNING, says=(SIMULATED,)),
    State(
        "published",
        "overview",
        published,
        date(2020, 6, 20),
        says=(
            "{area} reached the target, but after the deadline: {rate} {people} {deed}; it was {share} by {deadline}.",
            NN_("{n} day after the deadline", "{n} days after the deadline"),
            NONE_BELOW,
        ),
    ),
    State(
        "published-areas",
        "areas",
        published,
        date(2020, 6, 20),
        query={"wilayah": "Jekulo"},
        says=(NO_DATA, NONE_BELOW),
    ),
    State(
        "nonsense-in-address",
        "areas",
        full,
        MORNING,
        query=NONSENSE,
        says=(
            "Visit first: the desa where a working day achieves most",
            "The address names something that does not exist or that you may not see ({words}). "
            "The page shows its usual choice instead.",
        ),
    ),
    State(
        "forecast",
        "forecast",
        demo,
        MORNING,
        query={"tenggat": "2020-05-29"},
        says=(
            "Most likely {low} to {high} (8 of 10 simulations, of {draws}); chance of reaching the target {chance}.",
            "With a rush before the deadline and without · percent of {unit}",
            "the same in the other unit",
            SIMULATED,
        ),
    ),
    State(
        "forecast-too-early",
        "forecast",
        first_day,
        FIRST_DAY + timedelta(days=1),
        says=(
            "{area}: no forecast can be made yet.",
            "A forecast needs at least two recaps, with a day between them that is no outage: one figure tells no"
            " pace.",
        ),
    ),
    State(
        "forecast-after-the-deadline",
        "forecast",
        missed,
        date(2020, 4, 2),
        says=(
            "{area} did not reach the target: {rate} {people} {deed}; the target was {share} by {deadline}.",
            "The deadline has passed: there is nothing left to forecast.",
        ),
    ),
    State(
        "forecast-without-register",
        "forecast",
        unregistered,
        MORNING,
        says=(
            "{area}: no forecast can be made yet.",
            "Without a register nothing can be forecast: nobody knows how many are left.",
        ),
        root=UNREGISTERED,
    ),
    State(
        "forecast-recaps",
        "forecast",
        full,
        MORNING,
        query={"satuan": "KK"},
        says=("By area, the least likely first",),
    ),
    State(
        "nation",
        "overview",
        nation.build,
        MORNING,
        says=("Map: against the path to the target", "The way to the target · percent of {unit}"),
        root=nation.ROOT,
        is_slow=True,
    ),
)
