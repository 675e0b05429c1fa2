"""Kawal Sensus served: with sign-in (`make serve`), or without it on this computer alone (`make run`, `--open`).

The same dashboard as `dashboard.py`, behind one guard over HTTP and websocket (docs/decisions.md, SECURITY.md).
"""

import sys
from pathlib import Path
from typing import Annotated

import streamlit as st
import typer
from starlette.middleware import Middleware

from access.entrance.display_routes import display_routes
from access.entrance.routes import routes
from access.guard.forwarded import ReaderAddress
from access.guard.guard import Guard
from access.guard.headers import SafeHeaders
from access.guard.open_door import OpenDoor
from access.server import NotServedError, open_gate, open_without_sign_in, serve
from access.static_files.sending import PackedFiles
from ui.admin import uploads
from ui.shell import failures, identity, open_mode, wire
from ui.shell.process import served, streamlit_options, wall_source

HERE = Path(__file__).parent

Address = Annotated[str, typer.Option(help="Address to listen on")]
Port = Annotated[int, typer.Option(help="Port to listen on", min=1, max=65535)]
Certificate = Annotated[Path | None, typer.Option(help="Certificate (PEM), where no proxy in front has one")]
Key = Annotated[Path | None, typer.Option(help="Key of the certificate (PEM)")]
IsOpen = Annotated[bool, typer.Option("--open", help="No sign-in: at this computer, on what everybody may see")]


def main(
    address: Address = "127.0.0.1",
    port: Port = 8501,
    certificate: Certificate = None,
    key: Key = None,
    is_open: IsOpen = False,
) -> None:
    """Serve the dashboard until stopped: behind its guard, or open on this computer."""
    try:
        streamlit_options.read_environment()
        gate = None if is_open else open_gate(address)
        settings = open_without_sign_in(address) if gate is None else gate.settings
    except (streamlit_options.OptionError, NotServedError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None
    if warning := uploads.warning_at_start():
        sys.stderr.write(f"{warning}\n")
    # Asked before uvicorn starts: with its configuration Streamlit sets up uvicorn's log, and would write all requests.
    most_uploaded = st.get_option("server.maxUploadSize") * 1024 * 1024
    headers = SafeHeaders(settings, served.known_scripts())
    files = Middleware(PackedFiles, shelf=served.shelf(HERE))
    if gate is None:
        open_mode.listen_on(address)
        door = Middleware(OpenDoor, settings=settings, headers=headers, refusal=open_mode.refusal_now)
        middleware = [door, wall_source.at_its_path(settings, HERE), files]
        app = st.App(HERE / "dashboard.py", middleware=middleware, on_script_error=failures.show)
    else:
        identity.expect_sign_ins()
        wall = wall_source.at_its_path(settings, HERE, display_routes(gate))
        guard = Middleware(Guard, gate=gate, headers=headers, most_uploaded=most_uploaded, wire=wire.STREAMLIT)
        app = st.App(
            HERE / "dashboard.py",
            routes=routes(gate, icon=HERE / "static" / "icon.png", font=served.typeface()),
            middleware=[Middleware(ReaderAddress, settings=settings), guard, wall, files],
            lifespan=gate.watching,
            on_script_error=failures.show,
        )
    serve(app, settings, gate, address=address, port=port, certificate=certificate, key=key)


if __name__ == "__main__":
    typer.run(main)
