"""Small groups and roles: what a role is shown follows from what everybody is, so that no role can work out more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.access.identity import Role, RoleKind
from census.access.scope import scope_of
from census.base.vocabulary import Unit
from census.campaign.narrowing import seen_by
from tests.census.disclosure.test_suppression_of_campaigns import DAYS, Attack, Kabupaten, example, kabupaten, learn_all
from tests.support.examples import dear

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign


def roles_of(drawn: Kabupaten) -> st.SearchStrategy[list[Role]]:
    camats = [Role(RoleKind.CAMAT, area_code=code) for code in sorted({desa[:7] for desa in drawn.families})]
    heads = [Role(RoleKind.OPD_HEAD, opd_id=int(number)) for number in drawn.staff]
    return st.lists(st.sampled_from([*camats, *heads]), min_size=1, max_size=2, unique=True)


def narrowed(drawn: Kabupaten, roles: list[Role], served: list[str]) -> Campaign:
    campaign = drawn.campaign()
    assignments = pd.DataFrame(
        [(int(number), code, date(2020, 2, 1)) for number in drawn.staff for code in served],
        columns=["opd_id", "desa_code", "starts_on"],
    )
    scope = scope_of(roles, "9901", opd=campaign.opd, assignments=assignments, today=DAYS[-1])
    assert scope is not None
    seen = seen_by(campaign, scope)
    assert seen.seen_basis is not None
    return seen


def read_frames(attack: Attack, campaign: Campaign, whole: Campaign, unit: Unit) -> None:
    """What the frames hold, beside the tables: gains of single days, of own desa and of foreign ones together.

    Small groups, which `whole` alone names, are in none of them.
    """
    if unit is Unit.STAFF:
        for _, row in campaign.daily_opd.iterrows():
            learn_gain(attack, [row["area_code"]], row["day"], row["staff_responded"])
        return
    places = set(campaign.daily["area_code"])
    measure = "households_responded" if unit is Unit.HOUSEHOLD else "persons_responded"
    for _, row in campaign.daily.iterrows():
        code, day = row["area_code"], row["day"]
        told_apart = places | set(whole._small_areas.hidden | whole._small_areas.coarse)
        parts = [g for g in attack.groups if g == code or (g.startswith(code) and g not in told_apart)]
        learn_gain(attack, parts, day, row[measure])


def learn_gain(attack: Attack, groups: list[str], day: date, value: float) -> None:
    place = (day - DAYS[0]).days
    row = sum((attack.of(group, day) for group in groups), np.zeros(len(attack.truth)))
    if place:
        row = row + sum((attack.of(group, DAYS[place - 1], sign=-1) for group in groups), np.zeros(len(row)))
    attack.learn(row, value)


@dear(4)
@given(kabupaten(), st.sampled_from([Unit.HOUSEHOLD, Unit.STAFF]), st.data())
def test_a_role_learns_nothing_that_all_tables_do_not_tell(drawn: Kabupaten, unit: Unit, data: st.DataObject) -> None:
    served = data.draw(st.lists(st.sampled_from(sorted(drawn.families)), max_size=2, unique=True))
    seen = narrowed(drawn, data.draw(roles_of(drawn)), served)
    whole = drawn.campaign()
    free = learn_all(whole, drawn, unit=unit).unlearnt()
    attack = learn_all(seen, drawn, unit=unit)
    read_frames(attack, seen, whole, unit)
    # Whatever may be added without changing what all tables tell must not change what the role is told either.
    assert np.abs(np.array(attack.rows).reshape(-1, len(attack.truth)) @ free).max(initial=0) < 1e-6


@pytest.mark.parametrize("role", [Role(RoleKind.CAMAT, area_code="9901010"), Role(RoleKind.OPD_HEAD, opd_id=2)])
def test_the_hidden_ones_stay_so_for_every_role(role: Role) -> None:
    drawn = example()
    seen = narrowed(drawn, [role], ["9901010001", "9901010003"])
    attack = learn_all(seen, drawn, unit=Unit.HOUSEHOLD)
    read_frames(attack, seen, drawn.campaign(), Unit.HOUSEHOLD)
    for code in ("9901010001", "9901010002"):
        for day in DAYS:
            assert not attack.is_learnt(attack.of(code, day))
