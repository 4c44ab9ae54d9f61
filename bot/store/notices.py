"""What each team was told unasked, and how often: the cap on repeats survives every restart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.store.database import insert_new
from bot.store.logbook_tables import notices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.store.database import Database

ABOUT = "told"


@dataclass(frozen=True, slots=True)
class Told:
    """How often a team was told of one thing, and when last."""

    times: int
    last_on: date


class NoticeStore:
    """Remembers what teams were told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def told(self, team: int) -> dict[str, Told]:
        """Return what the team was told of, by subject."""
        wanted = select(notices).where(notices.c.team == team, notices.c.kind == ABOUT)
        with self._database.reading() as connection:
            rows = connection.execute(wanted)
            return {row.subject: Told(row.times, row.last_on) for row in rows}

    def tell(self, team: int, subjects: Iterable[str], on: date) -> None:
        """Record that the team was told of *subjects*; twice on the same day counts once."""
        with self._database.transaction() as connection:
            for subject in subjects:
                key = {"team": team, "kind": ABOUT, "subject": subject}
                if insert_new(connection, notices, {**key, "times": 1, "last_on": on}):
                    continue
                connection.execute(
                    update(notices)
                    .where(*(notices.c[name] == value for name, value in key.items()))
                    .where(notices.c.last_on < on)
                    .values(times=notices.c.times + 1, last_on=on)
                )
