"""Whoever waits for an answer: sees it grow, and may lose interest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.advisor.model import Answer


class Reader(Protocol):
    """Reads along while an answer is written."""

    @property
    def is_gone(self) -> bool:
        """Whether nobody waits for the answer any more."""

    @property
    def has_begun(self) -> bool:
        """Whether the beginning of the answer was shown, so that it cannot be taken back."""

    def sees(self, answer: Answer) -> None:
        """Take the verified beginning of an answer.

        It comes again and again while more is written, with or without another claim.
        """


class Nobody:
    """Reads nothing before the answer is complete, and waits for ever."""

    is_gone = False
    has_begun = False

    def sees(self, answer: Answer) -> None:
        """Leave it."""


NOBODY = Nobody()
