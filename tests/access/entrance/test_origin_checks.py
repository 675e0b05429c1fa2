"""Hosts, origins, addresses, and where one is led on to."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from access.accounts import rate_limit
from access.accounts.rate_limit import address_key, login_key
from access.entrance.origin_checks import base_url, is_host_known, is_origin_known, safe_redirect_path
from access.guard.forwarded import ReaderAddress
from census.settings import Settings

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

LOCAL = Settings()
PUBLIC = Settings(public_url="https://kawal.kuduskab.go.id")
PROXIED = Settings(public_url="https://kawal.kuduskab.go.id", trusted_proxies="10.0.0.5, 10.1.0.0/16, ::1")


@given(st.text(max_size=60) | st.text(alphabet="/\\.:@?#%ehtps \t\n\r\x00a", max_size=30).map(lambda text: "/" + text))
@example("/\t/evil.example")
@example("/\\evil.example")
@example("///evil.example")
@example("/%5cevil.example")
@example("https:evil.example")
@example("/x:80//y")
def test_wherever_one_asks_to_be_led_it_stays_on_this_server(way: str) -> None:
    here = "http://127.0.0.1:8501/masuk"
    led = safe_redirect_path(way)
    # As browsers read an address: no tabs or line ends, backslashes are slashes.
    read = led.replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/")
    assert urlsplit(urljoin(here, read)).netloc == "127.0.0.1:8501"
    assert read.startswith("/")
    assert not read.startswith("//")


@pytest.mark.parametrize("way", ["/", "/opd", "/wilayah?wilayah=Kota%20Kudus&hari=2020-03-01", "/wilayah?x=http://a/b"])
def test_a_page_of_ours_is_kept_as_it_is(way: str) -> None:
    assert safe_redirect_path(way) == way


@pytest.mark.parametrize(
    ("settings", "host", "is_known"),
    [
        (LOCAL, "127.0.0.1:8501", True),
        (LOCAL, "localhost", True),
        (LOCAL, "[::1]:8501", True),
        (LOCAL, "127.1.2.3", True),
        (LOCAL, "localhost.evil.example", False),
        (LOCAL, "evil.example", False),
        (LOCAL, "user@localhost", False),
        (LOCAL, "localhost:x", False),
        (LOCAL, "10.0.0.1", False),
        (LOCAL, "", False),
        (LOCAL, None, False),
        (LOCAL, "localhost/x", False),
        (PUBLIC, "kawal.kuduskab.go.id", True),
        (PUBLIC, "KAWAL.kuduskab.go.id", True),
        (PUBLIC, "kawal.kuduskab.go.id:443", False),
        (PUBLIC, "127.0.0.1", False),
        (PUBLIC, "kuduskab.go.id", False),
    ],
)
def test_known_hosts(settings: Settings, host: str | None, is_known: bool) -> None:
    assert is_host_known(settings, host) is is_known


@pytest.mark.parametrize(
    ("settings", "host", "origin", "is_known"),
    [
        (LOCAL, "localhost:8501", "http://localhost:8501", True),
        (LOCAL, "localhost:8501", "http://127.0.0.1:8501", False),
        (LOCAL, "localhost:8501", "https://localhost:8501", False),
        (LOCAL, "localhost:8501", "null", False),
        (LOCAL, "localhost:8501", None, False),
        (LOCAL, "evil.example", "http://evil.example", False),
        (PUBLIC, "kawal.kuduskab.go.id", "https://kawal.kuduskab.go.id", True),
        (PUBLIC, "kawal.kuduskab.go.id", "http://kawal.kuduskab.go.id", False),
        (PUBLIC, "kawal.kuduskab.go.id", "https://kawal.kuduskab.go.id.evil.example", False),
    ],
)
def test_known_origins(settings: Settings, host: str, origin: str | None, is_known: bool) -> None:
    assert is_origin_known(settings, origin, host) is is_known


def test_the_address_of_the_start_page() -> None:
    assert base_url(LOCAL, "localhost:8501") == "http://localhost:8501"
    assert base_url(PUBLIC, "anything") == "https://kawal.kuduskab.go.id"


@pytest.mark.parametrize(
    ("settings", "peer", "told", "address"),
    [
        (PUBLIC, "127.0.0.1", ["6.6.6.6"], "127.0.0.1"),
        (PROXIED, "203.0.113.7", ["6.6.6.6"], "203.0.113.7"),
        (PROXIED, "10.0.0.5", ["203.0.113.7"], "203.0.113.7"),
        (PROXIED, "10.0.0.5", ["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
        (PROXIED, "10.0.0.5", ["10.1.2.3, 203.0.113.7"], "203.0.113.7"),
        (PROXIED, "10.0.0.5", ["6.6.6.6", "203.0.113.7, 10.1.2.3"], "203.0.113.7"),
        (PROXIED, "10.0.0.5", ["6.6.6.6, 203.0.113.7:51234 , 10.1.2.3:80, ::ffff:10.1.2.4"], "203.0.113.7"),
        (PROXIED, "10.0.0.5", ['"[2001:db8::7]:443"'], "2001:db8::7"),
        (PROXIED, "10.0.0.5", ["[2001:db8::7]"], "2001:db8::7"),
        (PROXIED, "10.0.0.5", ["fe80::7%eth0"], "fe80::7"),
        (PROXIED, "::ffff:10.0.0.5", ["::ffff:203.0.113.7"], "203.0.113.7"),
        (PROXIED, "::FFFF:203.0.113.9", ["6.6.6.6"], "203.0.113.9"),
        (PROXIED, "10.0.0.5", [], "10.0.0.5"),
        (PROXIED, "10.0.0.5", [""], "10.0.0.5"),
        (PROXIED, "10.0.0.5", ["6.6.6.6, nonsense"], "10.0.0.5"),
        (PROXIED, "10.0.0.5", ["6.6.6.6, nonsense, 10.1.2.3"], "10.1.2.3"),
        (PROXIED, "10.0.0.5", ["6.6.6.6, unknown", "203.0.113.7:x"], "10.0.0.5"),
        (PROXIED, "::1", ["2001:db8::7"], "2001:db8::7"),
        (PROXIED, None, ["6.6.6.6"], None),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_only_listed_proxies_are_believed(
    settings: Settings, peer: str | None, told: list[str], address: str | None, kind: str
) -> None:
    assert address_behind(settings, peer, told, kind=kind) == address


def address_behind(settings: Settings, peer: str | None, told: list[str], *, kind: str = "http") -> str | None:
    """Give the address of the reader as the guard sees it."""
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0] if scope["client"] else None)

    scope = {
        "type": kind,
        "client": (peer, 1234) if peer else None,
        "headers": [(b"x-forwarded-for", line.encode()) for line in told],
    }
    asyncio.run(ReaderAddress(app, settings)(scope, None, None))  # type: ignore[arg-type]
    (found,) = seen
    return found  # type: ignore[no-any-return]


ADDRESSES = st.ip_addresses(network="203.0.113.0/24") | st.ip_addresses(network="2001:db8::/32")


@given(ADDRESSES, st.data())
def test_readers_are_told_apart_however_the_proxy_writes_them(address: IPv4Address | IPv6Address, data: Any) -> None:
    mapped = f"::ffff:{address}"
    forms = [f"[{address}]:51234", f"[{address}]", f'"[{address}]:1"'] if address.version == 6 else []
    forms += [f"{address}:51234", mapped, f"[{mapped}]:443"] if address.version == 4 else []
    said = data.draw(st.sampled_from([str(address), *forms]))
    left = data.draw(st.text(max_size=30).filter(lambda text: text.isascii() and text.isprintable()))
    hops = data.draw(st.lists(st.sampled_from(["10.1.2.3", "10.1.9.9:443", "::ffff:10.0.0.5"]), max_size=3))
    assert address_behind(PROXIED, "10.0.0.5", [", ".join([left, said, *hops])]) == str(address)


def test_addresses_of_one_line_count_as_one() -> None:
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff::9")
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")
    assert address_key("::ffff:10.1.2.3") == address_key("10.1.2.3") != address_key("10.1.2.4")


def test_what_is_kept_of_an_attempt_cannot_be_tried_out_without_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has the table has a name typed, or an address, in a second where it is a plain hash."""
    kept = login_key("camat.jekulo"), address_key("10.1.2.3")
    plain = {sha256(said.encode()).hexdigest() for said in ("login camat.jekulo", "address 10.1.2.3")}
    assert not plain & set(kept)
    monkeypatch.setattr(rate_limit, "_KEY", b"of another process")
    assert not {login_key("camat.jekulo"), address_key("10.1.2.3")} & set(kept)


@given(st.text(max_size=80))
def test_names_are_counted_by_a_hash_of_fixed_length(name: str) -> None:
    assert len(login_key(name)) == 64
    assert login_key(f" {name} ") == login_key(name)
