"""One incoming question is one durable workflow: read the thread, answer, post, keep the turn.

The workflow's id is (workspace, channel, message), so the same message delivered twice, a mention
that also arrives as a message and a retry after a crash are one question with one answer.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dbos import DBOS, SetWorkflowID
from pydantic import TypeAdapter

from bot.advisor.model import NO_USAGE, Answer, Question, Refusal, Remark
from bot.errors import WithdrawnError
from bot.store.conversations import Exchange, Outcome, Proof
from bot.work.asked import Asked, Prepared, key_of, outcome_of
from knowledge.errors import KnowledgeError
from knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.advisor.model import Reply
    from bot.store.conversations import Conversations
    from bot.work.asked import Adviser, Desk, ScopeOf, Shelf
    from knowledge.model import Passage, Work

logger = logging.getLogger(__name__)

TAKEN_BY = "taken_by"
"""Beside a question's own fields in a workflow's input: the process run that took it in."""

WITHDRAWN = "withdrawn"
"""What the step that posts returns where nothing was posted; no message of Slack is called so."""

UNFINISHED = frozenset({"PENDING", "ENQUEUED"})
LOOK_SECONDS = 1.0
COMPOSER_NAME = 64
"""Characters of a composer's name that are kept."""


_prepared: TypeAdapter[Prepared] = TypeAdapter(Prepared)
"""Steps are kept as JSON and not pickled: readable after an upgrade, and data instead of code."""


class Questions:
    """Takes questions in and sees each through to one posted answer."""

    def __init__(
        self,
        adviser: Adviser,
        shelf: Shelf,
        conversations: Conversations,
        desk: Desk,
        scopes: ScopeOf,
    ) -> None:
        self.adviser = adviser
        self.shelf = shelf
        self.conversations = conversations
        self.desk = desk
        self.scopes = scopes
        self.run = uuid.uuid4().hex
        self._waiting: dict[str, threading.Event] = {}
        self._under_way = 0
        self._idle = threading.Condition()
        self._workflow = self._registered()

    def take(self, asked: Asked) -> None:
        """Keep a question and begin to answer it; a question that is known already is left alone.

        When this returns the question is on disk: it will be answered even if the process dies.
        """
        if not asked.response_url:
            self.conversations.join(asked.workspace, asked.channel, asked.thread)
        with SetWorkflowID(asked.key):
            DBOS.start_workflow(self._workflow, asdict(asked) | {TAKEN_BY: self.run})

    def withdraw(self, workspace: str, channel: str, message: str) -> None:
        """Stop answering the question that a message asked, if that is under way.

        Its answer is not posted, or taken away as far as it stands; the exchange is kept as
        cancelled. An answer that is complete stays.
        """
        key = key_of(workspace, channel, message)
        status = DBOS.get_workflow_status(key)
        if status is None or status.status not in UNFINISHED:
            return
        self.conversations.withdraw(key)
        waiting = self._waiting.get(key)
        if waiting is not None:
            waiting.set()

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until no question is under way; ``False`` if that took longer than *timeout* s."""
        with self._idle:
            return self._idle.wait_for(lambda: self._under_way == 0, timeout)

    def _registered(self) -> Callable[[dict[str, Any]], None]:
        """Make the workflow known to DBOS, which wants plain functions."""

        @DBOS.workflow(name="question")
        def see_through(raw: dict[str, Any]) -> None:
            taken_by = raw.pop(TAKEN_BY, "")
            asked = Asked(**raw)
            with self._busy():
                kept = DBOS.run_step({"name": "answer"}, self._prepare, asked, taken_by)
                posted = DBOS.run_step({"name": "post"}, self._deliver, asked, kept, taken_by)
                DBOS.run_step({"name": "keep"}, self._record, asked, kept, posted)

        return see_through

    @contextmanager
    def _busy(self) -> Iterator[None]:
        with self._idle:
            self._under_way += 1
        try:
            yield
        finally:
            with self._idle:
                self._under_way -= 1
                self._idle.notify_all()

    def _prepare(self, asked: Asked, taken_by: str) -> str:
        began = time.perf_counter()
        try:
            with self.desk.working(asked):
                prepared = self._answered(asked, is_repeat=taken_by != self.run)
        except WithdrawnError:
            prepared = Prepared(Remark(""), (), Audience.SHARED, self.run, is_withdrawn=True)
        except Exception as error:  # noqa: BLE001  who addresses the bot gets a reason at least
            sorry = Remark(self.desk.explain(error))
            prepared = Prepared(sorry, (), Audience.SHARED, self.run, is_failure=True)
        logger.info("answered %s in %.0f ms", asked.key, (time.perf_counter() - began) * 1000)
        return _prepared.dump_json(prepared).decode()

    def _answered(self, asked: Asked, *, is_repeat: bool) -> Prepared:
        waiting = self._waiting.setdefault(asked.key, threading.Event())
        try:
            is_gone = _Attention(waiting, lambda: self.conversations.is_withdrawn(asked.key))
            if is_gone():
                raise WithdrawnError
            audience = self.desk.audience(asked)
            turns = self.conversations.thread(asked.workspace, asked.channel, asked.thread)
            # A direct conversation is nobody's channel: there everything counts.
            scope = (
                None if asked.is_direct else self.scopes.collections(asked.workspace, asked.channel)
            )
            question = Question(asked.text, turns, audience, scope)
            reader = self.desk.follow(asked, is_gone, is_repeat=is_repeat)
            reply = self.adviser.answer(question, reader)
            return Prepared(reply, tuple(self._proofs(reply)), audience, self.run, scope=scope)
        finally:
            self._waiting.pop(asked.key, None)

    def _proofs(self, reply: Reply) -> Iterator[Proof]:
        if isinstance(reply, Answer):
            for citation in reply.citations:
                yield self._proof(citation.number, citation.passage, citation.quote, citation.work)
        elif isinstance(reply, Refusal):
            for place, passage in enumerate(reply.nearest, start=1):
                yield self._proof(-place, passage, "", passage.work)

    def _proof(self, number: int, passage: Passage, quote: str, work: Work) -> Proof:
        try:
            before, after = self.shelf.around(passage)
        except KnowledgeError:  # a re-index may have taken the source away this very moment
            before, after = "", ""
        return Proof(
            number=number,
            passage=passage.id,
            source=passage.source_id,
            text=passage.text,
            quote=quote,
            before=before,
            after=after,
            locator=passage.locator,
            audience=passage.audience,
            work=work,
            contained_in=passage.work,
            built_at=self.shelf.build.built_at,
        )

    def _deliver(self, asked: Asked, kept: str, taken_by: str) -> str:
        prepared = _prepared.validate_json(kept)
        # Another run that took the question in may have begun to show an answer, or posted it.
        is_repeat = not prepared.run == taken_by == self.run
        if prepared.is_withdrawn or self.conversations.is_withdrawn(asked.key):
            self.desk.retract(asked, is_repeat=is_repeat)
            return WITHDRAWN
        return self.desk.post(asked, prepared, is_repeat=is_repeat)

    def _record(self, asked: Asked, kept: str, posted: str) -> None:
        prepared = _prepared.validate_json(kept)
        if not prepared.is_failure:
            self.conversations.record(_exchange(asked, prepared, posted))


class _Attention:
    """Tells whether a question was taken back: at once here, within a second elsewhere."""

    def __init__(self, here: threading.Event, elsewhere: Callable[[], bool]) -> None:
        self._here = here
        self._elsewhere = elsewhere
        self._look_at = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._here.is_set() and now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            if self._elsewhere():
                self._here.set()
        return self._here.is_set()


def _exchange(asked: Asked, prepared: Prepared, posted: str) -> Exchange:
    reply = prepared.reply
    usage = reply.usage if not isinstance(reply, Remark) else NO_USAGE
    is_cancelled = posted == WITHDRAWN
    return Exchange(
        id=asked.key,
        workspace=asked.workspace,
        channel=asked.channel,
        thread=asked.thread,
        message=asked.message,
        asker=asked.asker,
        question=asked.text,
        standalone=reply.standalone if not isinstance(reply, Remark) else asked.text,
        outcome=Outcome.CANCELLED if is_cancelled else outcome_of(reply),
        reason=reply.reason if isinstance(reply, Refusal) else "",
        reply=reply.text,
        audience=prepared.audience,
        confidence=reply.confidence if not isinstance(reply, Remark) else 0.0,
        composed_by=reply.composed_by[:COMPOSER_NAME] if isinstance(reply, Answer) else "",
        build=reply.build if not isinstance(reply, Remark) else "",
        posted="" if is_cancelled else posted,
        answered_at=datetime.now(UTC),
        proofs=prepared.proofs,
        tokens_in=usage.tokens_in,
        tokens_out=usage.tokens_out,
        cost=usage.cost,
    )
