"""Locks between processes that the operating system drops when their holder dies."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Lock:
    """An open lock file; closing it, or the death of the process, releases the lock.

    ``flock`` and not a file that merely exists: a killed process leaves no stale lock behind.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, note: str) -> None:
        """Leave *note* for whoever finds the lock held."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, note.encode(), 0)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def exclusive(path: Path) -> Lock | None:
    """Lock *path* against everybody, making it where needed; ``None`` when it is held."""
    return _locked(path, os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX)


def shared(path: Path) -> Lock | None:
    """Lock *path* against :func:`exclusive` holders; ``None`` when one is there or it is gone."""
    # Read-only: a bot that may not write into the index folder must still be able to search it.
    return _locked(path, os.O_RDONLY, fcntl.LOCK_SH)


def _locked(path: Path, flags: int, kind: int) -> Lock | None:
    try:
        descriptor = os.open(path, flags | os.O_CLOEXEC, 0o644)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Lock(descriptor)


def sync_folder(folder: Path) -> None:
    """Make renames inside *folder* survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, content: str) -> None:
    """Write *content* to *path* so that a reader sees the old file or the new one, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)
