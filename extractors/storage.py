"""The one way to files under ``MARKETSPLIT_HOME``: paths, whole-file writes, reads.

Archive and staged files may move to object storage; only this module would change. Writes are whole or absent: a
temporary file in the target's folder, flushed to disk, then renamed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from extractors.errors import StorageError
from extractors.settings import settings

_REMEDIES = {
    errno.ENOSPC: "The disk is full: free some space and run again; nothing half-written was kept",
    errno.EDQUOT: "The disk quota is used up: free some space and run again; nothing half-written was kept",
    errno.EACCES: "This user may not write there: check the owner and mode of the folder",
    errno.EPERM: "This user may not write there: check the owner and mode of the folder",
    errno.EROFS: "The file system is read-only: name a writable folder, or point MARKETSPLIT_HOME at one",
    errno.EEXIST: "A file stands where a folder should be: move it away or name another folder",
    errno.ENOTDIR: "A file stands where a folder should be: move it away or name another folder",
    errno.ENOENT: "The folder is gone: create it again, name another, or point MARKETSPLIT_HOME elsewhere",
}


def home() -> Path:
    """Return the state folder; it need not exist yet."""
    return settings().home


def archive_dir() -> Path:
    """Return the folder of archived bytes and capture records."""
    return home() / "archive"


def staged_dir() -> Path:
    """Return the folder of staged batches between the stages."""
    return home() / "staged"


def build_dir() -> Path:
    """Return the folder of the writer's own warehouse file and lock."""
    return home() / "build"


def published_path() -> Path:
    """Return the published warehouse, the file analysts open read-only."""
    return home() / "market_split.duckdb"


def exports_dir() -> Path:
    """Return the folder of the trend exports."""
    return home() / "exports"


def site_dir() -> Path:
    """Return the folder of the static site."""
    return home() / "site"


def relative(path: Path) -> str:
    """Return a reference to a file under the home that survives a move of the home (what travels between stages)."""
    return path.relative_to(home()).as_posix()


def resolve(reference: str) -> Path:
    """Return the path behind a reference made by :func:`relative`."""
    return home() / reference


def storage_error(error: OSError, path: Path) -> StorageError:
    """Return an operating-system error as a message that names the file and the remedy."""
    links = (one for one in (path, *path.parents) if one.is_symlink() and not one.exists())
    if error.errno == errno.EEXIST and (link := next(links, None)):  # a link is there, what it names is not
        return StorageError(
            f"cannot use {path}: {link} is a link that leads nowhere",
            remedy="Make the folder that it names, or name another one",
        )
    return StorageError(f"cannot use {path}: {error.strerror or error}", remedy=_REMEDIES.get(error.errno or 0))


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``target``; on success it is flushed to disk and renamed onto ``target``.

    On any failure the temporary file is removed and ``target`` stays as it was. Raises StorageError for the operating
    system's errors.
    """
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        sync(temporary)
        temporary.chmod(0o644)
        temporary.replace(target)
        sync(target.parent)
    except OSError as error:
        raise storage_error(error, target) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_whole(target: Path, data: bytes) -> None:
    """Write a file whole or not at all, replacing what was there. Raises StorageError."""
    with whole_file(target) as temporary:
        temporary.write_bytes(data)


def write_once(target: Path, data: bytes) -> bool:
    """Write a file that never changes; return False if it was there already. Raises StorageError."""
    if target.exists():
        return False
    write_whole(target, data)
    return True


def read_whole(path: Path) -> bytes:
    """Return a file's bytes. Raises StorageError where it is missing or unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise storage_error(error, path) from error


def sync(path: Path) -> None:
    """Flush a file or folder to disk, so that a rename that follows cannot outlive its content."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
