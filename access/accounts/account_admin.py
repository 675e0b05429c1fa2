"""What an operator does with accounts, at the terminal and on the screen: each act checked, done and logged at once."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from access.accounts import kinds, passwords
from access.accounts.rate_limit import plain_login
from access.accounts.tokens import fingerprint, new_code, plain_code
from census.access.identity import Role, RoleKind
from census.identifiers.personal_numbers import holds_personal_number
from data_access.accounts.access_log import note
from data_access.accounts.accounts import (
    Account,
    Session,
    add_account,
    change_account,
    find_credentials,
    has_operator,
    has_place,
    read_accounts,
    replace_roles,
)
from data_access.accounts.deliveries import end_recipients
from data_access.accounts.sign_ins import add_setup_token, revoke_all, use_setup_token
from data_access.store.engine import Database, WriteSession
from presentation.language.messages import N_

SETUP_LIFE = timedelta(hours=1)
LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9]")
NO_PASSWORD_HERE = N_("This account signs in through the provider and has no password here.")
_LONGEST_LABEL = 80
_LABEL = re.compile(r"(?:[^\W_]|[ .,()'’/&-])*")
"""Signs of a name: none with which a page could be drawn, a link or a picture called."""


class RefusedActError(ValueError):
    """An act of an operator that is refused; the message is one of the catalogue's, with its values beside it."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def add(
    database: Database,
    *,
    login: str,
    label: str,
    password: str,
    roles: Sequence[Role],
    by: int | None,
    now: datetime,
) -> int:
    """Make an account with a name and password and give its number.

    Parameters
    ----------
    login
        3 to 40 small letters, digits, dots and dashes; no number of a person.
    label
        How it is called on the screen: an office rather than a person, and no number.
    by
        Account of the operator; None at the terminal.

    Raises
    ------
    RefusedActError
        Where a name is taken or not usable, or the password weak.
    """
    login, password_hash = _usable_login(login), _hash_of_new(password, login=plain_login(login))
    label = usable_label(label)
    with database.write(beside_imports=True) as session:
        return _add(session, login, label, password_hash, roles, by=by, now=now)


def _add(
    session: WriteSession,
    login: str,
    label: str,
    password_hash: str,
    roles: Sequence[Role],
    *,
    by: int | None,
    now: datetime,
) -> int:
    if find_credentials(session, login) is not None:
        raise RefusedActError(N_("The user name {login} is taken."), login=login)
    account_id = add_account(session, login=login, label=label, password_hash=password_hash, now=now)
    _give(session, account_id, roles)
    note(session, kinds.ACCOUNT_ADDED, by, {"account": account_id, "roles": logged_roles(roles)}, now=now)
    return account_id


def set_roles(database: Database, account_id: int, roles: Sequence[Role], *, by: int | None, now: datetime) -> None:
    """Set the roles of an account, these and no others; it signs in anew.

    Raises
    ------
    RefusedActError
        Where nobody would be left who can let others in.
    """
    with database.write(beside_imports=True) as session:
        _existing_account(session, account_id)
        with _keeping_an_operator(session):
            _give(session, account_id, roles)
        revoke_all(session, account_id, now=now)
        note(session, kinds.ROLES_CHANGED, by, {"account": account_id, "roles": logged_roles(roles)}, now=now)


def set_password(database: Database, account_id: int, password: str, *, by: int | None, now: datetime) -> None:
    """Set a new password for an account, which signs in anew everywhere.

    Raises
    ------
    RefusedActError
        Where the password is weak or the account signs in by a provider.
    """
    with database.read() as reader:
        account = _existing_account(reader, account_id)
    if account.login is None:
        raise RefusedActError(NO_PASSWORD_HERE)
    password_hash = _hash_of_new(password, login=account.login)
    with database.write(beside_imports=True) as session:
        change_account(session, account_id, password_hash=password_hash)
        revoke_all(session, account_id, now=now)
        note(session, kinds.PASSWORD_SET, by, {"account": account_id}, now=now)


def disable(database: Database, account_id: int, *, by: int | None, now: datetime) -> None:
    """Switch an account off; all its tabs stop.

    Raises
    ------
    RefusedActError
        Where nobody would be left who can let others in.
    """
    with database.write(beside_imports=True) as session:
        _existing_account(session, account_id)
        with _keeping_an_operator(session):
            change_account(session, account_id, is_active=False)
        revoke_all(session, account_id, now=now)
        end_recipients(session, account_id=account_id, now=now)
        note(session, kinds.ACCOUNT_DISABLED, by, {"account": account_id}, now=now)


def enable(database: Database, account_id: int, *, by: int | None, now: datetime) -> None:
    """Switch an account on again."""
    with database.write(beside_imports=True) as session:
        account = _existing_account(session, account_id)
        if account.proposal is not None:
            raise RefusedActError(N_("This account waits for its roles: confirm it."))
        change_account(session, account_id, is_active=True)
        note(session, kinds.ACCOUNT_ENABLED, by, {"account": account_id}, now=now)


def confirm(
    database: Database, account_id: int, *, label: str, roles: Sequence[Role], by: int | None, now: datetime
) -> None:
    """Let in an account that a provider's subject has asked for, with the roles that the operator decides."""
    label = usable_label(label)
    with database.write(beside_imports=True) as session:
        if _existing_account(session, account_id).proposal is None:
            raise RefusedActError(N_("This account is not waiting."))
        change_account(session, account_id, is_active=True, proposal=None, label=label)
        _give(session, account_id, roles)
        note(session, kinds.ACCOUNT_CONFIRMED, by, {"account": account_id, "roles": logged_roles(roles)}, now=now)


def new_setup_code(database: Database, *, now: datetime) -> str:
    """Make the one code with which the first operator can make an account; earlier ones no longer hold.

    Raises
    ------
    RefusedActError
        Where there is an operator already, who can let others in.
    """
    code = new_code()
    with database.write(beside_imports=True) as session:
        if has_operator(session):
            raise RefusedActError(N_("There is an operator already, who can add accounts."))
        add_setup_token(session, fingerprint(plain_code(code)), now=now, expires_at=now + SETUP_LIFE)
        note(session, kinds.SETUP_TOKEN_MADE, None, {}, now=now)
    return code


def set_up(
    database: Database, code: str, *, login: str, label: str, password: str, now: datetime, address: str = "unknown"
) -> int:
    """Make the first operator's account with the code printed on the server; a wrong code is logged with its address.

    Raises
    ------
    RefusedActError
        Where the code does not hold, there is an operator already, or a name or the password is not taken.
    """
    login, password_hash = _usable_login(login), _hash_of_new(password, login=plain_login(login))
    label = usable_label(label)
    with database.write(beside_imports=True) as session:
        if not has_operator(session) and use_setup_token(session, fingerprint(plain_code(code)), now=now):
            return _add(session, login, label, password_hash, [Role(RoleKind.OPERATOR)], by=None, now=now)
        note(session, kinds.SETUP_FAILED, None, {"address": address}, now=now)
    raise RefusedActError(N_("The code does not hold: make a new one on the server."))


def find(database: Database, login: str) -> Account:
    """Find an account by its user name, or by `#` and its number: who comes through a provider has no name.

    Raises
    ------
    RefusedActError
        Where there is none.
    """
    login = plain_login(login)
    with database.read() as reader:
        number = login.removeprefix("#")
        if login.startswith("#") and number.isdecimal():
            accounts = read_accounts(reader, account_id=int(number))
        else:
            credentials = find_credentials(reader, login)
            accounts = read_accounts(reader, account_id=credentials.account_id) if credentials else []
    if not accounts:
        raise RefusedActError(N_("There is no account {login}."), login=login)
    return accounts[0]


def usable_label(label: str) -> str:
    """A label as it is kept.

    Raises
    ------
    RefusedActError
        Where it is empty, too long, holds a number of a person or signs that do not belong into a name.
    """
    label = " ".join("".join(sign if sign.isprintable() else " " for sign in label).split())
    if not label or len(label) > _LONGEST_LABEL:
        raise RefusedActError(N_("The name on the screen needs 1 to 80 signs."))
    if holds_personal_number(label):
        raise RefusedActError(N_("A name must not hold a NIK, NIP, family card or telephone number."))
    if not _LABEL.fullmatch(label):
        raise RefusedActError(N_("A name has letters, digits, and of other signs only these: . , ( ) ' / & -"))
    return label


def logged_roles(roles: Sequence[Role]) -> list[str]:
    """Roles as the access log keeps them.

    Examples
    --------
    >>> logged_roles([Role(RoleKind.OPERATOR), Role(RoleKind.CAMAT, area_code="3319060")])
    ['operator', 'camat 3319060']
    """
    return [" ".join(str(part) for part in (role.kind, role.area_code, role.opd_id) if part) for role in roles]


def _usable_login(login: str) -> str:
    login = plain_login(login)
    if holds_personal_number(login):
        raise RefusedActError(N_("A name must not hold a NIK, NIP, family card or telephone number."))
    if not LOGIN.fullmatch(login):
        raise RefusedActError(N_("A user name has 3 to 40 letters without accents, digits, dots and dashes."))
    return login


def _hash_of_new(password: str, *, login: str) -> str:
    try:
        passwords.check_new(password, login=login)
    except passwords.WeakPasswordError as error:
        raise RefusedActError(str(error)) from None
    return passwords.hashed(password)


def _existing_account(session: Session, account_id: int) -> Account:
    accounts = read_accounts(session, account_id=account_id)
    if not accounts:
        raise RefusedActError(N_("There is no such account."))
    return accounts[0]


@contextmanager
def _keeping_an_operator(session: WriteSession) -> Iterator[None]:
    """Refuse, and so undo, what would take the last operator from an installation."""
    had_one = has_operator(session)
    yield
    if had_one and not has_operator(session):
        raise RefusedActError(N_("At least one operator must remain: give somebody else the role first."))


def _give(session: WriteSession, account_id: int, roles: Sequence[Role]) -> None:
    for role in roles:
        if not has_place(session, role):
            raise RefusedActError(N_("The kecamatan or agency of the role is not on record."))
    replace_roles(session, account_id, roles)
