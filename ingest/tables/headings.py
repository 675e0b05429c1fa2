"""Which column of a kind a heading means, also one of several rows: "Respon" above "KK" and "Jiwa"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from census.identifiers.area_headings import LEVEL_OF_NAME_HEADING, OWN_NAME_HEADINGS
from ingest.kinds.invisible import normal_heading, visible
from ingest.kinds.kinds import KINDS, columns_by_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.kinds.columns import Column, Kind

Parts = tuple[str, ...]
"""The texts of one column's heading, from top to bottom."""

# A heading made of these words alone says what is counted, whatever their order and their fillers.
_WORD_CLASSES = {
    "household": "kk keluarga household households",
    "person": "jiwa penduduk orang person persons",
    "staff": "asn pegawai pns staff",
    "responded": "respon merespon merespons respons responded mengisi terisi",
    "clean": "clean bersih",
    "": "jumlah banyaknya banyak total kepala yang telah sudah data hasil kumulatif secara online dan",
}
_CLASS_OF = {word: name for name, words in _WORD_CLASSES.items() for word in words.split()}
_MEASURE_CLASSES = {
    "households_responded": {"household", "responded"},
    "persons_responded": {"person", "responded"},
    "households_clean": {"household", "clean"},
    "persons_clean": {"person", "clean"},
    "staff_responded": {"staff", "responded"},
    "staff_clean": {"staff", "clean"},
    "households": {"household"},
    "persons": {"person"},
    "staff": {"staff"},
}
_THE_CENSUS = re.compile(r"sensus_penduduk(_online)?(_20\d\d)?|sp_?o(_?20\d\d)?\b|sp_?20\d\d")
_OTHER_WORDS = (
    "persen persentase prosentase rasio rata capaian progres realisasi selisih kurang sisa belum tidak ada peringkat"
    " ranking urutan laki perempuan l p rt rw dusun hari harian minggu mingguan pekan bulan bulanan kemarin tambahan"
    " kendala laporan kategori zona wilayah data percent percentage rate rank target gap remark remarks notes week"
    " day daily month male female"
)
_NAME_HEADINGS = {*LEVEL_OF_NAME_HEADING, *OWN_NAME_HEADINGS}
_BY_LAST_PART, _BY_WORDS = 1_000, 2_000
_DIGITS_OF_YEAR = 4


def positions(kind: Kind, headings: Sequence[Parts]) -> dict[str, int]:
    """Find each column of a kind: of several headings that could be it, the one that fits best, then the first.

    Parameters
    ----------
    kind
        What the file is said to be.
    headings
        Parts of the heading of each column of the file; without parts where it has none.

    Returns
    -------
    dict
        0-based place by column name. A heading is of one column only; those that must be there choose first.
    """
    offers: dict[str, list[tuple[int, int]]] = {}
    for place, parts in enumerate(headings):
        for column, rank in meanings(kind, parts):
            offers.setdefault(column.name, []).append((rank, place))
    position: dict[str, int] = {}
    for column in sorted(kind.columns, key=lambda column: not column.is_required):
        free = [offer for offer in offers.get(column.name, ()) if offer[1] not in position.values()]
        if free:
            position[column.name] = min(free)[1]
    return position


def meanings(kind: Kind, parts: Parts) -> list[tuple[Column, int]]:
    """List the columns of a kind that a heading can mean, with how well it fits each (0 best)."""
    return _meanings(kind.name, parts)


@lru_cache(maxsize=4096)
def _meanings(kind_name: str, parts: Parts) -> list[tuple[Column, int]]:
    kind = KINDS[kind_name]
    by_heading = columns_by_heading(kind)
    words = [normal_heading(part) for part in parts]
    joined = "_".join(word for word in words if word)
    if not joined:
        return []
    if joined in by_heading:
        return by_heading[joined]
    meanings = _by_words(kind, joined)
    # "Wilayah" above "Kode" is a code. A figure is not recognised by its last word: "Belum" (not yet) may stand above
    # "KK" (decision 116).
    for column, rank in by_heading.get(words[-1], ()) if len(words) > 1 else ():
        if not column.is_figure:
            meanings.append((column, _BY_LAST_PART + rank))
    return meanings


def _by_words(kind: Kind, joined: str) -> list[tuple[Column, int]]:
    classes = {_CLASS_OF.get(word, "unknown") for word in _THE_CENSUS.sub("", joined).split("_") if word} - {""}
    if "clean" in classes:
        classes -= {"responded"}
    return [(column, _BY_WORDS) for column in kind.columns if _MEASURE_CLASSES.get(column.name) == classes]


@lru_cache(maxsize=1)
def _words_of_headings() -> frozenset[str]:
    declared = (word for kind in KINDS.values() for column in kind.columns for word in (column.name, *column.synonyms))
    return frozenset(part for word in declared for part in word.split("_")) | _CLASS_OF.keys() | {*_OTHER_WORDS.split()}


def is_plain_heading(heading: str) -> bool:
    """Tell whether a heading is made of words of headings alone, and so is nobody's name; years may stand in it.

    Examples
    --------
    >>> [is_plain_heading(heading) for heading in ("Persen KK 2020", "Budi Santoso", "0812345678")]
    [True, False, False]
    """
    words = [word for word in normal_heading(heading).split("_") if word]
    return any(word.isalpha() for word in words) and all(
        word in _words_of_headings() or (word.isdecimal() and len(word) <= _DIGITS_OF_YEAR) for word in words
    )


def measures_in(kind: Kind, text: str) -> list[Column]:
    """List the figures of a kind of which a sentence speaks, such as a title: its other words do not count."""
    words = normal_heading(_THE_CENSUS.sub("", normal_heading(text))).split("_")
    classes = {_CLASS_OF[word] for word in words if word in _CLASS_OF} - {""}
    if "clean" in classes:
        classes -= {"responded"}
    return [column for column in kind.columns if column.is_figure and _MEASURE_CLASSES.get(column.name) == classes]


def known_headings(kind: Kind, cells: Sequence[str]) -> int:
    """Count the columns of a kind, and those with names of areas, among the cells of one record."""
    if not any(cells):
        return 0
    position = positions(kind, [(cell,) if visible(cell) else () for cell in cells])
    names = sum(
        place not in position.values() and normal_heading(cell) in _NAME_HEADINGS
        for place, cell in enumerate(cells)
        if cell
    )
    return len(position) + names
