"""The two ways out of the building: a mail server, and a webhook. Each says whether it is certain how it ended."""

import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import httpx2

from census.access.addresses import is_email, is_public, is_webhook
from census.settings import Settings, is_loopback
from presentation.language.messages import N_
from reports.morning.letters import signature

SECONDS = 30
"""How long a server is waited for."""

NO_EMAIL, NO_LINE = N_("no e-mail address"), N_("it cannot be reached or trusted ({why})")
PAUSES = (2.0, 10.0)
"""Seconds before the second and the third attempt at a webhook that is busy."""

_PORTS = {"smtp": 587, "smtps": 465}
_OK, _BUSY, _SERVER_FAULT = range(200, 300), 429, range(500, 600)


class NotDeliveredError(Exception):
    """Nothing has arrived, for certain; why is one of the catalogue's messages, with its values, without an address."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class InDoubtError(Exception):
    """It may have arrived: the line broke, or nobody answered, after it had been sent."""


def send_mail(message: EmailMessage, *, settings: Settings) -> None:
    """Hand a message to the mail server, by TLS whose certificate is verified.

    Raises
    ------
    NotDeliveredError
        Where the server cannot be reached or trusted, or refuses.
    InDoubtError
        Where it does not say whether it took the message.
    """
    recipient = str(message["To"])
    if settings.smtp_url is None or settings.mail_from is None:
        raise NotDeliveredError(N_("no mail server is set (KAWAL_SMTP_URL, KAWAL_MAIL_FROM)"))
    if not is_email(recipient):
        raise NotDeliveredError(NO_EMAIL)
    try:
        server = _mail_server(settings.smtp_url.get_secret_value())
    except (OSError, smtplib.SMTPException) as error:
        raise NotDeliveredError(NO_LINE, why=type(error).__name__) from None
    try:
        server.send_message(message, settings.mail_from, [recipient])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
        raise NotDeliveredError(N_("refused ({why})"), why=type(error).__name__) from None
    except (OSError, smtplib.SMTPException):
        raise InDoubtError from None
    finally:
        # Whatever it answers to that: the message is taken, or not, by now.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _mail_server(url: str) -> smtplib.SMTP:
    """A line to the server on which whoever it asks for has signed in."""
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
    trusted = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if parts.scheme == "smtp" and not is_loopback(host):
            # Raises where it is not offered: nothing may travel in the clear.
            server.starttls(context=trusted)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def send_webhook(url: str, body: bytes, key: str, *, settings: Settings, pauses: Sequence[float] = PAUSES) -> None:
    """Post JSON to a webhook; to one that is busy again after a pause, with the same key.

    Parameters
    ----------
    key
        Tells the receiver that a second one is the same (`Idempotency-Key`).
    pauses
        Seconds before each further attempt, keyword-only.

    Raises
    ------
    NotDeliveredError
        Where it cannot be reached or trusted, refuses, or lies in a network where it may not.
    InDoubtError
        Where it does not answer.
    """
    if settings.webhook_secret is None:
        raise NotDeliveredError(N_("no secret is set (KAWAL_WEBHOOK_SECRET)"))
    if not is_webhook(url):
        raise NotDeliveredError(N_("no address by https"))
    secret = settings.webhook_secret.get_secret_value()
    for pause in (*pauses, None):
        seconds = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "X-Kawal-Time": str(seconds),
            "X-Kawal-Signature": signature(secret, body, seconds),
        }
        try:
            status = _post(url, body, headers, private_hosts=settings.private_hosts)
        except _BusyError as error:
            if pause is None:
                raise NotDeliveredError(NO_LINE, why=str(error)) from None
            time.sleep(pause)
            continue
        if status in _OK:
            return
        if (status != _BUSY and status not in _SERVER_FAULT) or pause is None:
            raise NotDeliveredError(N_("it answers {status}"), status=status)
        time.sleep(pause)


class _BusyError(Exception):
    """There is no line to the server; nothing was sent."""


def _post(url: str, body: bytes, headers: dict[str, str], *, private_hosts: frozenset[str]) -> int:
    """Post to the address that was looked up and judged, and to no other: a name may mean another a moment later."""
    parts = httpx2.URL(url)
    address = pinned_address(parts.host, parts.port or 443, private_hosts=private_hosts)
    host = f"[{address}]" if ":" in address else address
    # The environment names no proxy here: it would look the name up once more.
    with httpx2.Client(
        verify=ssl.create_default_context(), trust_env=False, follow_redirects=False, timeout=SECONDS
    ) as client:
        request = client.build_request(
            "POST",
            parts.copy_with(host=host),
            content=body,
            headers={**headers, "host": parts.netloc.decode()},
            extensions={"sni_hostname": parts.host},
        )
        try:
            return client.send(request).status_code
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise _BusyError(type(error).__name__) from None
        except httpx2.TransportError:
            raise InDoubtError from None


def pinned_address(host: str, port: int, *, private_hosts: frozenset[str]) -> str:
    """The address of the network that a host's name means, if all that it means may be gone to.

    Parameters
    ----------
    private_hosts
        Names of hosts that may lie in the own network, keyword-only.

    Raises
    ------
    NotDeliveredError
        Where the name means nothing, or an address that is private, loopback or none of a single host.
    """
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        # A name that no network can have fails before anybody is asked.
        raise NotDeliveredError(N_("its name is not found")) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    if host.lower() not in private_hosts and not all(is_public(ip_address(one.partition("%")[0])) for one in addresses):
        raise NotDeliveredError(N_("its address is not one of the internet"))
    return addresses[0]
