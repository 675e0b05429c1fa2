"""Settings: what is taken, what is refused, and that a refusal gives nothing away."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from census.disclosure.suppression import Protection
from census.settings import SettingsError, load_settings

SECRET = "never-say-this-0123456789-0123456789"
TODAY = date(2020, 3, 31)


def test_without_a_word_it_serves_kudus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAWAL_DATABASE_URL")
    found = load_settings()
    assert found.database_url == "sqlite:///var/kawal.sqlite"
    assert (found.root_area, found.today, found.language) == ("3319", None, "id")
    assert (found.database_read_url, found.household_secret) == (None, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root:never-say-this@h/d"),
        ("DATABASE_URL", "never-say-this.sqlite"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://u:never-say-this@host:port/d"),
        ("DATABASE_READ_URL", "http://never-say-this"),
        ("ROOT_AREA", "../never-say-this"),
        ("ROOT_AREA", "33.19"),
        ("ROOT_AREA", "٣٣١٩"),
        ("HOUSEHOLD_SECRET", "never-say-this"),
        ("TODAY", "31/03/2020"),
        ("TODAY", "2020-02-30"),
        ("TODAY", "20200331"),
        ("TODAY", "86400"),
        ("LANGUAGE", "jv"),
        ("HIDE_BELOW", "never-say-this"),
        ("HIDE_BELOW", "2"),
        ("COARSE_BELOW", "19"),
    ],
)
def test_a_bad_one_is_named_and_its_value_is_not_repeated(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"KAWAL_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert f"KAWAL_{name}: " in str(caught.value)
    assert "never-say-this" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_all_bad_ones_are_named_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_ROOT_AREA", "Kudus")
    monkeypatch.setenv("KAWAL_TODAY", "tomorrow")
    with pytest.raises(SettingsError, match=r"KAWAL_ROOT_AREA.*KAWAL_TODAY"):
        load_settings()


def test_thresholds_of_small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().protection == Protection(20, 50)
    monkeypatch.setenv("KAWAL_HIDE_BELOW", "30")
    assert load_settings().protection == Protection(30, 50)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TODAY", "ROOT_AREA", "HOUSEHOLD_SECRET"):
        monkeypatch.setenv(f"KAWAL_{name}", "")
    assert load_settings().root_area == "3319"


def test_a_secret_is_kept_out_of_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_HOUSEHOLD_SECRET", SECRET)
    found = load_settings()
    assert found.household_secret is not None
    assert found.household_secret.get_secret_value() == SECRET
    assert SECRET not in repr(found)


def test_a_day_begins_in_kudus_not_in_greenwich(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = datetime(2020, 3, 31, 16, 59, tzinfo=UTC), datetime(2020, 3, 31, 17, 0, tzinfo=UTC)
    found = load_settings()
    assert [found.current_day(before), found.current_day(after)] == [TODAY, date(2020, 4, 1)]
    with pytest.raises(ValueError, match="time zone"):
        found.current_day(datetime(2020, 3, 31))  # noqa: DTZ001  the fault that is looked for
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-03")
    assert load_settings().current_day(after) == date(2020, 3, 3)
