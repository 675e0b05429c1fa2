"""Files on this computer, as they are handed to an import."""

import glob
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ingest.readers.raw_table import UnreadableFile

_SHAPEFILE_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj"}

_OPEN_FILES = Path("/proc/self/fd")


def name_and_content(file: Path, most_bytes: int) -> tuple[str, bytes]:
    """Read a file, not more of it than tells that it is too large; a Shapefile as the zip in which it can travel."""
    if file.suffix.lower() != ".shp":
        size = file.stat().st_size
        if size > most_bytes:
            raise UnreadableFile("file_too_large", values={"size": size, "limit": most_bytes})
        with file.open("rb") as content:
            return file.name, content.read(most_bytes + 1)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for part in sorted(file.parent.glob(f"{glob.escape(file.stem)}.*")):
            if part.suffix.lower() in _SHAPEFILE_PARTS and part.is_file():
                # A fixed name and time stamp keep the fingerprint of the same file the same.
                archive.writestr(ZipInfo(f"boundaries{part.suffix.lower()}"), part.read_bytes(), ZIP_DEFLATED)
    return f"{file.stem}.zip", packed.getvalue()


@contextmanager
def spooled(content: BinaryIO) -> Iterator[Path]:
    """What was sent, as a file that is gone once the block is left, or the process killed.

    An upload may hold numbers of family cards. On Linux the file has no name that anybody could open, and the system
    frees it with this process, however that ends; elsewhere it is named while it is read, for its owner alone.
    """
    with TemporaryFile() as nameless:
        path = _OPEN_FILES / str(nameless.fileno())
        if path.exists():
            shutil.copyfileobj(content, nameless)
            nameless.flush()
            yield path
            return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as named:
            shutil.copyfileobj(content, named)
        yield path
