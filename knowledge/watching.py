"""When the documents of a folder change: for a re-index that follows them."""

from __future__ import annotations

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

    Yields 0 when nothing was reported for :data:`CATCH_UP` seconds, or when a folder that was gone
    is back. With *poll* the files are looked at every few seconds instead of asking the kernel,
    which network shares need. Ends when *stop* is set.
    """
    from watchfiles import watch

    roots = [folder.expanduser().resolve() for folder in folders]
    was_gone = False
    while not stop.is_set():
        if not all(root.is_dir() for root in roots):
            was_gone = True
            stop.wait(_MISSING)
            continue
        if was_gone:
            was_gone = False
            yield 0
        for found in watch(
            *roots,
            watch_filter=lambda _, path: is_document(Path(path), roots),
            step=int(quiet * 1000),
            debounce=int(max(_LONGEST, quiet) * 1000),
            rust_timeout=int(CATCH_UP * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            force_polling=poll or None,
            poll_delay_ms=2000,
            ignore_permission_denied=True,
        ):
            yield len(found)
            if not all(root.is_dir() for root in roots):
                break  # watching a folder that was deleted and made again reports nothing
