"""The charts of a page that AppTest has run, as they are sent to the browser."""

from __future__ import annotations

import json
from typing import Any

COMPONENT, KIND = "kawal_plot", "bidi_component"
AREAS = "kawal_areas"


def components(app: Any) -> list[Any]:
    """Whatever a page draws by itself in the browser."""
    return list(app.get(KIND))


def is_chart(element: Any) -> bool:
    """Tell whether an element of a page is a chart."""
    return bool(element.type == KIND and element.proto.component_name == COMPONENT)


def is_area_view(element: Any) -> bool:
    """Tell whether an element of a page is a list or a map of areas."""
    return bool(element.type == KIND and element.proto.component_name == AREAS)


def area_values(element: Any) -> dict[str, Any]:
    """What a list or map is sent with."""
    values: dict[str, Any] = json.loads(element.proto.json)
    return values


def sent(element: Any) -> dict[str, Any]:
    """What a chart is sent with: its figure, and what it says in words."""
    content: dict[str, Any] = json.loads(element.proto.bytes)
    return content


def figures(app: Any) -> list[dict[str, Any]]:
    """The charts as plotly figures, in their order on the page."""
    return [sent(element)["figure"] for element in components(app) if is_chart(element)]
