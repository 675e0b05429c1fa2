"""The pages, as data: section, file, address, title."""

from dataclasses import dataclass

from access.entrance.landing import MORNING_PATH
from census.access.matrix import Matter
from census.access.scope import Scope
from presentation.language.messages import N_


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
    needs
        What its reader must be allowed (`census.access.matrix`); by default what every role is.
    """

    key: str
    section: str
    title: str
    file: str
    url_path: str
    icon: str
    needs: Matter = Matter.TOTALS


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
        "morning",
        N_("Progress"),
        N_("This morning"),
        "pages/progress/morning.py",
        MORNING_PATH,
        ":material/wb_sunny:",
    ),
    PageEntry(
        "attention",
        N_("Progress"),
        N_("Needs attention"),
        "pages/progress/attention.py",
        "perhatian",
        ":material/notification_important:",
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
        Matter.FINDINGS,
    ),
    PageEntry(
        "settings",
        N_("Data"),
        N_("Settings"),
        "pages/admin/settings.py",
        "pengaturan",
        ":material/tune:",
        Matter.OPERATE,
    ),
    PageEntry(
        "accounts",
        N_("Data"),
        N_("Accounts"),
        "pages/admin/accounts.py",
        "akun",
        ":material/group:",
        Matter.OPERATE,
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


def entry_of(key: str) -> PageEntry:
    """A page by its name."""
    return next(entry for entry in PAGES if entry.key == key)


_TITLES_OF_AREAS = {
    "kabupaten": N_("Kecamatan and desa"),
    "province": N_("Kabupaten to desa"),
    "kecamatan": N_("Desa and kelurahan"),
}


def title_of(entry: PageEntry, root_level: str | None) -> str:
    """The message id of a page's title: that of the areas names the levels below the root.

    Parameters
    ----------
    root_level
        Level of the area that the installation serves; None while no area is on record.
    """
    if entry.key != "areas" or root_level is None:
        return entry.title
    return _TITLES_OF_AREAS.get(root_level, N_("Areas, level by level"))


def may_open(entry: PageEntry, scope: Scope) -> bool:
    """Tell whether a page is in a reader's menu; the others do not exist for that reader."""
    return scope.may(entry.needs)
