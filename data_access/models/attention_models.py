"""The table of what needed attention and has been dealt with."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, Named, Table, TypedColumns

from data_access.models.models import METADATA, UtcDateTime


class HandledConcernColumns(TypedColumns):
    """A concern (`census.priority.attention`) that an office has dealt with on a day, with a note where there is one.

    Of an office (`census.access.scope.Scope.office`): its readers see that it is done, and nobody else.
    """

    id: Named[int] = Column(primary_key=True)
    office: Named[str]
    on_day: Named[date]
    rule: Named[str]
    subject: Named[str]
    note: Named[str | None]
    handled_at: Named[datetime] = Column(UtcDateTime)
    account_id: Named[int | None] = Column(ForeignKey("accounts.id"), index=True)


HANDLED_CONCERNS = Table(
    "handled_concerns",
    METADATA,
    HandledConcernColumns,
    Index("ix_handled_concerns_of_day", "office", "on_day", "rule", "subject", unique=True),
)
