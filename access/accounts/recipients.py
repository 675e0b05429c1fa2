"""Addresses to which an account's figures of the morning go, as the operator keeps them; each act is logged."""

from datetime import datetime

from access.accounts import kinds
from access.accounts.account_admin import RefusedActError
from census.access.addresses import is_email, is_webhook
from data_access.accounts.access_log import note
from data_access.accounts.accounts import Account
from data_access.accounts.deliveries import Channel, add_recipient, end_recipients
from data_access.store.engine import Database
from presentation.language.messages import N_


def add(database: Database, account: Account, channel: Channel, address: str, *, now: datetime) -> int:
    """Keep an address of an account and give its number; the access log has the number and never the address.

    Raises
    ------
    RefusedActError
        Where the account may not come in or has no role, or the address is none.
    """
    if not account.is_active or not account.roles:
        raise RefusedActError(N_("{name} may not come in, or has no role: nothing is sent to it."), name=account.label)
    if channel is Channel.EMAIL and not is_email(address):
        raise RefusedActError(N_("This is no e-mail address."))
    if channel is Channel.WEBHOOK and not is_webhook(address):
        raise RefusedActError(N_("A webhook is an address that begins with https:// and holds no name or password."))
    with database.write(beside_imports=True) as session:
        number = add_recipient(session, account.id, channel, address, now=now)
        details = {"account": account.id, "recipient": number, "way": channel.value}
        note(session, kinds.RECIPIENT_ADDED, None, details, now=now)
        return number


def end(database: Database, number: int, *, now: datetime) -> None:
    """End an address: nothing is sent there any more, and it is forgotten.

    Raises
    ------
    RefusedActError
        Where there is none of that number in use.
    """
    with database.write(beside_imports=True) as session:
        if not end_recipients(session, recipient_id=number, now=now):
            raise RefusedActError(N_("There is no address of number {n} in use."), n=number)
        note(session, kinds.RECIPIENT_ENDED, None, {"recipient": number}, now=now)
