"""Where the target of a known campaign comes from, and whose the figures and boundaries are."""

from fractions import Fraction

import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Unit
from census.campaign.sources import figure_sources, register_sources
from presentation.language.markdown import join
from presentation.words.provenance import PROVENANCES, Claim, Count, Provenance
from presentation.words.sources import source_text
from ui.help.definitions import as_of_day
from ui.shell.frame import Reader


def show_provenance(reader: Reader) -> None:
    """Show who named which share on what day; nothing where no known campaign lies within the areas served."""
    tree = reader.campaign.tree
    for provenance in PROVENANCES:
        if provenance.area_code in tree:
            _show(reader, provenance)


def _show(reader: Reader, provenance: Provenance) -> None:
    text, formats = reader.text, reader.formats
    name = reader.campaign.tree.name(provenance.area_code)
    st.subheader(text("Where the target of {area} comes from", area=name), anchor=False)
    target = reader.campaign.targets_on(as_of_day(reader)).get(provenance.area_code)
    st.markdown(_two_readings(reader, provenance, target))
    for claim in provenance.claims:
        st.markdown(_claim(reader, claim))
    st.caption(text("Known afterwards: said after 31 March 2020, so nobody could use it in the online phase."))
    with st.expander(text("Where published figures contradict each other")):
        for doubt in provenance.doubts:
            st.markdown(f"- {text(doubt)}")
    st.caption(
        text(
            "Register: {households} and {persons} on {day}. Source: {sources}",
            households=formats.counted(Unit.HOUSEHOLD, provenance.base.households),
            persons=formats.counted(Unit.PERSON, provenance.base.persons),
            day=formats.day(provenance.base.valid_on),
            sources=provenance.base.source,
        )
    )


def _two_readings(reader: Reader, provenance: Provenance, target: Target | None) -> str:
    """Say what the share comes to in persons and in families, and why the two are not the same."""
    text, formats = reader.text, reader.formats
    share = Fraction(27, 100) if target is None else target.share
    return text(
        "{share} can be read in two ways. Of the persons it is {persons}; that is only about {as_families} of the"
        " families. Of the families it is {households}; that is about {as_persons} of the persons. The reason: families"
        " that responded had {large} members, all families have {mean} (the former is known afterwards, from the result"
        " of {day}).",
        share=formats.rate(float(share), decimals=0 if (share * 100).denominator == 1 else 2),
        persons=formats.count(provenance.wanted(share, Unit.PERSON)),
        as_families=formats.rate(float(provenance.as_families(share))),
        households=formats.count(provenance.wanted(share, Unit.HOUSEHOLD)),
        as_persons=formats.rate(float(min(provenance.as_persons(share), Fraction(1)))),
        large=_size(reader, provenance.result),
        mean=_size(reader, provenance.base),
        day=formats.day(provenance.result.valid_on),
    )


def _size(reader: Reader, count: Count) -> str:
    return f"{float(count.family_size):.2f}".replace(".", reader.formats.separators[0])


def _claim(reader: Reader, claim: Claim) -> str:
    text, formats = reader.text, reader.formats
    decimals = 0 if (claim.share * 100).denominator == 1 else 2
    sentence = text(
        "**{share}**, {day}, {who}: {words}.",
        share=formats.rate(float(claim.share), decimals=decimals),
        day=formats.day(claim.said_on),
        who=text(claim.said_by),
        words=text(claim.words),
    )
    mark = " :orange-badge[" + text("Known afterwards") + "]" if claim.is_hindsight else ""
    return f"- {sentence}{mark} [{claim.source}]({claim.url})"


def show_sources(reader: Reader) -> None:
    """Name everyone whose figures and boundaries this installation shows."""
    text, campaign = reader.text, reader.campaign
    st.subheader(text("Sources"), anchor=False)
    rows = {
        text("Figures"): [source_text(text, source) for source in figure_sources(campaign)],
        text("Register"): register_sources(campaign),
        text("Boundaries"): _boundaries(reader),
    }
    for what, named in rows.items():
        st.markdown(f"**{what}**: " + (join("; ", named) if named else text("none on record")))


def _boundaries(reader: Reader) -> list[str]:
    campaign, root = reader.campaign, reader.scope.area_code
    level = campaign.tree.level_below(root) if root in campaign.tree else None
    layer = None if level is None else reader.layer(level)
    return [] if layer is None else [layer.attribution]
