"""Every cached function that takes a scope, asked by a camat and by the head of an agency after the operator."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from census.priority.interviews import Crew, Interviews
from census.priority.interviews import interviews as work_of_interviewers
from census.settings import Settings
from data_access.reads.reads import NotPermittedError
from data_access.writes.handled import Handled, write_handled
from tests.house.test_scopes_in_code import CACHED, annotations, functions_of
from tests.pages import stores
from tests.support.walk import written_out
from tests.support.worlds.planted import (
    CAMAT,
    DAYS,
    DESA,
    HEAD,
    OPERATOR,
    REGENT,
    TODAY,
    desa_counts,
    found,
    own_desa,
    planted_url,
)
from ui.shell import cached
from ui.shell.process import shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from census.access.identity import Role
    from census.access.scope import Scope
    from census.campaign.campaign import Campaign

    Call = Callable[[Settings, int, Scope], object]

ROOT_AREA = stores.KABUPATEN
ROLES = pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
VIEWS = [View(DAYS[-1], unit, status) for unit in (Unit.HOUSEHOLD, Unit.PERSON) for status in Status]


def used(settings: Settings, version: int, scope: Scope) -> Campaign:
    """Ask a campaign for what pages ask of it, so that what it keeps is there."""
    campaign = cached.campaign(settings, version, scope)
    for view in VIEWS:
        for level in ("kabupaten", "kecamatan", "desa"):
            campaign.progress(ROOT_AREA, level, view)
            campaign.gains(ROOT_AREA, level, view, since=DAYS[0])
        campaign.progress(ROOT_AREA, "opd", View(DAYS[-1], Unit.STAFF, view.status))
    return campaign


def work(settings: Settings, version: int, scope: Scope) -> Interviews:
    def make(campaign: Campaign) -> Interviews:
        return work_of_interviewers(campaign, ROOT_AREA, "desa", DAYS[-1], crew=Crew(90, 30))

    return cached.of_whole(settings, version, scope, "work", make)


def table(settings: Settings, version: int, scope: Scope) -> pd.DataFrame:
    def draw() -> pd.DataFrame:
        return cached.campaign(settings, version, scope).progress(ROOT_AREA, "desa", VIEWS[0])

    return cached.drawn(settings, version, scope, "table", draw)


def marks(settings: Settings, version: int, scope: Scope) -> object:
    """What an office has dealt with; whoever sees all has noted every desa."""
    del version
    day = date.fromisoformat(TODAY)
    if scope.is_whole:
        mark = Handled("off_path", DESA[0], " ".join(DESA), datetime.now(UTC))
        with cached.database(settings).write() as session:
            write_handled(session, scope, mark, area_code=ROOT_AREA, day=day, by=None)
    return cached.handled(settings, scope, day)


CALLS: dict[str, Call] = {
    "campaign": used,
    "of_whole": work,
    "drawn": table,
    "number_of_desa": cached.number_of_desa,
    "layer": lambda settings, version, scope: cached.layer(settings, version, scope, "desa"),
    "shapes": lambda settings, version, scope: cached.shapes(settings, version, scope, "desa"),
    "neighbours": cached.neighbours,
    "imports": lambda settings, _, scope: cached.imports(settings, scope),
    "handled": marks,
    "rejections": lambda settings, _, scope: cached.rejections(settings, scope, 1),
}
PUBLIC = {"layer", "shapes", "neighbours"}
"""Outlines with codes and names, which are public; figures are not."""
FINDINGS = {"imports", "rejections"}
"""What is refused altogether."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    url = planted_url(tmp_path_factory)
    shared.clear()
    yield Settings(database_url=url)
    shared.clear()


def scope_of(settings: Settings, role: Role) -> Scope:
    found_scope = cached.scope_of_roles(settings, cached.data_version(settings), [role], date.fromisoformat(TODAY))
    assert found_scope is not None
    return found_scope


def test_every_cached_function_that_takes_a_scope_is_asked() -> None:
    """One that is new must say above how it is asked."""
    public = [function for function in functions_of(CACHED) if not function.name.startswith("_")]
    assert {each.name for each in public if "Scope" in annotations(each).values()} == set(CALLS)


@ROLES
@pytest.mark.parametrize("name", CALLS)
def test_a_cached_function_gives_nothing_that_the_matrix_withholds(settings: Settings, role: Role, name: str) -> None:
    version, call = cached.data_version(settings), CALLS[name]
    call(settings, version, scope_of(settings, OPERATOR))
    scope = scope_of(settings, role)
    if name in FINDINGS:
        with pytest.raises(NotPermittedError):
            call(settings, version, scope)
        return
    met = found(role, written_out(call(settings, version, scope)))
    assert met - ({*DESA, *stores.names().values()} if name in PUBLIC else set()) == set()


@ROLES
@pytest.mark.parametrize(
    ("name", "measure"),
    [("campaign", "persons_responded"), ("of_whole", "households_clean"), ("drawn", "households_responded")],
)
def test_the_search_finds_what_the_regent_is_given(settings: Settings, role: Role, name: str, measure: str) -> None:
    """Of all, and of what is the role's own in what it is given."""
    version, call = cached.data_version(settings), CALLS[name]
    counts = {code: str(desa_counts(code)[measure]) for code in DESA}
    foreign = {count for code, count in counts.items() if code not in own_desa(role)}
    assert foreign <= found(role, written_out(call(settings, version, scope_of(settings, REGENT))))
    own = written_out(call(settings, version, scope_of(settings, role))).decode().split()
    assert {counts[code] for code in own_desa(role)} <= set(own)
