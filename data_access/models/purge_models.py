"""What is left of rows that were removed: their part of the daily counts, by the removal that left it."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Named, Table, TypedColumns

from data_access.models.models import CODE, METADATA


class PurgedProgressColumns(TypedColumns):
    """The part of `daily_progress` whose rows are gone."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    area_code: Named[str] = Column(CODE, primary_key=True)
    day: Named[date] = Column(primary_key=True)
    purged_until: Named[date] = Column(primary_key=True)
    households_responded: Named[int]
    persons_responded: Named[int]
    households_clean: Named[int]
    persons_clean: Named[int]


PURGED_PROGRESS = Table("purged_progress", METADATA, PurgedProgressColumns)


class PurgedDomicileColumns(TypedColumns):
    """The part of `daily_domiciles` whose rows are gone."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    area_code: Named[str] = Column(CODE, primary_key=True)
    domicile_code: Named[str] = Column(CODE, primary_key=True)
    day: Named[date] = Column(primary_key=True)
    purged_until: Named[date] = Column(primary_key=True)
    persons_responded: Named[int]
    persons_clean: Named[int]


PURGED_DOMICILES = Table("purged_domiciles", METADATA, PurgedDomicileColumns)


class PurgedOpdProgressColumns(TypedColumns):
    """The part of `daily_opd_progress` whose rows are gone."""

    kabupaten_code: Named[str] = Column(CODE, primary_key=True)
    opd_id: Named[int] = Column(ForeignKey("opd.id"), primary_key=True)
    area_code: Named[str] = Column(CODE, primary_key=True)
    day: Named[date] = Column(primary_key=True)
    purged_until: Named[date] = Column(primary_key=True)
    staff_responded: Named[int]
    staff_clean: Named[int]


PURGED_OPD_PROGRESS = Table("purged_opd_progress", METADATA, PurgedOpdProgressColumns)
