"""The charts of a page that AppTest has run, as they are sent to the browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ui.kit.display.components import StaticComponent

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPONENT, KIND = "kawal_plot", "bidi_component"
AREAS = "kawal_areas"
ROWS = "kawal_rows"


def components(app: Any) -> list[Any]:
    """Whatever a page draws by itself in the browser."""
    return list(app.get(KIND))


def is_chart(element: Any) -> bool:
    """Tell whether an element of a page is a chart."""
    return bool(element.type == KIND and element.proto.component_name == COMPONENT)


def is_area_view(element: Any) -> bool:
    """Tell whether an element of a page is a list or a map of areas."""
    return bool(element.type == KIND and element.proto.component_name == AREAS)


def is_rows(element: Any) -> bool:
    """Tell whether an element of a page is rows that are read across."""
    return bool(element.type == KIND and element.proto.component_name == ROWS)


def area_values(element: Any) -> dict[str, Any]:
    """What a list, a map or rows are sent with."""
    values: dict[str, Any] = json.loads(element.proto.json)
    return values


def rows_of(app: Any, key: str | None = None) -> list[dict[str, Any]]:
    """Rows that are read across, with code, cells and sentence; those of a key (`open`, `plan`) where asked."""
    found = [element for element in components(app) if is_rows(element)]
    wanted = [each for each in found if key is None or f"-rows-{key}" in each.proto.id]
    return [row for element in wanted for row in area_values(element)["rows"]]


def press_row(app: Any, monkeypatch: Any, key: str, code: str) -> None:
    """Run a page as it runs once a browser has said that the button of a row was pressed."""
    show, waiting = StaticComponent.show, [code]

    def pressed(self: StaticComponent, data: Any, **options: Any) -> Mapping[str, object]:
        answer = show(self, data, **options)
        # Said once: the page that it leads to has such rows too.
        return {**answer, "picked": waiting.pop()} if waiting and options["key"] == f"rows-{key}" else answer

    with monkeypatch.context() as patch:
        patch.setattr(StaticComponent, "show", pressed)
        app.run()


def sent(element: Any) -> dict[str, Any]:
    """What a chart is sent with: its figure, and what it says in words."""
    content: dict[str, Any] = json.loads(element.proto.bytes)
    return content


def figures(app: Any) -> list[dict[str, Any]]:
    """The charts as plotly figures, in their order on the page."""
    return [sent(element)["figure"] for element in components(app) if is_chart(element)]
