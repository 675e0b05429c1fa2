"""Components of our own (`st.components.v2`) whose script is a file of ours: `static/components`."""

from functools import lru_cache
from threading import Lock

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

from ui.shell.cached import STATIC

_PRODUCT = "kawal"
_FOLDER = "components"
_LOCK = Lock()


def component(name: str) -> ComponentRenderer:
    """What puts a component on the page: the one whose script is `static/components/<name>.js`."""
    # Told again in the middle of another run, Streamlit would for a moment know no script of it.
    with _LOCK:
        return _known(get_bidi_component_manager(), name)


@lru_cache(maxsize=8)
def _known(manager: BidiComponentManager, name: str) -> ComponentRenderer:
    """Make a component known to a server, once.

    Streamlit takes a script from a file for installed packages alone; one that stands in Python comes from a `blob:`
    address, which the content policy refuses (decision S1). So it is told what an installed package would tell it.
    """
    manifest = ComponentManifest(_PRODUCT, "1", [ComponentConfig(name, _FOLDER)])
    manager.register_from_manifest(manifest, STATIC)
    return st.components.v2.component(f"{_PRODUCT}.{name}", js=f"{name}.js", isolate_styles=False)
