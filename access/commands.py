"""Accounts from the terminal: `python -m access add LOGIN`, `python -m access list`; `--help` tells the rest."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from access.accounts import account_admin, passwords, recipients
from census.access.identity import Role
from census.access.role_words import role_of_word
from census.settings import SettingsError, load_settings
from data_access.accounts.accounts import read_accounts
from data_access.accounts.deliveries import Channel, read_deliveries, read_recipients
from data_access.start import open_database
from data_access.store.engine import BusyDatabaseError, Database, UnusableDatabaseError
from presentation.findings.findings import DATABASE_BUSY
from presentation.language.formats import NO_VALUE, Formats
from presentation.language.messages import Translator

DONE, REFUSED = 0, 2

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Who may come in to Kawal Sensus."
)
screen = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Login = Annotated[str, typer.Argument(help="User name, or # and the number of an account without one")]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", help="regent, operator, camat:CODE or opd:NUMBER; may be given several times"),
]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it instead of asking for one")]


@contextmanager
def _open_store() -> Iterator[tuple[Database, Translator, datetime]]:
    """Open the store; what is not done ends in one sentence and the exit code of a refusal."""
    try:
        settings = load_settings()
        text = Translator(settings.language).plain
        database = open_database(settings)
    except BusyDatabaseError:
        _refuse(text(DATABASE_BUSY))
        raise AssertionError from None
    except (SettingsError, UnusableDatabaseError) as error:
        _refuse(str(error))
        raise AssertionError from None
    try:
        yield database, text, datetime.now(UTC)
    except account_admin.RefusedActError as error:
        _refuse(text(error.message, **error.values))
    except BusyDatabaseError:
        _refuse(text(DATABASE_BUSY))
    except UnusableDatabaseError as error:
        _refuse(text(str(error)))
    finally:
        database.close()


def _refuse(sentence: str) -> None:
    errors.print(sentence, markup=False)
    raise typer.Exit(REFUSED) from None


def role_of(word: str) -> Role:
    """Read a role as it is given to a command.

    Raises
    ------
    typer.BadParameter
        Where it is none, or its kecamatan or agency is missing.

    Examples
    --------
    >>> role_of("camat:3319060").area_code, role_of("opd:7").opd_id
    ('3319060', 7)
    """
    role = role_of_word(word)
    if role is None:
        msg = "takes regent, operator, camat:CODE of a kecamatan or opd:NUMBER of an agency"
        raise typer.BadParameter(msg)
    return role


def _password(text: Translator, *, generate: bool) -> str:
    """Ask for a password twice, read it from a pipe, or make one."""
    if generate:
        password = passwords.generated()
        screen.print(text("Password: {password}", password=password), markup=False)
        return password
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed: str = typer.prompt(text("New password"), hide_input=True, confirmation_prompt=True)
    return typed


@app.command()
def add(
    login: Login,
    label: Annotated[str, typer.Option(help="Name on the screen: an office rather than a person")],
    role: Roles = None,
    generate: Generate = False,
) -> None:
    """Make an account; its password is asked for, or read from a pipe."""
    roles = [role_of(word) for word in role or ()]
    with _open_store() as (database, text, now):
        password = _password(text, generate=generate)
        account_admin.add(database, login=login, label=label, password=password, roles=roles, by=None, now=now)
        screen.print(text("{name} may come in now.", name=label), markup=False)


@app.command()
def passwd(login: Login, generate: Generate = False) -> None:
    """Give an account a new password; it signs in anew everywhere."""
    with _open_store() as (database, text, now):
        account = account_admin.find(database, login)
        account_admin.set_password(database, account.id, _password(text, generate=generate), by=None, now=now)
        screen.print(text("{name} has a new password.", name=account.label), markup=False)


@app.command()
def disable(
    login: Login, undo: Annotated[bool, typer.Option("--undo", help="Switch it on again instead")] = False
) -> None:
    """Switch an account off; all its tabs stop within seconds."""
    with _open_store() as (database, text, now):
        account = account_admin.find(database, login)
        if undo:
            account_admin.enable(database, account.id, by=None, now=now)
            screen.print(text("{name} may come in now.", name=account.label), markup=False)
        else:
            account_admin.disable(database, account.id, by=None, now=now)
            screen.print(text("{name} may no longer come in; all tabs stop.", name=account.label), markup=False)


@app.command("list")
def list_accounts() -> None:
    """List all accounts with their roles."""
    with _open_store() as (database, text, _now):
        with database.read() as session:
            accounts = read_accounts(session)
        formats = Formats(text)
        table = Table()
        for heading in (text("User name"), text("Name on the screen"), text("Roles"), text("May come in")):
            table.add_column(heading, overflow="fold")
        table.add_column(text("Last signed in (WIB)"))
        for account in accounts:
            seen = formats.stamp(account.signed_in_at) if account.signed_in_at else NO_VALUE
            is_in = text("yes") if account.is_active else text("no")
            table.add_row(account.login or f"#{account.id}", account.label, _role_words(account.roles), is_in, seen)
        screen.print(table)


def _role_words(roles: Sequence[Role]) -> str:
    return ", ".join(role.replace(" ", ":") for role in account_admin.logged_roles(roles)) or NO_VALUE


@app.command()
def roles(login: Login, role: Roles = None) -> None:
    """Show the roles of an account, or give it others in their place; it signs in anew then."""
    wanted = [role_of(word) for word in role or ()]
    with _open_store() as (database, text, now):
        account = account_admin.find(database, login)
        if wanted:
            account_admin.set_roles(database, account.id, wanted, by=None, now=now)
            screen.print(text("{name} has other roles now and signs in anew.", name=account.label), markup=False)
        screen.print(_role_words(wanted or account.roles), markup=False)


@app.command()
def send_to(
    login: Login,
    email: Annotated[str | None, typer.Option(help="E-mail address")] = None,
    webhook: Annotated[str | None, typer.Option(metavar="URL", help="Address by https that takes JSON")] = None,
) -> None:
    """Send an account's figures of the morning to an address, until it is ended or the account switched off."""
    if (email is None) == (webhook is None):
        _refuse("Say one of --email and --webhook.")
    channel, address = (Channel.EMAIL, email) if webhook is None else (Channel.WEBHOOK, webhook)
    with _open_store() as (database, text, now):
        account = account_admin.find(database, login)
        number = recipients.add(database, account, channel, str(address), now=now)
        screen.print(text("Address {n} gets the figures of {name}.", n=number, name=account.label), markup=False)


@app.command()
def send_no_more(number: Annotated[int, typer.Argument(help="Number of the address")]) -> None:
    """Send nothing to an address any more, and forget it."""
    with _open_store() as (database, text, now):
        recipients.end(database, number, now=now)
        screen.print(text("Nothing is sent to address {n} any more.", n=number), markup=False)


@app.command()
def sent() -> None:
    """List the addresses in use, and what was sent, has failed or is in doubt."""
    with _open_store() as (database, text, _now):
        with database.read() as session:
            in_use, deliveries = read_recipients(session), read_deliveries(session)
        addresses = Table()
        for heading in (text("Address number"), text("Name on the screen"), text("Way"), text("Address")):
            addresses.add_column(heading, overflow="fold")
        for one in in_use:
            addresses.add_row(str(one.id), one.label, one.channel.value, one.address)
        screen.print(addresses)
        done = Table()
        headings = (text("Day"), text("Address number"), text("Name on the screen"), text("Way"))
        for heading in (*headings, text("What came of it"), text("Attempts")):
            done.add_column(heading, overflow="fold")
        words = {"sent": text("sent"), "failed": text("failed"), "sending": text("in doubt: may have arrived")}
        for delivery in deliveries:
            done.add_row(
                delivery.on_day.isoformat(),
                str(delivery.recipient_id),
                delivery.label,
                delivery.channel.value,
                words[delivery.state],
                str(delivery.attempts),
            )
        screen.print(done)


@app.command()
def setup_token() -> None:
    """Print the one-time code with which the first operator makes an account in the browser."""
    with _open_store() as (database, text, now):
        code = account_admin.new_setup_code(database, now=now)
        screen.print(text("Code for the first account, good once and for an hour: {code}", code=code), markup=False)
