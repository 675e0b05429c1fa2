"""A real mail server and a real web server on loopback: what arrives, what is tried again, what is in doubt."""

from __future__ import annotations

import hmac
import socket
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from census.settings import Settings
from reports.morning import ways
from reports.morning.letters import Attachment, Letter, as_email, as_json
from reports.morning.ways import InDoubtError, NotDeliveredError, pinned_address, send_mail, send_webhook
from tests.reports.morning.servers import Mailbox, certificate, mail_server, web_server

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

SENDER, CAMAT = "kawal@kudus.go.id", "camat@kudus.go.id"
KEY, SECRET = "ab" * 32, "s" * 40
LETTER = Letter(
    date(2020, 3, 15),
    "Angka 15 Maret",
    "*Jekulo* 10,5 %\n",
    [Attachment("k.png", b"\x89PNG"), Attachment("b.pdf", b"%PDF")],
)


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the root that a test makes, as an operator does the one of the own network."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))


def mail(to: str = CAMAT) -> EmailMessage:
    return as_email(LETTER, sender=SENDER, recipient=to, key=KEY, now=datetime(2020, 3, 16, tzinfo=UTC))


def by(url: str) -> Settings:
    return Settings(smtp_url=url, mail_from=SENDER)  # type: ignore[arg-type]


def hooks(**values: str) -> Settings:
    return Settings(webhook_secret=SECRET, webhook_private_hosts="localhost", **values)  # type: ignore[arg-type]


def test_a_message_arrives_by_tls_with_its_files(tmp_path: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox, certificate(tmp_path)) as port:
        send_mail(mail(), settings=by(f"smtps://localhost:{port}"))
    (envelope,) = mailbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [CAMAT])
    message = message_from_bytes(envelope.content, policy=default)
    assert message["Message-ID"] == f"<{KEY}@kudus.go.id>"
    assert message.get_body().get_content().splitlines() == [LETTER.body.strip()]  # type: ignore[union-attr]
    files = [(part.get_filename(), part.get_content()) for part in message.iter_attachments()]
    assert files == [("k.png", b"\x89PNG"), ("b.pdf", b"%PDF")]


def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox, certificate(tmp_path, "mail.example.org")) as port:
        with pytest.raises(NotDeliveredError, match="cannot be reached or trusted"):
            send_mail(mail(), settings=by(f"smtps://localhost:{port}"))
    assert mailbox.envelopes == []


def test_what_a_mail_server_says_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for mailbox, error in ((Mailbox("554 no"), NotDeliveredError), (Mailbox(breaks=True), InDoubtError)):
        with mail_server(mailbox) as port, pytest.raises(error):
            send_mail(mail(), settings=by(f"smtp://127.0.0.1:{port}"))
        assert len(mailbox.envelopes) == 1
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        # Of another computer the server must offer TLS.
        monkeypatch.setattr(ways, "is_loopback", lambda _host: False)
        with pytest.raises(NotDeliveredError):
            send_mail(mail(), settings=by(f"smtp://127.0.0.1:{port}"))
    assert mailbox.envelopes == []
    with pytest.raises(NotDeliveredError):
        send_mail(mail(), settings=by(f"smtp://127.0.0.1:{port}"))
    with pytest.raises(NotDeliveredError, match="no mail server"):
        send_mail(mail(), settings=Settings())


def test_a_broken_line_in_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mail("camat@kudus.go.id\r\nBcc: other@example.org")
    with pytest.raises(NotDeliveredError, match="no e-mail address"):
        send_mail(mail("camat"), settings=by("smtp://127.0.0.1:9"))


def test_a_webhook_that_fails_twice_gets_the_same_three_times(tmp_path: Path) -> None:
    body = as_json(LETTER, key=KEY)
    with web_server([503, 429, 204], certificate(tmp_path)) as (port, posts):
        send_webhook(f"https://localhost:{port}/wa?k=1", body, KEY, settings=hooks(), pauses=(0.0, 0.0))
    assert [(post.path, post.body, post.headers["idempotency-key"]) for post in posts] == [("/wa?k=1", body, KEY)] * 3
    for post in posts:
        assert post.headers["host"] == f"localhost:{port}"
        signed = hmac.new(SECRET.encode(), f"{post.headers['x-kawal-time']}.".encode() + body, sha256).hexdigest()
        assert post.headers["x-kawal-signature"] == f"sha256={signed}"


@pytest.mark.parametrize(
    ("answers", "error", "requests"),
    [
        ([503, 503, 503], NotDeliveredError, 3),
        ([404], NotDeliveredError, 1),
        ([302], NotDeliveredError, 1),
        ([None], InDoubtError, 1),
    ],
)
def test_what_a_webhook_says_decides(
    tmp_path: Path, answers: list[int | None], error: type[Exception], requests: int
) -> None:
    with web_server(answers, certificate(tmp_path), location="https://localhost/") as (port, posts):
        with pytest.raises(error):
            send_webhook(f"https://localhost:{port}/", b"{}", KEY, settings=hooks(), pauses=(0.0, 0.0))
    assert len(posts) == requests


def test_a_webhook_in_the_own_network_gets_nothing_unless_it_is_named(tmp_path: Path) -> None:
    with web_server([], certificate(tmp_path)) as (port, posts):
        for settings in (hooks().model_copy(update={"webhook_private_hosts": ""}), Settings()):
            with pytest.raises(NotDeliveredError):
                send_webhook(f"https://localhost:{port}/", b"{}", KEY, settings=settings, pauses=())
        with pytest.raises(NotDeliveredError, match="by https"):
            send_webhook(f"http://localhost:{port}/", b"{}", KEY, settings=hooks(), pauses=())
    assert posts == []


def test_a_webhook_of_another_name_is_not_trusted(tmp_path: Path) -> None:
    with web_server([], certificate(tmp_path, "wa.example.org")) as (port, posts):
        with pytest.raises(NotDeliveredError, match="cannot be reached or trusted"):
            send_webhook(f"https://localhost:{port}/", b"{}", KEY, settings=hooks(), pauses=(0.0,))
    assert posts == []


def test_the_address_that_was_judged_is_the_one_that_is_gone_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means a public address first and loopback a moment later is looked up once."""
    asked: list[str] = []

    def lookup(host: str, port: int, *_kinds: object, **_options: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with web_server([200], certificate(tmp_path, "wa.example.org")) as (port, posts):
        monkeypatch.setattr(ways.socket, "getaddrinfo", lookup)
        monkeypatch.setattr(ways, "is_public", lambda _address: len(asked) == 1)
        send_webhook(f"https://wa.example.org:{port}/", b"{}", KEY, settings=hooks(), pauses=())
    assert posts[0].headers["host"] == f"wa.example.org:{port}"
    # What is connected to is an address; no name of the receiver is asked for again.
    assert [host for host in asked if host == "wa.example.org"] == ["wa.example.org"]


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:192.168.1.1"], ["100.64.0.1"], ["0.0.0.0"], ["224.0.0.1"],  # noqa: S104
        ["8.8.8.8", "127.0.0.1"], ["fe80::1%eth0"], ["64:ff9b::7f00:1"], ["2002:7f00:1::"],
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_the_internet_is_refused(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(ways.socket, "getaddrinfo", lambda *_arguments, **_options: found)
    with pytest.raises(NotDeliveredError, match="not one of the internet"):
        pinned_address("wa.example.org", 443, private_hosts=frozenset({"other.example.org"}))
    assert pinned_address("WA.example.org", 443, private_hosts=frozenset({"wa.example.org"})) == addresses[0]


def test_a_name_that_no_network_can_have_is_refused_and_never_ends_the_rest() -> None:
    for host in ("a..id", f"{64 * 'a'}.id"):
        with pytest.raises(NotDeliveredError, match="its name is not found"):
            pinned_address(host, 443, private_hosts=frozenset())
