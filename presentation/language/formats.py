"""Numbers, dates and moments as the reader's language writes them."""

from datetime import date, datetime
from functools import lru_cache

import pandas as pd
from babel import dates, numbers

from census.base.vocabulary import Unit
from census.settings import WIB
from presentation.language.messages import NN_, Translator

NO_VALUE = "–"
"""Stands where there is no number, in a table."""

_NBSP = "\u00a0"
_MANY = 10
_FEW = 100
"""Below this denominator a rate shows no decimals: they would feign precision."""

_UNITS = {
    Unit.HOUSEHOLD: NN_("family", "families"),
    Unit.PERSON: NN_("person", "persons"),
    Unit.STAFF: NN_("civil servant", "civil servants"),
}
_WRITTEN = 20_000
"""Numbers and days kept as they were written: a new view repeats most of what others have shown."""


def _decimal(number: float, pattern: str, locale: str) -> str:
    # As text: −0.0 equals 0.0, and one would be written as the other was.
    return _decimal_of(str(number), pattern, locale)


@lru_cache(_WRITTEN)
def _decimal_of(number: str, pattern: str, locale: str) -> str:
    return str(numbers.format_decimal(number, format=pattern, locale=locale))


@lru_cache(_WRITTEN)
def _date(day: date, pattern: str, locale: str) -> str:
    return str(dates.format_date(day, format=pattern, locale=locale))


def as_shown(value: object, decimals: int = 0) -> float:
    """A number as it is shown, after which the words beside it go: 0.6 is shown as 1; not a number for none.

    Parameters
    ----------
    value
        What is shown.
    decimals
        With how many decimals: none by `Formats.count`, one by `Formats.about`.
    """
    return float("nan") if pd.isna(value) else round(float(str(value)), decimals)  # type: ignore[call-overload]


class Formats:
    """Writes values in one language.

    Parameters
    ----------
    text
        The reader's translator.
    """

    def __init__(self, text: Translator) -> None:
        self.text = text
        self._locale = "id_ID" if text.language == "id" else "en_GB"

    @property
    def separators(self) -> str:
        """The decimal and the thousands sign, as plotly takes them."""
        return numbers.get_decimal_symbol(self._locale) + numbers.get_group_symbol(self._locale)

    def count(self, value: object) -> str:
        """Write a whole number with its thousands parted (1.240); "–" for none."""
        if pd.isna(value):  # type: ignore[call-overload]
            return NO_VALUE
        return _decimal(round(float(str(value))), "#,##0", self._locale)

    def about(self, value: object) -> str:
        """Write a quantity that need not be whole: 12, below ten with one decimal where it has any (2, 0,5); "–"."""
        if pd.isna(value):  # type: ignore[call-overload]
            return NO_VALUE
        number = float(str(value))
        pattern = "#,##0.#" if abs(round(number, 1)) < _MANY else "#,##0"
        return _decimal(round(number, 1), pattern, self._locale)

    def gain(self, value: object) -> str:
        """Write what a count has gained, with its sign: +1.240, −3 where a figure was corrected; "–" for none."""
        if pd.isna(value):  # type: ignore[call-overload]
            return NO_VALUE
        return _decimal(round(float(str(value))), "+#,##0;−#,##0", self._locale)

    def rate(self, value: object, *, decimals: int = 1, base: object = None) -> str:
        """Write a share of 1 in percent (27,4 %), without decimals where the denominator is below 100."""
        if pd.isna(value):  # type: ignore[call-overload]
            return NO_VALUE
        if base is not None and not pd.isna(base) and float(str(base)) < _FEW:  # type: ignore[call-overload]
            decimals = 0
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
        number = _decimal(float(str(value)) * 100, pattern, self._locale)
        return f"{number}{_NBSP}%" if self.text.language == "id" else f"{number}%"

    def points(self, value: object, *, decimals: int = 1) -> str:
        """Write a difference of two shares in percentage points, with its sign: +0,6; "–" for none."""
        if pd.isna(value):  # type: ignore[call-overload]
            return NO_VALUE
        digits = "0." + "0" * decimals
        return _decimal(float(str(value)) * 100, f"+{digits};−{digits}", self._locale)

    def bound(self, value: object) -> str:
        """Write the bound of a small group's rate (≤ 5 %, ≥ 95 %), named as in `census.figures`; "–" for none."""
        sign = {"at_most_5": ("≤", 0.05), "at_least_95": ("≥", 0.95)}.get(str(value))
        return NO_VALUE if sign is None else f"{sign[0]}{_NBSP}{self.rate(sign[1], decimals=0)}"

    def day(self, value: date | None, *, short: bool = False) -> str:
        """Write a day: 17 Februari 2020, or 17 Feb; "–" for none."""
        if value is None:
            return NO_VALUE
        return _date(value, "d MMM" if short else "d MMMM y", self._locale)

    def weekday(self, value: date) -> str:
        """Name the day of the week: Minggu."""
        return _date(value, "EEEE", self._locale)

    def moment(self, value: datetime) -> str:
        """Write a moment in WIB: 17 Februari 2020 pukul 07.00 WIB."""
        local = value.astimezone(WIB)
        return self.text("{day} at {clock} WIB", day=self.day(local.date()), clock=self._clock(local))

    def stamp(self, value: datetime) -> str:
        """Write a moment in WIB for a table: 17/02/2020 07.00."""
        local = value.astimezone(WIB)
        return f"{local:%d/%m/%Y} {self._clock(local)}"

    def _clock(self, local: datetime) -> str:
        return str(dates.format_time(local.timetz(), format="short", locale=self._locale))

    def ago(self, moment: datetime, now: datetime) -> str:
        """Tell how long ago something was: 42 menit lalu."""
        minutes = int((now - moment).total_seconds() // 60)
        if minutes < 1:
            return self.text("just now")
        if minutes < 60:
            return self.text.plural("{n} minute ago", "{n} minutes ago", minutes, n=minutes)
        if minutes < 48 * 60:
            return self.text.plural("{n} hour ago", "{n} hours ago", minutes // 60, n=minutes // 60)
        return self.text.plural("{n} day ago", "{n} days ago", minutes // (24 * 60), n=self.count(minutes // (24 * 60)))

    def unit(self, unit: Unit, n: float) -> str:
        """Name a unit as it stands behind a number: KK, jiwa, ASN; `n` is the number as it is shown."""
        words = _UNITS[unit]
        return self.text.plural(words.one, words.many, n)

    def counted(self, unit: Unit, value: object, *, sign: str = "") -> str:
        """Write a count with its unit: 1.240 KK; `sign` stands before it, keyword-only."""
        return f"{sign}{self.count(value)} {self.unit(unit, as_shown(value))}"

    def families(self, value: object) -> str:
        """Write an estimated number of families in whole ones: 12 KK, kurang dari 1 KK."""
        if 0 < as_shown(value, 1) < 1:
            return self.text("less than 1 family")
        return self.counted(Unit.HOUSEHOLD, value)

    def people(self, value: object) -> str:
        """Write how many people: 12 orang."""
        return self.text.plural("{n} person", "{n} people", as_shown(value), n=self.count(value))

    def days(self, n: int) -> str:
        """Write how many days: 12 hari."""
        return self.text.plural("{n} day", "{n} days", n, n=n)

    def units(self, unit: Unit) -> str:
        """Name a unit where no number stands before it, as in a heading: KK, jiwa, ASN."""
        return {
            Unit.HOUSEHOLD: self.text("families"),
            Unit.PERSON: self.text("persons"),
            Unit.STAFF: self.text("civil servants"),
        }[unit]
