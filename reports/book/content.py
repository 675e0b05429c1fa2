"""What the workbook of a day holds, sheet by sheet, as far as whoever gets it may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from census.base.vocabulary import AREA_UNITS, OPD_LEVEL, Band, Status, Unit, measure_column
from census.campaign.agencies import in_staff
from census.campaign.campaign import Campaign
from census.figures.panel import Panel
from census.figures.progress import AreaProgress, View
from presentation.language.formats import Formats
from presentation.language.messages import N_, Translator
from presentation.words.completeness import completeness_text
from presentation.words.reading import level_word
from presentation.words.sources import source_names, source_text
from presentation.words.verdict import target_share
from reports.book.sheets import Cell, Head, SheetContent
from reports.tables.cell_words import BANDS, STATUSES
from reports.tables.workbook import figures_of

Words = tuple[Unit, Status]
_MEASURES: tuple[Words, ...] = tuple((unit, status) for status, unit in product(Status, AREA_UNITS))
_RESPONDED: tuple[Words, ...] = tuple((unit, Status.RESPONDED) for unit in AREA_UNITS)
UNKNOWN = "..."
"""BPS's sign for what was not delivered or may not be told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a workbook is asked for: whose campaign, of which area, of which day.

    Attributes
    ----------
    campaign
        As whoever gets it may see it.
    root
        The area.
    as_of
        The day.
    """

    campaign: Campaign
    root: str
    as_of: date

    @property
    def name(self) -> str:
        """Name of the area with its level, as a title has it."""
        tree = self.campaign.tree
        return f"{tree.level(self.root)} {tree.name(self.root)}"

    def extent(self, text: Translator, formats: Formats, words: Words) -> str:
        """How much has been delivered, in a unit and status."""
        completeness = self.campaign.completeness(self.root, View(self.as_of, *words))
        return completeness_text(text, formats, completeness)

    def rows(self, codes: Iterable[str], level: str) -> list[dict[Words, AreaProgress]]:
        """The areas of a level in each unit and status, in the order of their codes."""
        views = {words: View(self.as_of, *words) for words in _MEASURES}
        tables = {
            words: {row.code: row for row in self.campaign.progress_within(self.root, level, view)}
            for words, view in views.items()
        }
        return [{words: table[code] for words, table in tables.items()} for code in codes]


def sheets_of(text: Translator, formats: Formats, asked: Asked) -> list[SheetContent]:
    """All sheets but the definitions: BPS's layout, a summary of each level, the agencies, the days."""
    text, tree = text.plain, asked.campaign.tree
    levels = [
        (level, codes)
        for level in tree.levels
        if level != tree.level(asked.root) and (codes := tree.below(asked.root, level))
    ]
    sheets = []
    if levels:
        sheets.append(_printed(text, formats, asked, *levels[0]))
    sheets += [_summary(text, formats, asked, level, codes) for level, codes in levels]
    agencies = _agencies(text, formats, asked)
    return [*sheets, *([agencies] if agencies.rows else []), _days(text, formats, asked)]


def _printed(text: Translator, formats: Formats, asked: Asked, level: str, codes: Sequence[str]) -> SheetContent:
    """The recap as BPS prints it: titles, heads of two rows, numbered rows, a total, the source."""
    target = asked.campaign.target(asked.root, asked.as_of)
    year = (target.starts_on if target is not None else asked.as_of).year
    (total,) = asked.rows([asked.root], asked.campaign.tree.level(asked.root))
    areas = asked.rows(codes, level)
    unit_names = {unit: formats.units(unit) for unit in AREA_UNITS}
    counts = [Head(unit_names[unit], "count", 12, text(STATUSES_OF_BPS[status])) for unit, status in _MEASURES]
    shares = [Head(unit_names[unit], "rate", 10, text("Percent responded")) for unit, _status in _RESPONDED]
    named = level_word(text, level).capitalize()
    days = {day for area in areas for day in _days_of(area)}
    # Whoever reads the sheet in again would put all rows on the day of its head.
    dated = [Head(text("Date"), "day", 12)] if len(days) > 1 else []
    heads = (
        Head(text("No."), "text", 5), Head(text("Code"), "text", 12), Head(named, "text", 26), *dated, *counts, *shares,
    )  # fmt: skip

    def row(number: str, code: str, name: str, area: Mapping[Words, AreaProgress]) -> tuple[Cell, ...]:
        counts_of = [area[words].numerator for words in _MEASURES]
        rates = [_rate(text, formats, area[words]) for words in _RESPONDED]
        day = [max(_days_of(area), default=asked.as_of)] if dated else []
        return number, code, name, *day, *(UNKNOWN if value is None else value for value in (*counts_of, *rates))

    title = text("Recapitulation of the online population census {year}", year=year)
    state = (
        text("{area}, figures of several days", area=asked.name)
        if dated
        else text("{area}, as of {day}", area=asked.name, day=formats.day(max(days, default=asked.as_of)))
    )
    sources = source_names(text, formats, asked.campaign, _sources(areas), View(asked.as_of, *_RESPONDED[0]))
    return SheetContent(
        name=text("BPS layout"),
        title=title.upper(),
        lines=_lines(state.upper(), asked.extent(text, formats, _RESPONDED[0])),
        heads=heads,
        rows=tuple(
            row(str(number), code, asked.campaign.tree.name(code), area)
            for number, (code, area) in enumerate(zip(codes, areas, strict=True), start=1)
        ),
        total=row("", "", text("Total").upper(), total),
        notes=(
            text("Source: {sources}", sources="; ".join(sources)) if sources else text("No figures yet."),
            *([text("Date: of the newest figure of the row.")] if dated else []),
            text("Percent: of the families and persons on the register."),
            text("{sign} not delivered, or a group too small to be told of.", sign=UNKNOWN),
        ),
    )


def _days_of(area: Mapping[Words, AreaProgress]) -> list[date]:
    """The days of which the figures of an area are, that are told."""
    return [row.as_of for row in area.values() if row.as_of is not None and row.numerator is not None]


def _lines(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


STATUSES_OF_BPS = {Status.RESPONDED: N_("Responded"), Status.CLEAN: N_("Clean")}
"""Message ids of the statuses as BPS heads its columns."""


def _rate(text: Translator, formats: Formats, row: AreaProgress) -> Cell:
    if row.is_hidden:
        return text("hidden")
    return row.rate if row.bound is None else formats.bound(row.bound)


def _sources(rows: Iterable[Mapping[Words, AreaProgress]]) -> list[object]:
    return [area.source for row in rows for area in row.values()]


def _summary(text: Translator, formats: Formats, asked: Asked, level: str, codes: Sequence[str]) -> SheetContent:
    """A row per area: register, counts, rates, and how it stands against its target."""
    campaign, tree = asked.campaign, asked.campaign.tree
    target = campaign.aims.of_list(asked.root, level, asked.as_of)
    spoken = _RESPONDED[0] if target is None else (target.unit, target.status)
    has_parents = tree.parent_of[codes[0]] != asked.root
    first = 3 + has_parents
    heads = (
        Head(text("No."), "text", 5),
        Head(text("Code"), "text", 12),
        Head(level_word(text, level).capitalize(), "text", 26),
        *([Head(text("Within"), "text", 18)] if has_parents else []),
        *(Head(formats.units(unit), "count", 11, text("Register")) for unit in AREA_UNITS),
        *(Head(formats.units(unit), "count", 11, text(STATUSES[status])) for unit, status in _MEASURES),
        *(
            Head(formats.units(unit), "rate", 10, text("Rate of those who responded"), base=first + place)
            for place, unit in enumerate(AREA_UNITS)
        ),
        *_target_heads(text, formats, spoken[0]),
        Head(text("Figure of"), "day", 12),
        Head(text("More than 7 days old"), "text", 10),
        Head(text("Source"), "text", 34),
    )

    def row(number: str, code: str, area: Mapping[Words, AreaProgress], parent: str) -> tuple[Cell, ...]:
        one = area[spoken]
        return (
            number,
            code,
            one.name,
            *([parent] if has_parents else []),
            *(area[words].denominator for words in _RESPONDED),
            *(area[words].numerator for words in _MEASURES),
            *(_rate(text, formats, area[words]) for words in _RESPONDED),
            *_against_target(text, formats, one),
            one.as_of,
            None if one.is_stale is None else text("yes") if one.is_stale else text("no"),
            None if one.source is None else source_text(text, one.source),
        )

    areas = asked.rows(codes, level)
    (total,) = asked.rows([asked.root], tree.level(asked.root))
    parents = [tree.name(above) if (above := tree.parent_of[code]) is not None else "" for code in codes]
    view = View(asked.as_of, *spoken)
    sources = source_names(text, formats, campaign, _sources(areas), view)
    is_all = not any(asked.root in tree.chain(code) for code in campaign.withheld) or not has_parents
    return SheetContent(
        name=level_word(text, level).capitalize(),
        title=text("Summary by {level}: {area}", level=level_word(text, level), area=asked.name),
        lines=_lines(*figures_of(text, formats, view, target, spoken[0], sources), asked.extent(text, formats, spoken)),
        heads=heads,
        rows=tuple(
            row(str(number), code, area, parent)
            for number, (code, area, parent) in enumerate(zip(codes, areas, parents, strict=True), start=1)
        ),
        total=row("", asked.root, total, "") if is_all else None,
        notes=() if is_all else (text("These are the desa that the role sees; there are more."),),
        kept_columns=first,
    )


def _target_heads(text: Translator, formats: Formats, unit: Unit) -> list[Head]:
    group = text("Against the target")
    return [
        Head(text("Expected ({unit})", unit=formats.units(unit)), "count", 12, group),
        Head(text("Missing ({unit})", unit=formats.units(unit)), "count", 12, group),
        Head(text("Needed per day ({unit})", unit=formats.units(unit)), "count", 12, group),
        Head(text("Recent pace ({unit})", unit=formats.units(unit)), "count", 12, group),
        Head(text("Band"), "text", 14, group),
        Head(text("Unit of the target"), "text", 12, group),
    ]


def _against_target(text: Translator, formats: Formats, row: AreaProgress) -> tuple[Cell, ...]:
    band = None if row.band is None else text(BANDS[Band(row.band)])
    unit = None if row.target_unit is None else formats.units(row.target_unit)
    return row.expected, row.gap, row.required_pace, row.recent_pace, band, unit


def _agencies(text: Translator, formats: Formats, asked: Asked) -> SheetContent:
    """A row per agency: civil servants, how many have responded, and how they stand against their target."""
    campaign = asked.campaign
    view = View(asked.as_of, Unit.STAFF, Status.RESPONDED)
    agencies = campaign.progress_within(asked.root, OPD_LEVEL, view)
    clean = {row.code: row for row in campaign.progress_within(asked.root, OPD_LEVEL, _clean(view))}
    decided = campaign.opd_target(asked.root, asked.as_of)
    target = None if decided is None else in_staff(decided)
    total = campaign.opd_whole(asked.root, view)
    heads = (
        Head(text("No."), "text", 5),
        Head(text("Number"), "text", 8),
        Head(text("Agency (OPD)"), "text", 44),
        Head(text("Civil servants"), "count", 10),
        Head(text(STATUSES[Status.RESPONDED]), "count", 12),
        Head(text(STATUSES[Status.CLEAN]), "count", 12),
        Head(text("Rate of those who responded"), "rate", 12, base=3),
        *(Head(head.heading, head.style, head.width) for head in _target_heads(text, formats, Unit.STAFF)[:5]),
        Head(text("Figure of"), "day", 12),
        Head(text("Source"), "text", 34),
    )
    rows = tuple(
        (
            str(number),
            row.code,
            row.name,
            row.denominator,
            row.numerator,
            clean[row.code].numerator,
            _rate(text, formats, row),
            *_against_target(text, formats, row)[:5],
            row.as_of,
            None if row.source is None else source_text(text, row.source),
        )
        for number, row in enumerate(agencies, start=1)
    )
    names = source_names(text, formats, campaign, [row.source for row in agencies], view)
    empty: tuple[Cell, ...] = (None,) * (len(heads) - 7)
    return SheetContent(
        name=text("OPD"),
        title=text("Civil servants by agency (OPD)") + f": {asked.name}",
        lines=_lines(
            *figures_of(text, formats, view, target, Unit.STAFF, names),
            asked.extent(text, formats, (view.unit, view.status)),
        ),
        heads=heads,
        rows=rows,
        total=None if total is None else ("", "", text("Total"), total.base, total.count, None, total.rate, *empty),
        notes=(text("The total is of the agencies with a figure."),) if total is not None else (),
    )


def _clean(view: View) -> View:
    return View(view.as_of, view.unit, Status.CLEAN, view.path)


def _days(text: Translator, formats: Formats, asked: Asked) -> SheetContent:
    """A row per day: what stood on record that day, what came in, and by how much each area rose."""
    campaign, tree = asked.campaign, asked.campaign.tree
    target = campaign.target(asked.root, asked.as_of)
    first_day = None if target is None else target.starts_on
    days = [day for day in campaign.panel.days if day <= asked.as_of and (first_day is None or day >= first_day)]
    parts = tree.children(asked.root)
    words = _RESPONDED[0] if target is None else (target.unit, target.status)
    on_record = {measure: _on_days(campaign.panel, measure_column(*measure), asked.root) for measure in _MEASURES}
    gains = {code: _on_days(campaign.panel, measure_column(*words), code) for code in parts}
    heads = (
        Head(text("Day"), "day", 12),
        *(
            Head(f"{text(STATUSES[status])}, {formats.units(unit)}", "count", 12, text("On record"))
            for unit, status in _MEASURES
        ),
        *(Head(formats.units(unit), "count", 11, text("Came in")) for unit in AREA_UNITS),
        *(
            Head(tree.name(code), "count", 12, text("Came in by area ({unit})", unit=formats.units(words[0])))
            for code in parts
        ),
    )
    rows = tuple(
        (
            day,
            *(on_record[measure].get(day) for measure in _MEASURES),
            *(_gain(on_record[measure], day) for measure in _RESPONDED),
            *(_gain(gains[code], day) for code in parts),
        )
        for day in days
    )
    share = "" if target is None else f" · {text('target {share}', share=target_share(formats, target))}"
    return SheetContent(
        name=text("Daily"),
        title=text("Day by day: {area}", area=asked.name),
        lines=_lines(text("Up to {day}", day=formats.day(asked.as_of)) + share, asked.extent(text, formats, words)),
        heads=heads,
        rows=rows,
        notes=(text("A day without a figure of its own is empty, and so is what came in after one."),),
        kept_columns=1,
    )


def _on_days(panel: Panel, measure: str, code: str) -> dict[date, int]:
    """The figures of an area by the day of which each is; what is carried forward is left out."""
    column = panel.column_of.get(code)
    if column is None:
        return {}
    carried = panel.measures[measure]
    counts, told_on = carried.counts[:, column].tolist(), carried.reported_on[:, column].tolist()
    return {
        day: round(count)
        for day, count, ordinal in zip(panel.days, counts, told_on, strict=True)
        if ordinal == day.toordinal() and count == count
    }


def _gain(figures: Mapping[date, int], day: date) -> int | None:
    """What came in on a day, where it and the day before have a figure."""
    now, before = figures.get(day), figures.get(day - timedelta(days=1))
    return None if now is None or before is None else now - before
