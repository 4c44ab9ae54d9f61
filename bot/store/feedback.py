"""Whether people found an answer helpful: one opinion per answer and person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, func, select

from bot.store.database import Instant, insert_new, metadata

if TYPE_CHECKING:
    from bot.store.database import Database

opinions = Table(
    "feedback",
    metadata,
    Column("turn", ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("is_helpful", Boolean, nullable=False),
    Column("given_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people found an answer helpful and how many did not."""

    helpful: int
    not_helpful: int


class Feedback:
    """Keeps people's opinions of answers."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def give(self, turn: str, person: str, *, is_helpful: bool) -> bool:
        """Keep a person's opinion, in place of an earlier one; ``True`` if it changed that."""
        mine = (opinions.c.turn == turn, opinions.c.person == person)
        value = {"is_helpful": is_helpful, "given_at": datetime.now(UTC)}
        with self.database.transaction() as db:
            if insert_new(db, opinions, {"turn": turn, "person": person, **value}):
                return False
            earlier = db.execute(select(opinions.c.is_helpful).where(*mine)).scalar_one()
            db.execute(opinions.update().where(*mine), value)
            return bool(earlier != is_helpful)

    def tally(self, turn: str) -> Tally:
        """Count the opinions of one answer."""
        chosen = (
            select(opinions.c.is_helpful, func.count())
            .where(opinions.c.turn == turn)
            .group_by(opinions.c.is_helpful)
        )
        with self.database.reading() as db:
            counts = {bool(is_helpful): n for is_helpful, n in db.execute(chosen)}
        return Tally(counts.get(True, 0), counts.get(False, 0))
