"""Files of paper read by poppler, which is none of the product's own: pages, size, typefaces and words."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from tests.support import missing

if TYPE_CHECKING:
    from pathlib import Path


def _asked(tool: str, *arguments: str) -> str:
    if shutil.which(tool) is None:
        missing("poppler")
    return subprocess.run([tool, *arguments], check=True, capture_output=True, encoding="utf-8").stdout


def pages_and_size(file: Path) -> tuple[int, str]:
    """Give how many pages a file has, and the size of the first as poppler names it."""
    said = dict(line.split(":", 1) for line in _asked("pdfinfo", str(file)).splitlines() if ":" in line)
    return int(said["Pages"]), re.sub(r"\s+", " ", said["Page size"]).strip()


def typefaces(file: Path) -> dict[str, bool]:
    """Give the typefaces of a file, and whether each is embedded."""
    rows = [line.split() for line in _asked("pdffonts", str(file)).splitlines()[2:]]
    return {row[0]: row[-5] == "yes" for row in rows}


def words_of(file: Path) -> str:
    """Give the words of a file in the order in which they were drawn, white space made one space."""
    return re.sub(r"\s+", " ", _asked("pdftotext", "-raw", str(file), "-"))


def boxes_of(file: Path) -> list[tuple[float, float, float, float]]:
    """Give left, top, right and lower edge of each word in points."""
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"',
        _asked("pdftotext", "-bbox", str(file), "-"),
    )
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in found]
