"""What is left of rows that were removed: their part of the daily counts, by the removal that left it."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.models import CODE, Base


class PurgedProgress(Base):
    """The part of `daily_progress` whose rows are gone."""

    __tablename__ = "purged_progress"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    purged_until: Mapped[date] = mapped_column(primary_key=True)
    households_responded: Mapped[int]
    persons_responded: Mapped[int]
    households_clean: Mapped[int]
    persons_clean: Mapped[int]


class PurgedDomicile(Base):
    """The part of `daily_domiciles` whose rows are gone."""

    __tablename__ = "purged_domiciles"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    domicile_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    purged_until: Mapped[date] = mapped_column(primary_key=True)
    persons_responded: Mapped[int]
    persons_clean: Mapped[int]


class PurgedOpdProgress(Base):
    """The part of `daily_opd_progress` whose rows are gone."""

    __tablename__ = "purged_opd_progress"

    kabupaten_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"), primary_key=True)
    area_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    purged_until: Mapped[date] = mapped_column(primary_key=True)
    staff_responded: Mapped[int]
    staff_clean: Mapped[int]
