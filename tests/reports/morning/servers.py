"""A mail server and a web server on loopback, with certificates of a root that is made here."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import trustme
from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass
class Mailbox:
    """What a mail server was handed: envelopes in the order in which they came. `answer` is what it says to each."""

    answer: str = "250 taken"
    envelopes: list[Any] = field(default_factory=list)
    breaks: bool = False

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.envelopes.append(envelope)
        if self.breaks:
            # The line is gone before anybody has heard whether the message was taken.
            server.transport.close()
        return self.answer


def certificate(folder: Path, name: str = "localhost") -> ssl.SSLContext:
    """Make a root in `folder/root.pem`, and a server's context with a certificate of it for a name."""
    root = trustme.CA()
    root.cert_pem.write_to_path(str(folder / "root.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    root.issue_cert(name).configure_cert(context)
    return context


@contextmanager
def mail_server(mailbox: Mailbox, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run a mail server on a free port; give the port."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made: list[SMTP] = []

    def new_protocol() -> SMTP:
        made.append(SMTP(mailbox, loop=loop))
        return made[-1]

    starting = loop.create_server(new_protocol, "127.0.0.1", 0, ssl=context)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result()

    async def end() -> None:
        """Close what is open, so that nothing of it is found open by a later test."""
        server.close()
        for protocol in made:
            if protocol.transport is not None:
                protocol.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # A transport closes its socket in a later turn of the loop.
        for _turn in range(3):
            await asyncio.sleep(0)

    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@dataclass
class Post:
    """A request that came: its path, headings in small letters, and body."""

    path: str
    headers: dict[str, str]
    body: bytes


@contextmanager
def web_server(
    answers: Sequence[int | None], context: ssl.SSLContext, *, location: str = ""
) -> Iterator[tuple[int, list[Post]]]:
    """Run a server by TLS that gives one answer after the other, None for none; give its port and what came."""
    posts: list[Post] = []
    waiting = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append(Post(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            answer = waiting.pop(0)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, posts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
