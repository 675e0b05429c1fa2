"""Rows of submissions checked a part at a time: by column where they are written plainly, else one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from census.figures.domicile import OUTSIDE
from data_access.loading.loading import tables_of
from data_access.loading.staging import DOMICILES, FORMS, STAFF
from ingest.bulk.plain import (
    NONE,
    lengths_of,
    read_cards,
    read_keys,
    read_moments,
    read_words,
    texts_of,
    wib_days,
)
from ingest.checks.check_submissions import COUNTED, MOMENTS, MOST_PERSONS, RowChecks, counted_before
from ingest.kinds.cells import CellError, read_count, read_flag, read_text
from ingest.kinds.submission_cells import read_domiciles, read_opd_staff, read_submission_status
from ingest.readers.raw_table import RawRow, UnreadableFile
from ingest.tables.parsing import ParsedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from pydantic import SecretStr

    from census.identifiers.code_book import Given
    from data_access.writes.writes import Finding
    from ingest.bulk.plain import Mask
    from ingest.checks.checking import Context
    from ingest.tables.parsing import RowReader

Tables = tuple[pa.Table, pa.Table, pa.Table]
_EPOCH_ORDINAL = 719_163
_SEPARATOR = "\x1f"


@dataclass(slots=True)
class Tally:
    """What was met so far: rows with content, and all that was found in them."""

    rows: int
    findings: list[Finding]


class PartChecker:
    """Turns parts of a file, as columns of text, into rows that may be staged.

    Parameters
    ----------
    reader
        Reads single rows, and knows where the columns stand.
    checks
        What is asked of single rows.
    columns, keys
        Positions of the columns of text, and of those that say which area a row is about.
    until
        Day up to which rows have been removed for good.
    """

    def __init__(
        self,
        reader: RowReader,
        checks: RowChecks,
        context: Context,
        *,
        columns: list[int],
        keys: list[int],
        secret: SecretStr | None,
        until: date | None,
    ) -> None:
        self._reader, self._checks, self._context = reader, checks, context
        self._columns, self._keys = columns, keys
        self._secret = None if secret is None else secret.get_secret_value().encode()
        self._until = until
        self._width = len(reader.table.header)
        self._area_of: dict[str, tuple[str, str, bool] | None] = {}
        self._members: dict[tuple[str, str], Any] = {}
        self._desa_of_place: dict[str, str | None] = {}
        self.tally = Tally(0, [])

    def check(self, part: pa.Table) -> Tables:
        """The rows of a part that stand, and their members; the others are among the findings."""
        self.tally.rows += part.num_rows
        texts = {name: texts_of(part[f"c{place}"]) for name, place in self._reader.position.items()}
        is_plain = pc.equal(part["extra"], 0).to_numpy()
        forms: dict[str, pa.Array] = {"line": texts_of(part["line"])}
        for step in (self._add_keys, self._add_areas, self._add_words, self._add_moments):
            is_plain &= step(part, texts, forms)
        domiciles, staff, is_fit = self._members_of(texts, forms, is_plain)
        is_plain &= is_fit
        tables = [self._plain(forms, is_plain), domiciles, staff]
        if not is_plain.all():
            odd = self._one_by_one(part.filter(pa.array(~is_plain)))
            tables = [pa.concat_tables(pair) for pair in zip(tables, odd, strict=True)]
        return tables[0], tables[1], tables[2]

    def _plain(self, forms: Mapping[str, pa.Array], is_plain: Mask) -> pa.Table:
        table = pa.table([forms[name] for name in FORMS.names], schema=FORMS)
        return table if is_plain.all() else table.filter(pa.array(is_plain))

    # -- by column

    def _add_keys(self, _part: pa.Table, texts: Mapping[str, pa.Array], forms: dict[str, pa.Array]) -> Mask:
        cards, keys = texts.get("kk_number"), texts.get("household_key")
        if cards is not None and self._secret is not None:
            forms["household_key"], is_read = read_cards(cards, self._secret)
            return is_read if keys is None else is_read & (lengths_of(keys) == 0)
        if keys is None:
            count = 0 if cards is None else len(cards)
            forms["household_key"] = pa.nulls(count or _part.num_rows, pa.binary(16))
            return np.zeros(_part.num_rows, dtype=bool)
        forms["household_key"], is_read = read_keys(keys)
        return is_read if cards is None else is_read & (lengths_of(cards) == 0)

    def _add_areas(self, part: pa.Table, _texts: Mapping[str, pa.Array], forms: dict[str, pa.Array]) -> Mask:
        cells = [texts_of(part[f"c{place}"]) for place in self._keys]
        joined = cells[0] if len(cells) == 1 else pc.binary_join_element_wise(*cells, _SEPARATOR)
        encoded = texts_of(joined).dictionary_encode()
        areas = [self._area(text) for text in encoded.dictionary.to_pylist()]
        indices = encoded.indices
        at = indices.to_numpy(zero_copy_only=False)
        for name, index in (("desa_code", 0), ("kabupaten_code", 1)):
            forms[name] = pa.array([None if area is None else area[index] for area in areas], pa.string()).take(indices)
        is_outside = np.array([area is not None and not area[2] for area in areas], dtype=bool)[at]
        if is_outside.any():
            first = int(np.flatnonzero(is_outside)[0])
            line = part["line"][first].as_py()
            self._checks.translation.note_outside(ParsedRow(line, {}), int(is_outside.sum()))
        has_area: Mask = np.array([area is not None for area in areas], dtype=bool)[at]
        return has_area

    def _area(self, text: str) -> tuple[str, str, bool] | None:
        """Desa, kabupaten and whether it lies within, of the cells that say which area a row is about."""
        if text not in self._area_of:
            cells = [""] * self._width
            for place, cell in zip(self._keys, text.split(_SEPARATOR), strict=True):
                cells[place] = cell
            given: Given | None = self._reader.given_in(tuple(cells))
            others = self._reader.areas.other_codes_in(cells) if self._reader.areas.other_codes else ()
            code = None if given is None else self._checks.translation.code_of(given, others)
            is_desa = code is not None and self._context.level_of[code] == "desa"
            self._area_of[text] = (
                (code, self._context.kabupaten[code], self._checks.translation.is_inside(code))
                if code is not None and is_desa
                else None
            )
        return self._area_of[text]

    def _add_words(self, part: pa.Table, texts: Mapping[str, pa.Array], forms: dict[str, pa.Array]) -> Mask:
        is_plain = np.ones(part.num_rows, dtype=bool)
        readers: dict[str, tuple[Callable[[str], object], pa.DataType]] = {
            "persons": (read_count, pa.int32()),
            "status": (read_submission_status, pa.string()),
            "channel": (read_text, pa.string()),
            "assisted": (read_flag, pa.bool_()),
        }
        for name, (read, kind) in readers.items():
            if name not in texts:
                forms[name] = pa.nulls(part.num_rows, kind)
                continue
            forms[name], is_read = read_words(texts[name], read, kind)
            is_plain &= is_read
        persons = forms["persons"].fill_null(0).to_numpy(zero_copy_only=False)
        is_plain &= (persons >= 1) & (persons <= MOST_PERSONS)
        has_status: Mask = forms["status"].is_valid().to_numpy(zero_copy_only=False)
        return is_plain & has_status

    def _add_moments(self, part: pa.Table, texts: Mapping[str, pa.Array], forms: dict[str, pa.Array]) -> Mask:
        is_plain = np.ones(part.num_rows, dtype=bool)
        values = {}
        for name in (*MOMENTS, "updated_at"):
            values[name] = np.full(part.num_rows, NONE)
            if name in texts:
                values[name], is_read = read_moments(texts[name])
                is_plain &= is_read
        latest = np.maximum.reduce([values[name] for name in MOMENTS])
        values["updated_at"] = np.where(values["updated_at"] == NONE, latest, values["updated_at"])
        today = self._context.today.toordinal() - _EPOCH_ORDINAL
        is_plain &= values["updated_at"] != NONE
        before = np.full(part.num_rows, NONE)
        for name in MOMENTS:
            is_given = values[name] != NONE
            is_plain &= ~is_given | (values[name] >= before)
            before = np.where(is_given, values[name], before)
        for moments in values.values():
            is_plain &= (moments == NONE) | (wib_days(moments) <= today)
        for name, moments in values.items():
            forms[name] = pa.array(moments.view("datetime64[us]"), pa.timestamp("us"), mask=moments == NONE)
        forms["counted_before"] = self._counted_before(values, forms["status"])
        return is_plain

    def _counted_before(self, values: Mapping[str, np.ndarray[Any, Any]], status: pa.Array) -> pa.Array:
        if self._until is None:
            return pa.nulls(len(status), pa.string())
        responded, changed = values["responded_at"], values["updated_at"]
        until = self._until.toordinal() - _EPOCH_ORDINAL
        is_counted = pc.is_in(status, pa.array(sorted(COUNTED))).to_numpy(zero_copy_only=False)
        first = np.where(responded == NONE, changed, np.minimum(responded, changed))
        reasons = np.where(wib_days(first) <= until, "rows_removed", "rows_removed_no_moment")
        has_reason = is_counted & ((wib_days(first) <= until) | (responded == NONE))
        return pa.array(reasons.astype(object), pa.string(), mask=~has_reason)

    # -- members

    def _members_of(
        self, texts: Mapping[str, pa.Array], forms: Mapping[str, pa.Array], is_plain: Mask
    ) -> tuple[pa.Table, pa.Table, Mask]:
        """Members of the plain rows that have an entry of them, each different entry read once."""
        is_fit = np.ones(len(is_plain), dtype=bool)
        parts: dict[str, list[tuple[int, Any, int]]] = {"domiciles": [], "opd_staff": []}
        for name, add in (("domiciles", self._lives), ("opd_staff", self._works)):
            if name not in texts:
                continue
            rows = np.flatnonzero(is_plain & (lengths_of(texts[name]) > 0))
            if not len(rows):
                continue
            chosen = pa.array(rows)
            entries = zip(
                rows.tolist(),
                forms["line"].take(chosen).to_pylist(),
                texts[name].take(chosen).to_pylist(),
                forms["persons"].take(chosen).to_pylist(),
                forms["desa_code"].take(chosen).to_pylist(),
                strict=True,
            )
            for row, line, text, persons, home in entries:
                members = add(text, persons, home)
                if members is None:
                    is_fit[row] = False
                else:
                    parts[name].extend((line, key, number) for key, number in members)
        lines_out = set(forms["line"].filter(pa.array(~is_fit)).to_pylist())
        tables = [
            _member_table([part for part in parts[name] if part[0] not in lines_out], schema)
            for name, schema in (("domiciles", DOMICILES), ("opd_staff", STAFF))
        ]
        return tables[0], tables[1], is_fit

    def _entry(self, name: str, text: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401
        if (name, text) not in self._members:
            try:
                self._members[name, text] = read(text.strip()) if text.isascii() else None
            except CellError:
                self._members[name, text] = None
        return self._members[name, text]

    def _lives(self, text: str, persons: int, home: str) -> list[tuple[str, int]] | None:
        entry = self._entry("domiciles", text, read_domiciles)
        if entry is None:
            return None
        lives: dict[str, int] = {}
        for given, number in entry:
            if given not in self._desa_of_place:
                place = OUTSIDE if given == OUTSIDE else self._context.translate(given)
                is_desa = place == OUTSIDE or (place is not None and self._context.level_of[place] == "desa")
                self._desa_of_place[given] = place if is_desa else None
            code = self._desa_of_place[given]
            if code is None or code in lives:
                return None
            lives[code] = number
        if sum(lives.values()) != persons:
            return None
        return [] if list(lives) == [home] else list(lives.items())

    def _works(self, text: str, persons: int, _home: str) -> list[tuple[int, int]] | None:
        entry = self._entry("opd_staff", text, read_opd_staff)
        if entry is None or len(dict(entry)) < len(entry) or sum(number for _opd, number in entry) > persons:
            return None
        return list(entry) if all(opd in self._checks.agencies for opd, _number in entry) else None

    # -- one by one

    def _one_by_one(self, part: pa.Table) -> Tables:
        rows, lines = [], []
        columns = [part[f"c{place}"].to_pylist() for place in self._columns]
        for line, extra, *texts in zip(part["line"].to_pylist(), part["extra"].to_pylist(), *columns, strict=True):
            cells = [""] * self._width
            for place, text in zip(self._columns, texts, strict=True):
                cells[place] = text
            parsed = self._reader.read(RawRow(line, tuple(cells), extra))
            if isinstance(parsed, ParsedRow):
                fault = self._checks.check(parsed)
                if fault is None:
                    rows.append(parsed.values | {"counted_before": counted_before(parsed, self._until)})
                    lines.append(line)
                    continue
                parsed = fault
            if parsed.reason == "secret_missing":
                raise UnreadableFile("secret_missing")
            self.tally.findings.append(parsed)
        return tables_of(rows, lines)


def _member_table(parts: list[tuple[int, Any, int]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*parts, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(list(values), kind.type) for values, kind in zip(columns, schema, strict=True)], schema)
