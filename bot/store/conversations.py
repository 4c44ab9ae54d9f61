"""What was asked and answered: turns, and the passages that prove them.

A turn is our own record, so a follow-up needs no reading of channel history, and a passage is kept
with the turn as it was quoted, so that a re-index never takes the proof away.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, case, func, or_, select

from bot.advisor.model import Turn
from bot.store.conversation_tables import proofs, shares, threads, turns, withdrawals
from bot.store.database import insert_new
from knowledge.model import Audience, Work

if TYPE_CHECKING:
    from sqlalchemy import Row, Select

    from bot.store.database import Database

CLAIM_LASTS = timedelta(minutes=2)


class Outcome(StrEnum):
    """How a question ended."""

    ANSWER = "answer"
    REFUSAL = "refusal"
    REMARK = "remark"
    CANCELLED = "cancelled"
    """Whoever asked took the question back before the answer was posted."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A passage as it stood when it was quoted.

    ``number`` is the citation's; the nearest passages of a refusal count down from -1 and have no
    quote. ``work`` is what the quoted words report, ``contained_in`` the source that holds them.
    """

    number: int
    passage: str
    source: str
    text: str
    quote: str
    before: str
    after: str
    locator: str
    audience: Audience
    work: Work
    contained_in: Work
    built_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its reply, and where it happened.

    ``thread`` is the thread's first message; ``message`` the question's; ``posted`` our reply's,
    empty where the reply was private to the asker and Slack gave it no name. ``tokens_in``,
    ``tokens_out`` and ``cost`` are what a language model's provider reported, 0 and ``None`` where
    no model was asked or nothing was told.
    """

    id: str
    workspace: str
    channel: str
    thread: str
    message: str
    asker: str
    question: str
    standalone: str
    outcome: Outcome
    reason: str
    reply: str
    audience: Audience
    confidence: float
    composed_by: str
    build: str
    posted: str
    answered_at: datetime
    proofs: tuple[Proof, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Spending:
    """What language models took: for ``questions`` replies, ``written`` of which they wrote.

    ``cost`` adds up what providers told, for ``priced`` of the replies.
    """

    questions: int
    written: int
    tokens_in: int
    tokens_out: int
    priced: int
    cost: float


class Conversations:
    """Keeps and finds exchanges."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(self, exchange: Exchange) -> None:
        """Keep an exchange; one that is already kept stays as it is."""
        with self.database.transaction() as db:
            is_new = insert_new(db, turns, _turn_row(exchange))
            if is_new and exchange.proofs:
                db.execute(proofs.insert(), [_proof_row(exchange.id, p) for p in exchange.proofs])

    def find(self, turn: str) -> Exchange | None:
        """Return an exchange with its proofs, or ``None``."""
        with self.database.reading() as db:
            row = db.execute(select(turns).where(turns.c.id == turn)).first()
            return _exchange(row, _proofs(db, turn)) if row else None

    def proof(self, turn: str, number: int) -> Proof | None:
        """Return one passage of an exchange, or ``None``."""
        chosen = select(proofs).where(proofs.c.turn == turn, proofs.c.number == number)
        with self.database.reading() as db:
            row = db.execute(chosen).first()
            return _proof(row) if row else None

    def thread(self, workspace: str, channel: str, thread: str, last: int = 6) -> tuple[Turn, ...]:
        """Return the last exchanges of a thread, oldest first.

        A thread under a shared answer begins with that answer's exchange.
        """
        shared_here = select(shares.c.turn).where(
            shares.c.channel == channel, shares.c.message == thread
        )
        asked_here = and_(
            turns.c.workspace == workspace, turns.c.channel == channel, turns.c.thread == thread
        )
        chosen = (
            select(turns.c.question, turns.c.standalone, turns.c.reply)
            .where(or_(asked_here, turns.c.id.in_(shared_here)))
            .where(turns.c.outcome != Outcome.CANCELLED)
            .order_by(turns.c.answered_at.desc(), turns.c.message.desc())
            .limit(last)
        )
        with self.database.reading() as db:
            rows = db.execute(chosen).all()
        return tuple(Turn(r.question, r.standalone, r.reply) for r in reversed(rows))

    def join(self, workspace: str, channel: str, thread: str) -> None:
        """Say that the bot answers in this thread from now on."""
        values = {"workspace": workspace, "channel": channel, "message": thread}
        if self.is_ours(workspace, channel, thread):
            return
        with self.database.transaction() as db:
            insert_new(db, threads, values)

    def is_ours(self, workspace: str, channel: str, thread: str) -> bool:
        """Tell whether the bot answers in this thread."""
        with self.database.reading() as db:
            return db.execute(_thread(workspace, channel, thread)).first() is not None

    def claim_share(self, turn: str, channel: str, person: str) -> bool:
        """Claim the right to share an answer in a channel; ``False`` if it was shared there.

        A claim that was never followed by :meth:`shared`, because the process died, lapses.
        """
        now = datetime.now(UTC)
        chosen = (shares.c.turn == turn, shares.c.channel == channel)
        values = {"person": person, "message": "", "shared_at": now}
        lapsed = and_(*chosen, shares.c.message == "", shares.c.shared_at < now - CLAIM_LASTS)
        with self.database.transaction() as db:
            if insert_new(db, shares, {"turn": turn, "channel": channel, **values}):
                return True
            return bool(db.execute(shares.update().where(lapsed), values).rowcount)

    def shared(self, turn: str, channel: str, message: str) -> None:
        """Keep where a shared answer stands."""
        chosen = shares.update().where(shares.c.turn == turn, shares.c.channel == channel)
        with self.database.transaction() as db:
            db.execute(chosen, {"message": message})

    def unshare(self, turn: str, channel: str) -> None:
        """Forget a share that could not be posted."""
        chosen = shares.delete().where(shares.c.turn == turn, shares.c.channel == channel)
        with self.database.transaction() as db:
            db.execute(chosen)

    def withdraw(self, question: str) -> None:
        """Keep that whoever asked took a question back; every replica will know."""
        with self.database.transaction() as db:
            values = {"question": question, "withdrawn_at": datetime.now(UTC)}
            insert_new(db, withdrawals, values)

    def is_withdrawn(self, question: str) -> bool:
        """Tell whether a question was taken back."""
        chosen = select(withdrawals.c.question).where(withdrawals.c.question == question)
        with self.database.reading() as db:
            return db.execute(chosen).first() is not None

    def spending(self, since: datetime) -> Spending:
        """Return what language models have taken since a moment."""
        by_model = case((turns.c.composed_by.contains(":"), 1), else_=0)
        chosen = select(
            func.count(),
            func.coalesce(func.sum(by_model), 0),
            func.coalesce(func.sum(turns.c.tokens_in), 0),
            func.coalesce(func.sum(turns.c.tokens_out), 0),
            func.count(turns.c.cost),
            func.coalesce(func.sum(turns.c.cost), 0.0),
        ).where(turns.c.answered_at >= since, turns.c.tokens_in > 0)
        with self.database.reading() as db:
            return Spending(*db.execute(chosen).one())

    def count(self) -> int:
        """Return how many exchanges are kept."""
        with self.database.reading() as db:
            return db.execute(select(func.count()).select_from(turns)).scalar_one()


def _thread(workspace: str, channel: str, thread: str) -> Select[tuple[str]]:
    return select(threads.c.message).where(
        threads.c.workspace == workspace,
        threads.c.channel == channel,
        threads.c.message == thread,
    )


def _turn_row(exchange: Exchange) -> dict[str, object]:
    row = asdict(exchange)
    del row["proofs"]
    return row


def _proof_row(turn: str, proof: Proof) -> dict[str, object]:
    return {"turn": turn, **asdict(proof)}


def _proofs(db: Connection, turn: str) -> tuple[Proof, ...]:
    rows = db.execute(select(proofs).where(proofs.c.turn == turn).order_by(proofs.c.number))
    return tuple(_proof(row) for row in rows)


def _exchange(row: Row[Any], kept: tuple[Proof, ...]) -> Exchange:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's documented name
    values["outcome"] = Outcome(values["outcome"])
    values["audience"] = Audience(values["audience"])
    return Exchange(**values, proofs=kept)


def _proof(row: Row[Any]) -> Proof:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's documented name
    del values["turn"]
    values["audience"] = Audience(values["audience"])
    values["work"] = Work(**values["work"])
    values["contained_in"] = Work(**values["contained_in"])
    return Proof(**values)
