"""Batches: counted, compared, and harmless the second time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from census.access.scope import Scope
from data_access.reads.reads import (
    last_import_at,
    read_all_recaps,
    read_imports,
    read_recaps,
    read_rejections,
    read_targets,
)
from data_access.writes.writes import (
    Finding,
    ImportRecord,
    Written,
    earlier_import,
    is_empty,
    new_import_id,
    record_import,
    write_rows,
)
from tests.census.worlds import REGENT, World, area, recap
from tests.data_access.stores import store, target_row

if TYPE_CHECKING:
    from data_access.store.engine import Database

DAY = date(2020, 3, 1)
NOW = datetime(2020, 3, 2, 1, 0, tzinfo=UTC)
TREE = [area("9901", None, "kabupaten"), area("9901010", "9901", "desa"), area("9901020", "9901", "desa")]


def row(code: str, *counts: int | None, import_id: int = 1, **more: object) -> dict[str, Any]:
    return recap(code, DAY, *counts) | {"kabupaten_code": "9901", "import_id": import_id} | more


def test_a_batch_is_counted_and_the_second_time_changes_nothing(database: Database) -> None:
    store(database, World(TREE, [], [], []))
    batch = [row("9901010", 5, None), row("9901020", 0, 0)]
    with database.write() as session:
        assert write_rows(session, "recap", batch) == Written(2, 0, 0)
    with database.write() as session:
        assert write_rows(session, "recap", [r | {"import_id": 2} for r in batch]) == Written(0, 0, 2)
    with database.write() as session:
        found = write_rows(session, "recap", [row("9901010", 5, 9), row("9901020", 0, 0), row("9901", 5)])
    assert found == Written(1, 1, 1)
    assert found.changed == 2
    with database.read() as reader:
        recaps = read_recaps(reader, Scope.everything("9901")).set_index("area_code")
    assert recaps["households_responded"].to_dict() == {"9901": 5, "9901010": 5, "9901020": 0}
    assert recaps.at["9901010", "persons_responded"] == 9
    assert recaps["persons_responded"].isna().to_dict() == {"9901": True, "9901010": False, "9901020": False}


def test_a_recap_without_a_figure_leaves_what_an_earlier_one_delivered(database: Database) -> None:
    store(database, World(TREE, [], [], []))
    with database.write() as session:
        write_rows(session, "recap", [row("9901010", 5, 9)])
        assert write_rows(session, "recap", [row("9901010", 5, None)]) == Written(0, 0, 1)
        assert write_rows(session, "recap", [row("9901010", 6, None)]) == Written(0, 1, 0)
    with database.read() as reader:
        recaps = read_recaps(reader, Scope.everything("9901"))
    assert (recaps["households_responded"].tolist(), recaps["persons_responded"].tolist()) == ([6], [9])


def test_of_two_rows_with_one_key_the_later_wins(database: Database) -> None:
    store(database, World(TREE, [], [], []))
    with database.write() as session:
        assert write_rows(session, "recap", [row("9901010", 5), row("9901010", 6)]) == Written(1, 0, 1)
    with database.read() as reader:
        assert read_recaps(reader, Scope.everything("9901"))["households_responded"].tolist() == [6]


def test_large_batches_and_empty_ones(database: Database) -> None:
    areas = [
        area(f"{n:04d}", None, "kabupaten") | {"kemendagri_code": None, "official_area_km2": 1.25, "source": "x"}
        for n in range(5_001)
    ]
    with database.write() as session:
        assert write_rows(session, "areas", []) == Written(0, 0, 0)
        assert write_rows(session, "areas", areas) == Written(5_001, 0, 0)
        assert write_rows(session, "areas", areas) == Written(0, 0, 5_001)
        assert not is_empty(session, "areas")
        assert is_empty(session, "recap")
        codes = [each["code"] for each in areas]
        assert read_all_recaps(session, codes).empty
        session.connection.rollback()


def test_a_corrected_target_keeps_its_place(database: Database) -> None:
    store(database, World(TREE, [], [], [REGENT]))
    with database.write() as session:
        assert write_rows(session, "targets", [target_row(REGENT)]) == Written(0, 0, 1)
        later = target_row(REGENT) | {"decided_on": date(2020, 3, 1), "share": 0.5}
        assert write_rows(session, "targets", [later]) == Written(1, 0, 0)
        assert write_rows(session, "targets", [target_row(REGENT) | {"share": 0.4}]) == Written(0, 1, 0)
    with database.read() as reader:
        assert [float(t.share) for t in read_targets(reader, Scope.everything("9901"))] == [0.4, 0.5]


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        ("targets", {"share": 0.0}),
        ("targets", {"share": 27.0}),
        ("targets", {"ends_on": date(2020, 2, 14)}),
        ("targets", {"unit": "staff"}),
        ("targets", {"unit": "cat", "decided_on": DAY}),
        ("targets", {"status": "rejected"}),
        ("recap", {"households_responded": -1}),
        ("recap", {"persons_clean": -1}),
        ("recap", {"area_code": "1234"}),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(database: Database, kind: str, bad: dict[str, Any]) -> None:
    store(database, World(TREE, [], [], []))
    good = target_row(REGENT) if kind == "targets" else row("9901010")
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        write_rows(session, kind, [good | bad])
    with database.write() as session:
        assert write_rows(session, kind, [good]).inserted == 1


def test_an_import_and_its_findings_are_kept(database: Database) -> None:
    findings = [
        Finding(7, "KK", "not_a_count", {"value": "x"}),
        Finding(None, None, "column_not_used", {}, is_warning=True),
        Finding(3, "Jiwa", "count_falls", {"count": 1, "other": 2}),
    ]
    with database.write() as session:
        number = new_import_id(session)
        assert number == 1
        assert earlier_import(session, "recap", "a" * 64) is None
        record_import(session, number, ImportRecord("recap", "f.csv", "a" * 64, 4, 1, 1, 2, "me", NOW), findings)
        record_import(session, 2, ImportRecord("recap", "g.csv", "a" * 64, 0, 0, 0, 0, "me", NOW), [])
        assert new_import_id(session) == 3
        assert earlier_import(session, "recap", "a" * 64) == 2
        assert earlier_import(session, "register", "a" * 64) is None
    with database.read() as reader:
        imports = read_imports(reader, Scope.everything("9901"), limit=1)
        assert [file.file_name for file in imports] == ["g.csv"]
        rejections = read_rejections(reader, Scope.everything("9901"), 1)
        # As they were kept, warnings last: of several sheets a line alone tells no order.
        assert [one.line for one in rejections] == [7, 3, None]
        assert [one.is_warning for one in rejections] == [False, False, True]
        assert rejections[1].details == {"count": 1, "other": 2}
        assert last_import_at(reader) == NOW
