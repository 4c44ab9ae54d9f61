"""One incoming question is one durable workflow: read the thread, answer, post, keep the turn.

The workflow's id is (workspace, channel, message), so the same message delivered twice, a mention
that also arrives as a message and a retry after a crash are one question with one answer.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from dbos import DBOS, SetWorkflowID
from pydantic import TypeAdapter

from bot.advisor.model import Answer, Question, Refusal, Remark, Reply
from bot.store.conversations import Exchange, Outcome, Proof
from knowledge.errors import KnowledgeError
from knowledge.model import Audience, Passage, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.store.conversations import Conversations

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in, and where its answer goes.

    ``message`` names the question within its channel, ``thread`` the first message of its thread.
    An answer with a ``response_url`` is for the asker alone; the address lives for 30 minutes.
    """

    workspace: str
    channel: str
    thread: str
    message: str
    asker: str
    text: str
    response_url: str = ""
    is_direct: bool = False

    @property
    def is_private(self) -> bool:
        """Whether the asker alone reads the answer."""
        return bool(self.response_url) or self.is_direct

    @property
    def key(self) -> str:
        """What makes it the same question."""
        return f"{self.workspace}:{self.channel}:{self.message}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reply that is ready to be posted, with all that will be kept of it.

    ``run`` names the process run that prepared it: if another run posts it, the first may have
    done so already. ``is_failure`` marks an apology, which is no turn of the conversation.
    ``scope`` holds the collections that were searched, ``None`` for all.
    """

    reply: Reply
    proofs: tuple[Proof, ...]
    audience: Audience
    run: str
    is_failure: bool = False
    scope: frozenset[str] | None = None


class Adviser(Protocol):
    """Who answers."""

    def answer(self, question: Question) -> Reply:
        """Answer a question, or refuse it."""


class ScopeOf(Protocol):
    """What a channel's answers come from."""

    def collections(self, workspace: str, channel: str) -> frozenset[str] | None:
        """Return the collections that a channel is limited to, or ``None`` for all."""


class BuildFacts(Protocol):
    """What is told of an index build."""

    @property
    def built_at(self) -> datetime:
        """When it was built."""


class Shelf(Protocol):
    """Where a passage stands."""

    @property
    def build(self) -> BuildFacts:
        """The build that answers now."""

    def around(self, passage: Passage) -> tuple[str, str]:
        """Return the text before and after a passage in its source."""


class Desk(Protocol):
    """Where questions come from and replies go: the edge to Slack."""

    def audience(self, asked: Asked) -> Audience:
        """Tell who can read the answer where it will stand."""

    def working(self, asked: Asked) -> AbstractContextManager[None]:
        """Show the asker that an answer is being prepared."""

    def post(self, asked: Asked, prepared: Prepared, *, is_repeat: bool) -> str:
        """Post the reply and return its name in the channel, empty for a private one.

        With *is_repeat* it may stand there already: look before posting.
        """

    def explain(self, error: Exception) -> str:
        """Say in the asker's words why there is no answer; the log has the details."""


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
            DBOS.start_workflow(self._workflow, asdict(asked))

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until no question is under way; ``False`` if that took longer than *timeout* s."""
        with self._idle:
            return self._idle.wait_for(lambda: self._under_way == 0, timeout)

    def _registered(self) -> Callable[[dict[str, Any]], None]:
        """Make the workflow known to DBOS, which wants plain functions."""

        @DBOS.workflow(name="question")
        def see_through(raw: dict[str, Any]) -> None:
            asked = Asked(**raw)
            with self._busy():
                kept = DBOS.run_step({"name": "answer"}, self._prepare, asked)
                posted = DBOS.run_step({"name": "post"}, self._deliver, asked, kept)
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

    def _prepare(self, asked: Asked) -> str:
        began = time.perf_counter()
        try:
            with self.desk.working(asked):
                prepared = self._answered(asked)
        except Exception as error:  # noqa: BLE001  who addresses the bot gets a reason at least
            sorry = Remark(self.desk.explain(error))
            prepared = Prepared(sorry, (), Audience.SHARED, self.run, is_failure=True)
        logger.info("answered %s in %.0f ms", asked.key, (time.perf_counter() - began) * 1000)
        return _prepared.dump_json(prepared).decode()

    def _answered(self, asked: Asked) -> Prepared:
        audience = self.desk.audience(asked)
        turns = self.conversations.thread(asked.workspace, asked.channel, asked.thread)
        # A direct conversation is nobody's channel: there everything counts.
        scope = None if asked.is_direct else self.scopes.collections(asked.workspace, asked.channel)
        reply = self.adviser.answer(Question(asked.text, turns, audience, scope))
        return Prepared(reply, tuple(self._proofs(reply)), audience, self.run, scope=scope)

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

    def _deliver(self, asked: Asked, kept: str) -> str:
        prepared = _prepared.validate_json(kept)
        return self.desk.post(asked, prepared, is_repeat=prepared.run != self.run)

    def _record(self, asked: Asked, kept: str, posted: str) -> None:
        prepared = _prepared.validate_json(kept)
        if not prepared.is_failure:
            self.conversations.record(_exchange(asked, prepared, posted))


def _exchange(asked: Asked, prepared: Prepared, posted: str) -> Exchange:
    reply = prepared.reply
    is_answer, is_refusal = isinstance(reply, Answer), isinstance(reply, Refusal)
    return Exchange(
        id=asked.key,
        workspace=asked.workspace,
        channel=asked.channel,
        thread=asked.thread,
        message=asked.message,
        asker=asked.asker,
        question=asked.text,
        standalone=reply.standalone if not isinstance(reply, Remark) else asked.text,
        outcome=Outcome.ANSWER
        if is_answer
        else (Outcome.REFUSAL if is_refusal else Outcome.REMARK),
        reason=reply.reason if isinstance(reply, Refusal) else "",
        reply=reply.text,
        audience=prepared.audience,
        confidence=reply.confidence if not isinstance(reply, Remark) else 0.0,
        composed_by=reply.composed_by if isinstance(reply, Answer) else "",
        build=reply.build if not isinstance(reply, Remark) else "",
        posted=posted,
        answered_at=datetime.now(UTC),
        proofs=prepared.proofs,
    )
