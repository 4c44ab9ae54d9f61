"""When the documents of a folder change: for a re-index that follows them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence

CATCH_UP: Final = 3600.0
"""Seconds after which one looks all the same: a network share reports no changes of other machines,
and a kernel under load drops some."""
_LONGEST: Final = 300.0
"""Seconds of ceaseless change after which one does not wait for quiet any longer."""
_MISSING: Final = 10.0
_BEAT: Final = 0.5
"""Seconds between two looks at what is no change of a file: that time has passed, that a folder is
gone."""
_UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", ".download", ".swp", "~")


def is_document(path: Path, folders: Sequence[Path]) -> bool:
    """Tell whether a changed file may matter: not hidden, not an editor's or a download's own."""
    inside = next((path.relative_to(f) for f in folders if path.is_relative_to(f)), path)
    if any(part.startswith(".") for part in inside.parts):
        return False
    return not path.name.startswith("~$") and not path.name.endswith(_UNFINISHED)


def changes(
    folders: Sequence[Path], quiet: float, stop: threading.Event, *, poll: bool = False
) -> Iterator[int]:
    """Yield how many files changed, each time *quiet* seconds have passed without a further one.

    Yields 0 once it has begun to watch, so that whoever then looks at the files misses no change;
    when nothing was reported for :data:`CATCH_UP` seconds; and when a folder that was gone is back.
    With *poll* the files are looked at every few seconds instead of asking the kernel, which
    network shares need. Ends when *stop* is set.
    """
    from watchfiles import watch

    roots = [folder.expanduser().resolve() for folder in folders]
    while not stop.is_set():
        if not all(root.is_dir() for root in roots):
            stop.wait(_MISSING)
            continue
        waiting = _Waiting(quiet)
        for found in watch(
            *roots,
            watch_filter=lambda _, path: is_document(Path(path), roots),
            step=int(_BEAT * 500),
            rust_timeout=int(_BEAT * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            force_polling=poll or None,
            poll_delay_ms=2000,
            ignore_permission_denied=True,
        ):
            if stop.is_set():
                return
            waiting.note({path for _, path in found})
            if waiting.is_over():
                yield waiting.count()
                waiting = _Waiting(quiet, CATCH_UP)
            if not all(root.is_dir() for root in roots):
                break  # watching a folder that was deleted and made again reports nothing


class _Waiting:
    """Gathers changed files until it is quiet, or until *longest* seconds without any are over."""

    def __init__(self, quiet: float, longest: float = 0.0) -> None:
        now = time.monotonic()
        self._quiet = quiet
        self._due = now + longest
        self._first = self._last = now
        self._paths: set[str] = set()

    def note(self, paths: set[str]) -> None:
        """Take changes in."""
        if paths:
            self._last = time.monotonic()
            self._first = self._first if self._paths else self._last
            self._paths |= paths

    def is_over(self) -> bool:
        """Tell whether it is time to report."""
        now = time.monotonic()
        if not self._paths:
            return now >= self._due
        return now - self._last >= self._quiet or now - self._first >= _LONGEST

    def count(self) -> int:
        """Return how many files have changed."""
        return len(self._paths)
