"""What stands around a list and its map: why it is empty, what it draws, and what its colours cannot tell."""

from collections.abc import Sequence

from census.base.target import Target
from census.base.vocabulary import STALE_AFTER_DAYS, Colouring
from census.figures.progress import AreaProgress
from presentation.words.reading import words
from presentation.words.verdict import target_share
from ui.kit.controls import COLOURINGS, Choice, level_word
from ui.shell.frame import Reader
from ui.shell.next_steps import ask_or_import

_LAST_STEP_ON_PATH = 1


def list_caption(reader: Reader, target: Target | None, reference: AreaProgress, *, is_comparable: bool) -> str:
    """Say what a list draws, and that it is read in another unit or status than the area above it."""
    text = reader.text
    caption = (
        text("Bar: share reached. Stroke: due by that day. Dotted line: target.")
        if is_comparable
        else text("Bar: share reached. Due and target are not drawn: the target speaks in another unit or status.")
    )
    if target is None or (target.unit, target.status) == (reference.target_unit, reference.target_status):
        return caption
    return f"{caption} " + text(
        "Read in {given}, in which most of these areas were reported: target {share}.",
        given=words(text, reader.formats, target.unit, target.status),
        share=target_share(reader.formats, target),
    )


def is_undelivered(reader: Reader, areas: Sequence[AreaProgress], choice: Choice) -> bool:
    """Tell whether nothing of these areas has come in by the day, in any unit or status."""
    if any(area.numerator is not None or area.is_hidden for area in areas):
        return False
    return not has_figure(reader, [area.code for area in areas], choice)


def has_figure(reader: Reader, codes: Sequence[str], choice: Choice) -> bool:
    """Tell whether anything of some areas has come in by the day."""
    panel = reader.campaign.panel
    return any(
        bool(panel.at(name, choice.view.as_of).loc[list(codes), "count"].notna().any()) for name in panel.measures
    )


def why_empty(reader: Reader, areas: Sequence[AreaProgress], choice: Choice, *, is_undelivered: bool) -> str | None:
    """Say why a list is empty; None where it is not."""
    text = reader.text
    if any(area.rate is not None or area.has_target_rate_alone for area in areas):
        return None
    if any(area.numerator is not None for area in areas):
        return text("Without a register no rate can be given; the counts stand in the table below.")
    if is_undelivered:
        day, campaign = reader.formats.day(choice.view.as_of), reader.campaign
        # Of agencies figures may have come.
        if has_figure(reader, campaign.tree.codes, choice) or campaign.opd_panel.row_of(choice.view.as_of) >= 0:
            level = level_word(text, campaign.tree.level(areas[0].code))
            return ask_or_import(
                reader,
                text(
                    "No figure by {area} has been delivered by {day}. Import the recap of BPS under Data in.",
                    area=level,
                    day=day,
                ),
                text("No figure by {area} has been delivered by {day}.", area=level, day=day),
            )
        return ask_or_import(
            reader,
            text("No figure has been delivered by {day}. Import the recap of BPS under Data in.", day=day),
            text("No figure has been delivered by {day}.", day=day),
        )
    return text("No figure by area has been delivered for this day, unit and status.")


def old_figures(reader: Reader, areas: Sequence[AreaProgress], choice: Choice) -> str | None:
    """Say that the colours compare old figures with the path of the day, where they do."""
    as_of = choice.view.as_of
    days = [area.target_as_of for area in areas if area.target_as_of is not None]
    old = [day for day in days if (as_of - day).days > STALE_AFTER_DAYS]
    if not old or choice.colouring is not Colouring.PATH:
        return None
    return reader.text(
        "The colours compare old figures (the oldest of {day}) with the path of {as_of}: the areas may have"
        " come further since.",
        day=reader.formats.day(min(old)),
        as_of=reader.formats.day(as_of),
    )


def one_class(reader: Reader, areas: Sequence[AreaProgress], choice: Choice) -> str | None:
    """Where the colours tell no area from another, say which do."""
    steps = [area.step for area in areas if area.step is not None]
    if choice.colouring is not Colouring.PATH or len(steps) < 2 or len(set(steps)) > 1:
        return None
    text = reader.text
    sentence = text("All are below the path.") if steps[0] > _LAST_STEP_ON_PATH else text("None is below the path.")
    switch, option = text("The map compares with"), text(COLOURINGS[Colouring.KABUPATEN])
    return f"{sentence} " + text(
        "Choose {whole} under “{switch}” to see their differences.", whole=option, switch=switch
    )
