"""How much of a file is read before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is read before it is refused.

    Attributes
    ----------
    max_bytes
        Size of the file.
    max_unpacked_bytes
        Size of all parts of a workbook together, and of all its cells as text.
    max_ratio
        Unpacked bytes per packed byte of a workbook.
    max_parts
        Number of parts of a workbook.
    max_rows, max_columns, max_cell_chars
        Size of the table, its heading row left out of the rows.
    seconds, memory_bytes
        Allowance of the process that parses a workbook.
    """

    max_bytes: int = 20_000_000
    max_unpacked_bytes: int = 200_000_000
    max_ratio: int = 200
    max_parts: int = 5_000
    max_rows: int = 500_000
    max_columns: int = 200
    max_cell_chars: int = 10_000
    seconds: float = 20.0
    memory_bytes: int = 1_500_000_000
