"""What goes to one address: a message with its pictures and papers, as e-mail or as JSON; the same input, the same."""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from data_access.accounts.deliveries import Recipient

_TYPES = {".png": ("image", "png"), ".pdf": ("application", "pdf"), ".xlsx": (
    "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter: its name with its ending (`.png`, `.pdf`, `.xlsx`), and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said of a day, in plain words, and the files that go with it."""

    day: date
    subject: str
    body: str
    attachments: Sequence[Attachment]

    @property
    def pictures(self) -> list[Attachment]:
        """The attachments that are pictures."""
        return [one for one in self.attachments if one.name.endswith(".png")]


def key_of(recipient: Recipient, day: date, *, root_area: str) -> str:
    """A key of 64 hexadecimal digits, the same for an addressee and day whenever it is asked for."""
    parts = (root_area, recipient.id, recipient.channel.value, recipient.address, day.isoformat())
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def as_email(letter: Letter, *, sender: str, recipient: str, key: str, now: datetime) -> EmailMessage:
    """Write a letter as e-mail.

    Parameters
    ----------
    sender, recipient
        Addresses, keyword-only like all that follow.
    key
        As of `key_of`: the message id is made of it, so that a mail server knows a second one.
    now
        Aware moment.

    Raises
    ------
    ValueError
        Where a line is broken in a heading.
    """
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, recipient, letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    for one in letter.attachments:
        main, sub = _TYPES["." + one.name.rpartition(".")[2]]
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return message


def as_json(letter: Letter, *, key: str) -> bytes:
    """Write a letter as JSON: `key`, `day`, `subject`, `text` and `pictures` with `name`, `type` and `base64`."""
    pictures = [
        {"name": one.name, "type": "image/png", "base64": b64encode(one.content).decode()} for one in letter.pictures
    ]
    values = {
        "key": key,
        "day": letter.day.isoformat(),
        "subject": letter.subject,
        "text": letter.body,
        "pictures": pictures,
    }
    return json.dumps(values, ensure_ascii=False).encode()


def signature(secret: str, body: bytes, seconds: int) -> str:
    """HMAC-SHA256 over the moment (seconds since 1970), a dot and the body: who changes or repeats one is found out.

    Examples
    --------
    >>> signature("k" * 32, b"{}", 1_584_316_800)[:12]
    'sha256=ac4b5'
    """
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"
