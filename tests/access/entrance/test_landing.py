"""Where a sign-in leads: a camat and the head of an agency who asked for no page to that of the morning."""

from __future__ import annotations

import pytest

from access.entrance.landing import MORNING_PATH, begins_with_morning, landing_path
from census.access.identity import Role, RoleKind
from ui.shell.registry import entry_of

CAMAT, HEAD = Role(RoleKind.CAMAT, area_code="3319060"), Role(RoleKind.OPD_HEAD, opd_id=4)
REGENT, OPERATOR = Role(RoleKind.REGENT), Role(RoleKind.OPERATOR)


def test_the_page_is_where_the_sign_in_leads() -> None:
    assert entry_of("morning").url_path == MORNING_PATH


@pytest.mark.parametrize("roles", [[CAMAT], [HEAD], [CAMAT, HEAD]])
def test_who_asked_for_no_page_begins_with_the_morning(roles: list[Role]) -> None:
    assert begins_with_morning(roles)
    assert landing_path("/", roles) == "/pagi"
    assert landing_path("/?bahasa=English", roles) == "/pagi?bahasa=English"


@pytest.mark.parametrize("path", ["/opd", "/?hari=2020-03-01", "/?sejak=x&bahasa=English", "/wilayah?wilayah=Jekulo"])
def test_who_asked_for_a_page_gets_it(path: str) -> None:
    assert landing_path(path, [CAMAT]) == path


@pytest.mark.parametrize("roles", [[], [REGENT], [OPERATOR], [CAMAT, OPERATOR]])
def test_others_begin_with_the_overview(roles: list[Role]) -> None:
    assert not begins_with_morning(roles)
    assert landing_path("/", roles) == "/"
