"""Who watches a re-index."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told how far a re-index has come."""

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of *total* steps; the one before is over."""

    def advance(self, steps: int) -> None:
        """Count steps of the current stage as done."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int) -> None:
        """Do nothing."""

    def advance(self, steps: int) -> None:
        """Do nothing."""
