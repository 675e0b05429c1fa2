"""What is needed to take an import back as if it had never come: what it delivered, and what it changed."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, Named, Table, TypedColumns

from data_access.models.models import METADATA


class ImportDeliveryColumns(TypedColumns):
    """The rows of a file as they were read, before anything was checked: what a later undo tries again."""

    import_id: Named[int] = Column(ForeignKey("imports.id"), primary_key=True, autoincrement=False)
    today: Named[date]
    code_system: Named[str]
    root_area: Named[str | None]
    content: Named[bytes] = Column(LargeBinary)


IMPORT_DELIVERIES = Table("import_deliveries", METADATA, ImportDeliveryColumns)


class ImportChangeColumns(TypedColumns):
    """One row that an import has made or changed: what it was before, null where it was not there, and after."""

    id: Named[int] = Column(primary_key=True)
    import_id: Named[int] = Column(ForeignKey("imports.id"), index=True)
    before: Named[dict[str, Any] | None] = Column(JSON(none_as_null=True))
    after: Named[dict[str, Any]] = Column(JSON)


IMPORT_CHANGES = Table("import_changes", METADATA, ImportChangeColumns)
