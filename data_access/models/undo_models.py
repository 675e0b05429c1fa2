"""What is needed to take an import back as if it had never come: what it delivered, and what it changed."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.models import Base


class ImportDelivery(Base):
    """The rows of a file as they were read, before anything was checked: what a later undo tries again."""

    __tablename__ = "import_deliveries"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True, autoincrement=False)
    today: Mapped[date]
    code_system: Mapped[str]
    root_area: Mapped[str | None]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportChange(Base):
    """One row that an import has made or changed: what it was before, null where it was not there, and after."""

    __tablename__ = "import_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]]
