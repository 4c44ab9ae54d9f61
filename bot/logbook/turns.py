"""Who is served when many come at once: a few at a time, first come, first served.

Left to themselves twenty threads on one interpreter pass it to and fro at every row they read,
and locks go to whoever happens to be awake: the median was 100 ms and the slowest twentieth took
more than 600. In line, everybody takes about as long.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

AT_ONCE = max(2, os.cpu_count() or 1)


class Turns:
    """A line before a few counters; whoever is served may go to a counter again without waiting."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._served = threading.local()
        self._pool = ThreadPoolExecutor(at_once, "log", initializer=self._serve)

    def take(self, work: Callable[[], Result]) -> Result:
        """Do *work* when its turn comes, and return or raise what it does."""
        if getattr(self._served, "now", False):
            return work()
        return self._pool.submit(work).result()

    def _serve(self) -> None:
        self._served.now = True
