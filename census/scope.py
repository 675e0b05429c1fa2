"""What part of the country a reader may see. Every read takes one; the data layer enforces it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """A reader's view: one area and all that lies below it.

    Parameters
    ----------
    area_code
        BPS code of the highest area whose figures the reader may receive.
    """

    area_code: str
