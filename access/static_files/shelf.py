"""The packed files of one server by their address."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from access.static_files.packing import Packed, pack, pack_all

_OWN = "/app/static/"
_MAPS = f"{_OWN}maps/"
_LATER = re.compile(r"/app/static/(maps/[0-9A-Za-z-]+\.json)")
"""Maps are laid out while the server runs, under a name that changes with them."""
_HEAD_ENDS = "</head>"
_LINKS = {
    ".woff2": 'rel="preload" as="font" type="font/woff2" crossorigin',
    ".js": 'rel="modulepreload" crossorigin',
    ".css": 'rel="stylesheet"',
}
"""What a link in a page's head says of a file, by its ending."""


class Shelf:
    """Files by the path of their address.

    Parameters
    ----------
    streamlit
        Folder of Streamlit's own page.
    product
        Folder `static` of the product.
    folder
        Where compressed copies lie; it outlives the process, so that only the first start makes them.
    instead
        Our own files by the beginnings of the names of those of Streamlit's in whose place they are sent.
    """

    def __init__(
        self, *, streamlit: Path, product: Path, folder: Path, instead: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._streamlit, self._product, self._folder = streamlit, product, folder
        theirs = {f"/{file.relative_to(streamlit).as_posix()}": file for file in (streamlit / "static").rglob("*")}
        ours = {f"{_OWN}{file.relative_to(product).as_posix()}": file for file in product.rglob("*")}
        # Maps of other data than today's may lie there, and unfinished ones: each is packed when it is asked for.
        paths = {
            address: file
            for address, file in (theirs | ours).items()
            if not address.startswith(_MAPS) and file.is_file()
        }
        for beginning, name in instead.items():
            paths |= {address: product / name for address in paths if _name(address).startswith(beginning)}
        self.files: dict[str, Packed] = dict(zip(paths, pack_all(list(paths.values()), folder), strict=True))

    def open_pages(self, addresses: Iterable[str], first: Sequence[str]) -> None:
        """Put Streamlit's page under the addresses of ours, with what the first view needs named in its head.

        Parameters
        ----------
        addresses
            Paths of pages.
        first
            Beginnings of names of scripts, fonts and styles that a browser is to ask for before Streamlit does.
        """
        index = self._streamlit / "index.html"
        page = index.read_text(encoding="utf-8")
        links = "".join(self._links(first, page))
        packed = pack(index, self._folder, content=page.replace(_HEAD_ENDS, f"{links}{_HEAD_ENDS}", 1).encode())
        self.files |= dict.fromkeys(addresses, packed)

    def _links(self, first: Sequence[str], page: str) -> Iterable[str]:
        """Links that ask for what begins with these names and is not asked for by the page itself."""
        for name in first:
            for address in sorted(self.files):
                if not _name(address).startswith(name) or f".{address}" in page:
                    continue
                # By the address that a page asks for it, else it is fetched twice.
                version = f"?v={self.files[address].tag}" if address.startswith(_OWN) else ""
                link = _LINKS.get(Path(address).suffix)
                if link is not None:
                    yield f'<link {link} href=".{address}{version}">'

    def find(self, path: str) -> Packed | None:
        """Packed file of an address; one that has come since the start is packed now, once."""
        later = _LATER.fullmatch(path)
        if path not in self.files and later is not None and (self._product / later.group(1)).is_file():
            self.files[path] = pack(self._product / later.group(1), self._folder)
        return self.files.get(path)


def _name(address: str) -> str:
    return address.rpartition("/")[2]
