"""What of a boundary file GDAL is given: GeoJSON, GeoPackages and Shapefiles that lead nowhere else.

GDAL guesses what a file is, and follows what it says: to other files, to addresses, into programs of its own. So the
file is looked at here first, whatever its name, and GDAL receives bytes: no path, no archive that others have made.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from geo.errors import BoundaryError
from geo.files.geopackage import MOST_COLUMNS, feature_tables, is_cut_off, without_write_ahead
from geo.files.json_shape import check_shape, is_other_text
from geo.files.outside_crs import is_named_crs, is_written_out

MAX_UNZIPPED_BYTES = 1_000_000_000
MAX_ZIPPED_FILES = 2_000
MAX_RATIO = 200
"""Bytes that a zip may unpack to for each of its own, once it unpacks to more than `HARMLESS_BYTES`."""
HARMLESS_BYTES = 20_000_000

_SHAPEFILE_START = b"\x00\x00\x27\x0a"
_SQLITE_START = b"SQLite format 3\x00"
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_DIRECTORY_ENTRY, _DIRECTORY_END = b"PK\x01\x02", b"PK\x05\x06"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MAP_SUFFIXES = (".shp", ".gpkg", ".geojson", ".json")
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MAPS_IN_JSON = ("Feature", "FeatureCollection")
# Of two members of one name two readers may take different ones. GDAL compares names without case and to their first
# sign of number 0, so that "CRS" and "crs\0x" are one name to it and two here.
_MEANT_ONCE = ("type", "crs", "features", "geometry", "properties", "coordinates", "geometries")
_ENCODING = re.compile(rb"[A-Za-z0-9 _.:-]{1,40}\s*")
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, eq=False)
class Source:
    """One map that GDAL may open.

    Attributes
    ----------
    content : bytes
        GeoJSON, GeoPackage, or a zip made here with the parts of one Shapefile.
    name : str
        What it is called in the file, for messages.
    layers : frozenset of str or None
        The layers that may be read; None: all.
    """

    content: bytes
    name: str
    layers: frozenset[str] | None = None


def admitted_sources(content: bytes, *, name: str) -> list[Source]:
    """What of a file may be opened.

    Parameters
    ----------
    content : bytes
        The whole file: a GeoJSON, a GeoPackage, or a zip of these and of Shapefiles.
    name : str, keyword-only
        Its name, for messages.

    Raises
    ------
    BoundaryError
        ``unknown_format``; ``too_large`` or ``too_many_files`` (a zip that unpacks to more than `MAX_UNZIPPED_BYTES` or
        `MAX_RATIO`, or holds more than `MAX_ZIPPED_FILES`); ``cut_off``; ``not_utf8``; what
        `geo.files.json_shape.check_shape` refuses; ``map_too_wide``; ``unreadable_file``; ``unsafe_geopackage`` (it
        holds more than tables); ``no_crs`` (the coordinate system is said to be in another file or at an address).
    """
    sources = _sources_in_zip(content, name) if content.startswith(_ZIP_STARTS) else _single_source(content, name)
    if not sources:
        raise BoundaryError("unknown_format", name=name)
    return sources


def _single_source(content: bytes, name: str) -> list[Source]:
    if content.startswith(_SQLITE_START):
        if is_cut_off(content):
            raise BoundaryError("cut_off", name=name)
        plain = without_write_ahead(content)
        return [Source(plain, name, feature_tables(plain, name=name))]
    if content.startswith(_SHAPEFILE_START):
        # Without its other parts it has neither codes nor a coordinate system.
        raise BoundaryError("unreadable_file", name=name)
    if is_other_text(content):
        raise BoundaryError("not_utf8", name=name)
    if content[:256].removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{"):
        _check_geojson(content, name)
        return [Source(content, name)]
    return []


class _OutsideCrsError(ValueError):
    """A coordinate system that is said to be elsewhere."""


def _check_geojson(content: bytes, name: str) -> None:
    """Refuse JSON that is no GeoJSON, by what it says and not by what its beginning looks like."""
    check_shape(content, name)
    try:
        # Only structure and coordinate system are checked, whose words are ASCII. Old programs write names in another
        # encoding, and one sign beyond 16 bits would make of the whole text four times its bytes.
        text = content.removeprefix(_BYTE_ORDER_MARK).decode("ascii", errors="replace")
        document = json.loads(text, object_pairs_hook=_checked_members)
    except _OutsideCrsError:
        raise BoundaryError("no_crs", name=name) from None
    except ValueError:
        raise BoundaryError("unreadable_file", name=name) from None
    if document.get("type") not in _MAPS_IN_JSON:
        raise BoundaryError("unknown_format", name=name)
    listed = document.get("features")
    features = listed if isinstance(listed, list) else [document]
    about = (feature.get("properties") for feature in features if isinstance(feature, dict))
    if len(set().union(*(part for part in about if isinstance(part, dict)))) > MOST_COLUMNS:
        raise BoundaryError("map_too_wide", name=name, limit=MOST_COLUMNS)


def _checked_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if any(names.count(name) > 1 for name in _MEANT_ONCE) or any("\0" in name for name in names):
        raise ValueError("a member stands twice, or under a name that others read otherwise")
    members = dict(pairs)
    if members.get("type") in _MAPS_IN_JSON and any(_is_look_alike(name) for name in names):
        raise ValueError("a member under a name that others read otherwise")
    for name, value in pairs:
        if name.casefold() == "crs" and isinstance(value, dict) and not is_named_crs(value):
            raise _OutsideCrsError
    # All outlines as lists of Python would take many times the file.
    members.pop("coordinates", None)
    return members


def _is_look_alike(name: str) -> bool:
    return name not in _MEANT_ONCE and name.casefold() in _MEANT_ONCE and name.casefold() != "crs"


def _sources_in_zip(content: bytes, name: str) -> list[Source]:
    # Counted in the raw bytes: listing a directory of a million files would itself be the attack.
    if content.count(_DIRECTORY_ENTRY) > MAX_ZIPPED_FILES:
        raise BoundaryError("too_many_files", name=name, limit=MAX_ZIPPED_FILES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(archive)
            size = sum(member.file_size for member in members.values())
            # No more than the directory says is ever unpacked of a member.
            limit = min(MAX_UNZIPPED_BYTES, max(HARMLESS_BYTES, MAX_RATIO * len(content)))
            if size > limit:
                raise BoundaryError("too_large", name=name, bytes=size, limit=limit)
            return [source for path in members for source in _source_of(archive, members, path)]
    # An unknown compression or a password ends in RuntimeError, a damaged member in an error of its decoder.
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, zlib.error, ValueError, IndexError) as error:
        if isinstance(error, BoundaryError):
            raise
        # The directory of a zip stands at its end.
        reason = "unreadable_file" if _DIRECTORY_END in content else "cut_off"
        raise BoundaryError(reason, name=name) from None


def _members(archive: zipfile.ZipFile) -> dict[PurePosixPath, zipfile.ZipInfo]:
    """The members that are maps or parts of one, by name; names are compared, and never become paths."""
    members: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        path = PurePosixPath(member.filename)
        path = path.with_suffix(path.suffix.lower()) if path.name.strip(".") else path
        if path.parts[:1] == ("__MACOSX",) or path.suffix not in (*_MAP_SUFFIXES, *_SHAPEFILE_PARTS):
            continue
        if path in members:
            raise zipfile.BadZipFile("two members of one name")
        members[path] = member
    return members


def _source_of(
    archive: zipfile.ZipFile, members: dict[PurePosixPath, zipfile.ZipInfo], path: PurePosixPath
) -> list[Source]:
    if path.suffix not in _MAP_SUFFIXES:
        return []
    content = _unpacked(archive, members[path])
    if content.startswith(_SHAPEFILE_START) and len(content) < 2 * int.from_bytes(content[24:28], "big"):
        raise BoundaryError("cut_off", name=path.name)
    if not content.startswith(_SHAPEFILE_START):
        return _single_source(content, path.name) if path.suffix != ".shp" else []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        made.writestr("boundaries.shp", content)
        for suffix in _SHAPEFILE_PARTS[1:]:
            part = members.get(path.with_suffix(suffix))
            if part is not None and _is_harmless_part(suffix, text := _unpacked(archive, part)):
                made.writestr(f"boundaries{suffix}", text)
    return [Source(packed.getvalue(), path.name)]


def _is_harmless_part(suffix: str, content: bytes) -> bool:
    if suffix == ".prj":
        return is_written_out(content.decode("utf-8-sig", errors="replace"))
    return suffix != ".cpg" or _ENCODING.fullmatch(content) is not None


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack a member, not believing what the directory says of its size."""
    content = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            content += chunk
            if len(content) > MAX_UNZIPPED_BYTES:
                size = {"bytes": len(content), "limit": MAX_UNZIPPED_BYTES}
                raise BoundaryError("too_large", name=member.filename, **size)
    return bytes(content)
