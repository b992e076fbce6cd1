"""The folder of a site: the next one is finished aside, what has not changed taken over, and put in place whole.

``manifest.json`` says of every file what it was made from and what it is. A file whose inputs are the same and which
still is what it was is linked, not made again.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from extractors import storage
from extractors.errors import StorageError, WriterBusyError
from extractors.settings import settings

MANIFEST = "manifest.json"
_MAKER = "marketsplit site"
_AT_CWD, _EXCHANGE = -100, 2

#: Of a file: a hash over its inputs, one over its bytes, and their number.
Entry = tuple[str, str, int]
_FILES = TypeAdapter(dict[str, Entry])


class NextSite:
    """A site in the making; ``made`` and ``kept`` count its files."""

    def __init__(self, folder: Path, old: Path, version: str) -> None:
        self._folder = folder
        self._old = old
        self._version = version.encode()
        self._before: dict[str, Entry] = _read(old).get("files", {})
        self._files: dict[str, Entry] = {}
        self._folders: set[Path] = set()
        self.made = 0
        self.kept = 0

    def put(self, name: str, inputs: str, make: Callable[[], bytes]) -> bytes:
        """Return the bytes of a file: those of the last site where its inputs are the same, else newly made ones."""
        fingerprint = hashlib.sha256(self._version + b"\0" + inputs.encode()).hexdigest()[:16]
        target = self._folder / name
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        content = self._unchanged(name, fingerprint)
        if content is not None:
            os.link(self._old / name, target)
            self.kept += 1
        else:
            content = make()
            target.write_bytes(content)
            self.made += 1
        self._files[name] = (fingerprint, hashlib.sha256(content).hexdigest()[:16], len(content))
        return content

    def finish(self, facts: dict[str, Any]) -> None:
        """Write the manifest: facts about the site as a whole, then its files by name."""
        manifest = {"made_by": _MAKER, **facts, "files": dict(sorted(self._files.items()))}
        (self._folder / MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
        )

    def _unchanged(self, name: str, fingerprint: str) -> bytes | None:
        entry = self._before.get(name)
        if entry is None or entry[0] != fingerprint:
            return None
        return _as_it_was(self._old / name, entry)


@contextlib.contextmanager
def next_site(folder: Path, version: str) -> Iterator[NextSite]:
    """Yield a site to be filled; at the end it takes the place of ``folder`` in one step, which on failure stays.

    ``version`` stands for the code that makes the files. Raises StorageError for errors of the disk and where the
    folder holds something else than a site of ours, WriterBusyError after waiting in vain for another build to end.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            _check_ours(folder)
            for leftover in folder.parent.glob(f".{folder.name}.*.partial"):
                shutil.rmtree(leftover)
            staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
            try:
                staged.chmod(0o755)
                site = NextSite(staged, folder, version)
                yield site
                storage.sync(staged)
                _exchange(staged, folder)
            finally:
                shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise storage.storage_error(error, folder) from error


def holds(folder: Path, facts: dict[str, Any]) -> int:
    """Return how many files a folder holds if it is a whole site with these facts in its manifest, else 0."""
    manifest = _read(folder)
    files: dict[str, Entry] = manifest.get("files", {})
    if any(manifest.get(name) != value for name, value in facts.items()):
        return 0
    return len(files) if all(_as_it_was(folder / name, entry) is not None for name, entry in files.items()) else 0


def _read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a site of ours; an empty one where there is none, or one that is damaged."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(manifest, dict) or manifest.get("made_by") != _MAKER:
            return {}
        return {**manifest, "files": _FILES.validate_python(manifest.get("files"))}
    except (OSError, ValueError, ValidationError):
        return {}


def _as_it_was(path: Path, entry: Entry) -> bytes | None:
    """Return the bytes of a file if they are those that its entry tells."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest()[:16] == entry[1] else None


def _check_ours(folder: Path) -> None:
    """Raise StorageError where something stands in the way that no build of ours has put there."""
    if not folder.exists():
        return
    files = _read(folder).get("files")
    ours = {MANIFEST, *files} if files is not None else set()
    inside = folder.rglob("*") if folder.is_dir() else [folder]
    there = [path for path in inside if path.is_symlink() or not path.is_dir()]
    strangers = sorted(name for path in there if (name := path.relative_to(folder).as_posix()) not in ours)
    if strangers:
        raise StorageError(
            "something is in the way that is no site of ours; it was left alone",
            place=str(folder),
            expected=f"an empty folder, or one with the {MANIFEST} of a site and its files",
            found="a file" if there == [folder] else ", ".join(strangers[:3]) + (" and more" if strangers[3:] else ""),
            remedy="Move it away, or name another folder with --out",
        )


def _exchange(staged: Path, folder: Path) -> None:
    """Put a folder in the place of another in one step; where the file system cannot, in two."""
    if not folder.exists():
        staged.rename(folder)
        return
    libc = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    if hasattr(libc, "renameat2"):
        if not libc.renameat2(_AT_CWD, os.fsencode(staged), _AT_CWD, os.fsencode(folder), _EXCHANGE):
            return
        code = ctypes.get_errno()
        if code not in {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}:
            raise OSError(code, os.strerror(code), str(folder))
    old = staged.with_name(f"{staged.name.removesuffix('.partial')}.old.partial")
    folder.rename(old)
    staged.rename(folder)
    shutil.rmtree(old)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder against other builds."""
    from filelock import FileLock, Timeout

    wait = settings().lock_wait_s
    lock = folder.with_name(f".{folder.name}.lock")
    lock.touch()  # where no lock can be made, waiting for it would be in vain
    try:
        with FileLock(lock, timeout=wait):
            yield
    except Timeout as error:
        raise WriterBusyError(
            "another build of the site is at work",
            place=str(folder),
            expected=f"its end within {wait:g} seconds",
            remedy="Let it finish and run again, or raise MARKETSPLIT_LOCK_WAIT_S",
        ) from error
