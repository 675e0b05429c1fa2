"""The tree of areas."""

from __future__ import annotations

import pandas as pd
import pytest

from census.base.tree import TREE_COLUMNS, AreaTree
from tests.census.worlds import Row, area

ROWS = [
    area("9901020", "9901", "kecamatan"),
    area("9901010002", "9901010", "desa"),
    area("9901", "99", "kabupaten"),
    area("9901010001", "9901010", "desa"),
    area("9901010", "9901", "kecamatan"),
]


def tree(rows: list[Row]) -> AreaTree:
    return AreaTree(pd.DataFrame(rows, columns=list(TREE_COLUMNS), dtype=object))


def test_the_depth_is_the_number_of_areas_above() -> None:
    areas = tree(ROWS)
    assert [areas.depth(code) for code in ("9901", "9901010", "9901010001", "9901020")] == [0, 1, 2, 1]


def test_parents_come_before_children_whatever_the_order() -> None:
    wanted = ["9901", "9901010", "9901020", "9901010001", "9901010002"]
    assert tree(ROWS).codes == tree(ROWS[::-1]).codes == wanted


def test_who_lies_where() -> None:
    found = tree(ROWS)
    assert found.parent_of["9901"] is None  # its parent is not among the rows
    assert found.children("9901") == ["9901010", "9901020"]
    assert found.children("9901020") == []
    assert list(found.chain("9901010002")) == ["9901010002", "9901010", "9901"]
    assert found.below("9901", "desa") == ["9901010001", "9901010002"]
    assert found.below("9901020", "desa") == []
    assert found.below("9901010", "kecamatan") == ["9901010"]
    assert [found.level_below(code) for code in ("9901", "9901010", "9901010001")] == ["kecamatan", "desa", None]
    assert (found.name("9901"), found.level("9901")) == ("kabupaten 9901", "kabupaten")
    assert len(found) == 5
    assert "9901" in found
    assert None not in found


def test_each_level_is_named_once_the_highest_first() -> None:
    rows = [area("9901", None, "kabupaten"), area("9901010", "9901", "kecamatan"), area("9901020", "9901", "kecamatan")]
    assert tree(rows).levels == ("kabupaten", "kecamatan")
    assert tree([]).levels == ()


def test_without_areas_it_is_empty() -> None:
    assert (len(tree([])), tree([]).codes) == (0, [])


def test_codes_keep_their_leading_zeros() -> None:
    assert tree([area("0101", None, "kabupaten"), area("0101010", "0101", "kecamatan")]).codes == [
        "0101", "0101010",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "loop",
    [
        [area("1", "1", "desa")],
        [area("1", "2", "desa"), area("2", "1", "desa")],
        [area("1", "2", "desa"), area("2", "3", "desa"), area("3", "2", "desa")],
    ],
)
def test_an_area_below_itself_is_refused(loop: list[Row]) -> None:
    with pytest.raises(ValueError, match="lies below itself"):
        tree(loop)


def test_a_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        tree([area("1", None, "desa"), area("1", None, "desa")])
