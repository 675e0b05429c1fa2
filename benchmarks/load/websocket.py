"""A visitor without a browser: speaks Streamlit's protocol over the websocket, as its own page does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

ANSWER_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the page.

    Attributes
    ----------
    seconds
        From asking for the run to the message that the script is finished.
    sizes
        Bytes of each message as it is unpacked, by its kind and the place of its element, in the order of arrival.
    bytes
        Bytes on the wire: packed, as for every browser.
    text
        The page's paragraphs, lists and warnings, as they are written.
    """

    seconds: float
    sizes: list[tuple[str, int]]
    bytes: int
    text: str = ""

    @property
    def unpacked(self) -> int:
        """Bytes of all messages."""
        return sum(size for _name, size in self.sizes)


@dataclass
class Visitor:
    """An open page."""

    socket: ClientConnection
    _kept: dict[str, None] = field(default_factory=dict)
    _date_box: str = ""
    _query: str = ""
    _received: int = 0

    def __post_init__(self) -> None:
        """Count what comes before it is unpacked."""
        take = self.socket.protocol.receive_data

        def counted(data: bytes) -> None:
            self._received += len(data)
            take(data)

        self.socket.protocol.receive_data = counted  # type: ignore[method-assign]

    def run(self, day: date | None = None) -> Run:
        """Ask for a run of the page and wait for its end.

        Parameters
        ----------
        day
            Day to be chosen in the page's first date box; None leaves all boxes as the page has them.

        Raises
        ------
        RuntimeError
            If the page shows an exception, or does not end.
        """
        wanted = BackMsg()
        # The page writes the choice into the address, and what the address says counts.
        wanted.rerun_script.query_string = self._query
        # A browser tells which messages it has kept; the server sends of those only their name.
        wanted.rerun_script.cached_message_hashes.extend(self._kept)
        wanted.rerun_script.context_info.timezone = "Asia/Jakarta"
        wanted.rerun_script.context_info.locale = "id-ID"
        wanted.rerun_script.context_info.is_embedded = False
        if day is not None:
            box = wanted.rerun_script.widget_states.widgets.add(id=self._date_box)
            box.string_array_value.data.append(f"{day:%Y/%m/%d}")
        sizes, paragraphs, received = [], list[str](), self._received
        start = time.perf_counter()
        self.socket.send(wanted.SerializeToString())
        while True:
            raw = self.socket.recv(timeout=ANSWER_SECONDS)
            ended = time.perf_counter()
            message = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
            sizes.append((_name(message), len(raw)))
            if message.metadata.cacheable:
                self._kept[message.hash] = None
            kind = message.WhichOneof("type")
            if kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                msg = f"the page shows an exception: {element.exception.message}"
                raise RuntimeError(msg)
            if element.WhichOneof("type") == "markdown":
                paragraphs.append(element.markdown.body)
            elif element.WhichOneof("type") == "alert":
                paragraphs.append(element.alert.body)
            self._date_box = self._date_box or element.date_input.id
            if kind == "script_finished":
                return Run(ended - start, sizes, self._received - received, "\n".join(paragraphs))


def _name(message: ForwardMsg) -> str:
    kind = message.WhichOneof("type") or "?"
    if kind != "delta":
        return kind
    delta = message.delta
    what = delta.new_element.WhichOneof("type") if delta.HasField("new_element") else delta.WhichOneof("type")
    return f"{what} {list(message.metadata.delta_path)}"


@contextmanager
def visitor(base_url: str) -> Iterator[Visitor]:
    """Open a page on a server of this computer and close it at the end."""
    address = base_url.replace("http://", "ws://", 1) + "/_stcore/stream"
    with connect(
        address,
        origin=Origin(base_url),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        proxy=None,
    ) as socket:
        yield Visitor(socket)
