"""The file of a backup: a ZIP of members and of a manifest that holds the hash of each, sealed with the secret.

The manifest stands at the end, so that a file that is cut off has none.
"""

import hmac
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import IO, Self

FORMAT = 1
DATABASE_MEMBER = "database.sqlite"
_ROWS = ".copy"
_MANIFEST, _SEAL = "manifest.json", "seal.txt"
_PURPOSE = b"kawal-sensus backup\n"
_CHUNK = 1 << 20
_COMPRESSION_LEVEL = 6
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Members have no time of their own: what a ZIP cannot do without."""


class BackupError(RuntimeError):
    """A backup that could not be made or used.

    Attributes
    ----------
    reason
        Why, by name (`data_access.commands.REASONS` has the sentences).
    about
        What the sentence names: a file, a member, a table.
    """

    def __init__(self, reason: str, about: str = "") -> None:
        super().__init__(f"{reason} {about}".strip())
        self.reason, self.about = reason, about


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes
    ----------
    kind
        `sqlite` or `postgresql`.
    revision
        Of the tables (`data_access/migrations`).
    made_at
        Moment of its figures (ISO 8601, UTC).
    rows
        Number of rows by table.
    numbers
        Of each sequence of PostgreSQL its last number, and whether it was given out.
    purged_until
        Day up to which rows of households had been removed (ISO 8601), or None.
    hashes
        SHA-256 of each member, in hexadecimal digits.
    """

    kind: str
    revision: str
    made_at: str
    rows: Mapping[str, int]
    numbers: Mapping[str, tuple[int, bool]] = field(default_factory=dict)
    purged_until: str | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Writes members one after another, and the manifest last; what ends with an exception has none.

    Parameters
    ----------
    stream
        Where to; it need not be seekable.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION_LEVEL)
        self._hashes: dict[str, str] = {}

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Write the list of members."""
        self._zip.close()

    @contextmanager
    def member(self, name: str) -> Iterator[Callable[[bytes | memoryview], None]]:
        """What takes the bytes of a member, piece by piece."""
        digest = sha256()
        with self._zip.open(_entry(name), "w", force_zip64=True) as out:

            def take(piece: bytes | memoryview) -> None:
                digest.update(piece)
                out.write(piece)

            yield take
        self._hashes[name] = digest.hexdigest()

    def finish(self, manifest: Manifest, secret: str | None) -> Manifest:
        """Write the manifest, with the hashes of what was written, and give it."""
        manifest = replace(manifest, hashes=self._hashes)
        manifest_json = json.dumps(asdict(manifest), sort_keys=True, indent=1).encode()
        self._zip.writestr(_entry(_MANIFEST), manifest_json)
        self._zip.writestr(_entry(_SEAL), f"{sha256(manifest_json).hexdigest()}\n{_seal(manifest_json, secret)}\n")
        return manifest


class Reader:
    """Reads a backup, every byte of which has been compared with the manifest before anything is given.

    Parameters
    ----------
    stream
        Seekable.
    secret
        The household secret of this installation.

    Raises
    ------
    BackupError
        If it is none of ours, not whole, altered, or made with another secret.
    """

    def __init__(self, stream: IO[bytes], secret: str | None) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
        except zipfile.BadZipFile:
            stream.seek(0)
            raise BackupError("cut_off" if stream.read(2) == b"PK" else "not_ours") from None
        names = self._zip.namelist()
        if _MANIFEST not in names or _SEAL not in names:
            raise BackupError("cut_off" if any(is_member(name) for name in names) else "not_ours")
        manifest_json = self._whole(_MANIFEST)
        plain, _end, sealed = self._whole(_SEAL).decode("ascii", "replace").strip().partition("\n")
        if not hmac.compare_digest(plain, sha256(manifest_json).hexdigest()):
            raise BackupError("altered", _MANIFEST)
        if not hmac.compare_digest(sealed, _seal(manifest_json, secret)):
            raise BackupError("other_key")
        # Sealed by ourselves from here on.
        about = json.loads(manifest_json)
        if about["format"] > FORMAT:
            raise BackupError("newer_format")
        self.manifest = Manifest(**about)
        if sorted(names) != sorted([*self.manifest.hashes, _MANIFEST, _SEAL]):
            raise BackupError("altered", _MANIFEST)
        for name, hashed in self.manifest.hashes.items():
            digest = sha256()
            for piece in self.pieces(name):
                digest.update(piece)
            if digest.hexdigest() != hashed:
                raise BackupError("altered", name)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, piece by piece."""
        try:
            with self._zip.open(name) as member:
                while piece := member.read(_CHUNK):
                    yield piece
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error) as error:
            raise BackupError("altered", name) from error

    def _whole(self, name: str) -> bytes:
        return b"".join(self.pieces(name))


def table_member(table: str) -> str:
    """Name of the member that holds a table's rows, as PostgreSQL's COPY writes them."""
    return f"{table}{_ROWS}"


def is_member(name: str) -> bool:
    """Tell whether a backup may have a member of that name."""
    return name == DATABASE_MEMBER or name.endswith(_ROWS)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _seal(manifest_json: bytes, secret: str | None) -> str:
    return hmac.digest((secret or "").encode(), _PURPOSE + manifest_json, "sha256").hex()
