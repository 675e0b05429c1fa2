"""Starting the server: what it listens on, what is refused, and the code for the first operator."""

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from access import open_mode
from access.accounts import account_admin
from access.accounts.tokens import is_tls
from access.entrance.gate import Gate
from access.traffic.connections import BoundedWebSocket, SlowRequests
from census.settings import Settings, SettingsError, is_loopback, load_settings
from data_access.start import open_database
from data_access.store.engine import UnusableDatabaseError
from data_access.store.row_security import is_passed_by
from presentation.language.messages import Translator

_WEBSOCKET_BYTES = 1024 * 1024
"""Largest message of a browser; files do not come by websocket."""

_SWITCH_SECONDS = 0.0005

log = logging.getLogger("kawal.access")


class NotServedError(RuntimeError):
    """A server that would be open to what it must not be; the message says what to do."""


def open_gate(address: str) -> Gate:
    """Open the store of the installation for guard and sign-in pages.

    Raises
    ------
    NotServedError
        If a setting or the database cannot be used, or the address to listen on must not be.
    """
    try:
        settings = load_settings()
        check_address(settings, address)
        gate = Gate(settings, open_database(settings))
    except (SettingsError, UnusableDatabaseError) as error:
        raise NotServedError(str(error)) from None
    with gate.database.read() as session:
        if is_passed_by(session):
            log.warning(
                "The second barrier is not up: the role that reads the database owns its tables. Let"
                " KAWAL_DATABASE_READ_URL name a role that may only read (README, Settings)."
            )
    return gate


def open_without_sign_in(address: str) -> Settings:
    """Settings of an installation that may open without a sign-in.

    Raises
    ------
    NotServedError
        If a setting or the database cannot be used, or holds what is not for everybody, or others reach the address.
    """
    try:
        settings = load_settings()
        database = open_database(settings)
    except (SettingsError, UnusableDatabaseError) as error:
        raise NotServedError(str(error)) from None
    try:
        refusal = open_mode.refusal(database, address, Translator(settings.language).plain)
    finally:
        database.close()
    if refusal is not None:
        raise NotServedError(refusal)
    # Nobody comes by it: the one address of the open mode is this computer's own.
    return settings.model_copy(update={"public_url": None})


def check_address(settings: Settings, address: str) -> None:
    """Refuse an address to listen on by which passwords would travel in the clear.

    Raises
    ------
    NotServedError
        Where readers on a network would have no https.
    """
    if not is_loopback(address) and not is_tls(settings):
        msg = (
            f"The server does not listen on {address} without KAWAL_PUBLIC_URL=https://... : set the address by which "
            "readers reach it, through a proxy with a certificate or with --certificate and --key."
        )
        raise NotServedError(msg)


def offer_first_account(gate: Gate, base_url: str) -> None:
    """Print the one-time code for the first operator, where there is none yet."""
    try:
        code = account_admin.new_setup_code(gate.database, now=datetime.now(UTC))
    except account_admin.RefusedActError:
        return
    text = Translator(gate.settings.language).plain
    message = text(
        "There is no operator yet. Within an hour, open {address} and type this code: {code}",
        address=f"{base_url}/masuk/pertama",
        code=code,
    )
    sys.stdout.write(f"\n{message}\n\n")
    sys.stdout.flush()


def serve(
    app: ASGIApp, settings: Settings, gate: Gate | None = None, *, address: str, port: int,
    certificate: Path | None = None, key: Path | None = None,
) -> None:  # fmt: skip
    """Serve until stopped; what proxies say of a reader's address is for `access.guard.forwarded`."""
    # Whoever waits for the network or the store gets its turn back within this time, though another page computes:
    # with the usual 5 ms a page that asks the store fifty times waits a quarter of a second (decision 129).
    sys.setswitchinterval(_SWITCH_SECONDS)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    host = f"[{address}]" if ":" in address else address
    base_url = settings.public_url or f"http://{host}:{port}"
    if gate is not None:
        offer_first_account(gate, base_url)
    sys.stdout.write(f"  Kawal Sensus: {base_url}\n")
    sys.stdout.flush()
    uvicorn.run(
        app,
        host=address,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        http=SlowRequests(settings.slow_request_seconds).protocol(),
        ws=BoundedWebSocket,
        ws_max_size=_WEBSOCKET_BYTES,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
