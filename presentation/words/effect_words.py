"""What can be said of outreach, in words."""

from census.effect.estimate import DayEffect, Effects, EventEffect
from census.effect.estimates import EffectEstimate, Verdict
from census.effect.windows import LEFT_OUT_AREA, LEFT_OUT_CONTROLS, LEFT_OUT_DAYS, LEFT_OUT_TIME, WINDOW
from presentation.language.formats import NO_VALUE, Formats, as_shown
from presentation.language.messages import N_, NN_, Counted, Translator
from presentation.words.kinds import kind_name

SYMBOLS = {Verdict.MORE: "▲", Verdict.FEWER: "▼", Verdict.NONE_SEEN: "●", Verdict.NOT_ENOUGH: "○"}

VERDICT_WORDS = {
    Verdict.MORE: N_("more families respond"),
    Verdict.FEWER: N_("fewer families respond"),
    Verdict.NONE_SEEN: N_("no effect seen"),
    Verdict.NOT_ENOUGH: N_("not enough data"),
}
"""Message ids."""

_LEFT_OUT: dict[str, str | Counted] = {
    LEFT_OUT_TIME: N_("{n} at the very beginning or only just held"),
    LEFT_OUT_DAYS: NN_(
        "{n} with too few undisturbed days before or after it", "{n} with too few undisturbed days before or after them"
    ),
    LEFT_OUT_CONTROLS: N_("{n} with too few desa to compare with"),
    LEFT_OUT_AREA: N_("{n} in a desa without daily figures"),
}


def change(formats: Formats, lift: float | None) -> str:
    """Write a lift with its sign and without decimals: +35 %, −3 %; "–" for none."""
    if lift is None:
        return NO_VALUE
    sign = "−" if round(lift * 100) < 0 else "+" if round(lift * 100) > 0 else ""
    return sign + formats.rate(abs(lift), decimals=0)


def interval(text: Translator, formats: Formats, low: float | None, high: float | None) -> str:
    """Write the ends of an interval of lifts."""
    return text("{low} to {high}", low=change(formats, low), high=change(formats, high))


def kind_word(text: Translator, estimate: EffectEstimate) -> str:
    """Name a kind at the beginning of a line; all together where there is none."""
    name = text("all kinds together") if estimate.kind is None else kind_name(text, estimate.kind)
    return name[:1].upper() + name[1:]


def headline(text: Translator, formats: Formats, effects: Effects) -> str:
    """Say in one sentence what outreach brought."""
    overall = effects.overall
    if not overall.n_held:
        return text("No outreach is on record by this day, so there is nothing to judge.")
    if overall.verdict is Verdict.NOT_ENOUGH:
        return _not_enough(text, formats, overall)
    if overall.verdict is Verdict.NONE_SEEN:
        return text(
            "No effect of outreach has been seen; one of {smallest} or more would have been, with a chance of 80%.",
            smallest=change(formats, overall.smallest_detectable),
        )
    values = {
        "days": len(WINDOW.after),
        "lift": formats.rate(abs(overall.lift or 0.0), decimals=0),
        "chance": formats.rate(0.8, decimals=0),
        "low": change(formats, overall.lo80),
        "high": change(formats, overall.hi80),
    }
    if overall.verdict is Verdict.MORE:
        return text(
            "For {days} days after an event about {lift} more families respond than would have without it"
            "; with a chance of {chance} between {low} and {high}.",
            **values,
        )
    return text(
        "For {days} days after an event about {lift} fewer families respond than would have without it"
        "; with a chance of {chance} between {low} and {high}.",
        **values,
    )


def _not_enough(text: Translator, formats: Formats, estimate: EffectEstimate) -> str:
    if estimate.more_events is None:
        return text("Not enough data to say what outreach brings: too few events can be judged so far.")
    return text.plural(
        "Not enough data to say what outreach brings: about {n} more event is needed.",
        "Not enough data to say what outreach brings: about {n} more events are needed.",
        as_shown(max(estimate.more_events, 1)),
        n=formats.count(max(estimate.more_events, 1)),
    )


def kind_sentence(text: Translator, formats: Formats, estimate: EffectEstimate) -> str:
    """Say in one sentence what events of a kind brought."""
    kind = kind_word(text, estimate)
    if estimate.verdict is Verdict.NOT_ENOUGH:
        if estimate.more_events is None:
            return text("{kind}: not enough data.", kind=kind)
        more = max(estimate.more_events, 1)
        return text.plural(
            "{kind}: not enough data, about {n} more event is needed.",
            "{kind}: not enough data, about {n} more events are needed.",
            as_shown(more),
            kind=kind,
            n=formats.count(more),
        )
    if estimate.verdict is Verdict.NONE_SEEN:
        detectable = change(formats, estimate.smallest_detectable)
        return text("{kind}: no effect seen; one of {smallest} would have been.", kind=kind, smallest=detectable)
    values = {
        "kind": kind,
        "days": len(WINDOW.after),
        "lift": formats.rate(abs(estimate.pooled_lift or 0.0), decimals=0),
        "low": change(formats, estimate.pooled_lo80),
        "high": change(formats, estimate.pooled_hi80),
    }
    if estimate.verdict is Verdict.MORE:
        return text("{kind}: about {lift} more families for {days} days, 80% between {low} and {high}.", **values)
    return text("{kind}: about {lift} fewer families for {days} days, 80% between {low} and {high}.", **values)


def judged_sentence(text: Translator, formats: Formats, effects: Effects, n_larger: int) -> str:
    """Say how many events could be judged and why the others could not."""
    overall = effects.overall
    sentences = [
        text.plural(
            "{judged} of {held} event can be judged.",
            "{judged} of {held} events can be judged.",
            overall.n_held,
            judged=formats.count(overall.n_events),
            held=formats.count(overall.n_held),
        )
    ]
    reasons = [_left_out(text, formats, words, n) for why, words in _LEFT_OUT.items() if (n := effects.left_out[why])]
    if reasons:
        sentences.append(text("Left out: {reasons}.", reasons="; ".join(reasons)))
    if n_larger:
        sentences.append(
            text.plural(
                "{n} more was held for a whole kecamatan or more.",
                "{n} more were held for a whole kecamatan or more.",
                n_larger,
                n=formats.count(n_larger),
            )
        )
    return " ".join(sentences)


def _left_out(text: Translator, formats: Formats, words: str | Counted, n: int) -> str:
    count = formats.count(n)
    return text.plural(words.one, words.many, n, n=count) if isinstance(words, Counted) else text(words, n=count)


def lead_sentence(text: Translator, formats: Formats, estimate: EffectEstimate) -> str:
    """Say whether the visited desa differed already before anybody came."""
    lead = estimate.lead
    if lead is None:
        return text(
            "It cannot be checked yet whether the visited desa already differed from the others before the events."
        )
    values = {
        "lift": change(formats, lead.lift),
        "low": change(formats, lead.lo80),
        "high": change(formats, lead.hi80),
    }
    if lead.differs:
        return text(
            "In the five days before the events already the visited desa moved apart from the others by {lift}"
            " (80% between {low} and {high}): what comes after is not the work of the events alone.",
            **values,
        )
    return text(
        "In the five days before the events the visited desa changed like the others: {lift} (80% between"
        " {low} and {high}), no more than chance.",
        **values,
    )


def day_words(text: Translator, formats: Formats, day: DayEffect) -> str:
    """Say what events brought on one day about them, and how many have such a day."""
    return text.plural(
        "day {n}: {lift} (80%: {interval}), {events} event",
        "day {n}: {lift} (80%: {interval}), {events} events",
        day.n_events,
        n=day.offset,
        lift=change(formats, day.lift),
        interval=interval(text, formats, day.lo80, day.hi80),
        events=day.n_events,
    )


def event_headings(text: Translator) -> list[str]:
    """Name the columns in which single events are shown."""
    return [
        *(text("Day"), text("Desa"), text("Kind of event"), text("Days counted"), text("Expected (families)")),
        *(text("More than expected (families)"), text("Give or take (families)")),
    ]


def event_cells(text: Translator, formats: Formats, event: EventEffect, area: str) -> list[str]:
    """Write a single event in the columns of `event_headings`; `area` is the name of its desa."""
    return [
        formats.day(event.held_on),
        area,
        kind_name(text, event.kind),
        formats.count(event.days_after),
        formats.about(event.expected),
        formats.gain(event.extra),
        formats.count(event.standard_error),
    ]
