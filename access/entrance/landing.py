"""Where somebody begins who asked for no page: a camat and the head of an agency with what the morning brings."""

from collections.abc import Collection
from urllib.parse import urlsplit, urlunsplit

from census.access.identity import Role, RoleKind

MORNING_PATH = "pagi"
"""Address of the page This morning (`ui/shell/registry.py`)."""

_BEGIN_THERE = {RoleKind.CAMAT, RoleKind.OPD_HEAD}


def begins_with_morning(roles: Collection[Role]) -> bool:
    """Tell whether somebody with these roles begins with the page This morning; who has another role besides does not.

    Examples
    --------
    >>> begins_with_morning([Role(RoleKind.OPD_HEAD, opd_id=4)]), begins_with_morning([Role(RoleKind.REGENT)])
    (True, False)
    """
    return bool(roles) and all(role.kind in _BEGIN_THERE for role in roles)


def landing_path(redirect_path: str, roles: Collection[Role]) -> str:
    """The path to go on to after a sign-in: the one asked for, and for who asked for none the page to begin with.

    Examples
    --------
    >>> head = [Role(RoleKind.OPD_HEAD, opd_id=4)]
    >>> [landing_path(path, head) for path in ("/", "/?bahasa=English", "/opd", "/?hari=2020-03-01")]
    ['/pagi', '/pagi?bahasa=English', '/opd', '/?hari=2020-03-01']
    """
    parts = urlsplit(redirect_path)
    choices = {choice.partition("=")[0] for choice in parts.query.split("&") if choice}
    # An address with a day or an area speaks of Ringkasan; the language is no choice of a page.
    if parts.path != "/" or choices - {"bahasa"} or not begins_with_morning(roles):
        return redirect_path
    return urlunsplit(("", "", f"/{MORNING_PATH}", parts.query, ""))
