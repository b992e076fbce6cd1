"""The exchange of one export for the next in a folder: finished aside, moved in together, the manifest last.

The manifest says which files are ours. What it does not name is somebody else's: neither removed nor written over.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from extractors import storage
from extractors.errors import StorageError, WriterBusyError
from extractors.settings import settings

MANIFEST = "manifest.json"
_STAGED = ".marketsplit-export."


@contextlib.contextmanager
def exchanged(directory: Path) -> Iterator[Path]:
    """Yield an empty folder within ``directory``; its files at the end take the place of the last export there.

    On any failure the last export stays as it was. A file of the last export without a successor is removed. A reader
    who compares files with the manifest's hashes never takes a mixture. Raises StorageError for errors of the disk and
    where a file that is not ours is in the way, WriterBusyError after waiting in vain for another export to end.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _alone_in(directory):
            leftovers = list(directory.glob(f"{_STAGED}*"))
            # A run that was killed while it moved its files in has named them in a manifest that is still aside.
            ours = set().union(*(_named_in(folder / MANIFEST) for folder in (directory, *leftovers)))
            for leftover in leftovers:
                shutil.rmtree(leftover)
            staged = Path(tempfile.mkdtemp(prefix=_STAGED, dir=directory))
            try:
                yield staged
                _move_in(staged, directory, ours)
            finally:
                shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise storage.storage_error(error, directory) from error


def _named_in(manifest: Path) -> set[str]:
    """Return the files that a manifest of ours names, itself included; none where it is missing or not ours."""
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
        names = {MANIFEST, *(str(one["file"]) for one in content["files"])} if "warehouse_state" in content else set()
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in names if Path(name).name == name}


def _move_in(staged: Path, directory: Path, ours: set[str]) -> None:
    new = sorted((path.name for path in staged.iterdir() if path.is_file()), key=lambda name: (name == MANIFEST, name))
    for name in new:
        if (directory / name).is_dir() or ((directory / name).exists() and name not in ours):
            raise StorageError(
                "a file is in the way that no export of ours has written; it was left alone",
                place=str(directory / name),
                remedy="Move it away, or export into another folder",
            )
    for name in new:
        storage.sync(staged / name)
        (staged / name).chmod(0o644)
    for name in new:
        if name == MANIFEST:  # while the old one stands, it still names what is to be removed
            for stale in ours - set(new):
                if (directory / stale).is_file():
                    (directory / stale).unlink()
        (staged / name).replace(directory / name)
    storage.sync(directory)


@contextlib.contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Hold the folder against other exports; the lock is the kernel's and goes away with its holder."""
    deadline = time.monotonic() + settings().lock_wait_s
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise WriterBusyError(
                        "another export is being written to this folder",
                        place=str(directory),
                        expected=f"its end within {settings().lock_wait_s:g} seconds",
                        remedy="Let it finish and run again, or raise MARKETSPLIT_LOCK_WAIT_S",
                    ) from error
                time.sleep(0.1)
        yield
    finally:
        os.close(descriptor)
