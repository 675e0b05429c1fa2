"""Agencies as every page names them: short names, the one that is the reader's own, and who serves a desa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census.base.tree import legible_name

if TYPE_CHECKING:
    from datetime import date

    from ui.shell.frame import Reader


def short_names(reader: Reader) -> dict[str, str]:
    """Give the short name of each agency by its number as text."""
    opd = reader.campaign.opd
    return {
        str(number): legible_name(str(name), str(number))
        for number, name in zip(opd["id"], opd["short_name"], strict=True)
    }


def own_agency(reader: Reader) -> int | None:
    """Give the one agency whose detail a reader sees, of its head or a camat's office; None for several or none."""
    own = reader.scope.agencies
    return next(iter(own)) if own is not None and len(own) == 1 else None


def serving_agencies(reader: Reader, code: str, as_of: date) -> list[str]:
    """List who serves a desa, by number: those that have been asked to by a day, then the office of its kecamatan."""
    opd, rows = reader.campaign.opd, reader.campaign.assignments
    started = zip(rows["opd_id"], rows["desa_code"], rows["starts_on"], strict=True)
    asked = {int(number) for number, desa, day in started if desa == code and day <= as_of}
    above = set(reader.campaign.tree.chain(code))
    places = {int(number): place for number, place in zip(opd["id"], opd["area_code"], strict=True)}
    offices = [number for number, place in places.items() if place in above]
    return [str(number) for number in [*(each for each in places if each in asked and each not in offices), *offices]]
