"""Databases of any number of submissions, made in seconds by the database itself."""

from sqlalchemy import func, select, text

from census.settings import Settings
from data_access.reads.submission_reads import SIMULATION
from data_access.start import open_database
from data_access.store.facts import set_fact
from data_access.store.schema import raise_data_version
from data_access.writes.rollups import count_marked

KABUPATEN = "3319"
LAST_DAY = "2020-03-15"
_DAYS = 30
_STAFF_ROWS = 5_000
_PERSONS = 3

# The answers are spread evenly over desa and days. A row in five is still waiting for its check.
_SUBMISSIONS = """
WITH RECURSIVE
  desa AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place FROM areas WHERE level = 'desa'),
  n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows),
  answer AS (SELECT i, datetime(:last_day, '-' || (i / 137 % :days) || ' days', '+3 hours') AS moment FROM n)
INSERT INTO submissions (kabupaten_code, household_key, desa_code, persons, status, opened_at, responded_at, clean_at,
                         channel, assisted, import_id, updated_at)
SELECT :kabupaten, CAST(printf('%016d', i) AS BLOB), code, :persons, iif(i % 5, 'clean', 'responded'),
       moment || '.000000', moment || '.000000', iif(i % 5, moment || '.000000', NULL), 'web', 0, NULL,
       moment || '.000000'
FROM answer JOIN desa ON desa.place = answer.i % (SELECT count(*) FROM desa)
"""
_SUBMISSIONS_ON_POSTGRES = """
WITH desa AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place FROM areas WHERE level = 'desa'),
  answer AS (SELECT i, (CAST(:last_day AS timestamp) - (i / 137 % :days) * interval '1 day' + interval '3 hours')
    AT TIME ZONE 'UTC' AS moment FROM generate_series(0, CAST(:rows AS integer) - 1) AS i)
INSERT INTO submissions (kabupaten_code, household_key, desa_code, persons, status, opened_at, responded_at, clean_at,
                         channel, assisted, import_id, updated_at)
SELECT :kabupaten, convert_to(lpad(CAST(i AS text), 16, '0'), 'UTF8'), code, :persons,
       CASE WHEN i % 5 > 0 THEN 'clean' ELSE 'responded' END, moment, moment, CASE WHEN i % 5 > 0 THEN moment END,
       'web', FALSE, NULL, moment
FROM answer JOIN desa ON desa.place = answer.i % (SELECT count(*) FROM desa)
"""
_STAFF = """
WITH office AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM opd),
  family AS (SELECT kabupaten_code, household_key, CAST({key} AS INTEGER) AS i FROM submissions)
INSERT INTO submission_staff (kabupaten_code, household_key, opd_id, staff)
SELECT kabupaten_code, household_key, id, 1
FROM family JOIN office ON office.place = i / :step % (SELECT count(*) FROM opd)
WHERE i % :step = 0
"""
# Ten times as many answers are those of ten times as many families: the page says the same, of larger numbers.
_REGISTERS = """
UPDATE registers SET households = CAST(households * :factor AS INTEGER) + 1,
  persons = (CAST(households * :factor AS INTEGER) + 1) * :persons
"""


def fill(url: str, rows: int) -> None:
    """Make a database of a simulated campaign with so many submissions, counted.

    Parameters
    ----------
    url
        `sqlite:///PATH` of a file that is not there yet, or an empty database of PostgreSQL.
    rows
        Number of submissions, spread evenly over the desa and thirty days.
    """
    database = open_database(Settings(database_url=url))
    spread = {"rows": rows, "last_day": LAST_DAY, "days": _DAYS, "kabupaten": KABUPATEN, "persons": _PERSONS}
    is_postgres = database.write_engine.dialect.name == "postgresql"
    submissions = _SUBMISSIONS_ON_POSTGRES if is_postgres else _SUBMISSIONS
    key = "convert_from(household_key, 'UTF8')" if is_postgres else "CAST(household_key AS TEXT)"
    with database.write() as session:
        if is_postgres:
            session.execute(select(func.set_config("statement_timeout", "0", True)))
        households = session.execute(text("SELECT sum(households) FROM registers")).scalar_one()
        session.execute(text(_REGISTERS), {"factor": float(4 * rows / households), "persons": _PERSONS})
        session.execute(text(submissions), spread)
        session.execute(text(_STAFF.format(key=key)), {"step": max(rows // _STAFF_ROWS, 1)})
        set_fact(session, SIMULATION, "benchmark")
        count_marked(session)
        raise_data_version(session)
    database.close()
