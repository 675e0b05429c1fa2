"""What may be shown without a sign-in, and what may not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from census.settings import Settings
from data_access.models.models import REGISTERS
from data_access.models.submission_models import DAILY_PROGRESS
from data_access.published import unpublished
from data_access.reads.submission_reads import SIMULATION
from data_access.start import open_database
from data_access.store.facts import set_fact
from ingest.importing import Arrival, import_table
from tests.pages import stores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_access.store.engine import Database

NOW = datetime(2020, 6, 20, 1, 0, tzinfo=UTC)


@pytest.fixture
def kudus(started_sqlite_url: str) -> Iterator[Database]:
    """The reference data of Kudus and nothing else."""
    database = open_database(Settings(database_url=started_sqlite_url))
    yield database
    database.close()


def take_in(database: Database, kind: str, text: str) -> None:
    arrival = Arrival(kind, "uji.csv", text.encode(), "test", NOW, date(2020, 6, 20))
    outcome = import_table(database, arrival)
    assert outcome.rows_accepted == outcome.rows_read > 0, outcome.findings


def said(database: Database) -> tuple[str, ...]:
    with database.read() as session:
        return unpublished(session)


def test_reference_data_and_the_published_recap_are_public(kudus: Database) -> None:
    assert said(kudus) == ()
    take_in(kudus, "recap", stores.published_recap().decode())
    assert said(kudus) == ()


def test_families_after_the_cut_off_were_never_published(kudus: Database) -> None:
    with kudus.write() as session:
        session.execute(update(REGISTERS).values(households_ineligible=123))
    assert said(kudus) == ("register",)


REAL = {
    "recap": "as_of,area_code,households_responded,source\n2020-05-29,3319060,9000,BPS\n",
    "register": (
        "area_code,version,households,persons,source,valid_on\n3319060001,2019-12,1500,5000,Dukcapil,2019-12-31\n"
    ),
    "opd": "id,name,kind,staff,source\n1,Sekretariat Daerah,sekretariat,120,BKPP\n",
    "opd-recap": "as_of,opd_id,staff_responded,source\n2020-03-01,1,40,BKPP\n",
    "outreach": "held_on,area_code,kind,source\n2020-03-01,3319060001,tatap muka,Camat\n",
    "submissions": (
        "household_key,desa_code,persons,status,responded_at\n"
        "00112233445566778899aabbccddeeff,3319060001,4,responded,2020-03-01T03:00:00Z\n"
    ),
}


@pytest.mark.parametrize("kind", REAL)
def test_what_a_file_of_ones_own_brings_is_not_public(kudus: Database, kind: str) -> None:
    take_in(kudus, kind, REAL[kind])
    assert said(kudus) == (kind,)


def test_the_source_of_a_published_figure_does_not_make_another_one_public(kudus: Database) -> None:
    published = stores.published_recap().decode()
    assert ",84861,327458," in published
    take_in(kudus, "recap", published.replace(",84861,327458,", ",84862,327458,"))
    assert said(kudus) == ("recap",)


def test_counts_are_not_public_though_their_rows_are_gone(kudus: Database) -> None:
    with kudus.write() as session:
        session.execute(
            insert(DAILY_PROGRESS).values(
                kabupaten_code="3319",
                area_code="3319060001",
                day=date(2020, 3, 1),
                households_responded=1,
                persons_responded=4,
                households_clean=0,
                persons_clean=0,
            )
        )
    assert said(kudus) == ("submissions",)


def test_simulated_rows_are_public(kudus: Database) -> None:
    take_in(kudus, "submissions", REAL["submissions"])
    with kudus.write() as session:
        set_fact(session, SIMULATION, "window until 2020-03-15, seed 2020")
    assert said(kudus) == ()


def test_an_installation_without_reference_data_has_no_published_figures(sqlite_url: str) -> None:
    database = open_database(Settings(database_url=sqlite_url, root_area="33"))
    assert said(database) == ()
    database.close()
