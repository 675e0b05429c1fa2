"""How Streamlit speaks and what it is doing, as the guard must know it (`access.traffic.traffic.Wire`)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context_attr import SCRIPT_RUN_CONTEXT_ATTR_NAME

from access.traffic.traffic import Wire

_SCRIPT_THREAD = "ScriptRunner.scriptThread"
_MEDIA = b"/media/"
_MAKING: list[str] = []
"""Session of each file that is being made."""


def kind_of(message: bytes) -> str:
    """The kind of a message of the browser; of what is none, the empty text.

    Examples
    --------
    >>> kind_of(BackMsg(clear_cache=True).SerializeToString()), kind_of(b"nonsense")
    ('clear_cache', '')
    """
    try:
        request = BackMsg.FromString(message)
    except DecodeError:
        return ""
    kind = request.WhichOneof("type")
    if kind == "backend_operation_request":
        return request.backend_operation_request.WhichOneof("payload") or ""
    return kind or ""


def session_of(message: bytes) -> str:
    """The number of the session that a message of Streamlit's to the browser names; the empty text for none."""
    try:
        return str(ForwardMsg.FromString(message).new_session.initialize.session_id)
    except DecodeError:
        return ""


def files_of(message: bytes) -> list[str]:
    """The addresses of files that a message of Streamlit's to the browser offers.

    Only where Streamlit itself writes them: a page repeats what its address asks for, and whoever has a file named
    there would be taken for somebody who was offered it.
    """
    if _MEDIA not in message:
        return []
    try:
        forward = ForwardMsg.FromString(message)
    except DecodeError:
        return []
    element = forward.delta.new_element
    addresses = [
        forward.backend_operation_response.deferred_file.url,
        element.download_button.url,
        element.audio.url,
        element.video.url,
        *(image.url for image in element.imgs.imgs),
    ]
    return [address for address in addresses if address]


def running() -> set[str]:
    """The sessions whose script runs at this moment, also of those whose browser is gone."""
    scripts = [thread for thread in threading.enumerate() if thread.name == _SCRIPT_THREAD]
    contexts = [getattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, None) for thread in scripts]
    return {context.session_id for context in contexts if context is not None}


def current_session() -> str:
    """The session of the script that runs in this thread; the empty text outside of one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


@contextmanager
def making_file(session: str) -> Iterator[None]:
    """Tell the guard that a file of a session is being made."""
    _MAKING.append(session)
    try:
        yield
    finally:
        _MAKING.remove(session)


STREAMLIT = Wire(kind_of, session_of, files_of, running, lambda: tuple(_MAKING))
"""What is so of Streamlit 1.67."""
