"""Kawal Sensus on a network: the guarded server for real data. Start: `make serve`, or `python asgi.py`.

The same dashboard as `dashboard.py`, behind one guard over HTTP and websocket (docs/decisions.md, SECURITY.md).
"""

import sys
from pathlib import Path
from typing import Annotated

import streamlit as st
import typer
from starlette.middleware import Middleware

from access.entrance.routes import routes
from access.guard.forwarded import ReaderAddress
from access.guard.guard import Guard
from access.guard.headers import SafeHeaders, script_hashes
from access.server import NotServedError, open_gate, serve
from ui.admin import uploads
from ui.shell import failures, identity, scripts, wire

HERE = Path(__file__).parent
SHELL = Path(st.__file__).parent / "static"


Address = Annotated[str, typer.Option(help="Address to listen on")]
Port = Annotated[int, typer.Option(help="Port to listen on", min=1, max=65535)]
Certificate = Annotated[Path | None, typer.Option(help="Certificate (PEM), where no proxy in front has one")]
Key = Annotated[Path | None, typer.Option(help="Key of the certificate (PEM)")]


def main(address: Address = "127.0.0.1", port: Port = 8501, certificate: Certificate = None, key: Key = None) -> None:
    """Serve the dashboard behind its guard until stopped."""
    try:
        gate = open_gate(address)
    except NotServedError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None
    if warning := uploads.warning_at_start():
        sys.stderr.write(f"{warning}\n")
    identity.expect_sign_ins()
    hashes = script_hashes((SHELL / "index.html").read_text(encoding="utf-8"), *scripts.ALL)
    most_uploaded = st.get_option("server.maxUploadSize") * 1024 * 1024
    guard = Middleware(
        Guard,
        gate=gate,
        headers=SafeHeaders(gate.settings, hashes),
        most_uploaded=most_uploaded,
        wire=wire.STREAMLIT,
    )
    app = st.App(
        HERE / "dashboard.py",
        routes=routes(gate, icon=HERE / "static" / "icon.png", font=next(SHELL.rglob("SourceSansVF-Upright*"), None)),
        middleware=[Middleware(ReaderAddress, settings=gate.settings), guard],
        lifespan=gate.watching,
        on_script_error=failures.show,
    )
    serve(app, gate, address=address, port=port, certificate=certificate, key=key)


if __name__ == "__main__":
    typer.run(main)
