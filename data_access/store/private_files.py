"""Files with figures are for the account that runs the product alone, whatever its umask says."""

import logging
import os
from contextlib import suppress
from pathlib import Path

OWN_FOLDER = Path(__file__).parents[2] / "var"
"""Where the product keeps its data unless told otherwise."""

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_EVERYBODY, _NOT_OWNER = 0o007, 0o077
_BESIDE = ("", "-wal", "-shm", "-journal")

log = logging.getLogger("kawal.store")


def make_folder(folder: Path) -> None:
    """Make a folder that its owner alone may enter; one that is there stays as it is, but for the product's own.

    A folder that somebody else has chosen may be shared on purpose, or be the system's.
    """
    with suppress(FileExistsError):
        folder.mkdir(_FOLDER_MODE, parents=True)
        return
    if folder.resolve() == OWN_FOLDER:
        _tighten(folder)


def make_private(file: Path) -> None:
    """Make a database's file before SQLite does, which lets everybody read it; tighten one that everybody may read.

    What SQLite lays beside the file takes over its mode. A file that only its group may read was made so by somebody,
    and stays.
    """
    if os.name != "posix":
        return
    # A link is followed, as SQLite does: what it leads to may not be there yet.
    file = file.resolve()
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, _FILE_MODE))
    except FileExistsError:
        for suffix in _BESIDE:
            _tighten(file.with_name(file.name + suffix))
    except OSError:
        # Where no file can be made, SQLite fails next with the message that readers know.
        return


def _tighten(path: Path) -> None:
    if os.name != "posix":
        return
    with suppress(FileNotFoundError):
        mode = path.stat().st_mode & 0o777
        if not mode & _EVERYBODY:
            return
        try:
            path.chmod(mode & ~_NOT_OWNER)
        except PermissionError:
            log.warning("Everybody on this computer may read %s: its owner, another account, should mend that.", path)
