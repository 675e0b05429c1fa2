"""Settings of one installation, read from the environment and checked at the start."""

import re
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from census.suppression import STANDARD, Protection

WIB = ZoneInfo("Asia/Jakarta")
"""The time zone in which a campaign day begins and ends (Waktu Indonesia Barat, UTC+7)."""

_SCHEMES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


class SettingsError(ValueError):
    """A setting that cannot be used; the message names the variable and what it takes."""


class Settings(BaseSettings):
    """What an operator may set by environment variable; each name carries the prefix `KAWAL_`."""

    model_config = SettingsConfigDict(
        env_prefix="KAWAL_", extra="ignore", frozen=True, env_ignore_empty=True, validate_default=True
    )

    database_url: str = Field(
        "sqlite:///var/kawal.sqlite", description="Database: an SQLite file or a PostgreSQL address"
    )
    database_read_url: str | None = Field(None, description="Read replica; without it reads use the database itself")
    root_area: str = Field("3319", description="BPS code of the area that this installation serves")
    household_secret: SecretStr | None = Field(
        None,
        description="Secret that turns family-card numbers into keys at the door; at least 32 characters",
    )
    today: date | None = Field(None, description="Date that counts as today, for demonstrations (YYYY-MM-DD)")
    language: Literal["id", "en"] = Field("id", description="Language of the command line and of a first visit")
    hide_below: int = Field(STANDARD.hide_below, ge=3, le=1000, description="Groups of fewer members show no figure")
    coarse_below: int = Field(
        STANDARD.coarse_below,
        ge=3,
        le=1000,
        description="Groups of fewer members move weekly, and their rates end at 5 and 95 %; at least the other one",
    )
    enumerators: int = Field(
        890, ge=1, le=1_000_000, description="Enumerators of the interviews after the online phase"
    )
    interview_days: int = Field(31, ge=1, le=366, description="Days of the interviews")

    @field_validator("database_url", "database_read_url")
    @classmethod
    def _known_database(cls, url: str | None) -> str | None:
        if url is None:
            return None
        if not url.startswith(_SCHEMES):
            msg = "must begin with sqlite:/// or postgresql://"
            raise ValueError(msg)
        path = url.removeprefix("sqlite:///").partition("?")[0]
        if path in {"", ":memory:"}:
            # Each thread of the server would see an empty database of its own.
            msg = "must name a file after sqlite:///"
            raise ValueError(msg)
        try:
            urlsplit(url).port  # noqa: B018  read for its check
        except ValueError:
            msg = "must have a number between 0 and 65535 as its port"
            raise ValueError(msg) from None
        return url

    @field_validator("root_area")
    @classmethod
    def _area_code(cls, code: str) -> str:
        if not re.fullmatch(r"[0-9]{1,16}", code):
            msg = "must be a BPS area code: digits only, such as 33 or 3319"
            raise ValueError(msg)
        return code

    @field_validator("today", mode="before")
    @classmethod
    def _iso_day(cls, day: object) -> object:
        # Digits alone would be taken for seconds since 1970.
        if isinstance(day, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
            msg = "must be a day as YYYY-MM-DD"
            raise ValueError(msg)
        return day

    @field_validator("household_secret")
    @classmethod
    def _long_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        minimum = 32
        if secret is not None and len(secret.get_secret_value()) < minimum:
            msg = f"must have at least {minimum} characters"
            raise ValueError(msg)
        return secret

    @field_validator("coarse_below")
    @classmethod
    def _not_below_hidden(cls, coarse: int, others: ValidationInfo) -> int:
        if coarse < others.data.get("hide_below", 0):
            msg = "must not be smaller than KAWAL_HIDE_BELOW"
            raise ValueError(msg)
        return coarse

    @property
    def protection(self) -> Protection:
        """Thresholds of the groups that are too small to be shown."""
        return Protection(self.hide_below, self.coarse_below)

    def current_day(self, now: datetime) -> date:
        """Give the campaign day (WIB) of an aware moment, or the day set for a demonstration.

        Raises
        ------
        ValueError
            If `now` does not say its time zone.
        """
        if now.tzinfo is None:
            msg = "now must say its time zone"
            raise ValueError(msg)
        return self.today or now.astimezone(WIB).date()


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    SettingsError
        If a value cannot be used. The message names every such variable and never repeats its value.
    """
    try:
        return Settings()  # type: ignore[call-arg, unused-ignore]
    except ValidationError as error:
        problems = [
            f"KAWAL_{str(problem['loc'][0]).upper()}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("Setting not usable. " + "; ".join(problems)) from None
