"""What one answer by a language model may take: time, attempts, tokens; and what it took."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one answer.

    ``seconds`` is for all attempts together. ``tokens_in`` bounds the passages shown, counted at
    four characters a token; ``tokens_out`` is asked of the provider.
    """

    seconds: float = 25.0
    attempts: int = 3
    tokens_in: int = 6_000
    tokens_out: int = 1_200


@dataclass(frozen=True, slots=True)
class Usage:
    """What a provider reports of one reply; ``cost`` is in its currency, ``None`` if not told."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None


class Deadline:
    """The moment by which an answer must be there."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, never less than 0."""
        return max(0.0, self._end - time.monotonic())

    def hold(self, work: Callable[[], T]) -> T:
        """Return what *work* returns, if it does so in time.

        A read timeout alone would let a server that drips bytes hold the asker up for ever. Work
        that overruns is left behind in its thread, which ends with the process.

        Raises:
            TimeoutError: it did not; and whatever *work* raises.
        """
        done: list[T] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                done.append(work())
            except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
                failed.append(error)

        thread = threading.Thread(target=run, name="model call", daemon=True)
        thread.start()
        thread.join(self.left)
        if failed:
            raise failed[0]
        if not done:
            raise TimeoutError("the language model took too long")
        return done[0]
