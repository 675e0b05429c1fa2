"""Scripts that stand within pages. The content security policy lets through these and no others, by their hashes."""

RELOAD = "<script>window.location.reload()</script>"
"""Asks the browser to load a page again that a cold server has said is missing."""

RELOAD_IF_MISSING = "<script>if (document.querySelector('[role=dialog]')) window.location.reload()</script>"
"""The same where a dialog says so: a visitor came while the first one's run was still going on."""

ALL = (RELOAD, RELOAD_IF_MISSING)
