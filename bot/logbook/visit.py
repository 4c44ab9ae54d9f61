"""Who is at the log: in which team, before which audience, at what moment of their day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.logbook.model import Audience, Team


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's turn at one team's log.

    ``who`` is their Slack id; that they may be here was checked by the caller. ``now`` is an aware
    moment in their own time zone.
    """

    team: Team
    who: str
    audience: Audience
    now: datetime

    @property
    def today(self) -> date:
        """The person's own day."""
        return self.now.date()

    @property
    def mention(self) -> str:
        """The person as an owner is written."""
        return f"<@{self.who}>"
