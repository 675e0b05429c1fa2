"""What the database said last, for as long as it does not answer."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from data_access.store.engine import UnusableDatabaseError

log = logging.getLogger("kawal.contact")


@dataclass
class Contact:
    """The last answer of a database, which this process shows on where the next one fails to come.

    Attributes
    ----------
    version
        The data version; None before the first answer.
    last_import_at
        When the newest file had come in (UTC).
    at
        When the database answered last (UTC).
    fault
        Why it does not answer now; None where it does.
    """

    version: int | None = None
    last_import_at: datetime | None = None
    at: datetime | None = None
    fault: UnusableDatabaseError | None = None

    def keep(self, version: int) -> int:
        """Keep an answer and give it back."""
        self.version, self.at, self.fault = version, datetime.now(UTC), None
        return version

    def fail(self, error: UnusableDatabaseError) -> int:
        """The version to show on; it is logged once that the database does not answer, however often it is asked.

        Raises
        ------
        UnusableDatabaseError
            If it has never answered.
        """
        if self.version is None:
            raise error
        if self.fault is None:
            log.error("not_answering=%s", error)
        self.fault = error
        return self.version
