"""What a reader chooses: day, unit, status, colouring and path; all of it in the address."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeVar

import streamlit as st

from census.base.path import Path
from census.base.tree import AreaTree
from census.base.vocabulary import Colouring, Status, Unit
from census.campaign import record_days
from census.figures.progress import View
from presentation.areas.progress import COLOURINGS
from presentation.language.messages import LANGUAGES, N_, Translator
from ui.shell import address
from ui.shell.frame import Reader

DAY_KEY, UNIT_KEY, STATUS_KEY, COLOURING_KEY, PATH_KEY, AREA_KEY = (
    "hari",
    "satuan",
    "status",
    "warna",
    "jalur",
    "wilayah",
)
RECORD_KEY = "catatan"
_DEFAULT_DAY = "_default_day"
_FIRST_DAY = date(2000, 1, 1)
Word = TypeVar("Word")
SINCE_KEY, SINCE_DAY_KEY = "sejak", "sejak-tanggal"
_NO, _YESTERDAY, _LAST_WEEK, _ANY_DAY = "no", "yesterday", "last_week", "any_day"
_WORDS = {
    _NO: N_("No comparison"),
    _YESTERDAY: N_("Since the day before"),
    _LAST_WEEK: N_("Since a week before"),
    _ANY_DAY: N_("Since another day"),
}
_DAYS_BACK = {_YESTERDAY: 1, _LAST_WEEK: 7}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the sidebar says.

    Attributes
    ----------
    view
        Day, unit, status and path.
    colouring
        What the map's colour compares with.
    since
        Earlier day to compare the view's day with; None for none.
    has_switch
        Whether unit and status can be chosen on the page.
    """

    view: View
    colouring: Colouring
    since: date | None = None
    has_switch: bool = True


UNITS = {Unit.PERSON: N_("Persons"), Unit.HOUSEHOLD: N_("Families")}
STATUSES = {Status.RESPONDED: N_("Responded"), Status.CLEAN: N_("Clean")}
STATUS_LABELS = {Status.RESPONDED: STATUSES[Status.RESPONDED], Status.CLEAN: N_("Clean (passed the check)")}
"""The same where there is room to explain; the address has the short words."""
_FORMER_COLOURINGS = {"kabupaten": Colouring.KABUPATEN}
"""Words in small letters that addresses had before, still understood."""
PATHS = {Path.LINEAR: N_("Straight line"), Path.DEADLINE: N_("National curve 2020 (known afterwards)")}


def choose(
    reader: Reader, *, area_code: str | None = None, has_comparison: bool = False, of_agencies: bool = False
) -> Choice:
    """Draw the switches in the sidebar and give what they say.

    Parameters
    ----------
    area_code
        The area whose figures say in which unit and status a page begins, keyword-only like all that follow; the root
        by default.
    has_comparison
        Whether a day to compare with can be chosen.
    of_agencies
        Whether the status is that in which the figures of the agencies came.
    """
    text, root = reader.text, reader.scope.area_code
    with st.sidebar:
        day = choose_day(reader)
        usual_unit, usual_status = reader.campaign.aims.usual_words(area_code or root, day)
        if of_agencies:
            _staff, usual_status = reader.campaign.aims.usual_words_of_agencies(root, day)
        unit = _switch(text, text("Unit"), UNITS, UNIT_KEY, usual_unit)
        status = _switch(text, text("Status"), STATUSES, STATUS_KEY, usual_status)
        colouring = _switch(
            text, text("The map compares with"), COLOURINGS, COLOURING_KEY, Colouring.PATH, _FORMER_COLOURINGS
        )
        address.read_choice(PATH_KEY, _words(PATHS).get, Path.LINEAR)
        path = st.selectbox(
            text("Path to the target"), list(PATHS), format_func=lambda word: text(PATHS[word]), key=PATH_KEY
        )
        address.write_choice(PATH_KEY, _word(PATHS, path, Path.LINEAR))
        since = choose_since(text, day) if has_comparison else None
    return Choice(View(day, unit, status, path or Path.LINEAR), colouring, since)


def _words(options: dict[Word, str]) -> dict[str, Word]:
    return {Translator(language)(message): word for word, message in options.items() for language in LANGUAGES}


def _word(options: dict[Word, str], chosen: Word, default: Word) -> str | None:
    return None if chosen == default else Translator("id")(options[chosen])


def _switch(
    text: Translator,
    label: str,
    options: dict[Word, str],
    key: str,
    default: Word,
    former: Mapping[str, Word] = MappingProxyType({}),
) -> Word:
    before = f"_default_{key}"
    # A reader who has not chosen moves on with what comes in, as with the day.
    if st.session_state.get(key) == st.session_state.get(before) != default:
        st.session_state.pop(key, None)
    st.session_state[before] = default
    words = _words(options)
    address.read_choice(key, lambda value: words.get(value, former.get(value.lower())), default)
    chosen = (
        st.segmented_control(label, list(options), required=True, format_func=lambda word: text(options[word]), key=key)
        or default
    )
    address.write_choice(key, _word(options, chosen, default))
    return chosen


def day_of_records(reader: Reader, as_of: date) -> date:
    """The day up to which records count beside figures of a day (`census.campaign.record_days`)."""
    return record_days.day_of_records(reader.campaign, as_of, reader.today)


def day_of_entry(reader: Reader, as_of: date) -> date:
    """Propose the day of a new record: today, whatever day is looked at; of a campaign long past the as-of day."""
    return reader.today if record_days.is_under_way(reader.campaign, reader.today) else as_of


def area_names(tree: AreaTree, codes: Sequence[str]) -> dict[str, str]:
    """Name areas so that each name stands for one: with the code where a name occurs twice."""
    names = [tree.name(code) for code in codes]
    times = Counter(names)
    return {code: name if times[name] == 1 else f"{name} ({code})" for code, name in zip(codes, names, strict=True)}


_LEVEL_TITLES = {
    "nation": N_("Nation"),
    "province": N_("Province"),
    "kabupaten": N_("Kabupaten or kota"),
    "kecamatan": N_("Kecamatan"),
    "desa": N_("Desa or kelurahan"),
}


def level_title(text: Translator, level: str) -> str:
    """Name a level as a heading; a deeper one of the operator's own as it is called."""
    title = _LEVEL_TITLES.get(level)
    return level.upper() if title is None else text(title)


def choose_in_families(reader: Reader) -> Choice:
    """Draw the day in the sidebar, on pages whose figures are families whatever else could be chosen."""
    with st.sidebar:
        day = choose_day(reader)
    return Choice(View(day, Unit.HOUSEHOLD, Status.RESPONDED), Colouring.PATH, has_switch=False)


def choose_day(reader: Reader) -> date:
    """Draw the box of the as-of day and give what it says."""
    default = reader.campaign.newest_day(reader.today) or reader.today
    # A reader who stays on the newest day moves on with it when newer data comes in.
    if st.session_state.get(DAY_KEY) == st.session_state.get(_DEFAULT_DAY):
        st.session_state.pop(DAY_KEY, None)
    st.session_state[_DEFAULT_DAY] = default
    latest = max(reader.today, default)
    address.read_choice(DAY_KEY, lambda value: _day(value, latest), default)
    chosen = st.date_input(
        reader.text("As of"), min_value=_FIRST_DAY, max_value=latest, format="DD/MM/YYYY", key=DAY_KEY
    )
    day = chosen if isinstance(chosen, date) else default
    address.write_choice(DAY_KEY, None if day == default else day.isoformat())
    return day


def _day(value: str, latest: date) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day <= latest else None


def choose_since(text: Translator, as_of: date) -> date | None:
    """Draw the choice of an earlier day to compare with; None for none. The address carries it."""
    key_of_word = {Translator(language)(word): key for key, word in _WORDS.items() for language in LANGUAGES}
    address.read_choice(SINCE_KEY, key_of_word.get, _NO)
    chosen = st.selectbox(text("What came in"), list(_WORDS), format_func=lambda key: text(_WORDS[key]), key=SINCE_KEY)
    address.write_choice(SINCE_KEY, None if chosen == _NO else Translator("id")(_WORDS[chosen]))
    if chosen in _DAYS_BACK:
        return as_of - timedelta(days=_DAYS_BACK[chosen])
    if chosen != _ANY_DAY:
        return None
    latest = as_of - timedelta(days=1)
    address.read_choice(SINCE_DAY_KEY, lambda word: _day_before(word, as_of), latest)
    if st.session_state[SINCE_DAY_KEY] > latest:
        st.session_state[SINCE_DAY_KEY] = latest
    day = st.date_input(text("Compared with"), max_value=latest, format="DD/MM/YYYY", key=SINCE_DAY_KEY)
    day = day if isinstance(day, date) else latest
    address.write_choice(SINCE_DAY_KEY, day.isoformat())
    return day


def _day_before(value: str, as_of: date) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day < as_of else None
