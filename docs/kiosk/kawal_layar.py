#!/usr/bin/env python3
"""Shows the wall on this display: starts Chromium and tells systemd's watchdog as long as the page's heart beats.

Needs nothing but Python and Chromium, so that it can be copied to any Debian. Settings, by environment:
KAWAL_LAYAR_URL (address of the wall, or of the file of `python -m reports wall`), KAWAL_LAYAR_CHROMIUM (command).
"""

import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

LOOK_SECONDS = 5
FLAGS = [
    "--kiosk", "--noerrdialogs", "--no-first-run", "--disable-infobars", "--disable-session-crashed-bubble",
    "--disable-translate", "--disable-pinch", "--overscroll-history-navigation=0", "--password-store=basic",
    "--remote-debugging-port=0",
]  # fmt: skip


def tell(words: str) -> None:
    """Tell systemd something; nobody listens where it was not started by it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.connect("\0" + address[1:] if address.startswith("@") else address)
            line.send(words.encode())


def pages(profile: Path) -> list[dict[str, str]]:
    """Ask Chromium for its pages, on a port of this computer that it chose itself; none where it does not answer."""
    try:
        port = (profile / "DevToolsActivePort").read_text(encoding="ascii").split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=LOOK_SECONDS) as answer:
            return [page for page in json.load(answer) if page["type"] == "page"]
    except (OSError, IndexError, ValueError, urllib.error.URLError):
        return []


def is_alive(before: list[dict[str, str]], now: list[dict[str, str]]) -> bool:
    """Tell whether a page lives: the wall counts its heartbeats in its title; where a code is typed nothing beats."""
    if any("/layar/masuk" in page["url"] for page in now):
        return True
    titles = {page["title"] for page in now if page["title"].startswith("Layar ·")}
    return bool(titles - {page["title"] for page in before})


def main() -> int:
    """Show the wall until Chromium ends, and give its exit code."""
    profile = Path(os.environ.get("KAWAL_LAYAR_PROFILE") or tempfile.gettempdir()) / "kawal-layar"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "DevToolsActivePort").unlink(missing_ok=True)
    chromium = shlex.split(os.environ.get("KAWAL_LAYAR_CHROMIUM", "chromium"))
    command = [*chromium, *FLAGS, f"--user-data-dir={profile}", os.environ["KAWAL_LAYAR_URL"]]
    process = subprocess.Popen(command)
    tell("READY=1")
    before: list[dict[str, str]] = []
    while process.poll() is None:
        time.sleep(LOOK_SECONDS)
        now = pages(profile)
        if is_alive(before, now):
            tell("WATCHDOG=1")
        before = now
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
