"""A list of persons is refused whole, whatever it is said to be: it is neither counts nor areas nor agencies."""

import re
import unicodedata
from collections.abc import Collection

from census.identifiers.personal_numbers import holds_identity_number, holds_personal_number
from ingest.readers.raw_table import RawTable, UnreadableFile

SHARE = 5
"""One cell in so many of a column that nobody reads: one that slipped into a remark is no list yet."""

_LEAST_DIGITS = 16
_POWER = re.compile(r"[eE]\+?1[57]['\s]*\Z")
_IDENTITY_HEADING = re.compile(
    r"(?:(?:no|nomor|nomer|num|number)(?:urut)?)?(?:nip|nik|nkk|nipp+k?|nrp|nuptk)(?:asn|pns|pegawai|baru|lama|kk|ktp|nik|nip|nrp"
    r"|kepalakeluarga|krt|istri|suami|anak|pejabat|petugas|penduduk|responden|lengkap|16digit|18digit)*"
    r"|(?:no|nomor|nomer)(?:kk|kartukeluarga|ktp|ektp|nikktp|identitas|indukkependudukan|indukpegawai|kartutandapenduduk)"
    r"(?:kepalakeluarga|responden|16digit|kk|nik|nip|ktp)*"
    r"|kk(?:no|nomor|number)|familycardnumber|nomorindukpegawai(?:negerisipil)?"
)
_PERSON_HEADING = re.compile(
    r"nama(?:lengkap|pegawai|asn|pns|kepalakeluarga|krt|responden|penduduk|petugas|anggota.*|warga)(?:asn|pns|pegawai)?"
)


class ListOfPersonsError(UnreadableFile):
    """The file lists persons; nothing of it is read."""

    def __init__(self, line: int, position: int) -> None:
        ValueError.__init__(self, f"Column {position} holds numbers of persons.")
        self.reason = "list_of_persons"
        self.line = line
        self.values = {"position": position}


def refuse_list_of_persons(table: RawTable, *, used: Collection[int], declared: Collection[int]) -> None:
    """Refuse a table with a column of NIK, family cards or NIP, by its heading or by what nobody reads of it.

    Parameters
    ----------
    table
        The table as text.
    used
        Positions of the columns that are read, keyword-only; each of their cells is looked at by its reader.
    declared
        Positions of those that the kind itself asks for, keyword-only: the family cards of submissions.

    Raises
    ------
    ListOfPersonsError
        With the position of the column, nothing of its content.
    """
    squeezed = [_squeezed(heading) for heading in table.header]
    lists_names = any(_PERSON_HEADING.fullmatch(heading) for heading in squeezed)
    for index, heading in enumerate(squeezed):
        if index not in declared and _IDENTITY_HEADING.fullmatch(heading):
            raise ListOfPersonsError(table.header_line, table.first_column + index)
    for index in range(len(table.header)):
        if index not in used and _holds_persons(table, index, lists_names=lists_names):
            raise ListOfPersonsError(table.header_line, table.first_column + index)


def _squeezed(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", heading).lower())


def _holds_persons(table: RawTable, index: int, *, lists_names: bool) -> bool:
    filled = hits = 0
    for row in table.rows:
        text = row.cells[index].strip()
        filled += bool(text)
        if _is_maybe(text):
            hits += any(not _is_part_of_an_area(number, row.cells) for number in _identity_numbers(text))
    return hits > 0 and (lists_names or SHARE * hits >= filled)


# A number with its groups, perhaps within a sentence; too long to be two codes side by side (decision 102).
_WITHIN = re.compile(r"(?<![0-9])[0-9](?:[ .'/-]?[0-9]){15}(?:(?:[ .'/-]?[0-9]){2})?(?![0-9])")


def _identity_numbers(text: str) -> list[str]:
    """The identity numbers of a cell: the whole of it, or what stands within a text, as in "NIK 33..."."""
    if holds_identity_number(text):
        return [text]
    # Two days side by side have as many digits.
    numbers: list[str] = _WITHIN.findall(text)
    return [number for number in numbers if holds_identity_number(number) and holds_personal_number(number)]


def _is_maybe(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _LEAST_DIGITS or _POWER.search(text) is not None


def _is_part_of_an_area(text: str, cells: Collection[str]) -> bool:
    """Tell whether digits are the code of a neighbourhood (SLS): they begin with the code of a desa in the same row."""
    digits = re.sub(r"\D", "", text)
    return any(re.fullmatch("[0-9]{10}", cell.strip()) and digits.startswith(cell.strip()) for cell in cells)
