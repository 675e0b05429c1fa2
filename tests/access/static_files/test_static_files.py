"""Files for browsers: compressed once, sent whole, kept where their address changes with them."""

from __future__ import annotations

import asyncio
import gzip
import io
from typing import TYPE_CHECKING

import httpx2
import pyarrow as pa
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from access.static_files import packing
from access.static_files.sending import FOR_EVER, FOR_THIS_BROWSER, NEVER, PackedFiles
from access.static_files.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = b"export const desa = 132;\n" * 200
FONT = bytes(range(256)) * 20
PAGE = "<html><head><link href='./static/js/index.A.js'></head><body></body></html>"
MAP = b'{"type": "FeatureCollection"}' * 100


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Streamlit's folder, ours, and that of the compressed copies, which is not there yet."""
    streamlit, own = tmp_path / "streamlit", tmp_path / "own"
    for folder in (streamlit / "static" / "js", streamlit / "static" / "media", own / "maps"):
        folder.mkdir(parents=True)
    (streamlit / "index.html").write_text(PAGE, encoding="utf-8")
    for name in ("index.A", "Metric.B", "Html.C"):
        (streamlit / "static" / "js" / f"{name}.js").write_bytes(SCRIPT + name.encode())
    (streamlit / "static" / "media" / "Symbols.D.woff2").write_bytes(FONT)
    (own / "menu.js").write_bytes(SCRIPT)
    return streamlit, own, tmp_path / "var" / "packed"


def shelf_of(folders: tuple[Path, Path, Path]) -> Shelf:
    streamlit, own, folder = folders
    return Shelf(streamlit=streamlit, product=own, folder=folder)


def unpacked(answer: httpx2.Response) -> bytes:
    """Give what a browser makes of an answer, whatever the client here can unpack."""
    raw: bytes = answer.extensions["raw"]
    encoding = answer.headers.get("content-encoding")
    if encoding == "gzip":
        return gzip.decompress(raw)
    return pa.input_stream(io.BytesIO(raw), compression="brotli").read() if encoding == "br" else raw


def ask(
    shelf: Shelf, path: str, accepted: str = "gzip, deflate, br, zstd", method: str = "GET", kept: str = "",
) -> httpx2.Response:  # fmt: skip
    """Ask for a path as a browser does; what is not packed is answered by a word."""

    async def elsewhere(_request: object) -> PlainTextResponse:
        return PlainTextResponse("not packed")

    app = Starlette(
        routes=[Route("/{path:path}", elsewhere, methods=["GET", "POST"])],
        middleware=[Middleware(PackedFiles, shelf=shelf)],
    )

    async def run() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app)
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
            client.stream(method, path, headers={"accept-encoding": accepted, "if-none-match": kept}) as answer,
        ):
            answer.extensions["raw"] = b"".join([part async for part in answer.aiter_raw()])
            return answer

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("br; q=0.000, gzip; q=0.001", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_a_script_comes_in_the_best_way_that_a_browser_takes(
    folders: tuple[Path, Path, Path], accepted: str, encoding: str | None
) -> None:
    answer = ask(shelf_of(folders), "/static/js/Metric.B.js", accepted)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert int(answer.headers["content-length"]) == len(answer.extensions["raw"])
    assert (len(answer.extensions["raw"]) < len(SCRIPT) / 10) is (encoding is not None)
    assert unpacked(answer) == SCRIPT + b"Metric.B"


def test_what_a_browser_still_has_is_not_sent_again(folders: tuple[Path, Path, Path]) -> None:
    shelf, path = shelf_of(folders), "/static/js/Metric.B.js"
    tag = ask(shelf, path).headers["etag"]
    for kept in (tag, f'"another", W/{tag}'):
        answer = ask(shelf, path, kept=kept)
        assert (answer.status_code, answer.extensions["raw"]) == (304, b"")
        assert (answer.headers["etag"], answer.headers["cache-control"]) == (tag, FOR_EVER)
    # Bytes packed otherwise are other bytes.
    assert unpacked(ask(shelf, path, "gzip", kept=tag)) == SCRIPT + b"Metric.B"
    (folders[0] / path.removeprefix("/")).write_bytes(SCRIPT + b"new")
    assert unpacked(ask(shelf_of(folders), path, kept=tag)) == SCRIPT + b"new"


def test_what_is_compressed_already_is_sent_as_it_is(folders: tuple[Path, Path, Path]) -> None:
    answer = ask(shelf_of(folders), "/static/media/Symbols.D.woff2")
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "font/woff2"
    assert answer.extensions["raw"] == FONT


def test_no_request_and_no_second_start_compresses(
    folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf_of(folders)
    monkeypatch.setattr(packing, "compressed", lambda _data, encoding: pytest.fail(encoding))
    shelf = shelf_of(folders)
    assert unpacked(ask(shelf, "/static/js/Metric.B.js")) == SCRIPT + b"Metric.B"
    assert unpacked(ask(shelf, "/static/js/Metric.B.js", "gzip")) == SCRIPT + b"Metric.B"


def test_another_content_is_another_file(folders: tuple[Path, Path, Path]) -> None:
    before = shelf_of(folders).files["/app/static/menu.js"].tag
    (folders[1] / "menu.js").write_bytes(SCRIPT + b"// new")
    shelf = shelf_of(folders)
    assert shelf.files["/app/static/menu.js"].tag != before
    assert unpacked(ask(shelf, "/app/static/menu.js")) == SCRIPT + b"// new"


def test_only_what_changes_its_address_with_its_content_is_kept(folders: tuple[Path, Path, Path]) -> None:
    shelf = shelf_of(folders)
    tag = packing.tag_of(SCRIPT)
    kept = {
        "/static/js/Metric.B.js": FOR_EVER,
        f"/app/static/menu.js?v={tag}": FOR_THIS_BROWSER,
        "/app/static/menu.js?v=0123456789abcdef": NEVER,
        "/app/static/menu.js": NEVER,
    }
    assert {path: ask(shelf, path).headers["cache-control"] for path in kept} == kept


def test_a_map_laid_out_since_the_start_is_compressed_once(
    folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = shelf_of(folders)
    assert ask(shelf, "/app/static/maps/3319-desa-1.json").extensions["raw"] == b"not packed"
    (folders[1] / "maps" / "3319-desa-1.json").write_bytes(MAP)
    assert unpacked(ask(shelf, "/app/static/maps/3319-desa-1.json")) == MAP
    monkeypatch.setattr(packing, "compressed", lambda _data, encoding: pytest.fail(encoding))
    assert unpacked(ask(shelf, "/app/static/maps/3319-desa-1.json")) == MAP


@pytest.mark.parametrize(
    "path", ["/app/static/maps/../menu.js", "/app/static/maps/%2e%2e/menu.js", "/app/static/maps/x.js", "/opd"]
)
def test_nothing_else_is_looked_for(folders: tuple[Path, Path, Path], path: str) -> None:
    shelf = shelf_of(folders)
    del shelf.files["/app/static/menu.js"]
    assert shelf.find(path) is None


def test_what_is_sent_to_the_server_is_passed_on(folders: tuple[Path, Path, Path]) -> None:
    assert ask(shelf_of(folders), "/static/js/Metric.B.js", method="POST").extensions["raw"] == b"not packed"


def test_a_page_asks_early_for_what_its_own_head_does_not(folders: tuple[Path, Path, Path]) -> None:
    shelf = shelf_of(folders)
    shelf.open_pages(["/", "/opd"], ["Symbols.", "Metric.", "index.", "Absent.", "menu.js"])
    links = (
        '<link rel="preload" as="font" type="font/woff2" crossorigin href="./static/media/Symbols.D.woff2">'
        '<link rel="modulepreload" crossorigin href="./static/js/Metric.B.js">'
        f'<link rel="modulepreload" crossorigin href="./app/static/menu.js?v={packing.tag_of(SCRIPT)}">'
    )
    for path in ("/", "/opd"):
        answer = ask(shelf, path)
        assert unpacked(answer).decode() == PAGE.replace("</head>", f"{links}</head>")
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == NEVER
    assert ask(shelf, "/wilayah").extensions["raw"] == b"not packed"


def test_a_file_of_ours_in_the_place_of_one_of_streamlits_is_not_kept(folders: tuple[Path, Path, Path]) -> None:
    streamlit, own, folder = folders
    (own / "few.woff").write_bytes(b"few symbols")
    path = "/static/media/Symbols.D.woff2"
    shelf = Shelf(streamlit=streamlit, product=own, folder=folder, instead={"Symbols.": "few.woff"})
    answer = ask(shelf, path)
    assert answer.extensions["raw"] == b"few symbols"
    assert answer.headers["content-type"] == "font/woff"
    # The address stays when a product that has a symbol more takes the place of this one.
    assert answer.headers["cache-control"] == NEVER
    assert ask(shelf, "/static/js/Html.C.js").headers["cache-control"] == FOR_EVER
