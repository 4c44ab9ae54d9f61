"""What one answer by a language model may take: time, attempts, tokens; and what it took."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.advisor.model import NO_USAGE, Usage


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


class Meter:
    """Adds up what the calls for one answer took."""

    def __init__(self) -> None:
        self.total: Usage = NO_USAGE

    def add(self, usage: Usage) -> None:
        """Count *usage* in."""
        self.total += usage


class Deadline:
    """The moment by which an answer must be there."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, never less than 0."""
        return max(0.0, self._end - time.monotonic())
