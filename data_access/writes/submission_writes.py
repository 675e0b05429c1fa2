"""Submissions brought up to date: compared with what is on record, replaced where something differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import delete, select

from data_access.models.submission_models import Submission, SubmissionDomicile, SubmissionStaff
from data_access.store.engine import WriteSession
from data_access.writes.bulk import insert_submissions
from data_access.writes.writes import Written

_CHUNK = 10_000
_COMPARED = (
    *("desa_code", "persons", "status", "opened_at", "responded_at", "clean_at"),
    *("channel", "assisted", "updated_at"),
)
_MOMENTS = ("opened_at", "responded_at", "clean_at", "updated_at")
_KEY = ("kabupaten_code", "household_key")
_SUBMISSION = (*_KEY, *_COMPARED, "import_id")

Households = dict[bytes, "Household"]


@dataclass(slots=True)
class Household:
    """One household's form with its members, as a row of a file or the database has it.

    Attributes
    ----------
    values
        The columns of `submissions` that are compared.
    domiciles
        Persons by place of living; empty: all at the de jure desa.
    staff
        Civil servants by agency.
    """

    values: tuple[Any, ...]
    domiciles: dict[str, int] = field(default_factory=dict)
    staff: dict[int, int] = field(default_factory=dict)

    @property
    def updated_at(self) -> datetime:
        """Moment of its last change."""
        moment: datetime = self.values[-1]
        return moment


def household(row: Mapping[str, Any]) -> Household:
    """A row with the columns of `submissions`, `domiciles` and `opd_staff` as a household."""
    return Household(tuple(row[name] for name in _COMPARED), row["domiciles"], row["opd_staff"])


def write_submissions(session: WriteSession, rows: Sequence[Mapping[str, Any]], *, import_id: int) -> Written:
    """Insert new households and replace those that differ, with all their members; the rest stays untouched.

    A row that is older than what is on record says nothing new. Nothing is counted: to be followed by
    `data_access.writes.rollups.count_marked` in the same transaction.

    Parameters
    ----------
    session
        The import's transaction.
    rows
        One per household, with the columns of `submissions` and `domiciles` (persons by place) and `opd_staff` (staff
        by agency), both dicts; moments aware.
    import_id
        Number of the import, keyword-only.
    """
    inserted = updated = 0
    by_kabupaten: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_kabupaten.setdefault(row["kabupaten_code"], []).append(row)
    for kabupaten, group in sorted(by_kabupaten.items()):
        for start in range(0, len(group), _CHUNK):
            part = {row["household_key"]: household(row) for row in group[start : start + _CHUNK]}
            present = _present(session, kabupaten, list(part))
            new = {key: form for key, form in part.items() if key not in present}
            changed = {
                key: form
                for key, form in part.items()
                if key in present and form != present[key] and form.updated_at >= present[key].updated_at
            }
            _remove(session, kabupaten, list(changed))
            _insert(session, kabupaten, new | changed, import_id)
            inserted, updated = inserted + len(new), updated + len(changed)
    return Written(inserted, updated, len(rows) - inserted - updated)


def known_households(session: WriteSession, keys: Sequence[bytes]) -> set[bytes]:
    """Those of some household keys that are on record, in whatever kabupaten."""
    present: set[bytes] = set()
    for start in range(0, len(keys), _CHUNK):
        query = select(Submission.household_key).where(Submission.household_key.in_(keys[start : start + _CHUNK]))
        present.update(session.scalars(query))
    return present


def _present(session: WriteSession, kabupaten: str, keys: list[bytes]) -> Households:
    def of_keys(table: type[Submission | SubmissionDomicile | SubmissionStaff], *names: str) -> Iterator[Any]:
        columns = [getattr(table, name) for name in names]
        mine = select(table.household_key, *columns).where(
            table.kabupaten_code == kabupaten, table.household_key.in_(keys)
        )
        return iter(session.execute(mine))

    households = {key: Household(tuple(values)) for key, *values in of_keys(Submission, *_COMPARED)}
    for key, place, persons in of_keys(SubmissionDomicile, "desa_code", "persons"):
        households[key].domiciles[place] = persons
    for key, opd_id, staff in of_keys(SubmissionStaff, "opd_id", "staff"):
        households[key].staff[opd_id] = staff
    return households


def _remove(session: WriteSession, kabupaten: str, keys: list[bytes]) -> None:
    if keys:
        # Members go with their household (ON DELETE CASCADE), whose own trigger marks the desa.
        session.execute(
            delete(Submission).where(Submission.kabupaten_code == kabupaten, Submission.household_key.in_(keys)),
            execution_options={"synchronize_session": False},
        )


def _insert(session: WriteSession, kabupaten: str, forms: Households, import_id: int) -> None:
    rows = [(kabupaten, key, *form.values, import_id) for key, form in forms.items()]
    domiciles = [(kabupaten, key, *part) for key, form in forms.items() for part in form.domiciles.items()]
    staff = [(kabupaten, key, *part) for key, form in forms.items() for part in form.staff.items()]
    frame = _frame(rows, _SUBMISSION)
    moments = {name: pd.to_datetime(frame[name], utc=True) for name in _MOMENTS}
    insert_submissions(
        session,
        frame.assign(**moments),
        _frame(domiciles, (*_KEY, "desa_code", "persons")),
        _frame(staff, (*_KEY, "opd_id", "staff")),
    )


def _frame(rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    # Of objects, so that null stays None and a whole number a whole number.
    return pd.DataFrame(rows, columns=list(columns), dtype=object)
