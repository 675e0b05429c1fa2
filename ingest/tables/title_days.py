"""The day of which a printed table speaks, from its title: "Keadaan 15 Maret 2020", "per 15/03/2020"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.kinds.cells import MONTH_NUMBER, CellError, read_date
from ingest.kinds.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_MONTHS = "|".join(sorted(MONTH_NUMBER, key=len, reverse=True))
_DAY = re.compile(
    rf"(?<![\d.,/-])(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}([-/.])\d{{1,2}}\1\d{{4}}"
    rf"|\d{{1,2}}[ -](?:{_MONTHS})\.?[ -]\d{{4}})(?![\d/-])",
    re.IGNORECASE,
)
_UNTIL = r"(?:s\.?\s*/?\s*d\.?|sampai(?:\s+dengan)?|hingga|to|until|[-\u2013\u2014])"
# "15 Februari s.d. 31 Maret 2020" is when a campaign runs, not the day of its figures (decision 119).
_BEGINS_A_RANGE = re.compile(rf"\s*{_UNTIL}\s*\d", re.IGNORECASE)
_ENDS_A_RANGE = re.compile(
    rf"\d{{1,4}}(?:\s+(?:{_MONTHS})\.?)?(?:\s+\d{{4}})?\s*{_UNTIL}\s*(?:tanggal|tgl\.?)?\s*$", re.IGNORECASE
)
_SAYS_SO = re.compile(
    r"\b(?:per|keadaan|kondisi|posisi|status|tanggal|tgl|hari|s\.?/?d\.?|sampai(?:\s+dengan)?|hingga|update|data|as of)"
    r"[\s.:,]*(?:(?:tanggal|tgl|hari)[\s.:,]*)?(?:[a-z']+\s*,\s*)?$",
    re.IGNORECASE,
)


def days_in_title(lines: Iterable[str]) -> list[date]:
    """List the days that lines of a title may mean, each once.

    Returns
    -------
    list of date
        Those that are said to be the day of the figures ("per", "keadaan"); where none is, all days. Days that
        begin or end a period are left out.

    Examples
    --------
    >>> days_in_title(["KEADAAN 15 MARET 2020 PUKUL 07.00", "15 Februari - 31 Maret 2020"])
    [datetime.date(2020, 3, 15)]
    """
    named: list[date] = []
    plain: list[date] = []
    for line in lines:
        text = visible(line)
        for match in _DAY.finditer(text):
            before, after = text[: match.start()], text[match.end() :]
            if _BEGINS_A_RANGE.match(after) or _ENDS_A_RANGE.search(before):
                continue
            try:
                day = read_date(match[0])
            except CellError:
                continue
            (named if _SAYS_SO.search(before) else plain).append(day)
    return list(dict.fromkeys(named or plain))
