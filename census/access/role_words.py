"""Roles as words: on the command line and in the address."""

from census.access.identity import Role, RoleKind

_SIMPLE = {"regent": RoleKind.REGENT, "operator": RoleKind.OPERATOR}
_HEADS = {"opd": RoleKind.OPD_HEAD, "opd_head": RoleKind.OPD_HEAD}
"""Both words for the head of an agency: the short one, and the name of the role."""


def word_of_role(role: Role) -> str:
    """Write a role as a word: `regent`, `operator`, `camat:CODE`, `opd:ID`.

    Examples
    --------
    >>> word_of_role(Role(RoleKind.CAMAT, area_code="3319060"))
    'camat:3319060'
    """
    if role.area_code is not None:
        return f"camat:{role.area_code}"
    return f"opd:{role.opd_id}" if role.opd_id is not None else role.kind.value


def role_of_word(word: str) -> Role | None:
    """Read the word of a role; None for any other word.

    Examples
    --------
    >>> role_of_word("opd:12") == role_of_word("opd_head:12"), role_of_word("camat:"), role_of_word("opd:x")
    (True, None, None)
    """
    kind, _, key = word.partition(":")
    kind = _HEADS.get(kind, kind)
    if word in _SIMPLE:
        return Role(_SIMPLE[word])
    if not (key.isascii() and key.isdigit()) or len(key) > 16:
        return None
    if kind == "camat":
        return Role(RoleKind.CAMAT, area_code=key)
    return Role(RoleKind.OPD_HEAD, opd_id=int(key)) if kind == RoleKind.OPD_HEAD else None
