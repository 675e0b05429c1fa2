"""An office desk for the tests: a database with the reference data, and files laid on it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from pydantic import SecretStr

from census.identifiers.code_book import CodeSystem
from census.settings import Settings
from data_access.models import models
from ingest.boundaries.boundaries import import_boundaries
from ingest.importing import Arrival, Outcome, import_table
from ingest.kinds.kinds import BOUNDARIES
from presentation.findings.findings import finding_text
from presentation.language.messages import Translator
from tests.support.worlds.built_once import open_made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_access.store.engine import Database
    from data_access.writes.writes import Finding

TODAY = date(2020, 6, 1)
NOW = datetime(2020, 6, 1, 3, tzinfo=UTC)
ENGLISH = Translator("en")
SECRET = SecretStr("a secret of the tests, long enough")

PUBLISHED = """\
tanggal;kode_wilayah;nama_wilayah;keluarga_respon;penduduk_respon;keluarga_clean;penduduk_clean;sumber
2020-03-03;3319;Kabupaten Kudus;1400;;;;Antara Jateng, Maret 2020 (tanggal disimpulkan)
2020-05-06;3319;Kabupaten Kudus;41813;158344;;;Murianews, 6 Mei 2020
2020-05-13;3319;Kabupaten Kudus;59888;;;;Betanews, 13 Mei 2020
2020-05-29;3319;Kabupaten Kudus;84861;327458;;;Betanews dan Murianews, 10 Juni 2020
"""
"""The recap of 2020 as newspapers published it."""


@contextmanager
def opened(url: str, *, root_area: str = "3319") -> Iterator[Database]:
    """A database as the first start leaves it."""
    database = open_made(Settings(database_url=url, root_area=root_area))
    try:
        yield database
    finally:
        database.close()


def deliver(
    database: Database,
    kind: str,
    content: str | bytes,
    *,
    name: str = "file.csv",
    root_area: str | None = "3319",
    today: date = TODAY,
    now: datetime = NOW,
    secret: SecretStr | None = SECRET,
    as_of: date | None = None,
    codes: CodeSystem = CodeSystem.AUTO,
    **options: str,
) -> Outcome:
    """Take a file in."""
    data = content.encode() if isinstance(content, str) else content
    arrival = Arrival(
        kind, name, data, "test", now, today, root_area=root_area, as_of=as_of, household_secret=secret, codes=codes
    )
    if kind == BOUNDARIES:
        return import_boundaries(database, arrival, **options)  # type: ignore[arg-type]
    return import_table(database, arrival)


def said(found: Finding) -> str:
    """The sentence of a finding."""
    return finding_text(ENGLISH, found.reason, found.details)


def reasons(outcome: Outcome) -> list[str]:
    return [found.reason for found in outcome.findings]


def rejections(outcome: Outcome) -> list[tuple[int | None, str | None, str]]:
    """Line, column and reason of the rejected rows."""
    return [(found.line, found.column, found.reason) for found in outcome.findings if not found.is_warning]


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, ordered by their text."""
    with database.read() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(sa.select(table))), key=repr)
            for table in models.METADATA.sorted_tables
        }
