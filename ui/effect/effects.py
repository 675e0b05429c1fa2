"""What the page of effects is made of: the estimates, their verdict in words, two drawings, tables with their files."""

from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from census.effect.campaign import OutreachEffects, outreach_effects
from census.effect.estimate import Effects
from census.effect.estimates import WORTH_SEEING, EffectEstimate, Verdict
from census.effect.permutation import DRAWS
from census.effect.windows import WINDOW
from census.figures.progress import View
from presentation.areas.figures import Figure
from presentation.areas.map_and_list import hover_head
from presentation.charts.effect_charts import (
    ForestRow,
    ForestWords,
    Lift,
    ProfileDay,
    ProfileWords,
    forest_plot,
    profile_plot,
)
from presentation.language.formats import NO_VALUE
from presentation.words.effect_words import (
    SYMBOLS,
    VERDICT_WORDS,
    change,
    day_words,
    event_cells,
    event_headings,
    headline,
    interval,
    judged_sentence,
    kind_sentence,
    kind_word,
    lead_sentence,
)
from reports.effects import EFFECT_COLUMNS, EVENT_COLUMNS, effect_table, event_table
from reports.tables.columns import Column
from reports.tables.tables import as_csv, plain_rows
from reports.tables.workbook import table_workbook
from ui.kit.display.blocks import sources_of
from ui.kit.display.figures import draw_figures
from ui.kit.display.maps import accent, ink
from ui.kit.display.plots import Picture, show_plot
from ui.kit.display.text_tables import text_table
from ui.kit.downloads import Download, file_name, show_table_and_downloads, table_box, workbook_download
from ui.kit.places import choose_area, own_first
from ui.shell import cached
from ui.shell.frame import Reader


@dataclass(frozen=True)
class AreaEffect:
    """All that the page shows of an area and a day."""

    area_code: str
    view: View
    outreach: OutreachEffects

    @property
    def effects(self) -> Effects:
        """The estimates."""
        return self.outreach.effects

    @property
    def kinds(self) -> list[EffectEstimate]:
        """The kinds that were held, the largest lift first, those without an estimate of their own last."""
        held = [one for one in self.effects.kinds.values() if one.n_held]
        return sorted(held, key=lambda one: (one.lift is None, -(one.pooled_lift or 0.0), one.kind or ""))


def choose_judged(reader: Reader) -> str:
    """Draw the choice of the area whose events are judged together: a kabupaten, or a kecamatan against its kabupaten.

    Of several kabupaten each stands alone: there is no common ground to compare desa on.
    """
    tree, root = reader.campaign.tree, reader.scope.area_code
    kabupaten = tree.below(root, "kabupaten")
    judged_together = frozenset(kabupaten if len(kabupaten) > 1 else [root])

    def may_choose(code: str) -> bool:
        # What came of one event may be a desa's own figure: of a kecamatan it is told to whom its desa are.
        return code in judged_together or (
            tree.parent_of[code] in judged_together and code not in reader.campaign.withheld
        )

    first = own_first(reader, sorted(judged_together))[0]
    return choose_area(reader, may_choose=may_choose, default=first)


def effects_of(reader: Reader, area_code: str, view: View) -> AreaEffect:
    """Estimate what the events of an area brought by a day, once per data version."""
    near = cached.neighbours(reader.settings, reader.version, reader.scope)
    with st.spinner(reader.text("Comparing visited desa with the others …")):
        outreach = reader.of_whole(
            lambda campaign: outreach_effects(campaign, area_code, view.as_of, adjacency=near),
            "effects",
            area_code,
            view.as_of,
        )
    return AreaEffect(area_code, view, outreach)


def show_verdict(reader: Reader, result: AreaEffect) -> None:
    """Say what outreach brought, of how many events that is known, and whether the desa were alike before."""
    text, formats, effects = reader.text, reader.formats, result.effects
    st.title(headline(text, formats, effects), anchor=False)
    if not effects.overall.n_held:
        if result.outreach.n_larger:
            sentence = text.plural(
                "{n} more was held for a whole kecamatan or more.",
                "{n} more were held for a whole kecamatan or more.",
                result.outreach.n_larger,
                n=formats.count(result.outreach.n_larger),
            )
            st.markdown(sentence)
        return
    if not result.outreach.has_days:
        st.info(text("There are no figures of single days by desa: what came after an event cannot be counted."))
    st.markdown(judged_sentence(text, formats, effects, result.outreach.n_larger))
    if effects.overall.lift is not None:
        lead = effects.overall.lead
        say = st.warning if lead is not None and lead.differs else st.markdown
        say(lead_sentence(text, formats, effects.overall))


def show_figures(reader: Reader, result: AreaEffect) -> None:
    """Show the lift, the families more per event, how many events could be judged, and what could have been seen."""
    text, formats, overall = reader.text.plain, reader.formats, result.effects.overall
    if overall.lift is None:
        return
    few, many = formats.count(overall.extra_lo80), formats.count(overall.extra_hi80)
    chance = formats.rate(overall.p, decimals=1)
    draw_figures(
        [
            Figure(
                text("Change for {days} days", days=len(WINDOW.after)),
                change(formats, overall.lift),
                text("80%: {interval}", interval=interval(text, formats, overall.lo80, overall.hi80)),
            ),
            Figure(
                text("Extra families per event"),
                formats.families(overall.extra),
                text("80%: {low} to {high}", low=few, high=many),
            ),
            Figure(
                text("Chance that it is luck alone"),
                chance,
                text("of {draws} draws of who was visited when", draws=formats.count(DRAWS)),
            ),
            Figure(
                text("Smallest change that would be seen"),
                change(formats, overall.smallest_detectable),
                text.plural(
                    "with a chance of 80%, from {n} event",
                    "with a chance of 80%, from {n} events",
                    overall.n_events,
                    n=formats.count(overall.n_events),
                ),
            ),
        ]
    )


def show_kinds(reader: Reader, result: AreaEffect) -> None:
    """Draw the kinds side by side."""
    text, shade, colour = reader.text, ink(), accent()
    st.subheader(text("By kind of event, the largest change first"), anchor=False)
    kinds = result.kinds
    if all(one.pooled_lift is None for one in kinds):
        st.info(text("No kind has enough events yet for an estimate of its own."))
    else:
        picture = reader.drawn(
            lambda: _draw_kinds(reader, kinds, shade, colour),
            "effect-kinds",
            result.area_code,
            result.view.as_of,
            shade,
        )
        show_plot(picture, key="effect-kinds")
        st.caption(
            text(
                "Thick: combined with the other kinds, more so where a kind has few events; this is the"
                " number to act on. Thin: by its own events alone. Filled: more than chance; hollow: may be"
                " chance. At the right: events that can be judged, of those held."
            )
        )


def show_sentences(reader: Reader, result: AreaEffect) -> None:
    """Say of each kind in a sentence what can be said."""
    st.markdown("\n".join(f"* {kind_sentence(reader.text, reader.formats, one)}" for one in result.kinds))


def _draw_kinds(reader: Reader, kinds: list[EffectEstimate], shade: str, colour: str) -> Picture:
    text, formats = reader.text.plain, reader.formats
    rows = [
        ForestRow(
            name=kind_word(text, one),
            remark=f"{SYMBOLS[one.verdict]} {change(formats, one.pooled_lift)}<br>"
            + text("{judged} of {held}", judged=one.n_events, held=one.n_held),
            hover="<br>".join(
                [*hover_head(reader.voice, kind_word(text, one)), escape(kind_sentence(text, formats, one))]
            ),
            pooled=_lift(one.pooled_lift, one.pooled_lo80, one.pooled_hi80),
            unpooled=_lift(one.lift, one.lo80, one.hi80),
            is_sure=one.verdict in (Verdict.MORE, Verdict.FEWER),
        )
        for one in kinds
    ]
    words = ForestWords(
        pooled=text("combined, with 80% interval"),
        unpooled=text("own events alone"),
        axis=text("change of the families that respond"),
    )
    spoken = "; ".join(kind_sentence(text, formats, one) for one in kinds)
    figure = forest_plot(rows, words, percent=lambda lift: change(formats, lift), ink=shade, accent=colour)
    return Picture.of(figure, alt=text("Change by kind of event: {list}", list=spoken))


def _lift(estimate: float | None, low: float | None, high: float | None) -> Lift | None:
    return None if estimate is None or low is None or high is None else Lift(estimate, low, high)


def show_days(reader: Reader, result: AreaEffect) -> None:
    """Draw the days about an event: visited desa against the others."""
    text = reader.text
    if result.effects.overall.lift is None:
        return
    st.subheader(text("Day by day around an event: visited desa against the others"), anchor=False)
    shade, colour = ink(), accent()
    picture = reader.drawn(
        lambda: _draw_days(reader, result, shade, colour), "effect-days", result.area_code, result.view.as_of, shade
    )
    show_plot(picture, key="effect-days")
    st.caption(
        text(
            "0: as many families as the desa that nobody visited lead one to expect. Lines: 80% intervals."
            " Shaded: the days that the estimate counts. Before the event the line should lie about 0."
        )
    )


def _draw_days(reader: Reader, result: AreaEffect, shade: str, colour: str) -> Picture:
    text, formats = reader.text.plain, reader.formats
    days = [
        ProfileDay(
            offset=day.offset,
            lift=Lift(day.lift, day.lo80, day.hi80),
            hover="<br>".join([day_words(text, formats, day), *hover_head(reader.voice, "")[1:]]),
        )
        for day in result.outreach.profile
    ]
    words = ProfileWords(
        axis=text("days from the event"),
        before=text("before"),
        after=text("after"),
    )
    figure = profile_plot(
        days,
        words,
        counted=WINDOW.after,
        percent=lambda lift: change(formats, lift),
        ink=shade,
        accent=colour,
    )
    spoken = "; ".join(text("day {n}: {lift}", n=day.offset, lift=change(formats, day.lift.estimate)) for day in days)
    return Picture.of(figure, alt=text("Change by day from the event: {list}", list=spoken))


def kinds_as_texts(reader: Reader, result: AreaEffect) -> pd.DataFrame:
    """The estimates as a table of texts, all kinds together first."""
    text, formats = reader.text.plain, reader.formats
    rows = [result.effects.overall, *result.kinds]
    share = change(formats, WORTH_SEEING)
    return pd.DataFrame(
        {
            text("Kind of event"): [kind_word(text, one) for one in rows],
            text("Held"): [formats.count(one.n_held) for one in rows],
            text("Judged"): [formats.count(one.n_events) for one in rows],
            text("What can be said"): [f"{SYMBOLS[one.verdict]} {text(VERDICT_WORDS[one.verdict])}" for one in rows],
            text("Change, combined"): [change(formats, one.pooled_lift) for one in rows],
            text("80% interval"): [_ends(reader, one.pooled_lo80, one.pooled_hi80) for one in rows],
            text("Change, own events"): [change(formats, one.lift) for one in rows],
            text("80% interval, own events"): [_ends(reader, one.lo80, one.hi80) for one in rows],
            text("Extra families per event"): [formats.about(one.extra) for one in rows],
            text("By chance alone"): [formats.rate(one.p) for one in rows],
            text("Smallest change seen"): [change(formats, one.smallest_detectable) for one in rows],
            text("More events to see {share}", share=share): [formats.count(one.more_events) for one in rows],
        }
    )


def _ends(reader: Reader, low: float | None, high: float | None) -> str:
    return NO_VALUE if low is None or high is None else interval(reader.text, reader.formats, low, high)


def show_events(reader: Reader, result: AreaEffect) -> None:
    """Show the events one by one, the newest first."""
    text, formats, events = reader.text, reader.formats, result.outreach.events
    if not events:
        return
    with st.expander(text("Event by event")):
        st.caption(
            text(
                "One event alone says next to nothing: most of its figure is chance. Families on the counted days after"
                " it, against what was to be expected."
            )
        )
        tree = reader.campaign.tree
        cells = [event_cells(text, formats, event, tree.name(event.area_code)) for event in events]
        shown = text_table(event_headings(text), cells)
        st.dataframe(shown, hide_index=True, alt=text("Events with the families that came after them"))


def show_table(reader: Reader, result: AreaEffect) -> None:
    """Show the estimates as a table, with downloads of exactly that and of the events."""
    box = table_box(reader, "effect")
    if box is None:
        return
    text = reader.text
    stem = f"{result.area_code}-effect_{result.view.as_of.isoformat()}"
    source = "; ".join(sources(reader, result)) or None
    kinds, events = (
        rows_of(result.effects, source, reader.campaign.completeness(result.area_code, result.view))
        for rows_of in (effect_table, event_table)
    )
    files = [
        _csv(reader, text("Kinds as CSV"), stem, kinds, EFFECT_COLUMNS),
        _csv(reader, text("Events as CSV"), f"{stem}_events", events, EVENT_COLUMNS),
        workbook_download(reader, stem, lambda: _workbook(reader, result, kinds)),
    ]
    alt = text("Estimates by kind of event")
    show_table_and_downloads(reader, kinds_as_texts(reader, result), files, box=box, key="effect", alt=alt)


def _csv(reader: Reader, label: str, stem: str, table: pd.DataFrame, columns: tuple[str, ...]) -> Download:
    name = file_name(reader, stem, "csv")
    return Download(label, name, "text/csv", lambda: as_csv(plain_rows(table, columns), columns))


def _workbook(reader: Reader, result: AreaEffect, kinds: pd.DataFrame) -> bytes:
    text = reader.text.plain
    estimates = [result.effects.overall, *result.effects.kinds.values()]
    readable = kinds.assign(
        kind=[kind_word(text, one) for one in estimates],
        verdict=[text(VERDICT_WORDS[one.verdict]) for one in estimates],
    )
    columns = {
        "kind": Column(text("Kind of event"), "text", 24),
        "n_held": Column(text("Held"), "count", 9),
        "n_events": Column(text("Judged"), "count", 9),
        "verdict": Column(text("What can be said"), "text", 24),
        "pooled_lift": Column(text("Change, combined"), "rate", 12),
        "pooled_lo80": Column(text("80% interval, from"), "rate", 12),
        "pooled_hi80": Column(text("80% interval, to"), "rate", 12),
        "lift": Column(text("Change, own events"), "rate", 12),
        "lo80": Column(text("Own events, from"), "rate", 12),
        "hi80": Column(text("Own events, to"), "rate", 12),
        "extra": Column(text("Extra families per event"), "amount", 12),
        "p": Column(text("By chance alone"), "rate", 12),
        "smallest_detectable": Column(text("Smallest change seen"), "rate", 12),
        "more_events": Column(text("More events needed"), "count", 12),
    }
    return table_workbook(
        readable,
        columns,
        text=text,
        as_of=result.view.as_of,
        title=text("What outreach brought: {area}", area=reader.campaign.tree.name(result.area_code)),
        lines=[*caveats(reader), text("Source: {sources}", sources="; ".join(sources(reader, result)))],
        simulated=reader.campaign.simulation is not None,
    )


def sources(reader: Reader, result: AreaEffect) -> list[str]:
    """Name who delivered the figures that were compared, and the register."""
    source = reader.campaign.progress_of(result.area_code, result.view).source
    return [] if source is None else sources_of(reader, result.area_code, [source], result.view)


def caveats(reader: Reader) -> list[str]:
    """Say what the figures rest on, a sentence each."""
    text = reader.text
    return [
        text(
            "Who was visited was not drawn by lot: an office may have gone where things were about to move."
            " The check of the five days before says whether that shows; what cannot be seen is not ruled out."
        ),
        text(
            "A desa is compared with those of its kabupaten that had no event in those days or the week before and do"
            " not touch it; with those of its own kecamatan alone where they are enough. Days of outage, and days on"
            " which another event may still be at work, are left out."
        ),
        text(
            "What an event brings to neighbouring desa, or after more than {days} days, is not counted; families that"
            " only came sooner than they would have are.",
            days=len(WINDOW.after),
        ),
        text(
            "By chance: desa trade their diaries of visits, so that each day keeps its number of visits, and the same"
            " sum is done again {draws} times. Of all kinds together a false alarm comes in one of twenty campaigns.",
            draws=DRAWS,
        ),
        text("Desa too small to show figures of single days are left out."),
    ]


def show_caveats(reader: Reader) -> None:
    """Show what must be kept in mind."""
    with st.expander(reader.text("How this is calculated, and what it cannot say")):
        st.markdown("\n".join(f"* {sentence}" for sentence in caveats(reader)))
