"""Where the library failed people: questions refused for want of a source, and poor answers.

Read-only. The channel stays in here: what leaves is the scope that its answers came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from bot.advisor.model import RefusalReason
from bot.store.conversation_tables import proofs, turns
from bot.store.conversations import Outcome
from bot.store.feedback import opinions
from bot.store.scopes import scopes
from knowledge.model import Audience, Work

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select

    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Miss:
    """One question, stand-alone, that the library served badly, and who was not served when.

    ``person`` asked a refused question, or found an answer not helpful: to count by, not to show.
    ``audience`` and ``scope`` are what limited the search: who could read the answer then, and the
    collections that the channel is limited to now (``None`` is all). ``source``, ``title`` and
    ``locator`` name the nearest passage of a refusal, or the first that the answer cited; they are
    empty where there was none. ``confidence`` is 0 to 1, as it was then.
    """

    workspace: str
    person: str
    question: str
    at: datetime
    audience: Audience
    scope: frozenset[str] | None
    confidence: float
    source: str
    title: str
    locator: str


class Misses:
    """Finds what the library did not serve."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refused(self, since: datetime) -> list[Miss]:
        """Return the questions since a moment that the library did not answer, oldest first.

        Questions turned away for what they are (a lawyer's, say) are no fault of the library.
        """
        chosen = _chosen(turns.c.asker, turns.c.answered_at, proof=-1).where(
            turns.c.outcome == Outcome.REFUSAL,
            turns.c.reason == RefusalReason.NOT_IN_LIBRARY,
            turns.c.answered_at >= since,
        )
        return self._found(chosen.order_by(turns.c.answered_at, turns.c.id))

    def not_helpful(self, since: datetime) -> list[Miss]:
        """Return each opinion since a moment that an answer was not helpful, oldest first."""
        chosen = (
            _chosen(opinions.c.person, opinions.c.given_at, proof=1)
            .join(opinions, opinions.c.turn == turns.c.id)
            .where(
                turns.c.outcome == Outcome.ANSWER,
                opinions.c.is_helpful.is_(False),
                opinions.c.given_at >= since,
            )
        )
        order = (opinions.c.given_at, turns.c.id, opinions.c.person)
        return self._found(chosen.order_by(*order))

    def _found(self, chosen: Select[Any]) -> list[Miss]:
        with self._database.reading() as db:
            return [_miss(row) for row in db.execute(chosen)]


def _chosen(person: Any, at: Any, *, proof: int) -> Select[Any]:
    """Select the columns of a miss, with one of the turn's proofs if it has that."""
    return (
        select(
            turns.c.workspace,
            person.label("person"),
            turns.c.standalone,
            at.label("at"),
            turns.c.audience,
            scopes.c.collections,
            turns.c.confidence,
            proofs.c.source,
            proofs.c.contained_in,
            proofs.c.locator,
        )
        .select_from(turns)
        .outerjoin(proofs, and_(proofs.c.turn == turns.c.id, proofs.c.number == proof))
        .outerjoin(
            scopes,
            and_(scopes.c.workspace == turns.c.workspace, scopes.c.channel == turns.c.channel),
        )
    )


def _miss(row: Row[Any]) -> Miss:
    return Miss(
        workspace=row.workspace,
        person=row.person,
        question=row.standalone,
        at=row.at,
        audience=Audience(row.audience),
        scope=None if row.collections is None else frozenset(row.collections),
        confidence=row.confidence,
        source=row.source or "",
        title=Work(**row.contained_in).title if row.contained_in else "",
        locator=row.locator or "",
    )
