"""The machine: whether the state folder can be written, whether the disk has room, whether the clock is right."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from extractors import archive, storage
from extractors.publication import registry
from reporting.doctor.finding import Finding
from warehouse.connection import build_path

#: Room for documents, staged files and exports of many runs; a publisher's largest document is bounded far below.
_ROOM_BYTES = 500_000_000
#: Clocks of a machine and its file system differ by less, and so do machines that synchronise theirs.
_SKEW = timedelta(seconds=10)
_SET_CLOCK = "Set the clock (`timedatectl set-ntp true`)"


def state_folder() -> Iterator[Finding]:
    """Try to write where the state lies, or will lie; raises StorageError where that fails."""
    home = storage.home().absolute()
    _age_of_new_file(home)
    yield Finding("state folder", "ok", str(home))


def disk() -> Iterator[Finding]:
    """See whether there is room for a run: publishing keeps two copies of the warehouse beside the writer's."""
    folder = _existing(storage.home().absolute())
    loaded = build_path().stat().st_size if build_path().exists() else 0
    wanted = _ROOM_BYTES + 2 * loaded
    free = shutil.disk_usage(folder).free
    entries = os.statvfs(folder)
    if free < wanted:
        yield Finding(
            "disk",
            "wrong",
            f"{free // 1_000_000:,} MB free for {folder}; expected {wanted // 1_000_000:,} MB",
            "Free some space, or point MARKETSPLIT_HOME at a larger disk",
        )
    elif entries.f_files and not entries.f_favail:
        yield Finding("disk", "wrong", f"no file can be added to {folder}: the inodes are used up", "Delete some files")
    else:
        yield Finding("disk", "ok", f"{free // 1_000_000:,} MB free")


def clock() -> Iterator[Finding]:
    """Compare the clock with what it cannot be behind: the file system's, files of the state, published editions."""
    now = datetime.now(UTC)
    faults = list(_faults_of_clock(now))
    yield from faults
    if not faults:
        yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _faults_of_clock(now: datetime) -> Iterator[Finding]:
    age = _age_of_new_file(storage.home().absolute())
    if abs(age) > _SKEW:
        yield Finding(
            "clock",
            "wrong",
            f"a file that was written just now is {abs(age).total_seconds():,.0f} s "
            f"{'old' if age > timedelta(0) else 'ahead'}: this machine and the state folder's disk differ",
            f"{_SET_CLOCK} on both, or keep the state on a local disk",
        )
    for what, written in _writings():
        if written > now + _SKEW:
            yield Finding(
                "clock",
                "wrong",
                f"it is {now:%Y-%m-%d %H:%M} UTC, yet {what} is of {written:%Y-%m-%d %H:%M}",
                f"{_SET_CLOCK}; if it was wrong then and is right now, this passes with time",
            )
    published = [(one.published_on, name, one.id) for name, known in registry().items() for one in known.editions]
    newest = max(published, default=(date.min, "", ""))
    if newest[0] > (now + timedelta(days=1)).date():  # a day begins earlier in other parts of the world
        yield Finding(
            "clock",
            "wrong",
            f"it is {now:%Y-%m-%d}, yet {newest[1]}, edition {newest[2]}, was published on {newest[0]}",
            f"{_SET_CLOCK}, or mend `published_on` in the declaration",
        )


def _writings() -> Iterator[tuple[str, datetime]]:
    """Yield what was written into the state, and when."""
    for path in (storage.published_path(), build_path()):
        if path.exists():
            yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)
    captures = [capture for name in registry() for capture in archive.captures(name)]
    if captures:
        last = max(captures, key=lambda capture: capture.captured_at)
        yield f"the last fetch of {last.publication}", last.captured_at


def _age_of_new_file(folder: Path) -> timedelta:
    """Return how old a file is by the clock of this machine that was written just now in a folder, or above it."""
    place = _existing(folder)
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".doctor.") as file:
            return timedelta(seconds=time.time() - os.fstat(file.fileno()).st_mtime)
    except OSError as error:
        raise storage.storage_error(error, place) from error


def _existing(folder: Path) -> Path:
    """Return the folder, or what of the path to it exists."""
    return next(one for one in (folder, *folder.parents) if one.exists())
