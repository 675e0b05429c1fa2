"""The pages, as data: section, file, address, title."""

from dataclasses import dataclass

from census.identity import Identity, RoleKind
from presentation.messages import N_


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the menu.

    Attributes
    ----------
    key
        Name by which pages refer to each other.
    section, title
        Message ids.
    file
        Script below the project's root.
    url_path
        Address; the same in every language, so that links keep their meaning. The start page has none.
    icon
        Material symbol.
    roles
        Who may open it behind the guard; empty for everybody who has signed in.
    """

    key: str
    section: str
    title: str
    file: str
    url_path: str
    icon: str
    roles: tuple[RoleKind, ...] = ()


PAGES = (
    PageEntry(
        "overview",
        N_("Progress"),
        N_("Overview"),
        "pages/progress/overview.py",
        "",
        ":material/monitoring:",
    ),
    PageEntry(
        "areas",
        N_("Progress"),
        N_("Kecamatan and desa"),
        "pages/progress/areas.py",
        "wilayah",
        ":material/map:",
    ),
    PageEntry(
        "opd",
        N_("Progress"),
        N_("OPD"),
        "pages/progress/opd.py",
        "opd",
        ":material/apartment:",
    ),
    PageEntry(
        "forecast",
        N_("Progress"),
        N_("Forecast"),
        "pages/progress/forecast.py",
        "prakiraan",
        ":material/query_stats:",
    ),
    PageEntry(
        "priorities",
        N_("Outreach"),
        N_("Priorities"),
        "pages/outreach/priorities.py",
        "prioritas",
        ":material/flag:",
    ),
    PageEntry(
        "activities",
        N_("Outreach"),
        N_("Activities"),
        "pages/outreach/activities.py",
        "kegiatan",
        ":material/edit_calendar:",
    ),
    PageEntry(
        "effect",
        N_("Outreach"),
        N_("Effect"),
        "pages/outreach/effect.py",
        "dampak",
        ":material/compare_arrows:",
    ),
    PageEntry(
        "interviews",
        N_("Follow-up"),
        N_("Interviews"),
        "pages/follow_up/interviews.py",
        "wawancara",
        ":material/groups:",
    ),
    PageEntry(
        "imports",
        N_("Data"),
        N_("Data in"),
        "pages/admin/imports.py",
        "data-masuk",
        ":material/upload_file:",
    ),
    PageEntry(
        "settings",
        N_("Data"),
        N_("Settings"),
        "pages/admin/settings.py",
        "pengaturan",
        ":material/tune:",
        (RoleKind.OPERATOR,),
    ),
    PageEntry(
        "accounts",
        N_("Data"),
        N_("Accounts"),
        "pages/admin/accounts.py",
        "akun",
        ":material/group:",
        (RoleKind.OPERATOR,),
    ),
    PageEntry(
        "definitions",
        N_("Help"),
        N_("Definitions"),
        "pages/help/definitions.py",
        "definisi",
        ":material/menu_book:",
    ),
)
"""In the order of the menu; the first is the start page."""


def may_open(entry: PageEntry, identity: Identity | None) -> bool:
    """Tell whether a page is in somebody's menu; without a guard, where nobody has signed in, all are."""
    return identity is None or not entry.roles or any(identity.has(kind) for kind in entry.roles)
