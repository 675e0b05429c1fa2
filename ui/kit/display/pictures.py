"""Map, list and curve as pictures to be taken away, drawn when they are asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from presentation.areas.map_and_list import MapAndList
from presentation.language.markdown import as_plain
from presentation.language.voice import SIMULATED
from ui.kit.controls import STATUS_LABELS, Choice
from ui.kit.downloads import Download, picture_download
from ui.shell import cached
from ui.shell.frame import Reader

if TYPE_CHECKING:
    from reports.pictures.pictures import Caption


def list_pictures(
    reader: Reader, content: MapAndList, *, level: str, name: str, choice: Choice, foot: list[str], place: str
) -> list[Download]:
    """Offer a map and list as PNG.

    Parameters
    ----------
    name
        Part of the files' names.
    foot
        Sources, a paragraph each.
    place
        Name of the area shown.
    """
    text = reader.text.plain
    if content.empty is not None:
        return []
    against = choice.colouring.value if choice.since is None else f"since-{choice.since.isoformat()}"
    stem = f"{name}_{choice.view.as_of.isoformat()}_{choice.view.unit.value}_{choice.view.status.value}_{against}"
    offered = [
        picture_download(
            reader, text("List as PNG"), text("list") + f"_{stem}", _list(reader, content, choice, foot, place)
        )
    ]
    layer = reader.layer(level)
    if layer is not None:
        owner = text("Boundaries, simplified: {owner}", owner=layer.attribution)
        make = _map(reader, content, level, choice, [*foot, owner], place)
        offered.insert(0, picture_download(reader, text("Map as PNG"), text("map") + f"_{stem}", make))
    return offered


def _map(
    reader: Reader, content: MapAndList, level: str, choice: Choice, foot: list[str], place: str
) -> Callable[[], bytes]:
    def draw() -> bytes:
        # Brings matplotlib with it, which no start of the dashboard shall pay for.
        from reports.pictures.pictures import map_png

        shapes = cached.shapes(reader.settings, reader.version, reader.scope, level)
        caption = caption_of(reader, f"{place} · {as_plain(content.map_title)}", choice, foot)
        return map_png(shapes, content.areas(), classes=content.classes, caption=caption)

    return draw


def _list(reader: Reader, content: MapAndList, choice: Choice, foot: list[str], place: str) -> Callable[[], bytes]:
    def draw() -> bytes:
        from reports.pictures.pictures import list_png

        return list_png(
            [area for area in content.areas() if area.is_listed],
            target=content.reference,
            classes=content.classes,
            caption=caption_of(
                reader,
                f"{place} · {as_plain(content.list_title)}",
                choice,
                [str(as_plain(content.list_caption)), *foot],
            ),
        )

    return draw


def view_words(reader: Reader, choice: Choice) -> str:
    """Say of which day, unit and status a file speaks, and what it compares with."""
    text, formats, view = reader.text.plain, reader.formats, choice.view
    sentence = text(
        "As of {day} · {unit} · {status}",
        day=formats.day(view.as_of),
        unit=formats.units(view.unit),
        status=text(STATUS_LABELS[view.status]),
    )
    if choice.since is None:
        return sentence
    return sentence + " · " + text("compared with {day}", day=formats.day(choice.since))


def caption_of(reader: Reader, title: str, choice: Choice, foot: list[str]) -> "Caption":
    """What stands around a picture: what it shows, of which day, and where it comes from."""
    from reports.pictures.pictures import Caption

    return Caption(title, view_words(reader, choice), tuple(foot), reader.campaign.simulation is not None, SIMULATED)
