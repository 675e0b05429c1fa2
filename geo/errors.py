"""The exceptions of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class BoundaryError(ValueError):
    """A boundary file or frame that cannot be used, and why.

    The reason is a word for programs; the sentence for people belongs to whoever shows it. Values hold
    codes, column names and counts only, never file content beyond those.

    Parameters
    ----------
    reason : str
        Machine word in snake_case, e.g. ``"no_crs"``.
    **values : object
        What the sentence needs, e.g. ``codes=("3319010001",)``.

    Attributes
    ----------
    reason : str
    values : Mapping[str, object]

    Examples
    --------
    >>> str(BoundaryError("no_crs", layer="desa"))
    "no_crs: layer='desa'"
    """

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values: Mapping[str, object] = values
        detail = ", ".join(f"{name}={value!r}" for name, value in values.items())
        super().__init__(f"{reason}: {detail}" if detail else reason)


class RefusedCodesError(BoundaryError):
    """The codes or names of a boundary file leave open which areas its outlines are.

    Reasons are those of `census.identifiers.code_settling`, or ``names_ambiguous``; values are codes and names of
    areas.
    """
