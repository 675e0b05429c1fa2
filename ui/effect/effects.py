"""What the page of effects is made of: the estimates, their verdict in words, and two drawings."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from census.effect.campaign import OutreachEffects, outreach_effects
from census.effect.estimate import Effects
from census.effect.estimates import EffectEstimate, Verdict
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
from presentation.words.effect_words import (
    SYMBOLS,
    change,
    day_words,
    headline,
    interval,
    judged_sentence,
    kind_sentence,
    kind_word,
    lead_sentence,
)
from ui.kit.display.figures import draw_figures
from ui.kit.display.maps import accent, ink
from ui.kit.display.plots import Picture, show_plot
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
