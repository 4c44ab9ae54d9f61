"""A model's reply while it is being written: in pieces, in time, and left off when unwanted."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.advisor.model import NO_USAGE, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.advisor.budget import Deadline

TICK_SECONDS = 0.1
"""A silent model gives an empty piece so often: the moment to ask whether anybody still waits."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some more of the text. ``begins_anew`` marks another attempt: forget what came before."""

    text: str = ""
    begins_anew: bool = False
    usage: Usage = NO_USAGE


class Speech:
    """Iterates over a reply's pieces; a context manager that stops the call when it is left.

    ``produce`` makes the pieces in a thread of its own and is given an event that says to stop. A
    read timeout alone would let a server that drips bytes hold the asker up for ever. A producer
    that does not come back is left behind in its thread, which ends with the process.
    """

    def __init__(
        self, produce: Callable[[threading.Event], Iterator[Piece]], deadline: Deadline
    ) -> None:
        self._produce = produce
        self._deadline = deadline
        self._unwanted = threading.Event()
        self._pieces: queue.SimpleQueue[Piece | BaseException | None] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        threading.Thread(target=self._run, name="model call", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._unwanted.set()

    def __iter__(self) -> Iterator[Piece]:
        """Yield the pieces as they come, and empty ones while none comes.

        Raises:
            TimeoutError: the deadline has passed; and whatever the producer raises.
        """
        while True:
            left = self._deadline.left
            if not left:
                raise TimeoutError("the language model took too long")
            try:
                piece = self._pieces.get(timeout=min(left, TICK_SECONDS))
            except queue.Empty:
                yield Piece()
                continue
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def _run(self) -> None:
        last: BaseException | None = None
        try:
            for piece in self._produce(self._unwanted):
                if self._unwanted.is_set():
                    break
                self._pieces.put(piece)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever listens
            last = error
        self._pieces.put(last)
