"""`make bench`: what a page run and a table cost, against a baseline measured in the same run."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

from census.path import Path as PathShape
from census.progress import View
from census.scope import Scope
from census.settings import load_settings
from census.vocabulary import Status, Unit
from data_access.campaign import read_campaign
from data_access.start import REFERENCE, open_database, reference_rows
from ingest.importing import Arrival, import_table

ROUNDS = 15
DASHBOARD = Path(__file__).parent.parent / "dashboard.py"
EMPTY_PAGE = "import streamlit as st\nst.title('-')\n"


def median_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Give the median of several runs after one that is not counted."""
    work()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def daily_recap(days: int) -> bytes:
    """Make a recap of all desa for every day of a window."""
    rows = ["as_of,area_code,households_responded,persons_responded"]
    desa = reference_rows(REFERENCE / "3319" / "register.csv", kabupaten_code="3319")
    for day in range(days):
        as_of = date(2020, 2, 15) + timedelta(days=day)
        for row in desa[1:]:
            families = row["households"] * (day + 1) // (4 * days)
            rows.append(f"{as_of},{row['area_code']},{families},{families * 3}")
    return "\n".join(rows).encode()


def report(name: str, seconds: float, baseline: str, against: float) -> None:
    """Print one line: what, how long, and its ratio to the baseline."""
    sys.stdout.write(f"{name:<52}{seconds * 1000:9.1f} ms {seconds / against:7.2f} x {baseline}\n")


def main() -> None:
    """Fill a throw-away database and measure."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KAWAL_DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite"
        os.environ["KAWAL_TODAY"] = "2020-03-20"
        database = open_database(load_settings())
        arrival = Arrival("recap", "bench.csv", daily_recap(30), "bench", datetime.now(UTC), date(2020, 3, 20))
        start = time.perf_counter()
        import_table(database, arrival)
        taken = time.perf_counter() - start
        sys.stdout.write(f"import of {132 * 30} recap rows: {taken:.2f} s\n")

        def read() -> object:
            with database.read() as session:
                return read_campaign(session, Scope("3319")).panel

        with database.read() as session:
            campaign = read_campaign(session, Scope("3319"))
        view = View(date(2020, 3, 15), Unit.PERSON, Status.RESPONDED, PathShape.LINEAR)
        campaign.progress("3319", "desa", view)
        one_row = median_seconds(lambda: campaign.progress("3319", "kabupaten", view))
        all_desa = median_seconds(lambda: campaign.progress("3319", "desa", view))
        report("table of 132 desa", all_desa, "table of 1", one_row)
        report("campaign read and carried forward", median_seconds(read), "table of 1", one_row)

        empty = AppTest.from_string(EMPTY_PAGE, default_timeout=60)
        page = AppTest.from_file(str(DASHBOARD), default_timeout=60)
        baseline = median_seconds(empty.run)
        report("page run of Ringkasan", median_seconds(page.run), "empty page", baseline)
        database.close()


if __name__ == "__main__":
    main()
