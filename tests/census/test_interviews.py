"""The workload of the interviewers, and who goes where."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.interviews import interview_workload, saved_days, share_out_enumerators


def ints(*values: int | None) -> pd.Series:
    return pd.Series(values, index=[f"{place:03d}" for place in range(len(values))], dtype="Int64")


def test_the_register_less_what_is_clean_and_the_ineligible_apart() -> None:
    work = interview_workload(ints(100, 100, 100, 100), ints(30, 120, None, 0), ints(5, 5, 5, None))
    assert work["not_clean"].tolist()[:2] == [70, 0]
    assert work["workload"].tolist()[:2] == [75, 5]
    assert work.loc["002", ["not_clean", "workload"]].isna().all()
    # Nobody knows how many have a newer card: the register alone speaks.
    assert work.loc["003", "workload"] == 100
    assert pd.isna(work.loc["003", "ineligible"])


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 5_000)), min_size=1, max_size=20),
    st.integers(0, 900),
)
def test_all_enumerators_are_sent_and_each_area_has_its_part_to_within_one(
    work: list[int | None], enumerators: int
) -> None:
    shared = share_out_enumerators(ints(*work), enumerators)
    whole = sum(value or 0 for value in work)
    if not whole:
        assert shared.isna().all()
        return
    assert shared.sum() == enumerators
    for own, sent in zip(work, shared.tolist(), strict=True):
        assert pd.isna(sent) == (own is None)
        assert own is None or abs(sent - enumerators * own / whole) < 1


def test_a_family_online_saves_its_part_of_a_day() -> None:
    # 275,900 visits by 890 enumerators in 31 days are ten a day for each.
    assert saved_days(1, 275_900, enumerators=890, days=31) == pytest.approx(0.1)
    assert saved_days(1, 0, enumerators=890, days=31) == 0
