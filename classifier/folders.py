"""Folders and files that change in one step, so that whoever reads sees the old or the new and never a part."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD of <fcntl.h> and RENAME_EXCHANGE of <linux/fs.h>


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A hidden folder beside ``folder``, removed in the end; those that killed processes left there go as well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f".{folder.name}-*.new"):
        with suppress(FileNotFoundError), locked(left) as free:
            if free:
                shutil.rmtree(left, ignore_errors=True)
    made = tempfile.TemporaryDirectory(prefix=f".{folder.name}-", suffix=".new", dir=folder.parent)
    with made as name, locked(Path(name)):
        yield Path(name)


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Whether the folder could be locked for this process; the lock ends with the block, or with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def write_file(target: Path, data: bytes) -> None:
    """Write a file through to the disk; its folder is made where it is missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace_file(target: Path, data: bytes) -> None:
    """Write a file so that it appears whole, or the old one stays."""
    with scratch(target) as folder:
        write_file(folder / target.name, data)
        (folder / target.name).replace(target)


def swap_in(fresh: Path, folder: Path) -> None:
    """Put the directory ``fresh`` at ``folder`` in one step; what was there lies at ``fresh`` afterwards.

    Where the file system cannot exchange two directories there is a moment in which neither is at ``folder``.
    """
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(fresh, folder):
        aside = fresh.with_name(f"{fresh.name}-old")
        folder.rename(aside)
        try:
            fresh.rename(folder)
        except OSError:
            aside.rename(folder)
            raise
        aside.rename(fresh)


def switch_link(link: Path, target: Path) -> None:
    """Let the symbolic link point to ``target``, which is named relative to the link's folder."""
    with scratch(link) as folder:
        (folder / link.name).symlink_to(os.path.relpath(target, link.parent))
        (folder / link.name).replace(link)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two directories in one step (Linux ``renameat2``); false where that cannot be done."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
