"""Components of Streamlit (v2) whose script is a file of the folder `static`, as the content policy wants it.

Streamlit runs a script that is given as text from a `blob:` address, which the policy of the guard refuses, and knows
files only of components that are packages and installed. So the address of our own file is put in its place (162).
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2.component_registry import BidiComponentDefinition
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager

from ui.shell import cached

_TO_STATIC = "../../../app/static/"
"""From `_stcore/bidi-components/<name>/`, where the browser looks for a component's files, to ours."""


class StaticComponent:
    """A component that a script of the folder `static` draws.

    Parameters
    ----------
    name
        Known by it to Streamlit, and to nobody else.
    script
        Name of the file; its default export is called with what Streamlit gives a component.
    """

    def __init__(self, name: str, script: str) -> None:
        self._script = script
        self._name = name
        self._mount = st.components.v2.component(name, isolate_styles=False)

    def show(
        self,
        data: Mapping[str, object] | bytes,
        *,
        key: str,
        height: int | Literal["content"],
        events: Mapping[str, Callable[[], None]],
    ) -> Mapping[str, object]:
        """Draw data, and give what the script has told in this run, by event; None for what it has not.

        Parameters
        ----------
        data
            Plain values; or bytes, which only the script can read.
        key
            Stable: the same key keeps the elements in the page, whatever the data.
        height
            Height in pixels, so that its room is kept; or as high as what is drawn, where nothing below has to stay.
        events
            What is called when an event of a name comes.
        """
        self._register()
        callbacks: dict[str, Any] = {f"on_{event}_change": called for event, called in events.items()}
        answer: Mapping[str, object] = self._mount(key=key, data=data, height=height, **callbacks)
        return answer

    def _register(self) -> None:
        """Make the script known to the server that runs now; tests have one for each app."""
        manager = get_bidi_component_manager()
        address = _TO_STATIC + cached.script_url(self._script).rpartition("/")[2]
        definition = manager.get(self._name)
        if definition is None or definition.js_url != address:
            file = str(cached.STATIC / self._script)
            manager.register(BidiComponentDefinition(self._name, js=file, js_asset_relative_path=address))
