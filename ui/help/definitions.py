"""What the page of definitions is made of: terms, a tour per role, denominators, targets and where they come from."""

from datetime import date

import streamlit as st

from census.base.target import OPD_SCOPE, Target
from census.base.vocabulary import Unit
from presentation.definitions.definitions import DEFINITIONS, definition_of, definitions_in, key_of_word, word_of_key
from presentation.definitions.term import GROUP_TITLES, Definition, Group
from presentation.language.formats import NO_VALUE
from presentation.language.markdown import join
from presentation.language.messages import LANGUAGES, Translator
from presentation.words.verdict import deed, people, target_share
from reports.tables.definitions import definitions_csv
from ui.help.tours import TOURS
from ui.kit.controls import STATUS_LABELS, UNITS
from ui.kit.rows import show_table
from ui.shell import address
from ui.shell.frame import Reader, show_link
from ui.shell.next_steps import show_way_in
from ui.shell.registry import PAGES

TERM_KEY, ROLE_KEY = "istilah", "peran"


def as_of_day(reader: Reader) -> date:
    """The day this page speaks of: the newest with data, else today."""
    return reader.campaign.newest_day(reader.today) or reader.today


def show_heading(reader: Reader) -> None:
    """Say what the target is and of how many, the two things that every other number hangs on."""
    text, formats, root, as_of = reader.text, reader.formats, reader.scope.area_code, as_of_day(reader)
    st.caption(text("as of {day}", day=formats.day(as_of)))
    target = reader.campaign.targets_on(as_of).get(root)
    base = _base_of(reader, target, root, as_of)
    if target is None or base is None:
        st.title(text("What every figure means and where it comes from"), anchor=False)
        return
    st.title(
        text(
            "{area}: the target is that {share} {people} {deed} by {deadline}, {count} of {base} {unit}.",
            area=reader.campaign.tree.name(root),
            share=target_share(formats, target),
            people=people(text, target.unit),
            deed=deed(text, target.status),
            deadline=formats.day(target.ends_on),
            count=formats.count(target.count(base)),
            base=formats.count(base),
            unit=formats.unit(target.unit, base),
        ),
        anchor=False,
    )
    st.markdown(text("Below: what every figure means and where it comes from."))


def _base_of(reader: Reader, target: Target | None, code: str, as_of: date) -> int | None:
    if target is None or code not in reader.campaign.tree:
        return None
    (denominator,) = reader.campaign.denominators_of([code], as_of)
    return denominator.of(target.unit)


def show_search(reader: Reader) -> None:
    """Draw the box that finds one term, and its definition; the address carries it."""
    text = reader.text
    terms = {definition.key: text(definition.term) for definition in DEFINITIONS}
    address.read_choice(TERM_KEY, key_of_word, None)
    chosen = st.selectbox(
        text("Find a term"),
        sorted(terms, key=lambda key: terms[key].casefold()),
        index=None,
        format_func=terms.__getitem__,
        key=TERM_KEY,
        placeholder=text("Type or choose"),
    )
    address.write_choice(TERM_KEY, None if chosen is None else word_of_key(chosen))
    if chosen is not None:
        with st.container(border=True):
            _show_definition(text, definition_of(chosen))


def _show_definition(text: Translator, definition: Definition) -> None:
    parts = [f"**{text(definition.term)}**  \n{text(definition.meaning)}"]
    if definition.formula:
        parts.append(f"`{text(definition.formula)}`")
    if definition.unit:
        parts.append(":gray[" + text("Unit: {unit}", unit=text(definition.unit)) + "]")
    st.markdown("  \n".join(parts))


def show_tour(reader: Reader) -> None:
    """Show the steps of a role, each with the way to its page."""
    text = reader.text
    st.subheader(text("In two minutes"), anchor=False)
    roles = [tour.role for tour in TOURS]
    words = {Translator(language)(role): role for language in LANGUAGES for role in roles}
    address.read_choice(ROLE_KEY, words.get, roles[0])
    role = st.selectbox(text("Role"), roles, format_func=text, key=ROLE_KEY)
    address.write_choice(ROLE_KEY, None if role == roles[0] else Translator("id")(role))
    (tour,) = (tour for tour in TOURS if tour.role == role)
    titles = {entry.key: (reader.title(entry), entry.icon) for entry in PAGES}
    for number, stop in enumerate(tour.stops, start=1):
        st.markdown(f"**{number}.** {text(stop.words)}")
        if stop.page is not None:
            title, icon = titles[stop.page]
            show_link(reader, stop.page, text("Open {page}", page=title), icon)


def show_definitions(reader: Reader) -> None:
    """Show all definitions, group by group, with a download of them."""
    text = reader.text
    st.subheader(text("All terms"), anchor=False)
    for group in Group:
        with st.expander(text(GROUP_TITLES[group])):
            for definition in definitions_in(group):
                _show_definition(text, definition)
    st.download_button(
        text("Download the definitions as CSV"),
        definitions_csv(text),
        file_name="kawal-sensus_definisi.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def show_denominators(reader: Reader) -> None:
    """Show what this installation divides by: the area served, those right below it, and the agencies."""
    text, formats, campaign, as_of = reader.text, reader.formats, reader.campaign, as_of_day(reader)
    st.subheader(text("What this installation divides by"), anchor=False)
    root, tree = reader.scope.area_code, campaign.tree
    if root not in tree or not campaign.versions_in_force(as_of):
        st.info(text("There is no register on record yet. Import it first (kind register)."))
        show_way_in(reader)
        return
    shown = campaign.denominators_of([root, *tree.children(root)], as_of)
    headings = [
        *(text("Name"), text("Families"), text("Persons"), text("Families after the cut-off"), text("Estimate")),
        *(text("Version"), text("Valid on"), text("Source")),
    ]
    cells = [
        [
            tree.name(one.code),
            *(formats.count(count) for count in (one.households, one.persons, one.households_ineligible)),
            text("yes") if one.is_estimate else text("no"),
            one.version or NO_VALUE,
            formats.day(one.valid_on),
            one.source or NO_VALUE,
        ]
        for one in shown
    ]
    show_table(headings, cells, label=text("Denominators by area with version, date and source"))
    if any(one.is_estimate for one in shown):
        st.caption(
            text("Estimate: the published total shared out; the total itself is not estimated where it says no.")
        )
    _show_versions(reader, as_of)
    _show_staff(reader)


def _show_versions(reader: Reader, as_of: date) -> None:
    """List the versions of the register, the newest first, where there is more than one."""
    text, formats, versions = reader.text, reader.formats, reader.campaign.register_versions
    if len(versions) < 2:
        return
    in_force = reader.campaign.versions_in_force(as_of)
    listed = [
        text("{version} of {day}, in force", version=one.version, day=formats.day(one.newest_valid_on))
        if one.version in in_force
        else text("{version} of {day}", version=one.version, day=formats.day(one.newest_valid_on))
        for one in sorted(versions, key=lambda one: one.newest_valid_on, reverse=True)
    ]
    st.markdown(text("Versions of the register on record: {list}.", list=join("; ", listed)))


def _show_staff(reader: Reader) -> None:
    text, agencies = reader.text, reader.campaign.agencies
    if not agencies:
        return
    sentence = text.plural(
        "OPD are measured in civil servants: {count} in {n} agency.",
        "OPD are measured in civil servants: {count} in {n} agencies.",
        len(agencies),
        count=reader.formats.count(sum(agency.staff or 0 for agency in agencies)),
        n=len(agencies),
    )
    if any(agency.is_estimate for agency in agencies):
        sentence += " " + text("How they are shared out among the agencies is an estimate.")
    st.markdown(sentence)


def show_targets(reader: Reader) -> None:
    """List all targets on record, the newest decision first."""
    text, formats, campaign, as_of = reader.text, reader.formats, reader.campaign, as_of_day(reader)
    st.subheader(text("Targets on record: what changed and when"), anchor=False)
    if not campaign.targets:
        st.info(text("There is no target on record."))
        return
    in_force = set(campaign.targets_on(as_of).values())
    agencies = {target.scope_code for target in campaign.targets if target.scope_kind == OPD_SCOPE}
    in_force |= {target_in_force.origin for code in agencies if (target_in_force := campaign.opd_target(code, as_of))}
    ordered = sorted(campaign.targets, key=lambda target: target.decided_on, reverse=True)
    headings = [
        *(text("Decided on"), text("In force"), text("For"), text("Target"), text("Unit"), text("Status")),
        *(text("From"), text("Deadline"), text("Note")),
    ]
    cells = [
        [
            formats.day(target.decided_on),
            text("yes") if target in in_force else text("no"),
            _scope(reader, target),
            target_share(formats, target),
            _unit(text, target.unit),
            text(STATUS_LABELS[target.status]),
            formats.day(target.starts_on),
            formats.day(target.ends_on),
            target.note or NO_VALUE,
        ]
        for target in ordered
    ]
    show_table(headings, cells, label=text("All targets on record with the day of their decision"))


def _scope(reader: Reader, target: Target) -> str:
    tree, code = reader.campaign.tree, target.scope_code
    name = tree.name(code) if code in tree else code
    return reader.text.plain("OPD of {area}", area=name) if target.scope_kind == OPD_SCOPE else name


def _unit(text: Translator, unit: Unit) -> str:
    return text("Civil servants") if unit is Unit.STAFF else text(UNITS[unit])
