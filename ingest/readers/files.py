"""Files on this computer, as they are handed to an import."""

import glob
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ingest.readers.raw_table import UnreadableFile

_SHAPEFILE_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj"}


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
