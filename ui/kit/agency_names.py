"""Agencies as every page names them: short names, the one that is the reader's own, and who serves a desa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census.campaign import agencies

if TYPE_CHECKING:
    from datetime import date

    from ui.shell.frame import Reader


def short_names(reader: Reader) -> dict[str, str]:
    """The short name of each agency by its number as text."""
    return agencies.short_names(reader.campaign.agencies)


def own_agency(reader: Reader) -> int | None:
    """The one agency whose detail a reader sees, of its head or a camat's office; None for several or none."""
    seen = reader.scope.agencies
    return next(iter(seen)) if seen is not None and len(seen) == 1 else None


def serving_agencies(reader: Reader, code: str, as_of: date) -> list[str]:
    """List who serves a desa, by number: those that have been asked to by a day, then the office of its kecamatan."""
    campaign = reader.campaign
    who = agencies.serving(campaign.agencies, campaign.assigned, list(campaign.tree.chain(code)), as_of)
    return [agency.code for agency in who]
