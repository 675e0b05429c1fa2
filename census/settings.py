"""Settings of one installation, read from the environment and checked at the start."""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from census.access.addresses import is_email
from census.disclosure.suppression import STANDARD, Protection

WIB = ZoneInfo("Asia/Jakarta")
"""The time zone in which a campaign day begins and ends (Waktu Indonesia Barat, UTC+7)."""

Network = IPv4Network | IPv6Network
_PREFIX = "KAWAL_"
_SCHEMES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


class SettingsError(ValueError):
    """A setting that cannot be used; the message names the variable and what it takes."""


class Settings(BaseModel):
    """What an operator may set by environment variable; each name carries the prefix `KAWAL_`."""

    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)

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
    rush_chance: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Chance of a rush before the deadline, 0 to 1; without it the forecast takes one from the figures",
    )
    interview_days: int = Field(31, ge=1, le=366, description="Days of the interviews")
    response_site: str = Field(
        "sensus.bps.go.id", min_length=1, max_length=80, description="Address of the online form, as cards name it"
    )
    response_papers: str = Field(
        "KTP, KK, akta nikah/cerai", min_length=1, max_length=120, description="What families need at hand to respond"
    )
    register_until: date | None = Field(
        date(2019, 7, 31),
        description="Last day of issue of the family cards that may respond online (YYYY-MM-DD); empty for none",
    )
    public_url: str | None = Field(
        None, description="Address by which readers reach the guarded server, such as https://kawal.example.go.id"
    )
    trusted_proxies: str = Field(
        "", description="Addresses of proxies whose X-Forwarded-For is believed, parted by commas"
    )
    session_idle_minutes: int = Field(30, ge=5, le=480, description="Minutes after which an idle sign-in ends")
    session_hours: int = Field(8, ge=1, le=24, description="Hours after which every sign-in ends")
    sign_in_failures: int = Field(
        5, ge=3, le=20, description="Failed sign-ins of an account from an address before both must wait"
    )
    sign_in_wait_minutes: int = Field(15, ge=1, le=1440, description="Minutes to wait after too many failed sign-ins")
    account_tabs: int = Field(30, ge=3, le=500, description="Tabs that an account may have open")
    account_runs: int = Field(
        1, ge=1, le=20, description="Pages of an account that are worked on at a time, and files; further ones wait"
    )
    account_messages: int = Field(
        120, ge=30, le=6000, description="Messages a minute that an account may send; half of them at once"
    )
    slow_request_seconds: float = Field(
        20, ge=1, le=300, description="Seconds within which the headers of a request must have come"
    )
    wall_stale_rows_hours: int = Field(
        26, ge=1, le=8760, description="Hours without new figures after which figures from rows are called old"
    )
    wall_stale_recap_hours: int = Field(
        168, ge=1, le=8760, description="Hours without new figures after which figures from recaps are called old"
    )
    wall_night: str = Field("21:00-05:00", description="Times (WIB) between which the wall is dimmed; empty for never")
    smtp_url: SecretStr | None = Field(
        None,
        description="Mail server: smtps://name:password@host:465, or smtp://host:587, which must offer STARTTLS"
        " unless it is this computer",
    )
    mail_from: str | None = Field(None, description="E-mail address from which figures are sent")
    webhook_secret: SecretStr | None = Field(
        None, description="Secret with which what is sent to webhooks is signed; at least 32 characters"
    )
    webhook_private_hosts: str = Field(
        "", description="Hosts of webhooks that may have a private or loopback address, parted by commas"
    )
    access_log_days: int = Field(365, ge=30, le=3650, description="Days for which the access log is kept")
    keep_rows_days: int | None = Field(
        None,
        ge=1,
        description="Days for which rows of households are kept; `python -m ingest purge` removes older ones",
    )
    purge_record: Path = Field(
        Path("var/purges.txt"),
        description="File beside the database in which removals of rows are written down, so that no backup undoes one",
    )
    oidc_issuer: str | None = Field(None, description="Issuer of an OpenID Connect provider to sign in with")
    oidc_client_id: str | None = Field(None, description="Name of this product at that provider")
    oidc_client_secret: SecretStr | None = Field(None, description="Secret of this product at that provider")
    oidc_groups_claim: str = Field("groups", description="Claim of the provider that proposes roles; never grants one")

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

    @field_validator("today", "register_until", mode="before")
    @classmethod
    def _iso_day(cls, day: object) -> object:
        # Digits alone would be taken for seconds since 1970.
        if isinstance(day, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
            msg = "must be a day as YYYY-MM-DD"
            raise ValueError(msg)
        return day

    @field_validator("household_secret", "webhook_secret")
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

    @field_validator("public_url", "oidc_issuer")
    @classmethod
    def _web_address(cls, url: str | None, about: ValidationInfo) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            host, _port = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host or parts.username or parts.query or parts.fragment:
            msg = "must be a web address such as https://kawal.example.go.id"
            raise ValueError(msg)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
            msg = "must begin with https://: passwords may not travel in the clear"
            raise ValueError(msg)
        if about.field_name == "public_url" and parts.path not in {"", "/"}:
            msg = "must not have a path"
            raise ValueError(msg)
        return url.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url.get_secret_value())
            host, _port = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host or parts.scheme not in {"smtp", "smtps"} or parts.path not in {"", "/"} or parts.query:
            msg = "must be an address such as smtps://name:password@mail.example.go.id:465"
            raise ValueError(msg)
        return url

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, address: str | None) -> str | None:
        if address is not None and not is_email(address):
            msg = "must be one e-mail address"
            raise ValueError(msg)
        return address

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, proxies: str) -> str:
        try:
            _networks_of(proxies)
        except ValueError:
            msg = "must be addresses or networks such as 10.1.2.3 or 10.1.0.0/16, parted by commas"
            raise ValueError(msg) from None
        return proxies

    @field_validator("wall_night")
    @classmethod
    def _clock_times(cls, night: str) -> str:
        if night and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", night):
            msg = "must be two times such as 21:00-05:00"
            raise ValueError(msg)
        return night

    @field_validator("oidc_client_id")
    @classmethod
    def _named_at_the_provider(cls, client_id: str | None, others: ValidationInfo) -> str | None:
        if others.data.get("oidc_issuer") is not None and not client_id:
            msg = "must be set where KAWAL_OIDC_ISSUER is"
            raise ValueError(msg)
        return client_id

    @property
    def night(self) -> tuple[str, str]:
        """Begin and end of the night on the wall; two empty texts for none.

        Examples
        --------
        >>> Settings(wall_night="21:00-05:00").night
        ('21:00', '05:00')
        """
        begin, _, end = self.wall_night.partition("-")
        return begin, end

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Networks of the proxies that are believed."""
        return _networks_of(self.trusted_proxies)

    @property
    def private_hosts(self) -> frozenset[str]:
        """Names of the hosts of webhooks that may lie in the own network, in small letters."""
        return frozenset(host.strip().lower() for host in self.webhook_private_hosts.split(",") if host.strip())

    @property
    def protection(self) -> Protection:
        """Thresholds of the groups that are too small to be shown."""
        return Protection(self.hide_below, self.coarse_below)

    def current_day(self, now: datetime) -> date:
        """The campaign day (WIB) of an aware moment, or the day set for a demonstration.

        Raises
        ------
        ValueError
            If `now` does not say its time zone.
        """
        if now.tzinfo is None:
            msg = "now must say its time zone"
            raise ValueError(msg)
        return self.today or now.astimezone(WIB).date()


def is_loopback(host: str) -> bool:
    """Tell whether a host's name or address means this computer itself.

    Examples
    --------
    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "10.0.0.1", "")]
    [True, True, True, False, False, False]
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _networks_of(proxies: str) -> tuple[Network, ...]:
    return tuple(ip_network(part.strip()) for part in proxies.split(",") if part.strip())


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    SettingsError
        If a value cannot be used. The message names every such variable and never repeats its value.
    """
    # Each run of a page asks, and pydantic looks through the environment for each name anew.
    return _settings_of(tuple(sorted(_variables())))


def _variables() -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in os.environ.items() if name.upper().startswith(_PREFIX))


@lru_cache(maxsize=4)
def _settings_of(environment: tuple[tuple[str, str], ...]) -> Settings:
    try:
        return Settings.model_validate(
            {name.upper().removeprefix(_PREFIX).lower(): value for name, value in environment if value}
        )
    except ValidationError as error:
        problems = [
            f"KAWAL_{str(problem['loc'][0]).upper()}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("Setting not usable. " + "; ".join(problems)) from None
