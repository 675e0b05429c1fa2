"""Coordinate systems that a file only points to: a grid, a definition or an address elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:[\w-]+:[\w.-]*:[\w.-]+|(?i:EPSG|ESRI|OGC|IGNF):\w+|(?:WGS|CRS) ?84"
    r"|https?://(?:www\.)?opengis\.net/def/crs/[\w-]+/[\w.-]+/[\w.-]+)",
    re.ASCII,
)
_WKT = re.compile(r"\s*[A-Za-z][A-Za-z_0-9]*\s*[\[(]", re.ASCII)
# A grid is a file, found by path or address. "@null" is the one that is none: Web Mercator is written with it.
_ELSEWHERE = re.compile(
    r"parameterfile\s*[\[(]|\b(?:nadgrids|geoidgrids|grids|file|init|model|catalog)\s*=(?!\s*@null\s*(?:[\s\"+\])]|$))",
    re.IGNORECASE,
)


def is_named_crs(member: Mapping[str, object]) -> bool:
    """Whether a ``crs`` member of GeoJSON is a name out of a register, and no link, path or definition.

    Examples
    --------
    >>> is_named_crs({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32749"}})
    True
    >>> is_named_crs({"type": "link", "properties": {"href": "http://example.org/crs"}})
    False
    """
    properties = member.get("properties")
    if not isinstance(properties, dict) or not set(member) <= {"type", "properties"}:
        return False
    if len({name.casefold() for name in properties}) < len(properties):
        return False
    if member.get("type") == "EPSG":
        return isinstance(properties.get("code"), int)
    name = properties.get("name")
    return member.get("type") == "name" and isinstance(name, str) and _NAMED.fullmatch(name) is not None


def is_written_out(text: str) -> bool:
    """Whether a coordinate system is written out as WKT that needs no other file.

    Examples
    --------
    >>> is_written_out('GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]]]')
    True
    >>> is_written_out("http://example.org/crs.wkt")
    False
    """
    return _WKT.match(text) is not None and _ELSEWHERE.search(text) is None
