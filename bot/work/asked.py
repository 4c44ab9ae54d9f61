"""What a question needs around it: who answers, where it came from, what is posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.advisor.model import Answer, Question, Refusal, Remark, Reply
from bot.store.conversations import Outcome, Proof
from knowledge.model import Audience  # noqa: TC001 - pydantic reads the annotations

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bot.advisor.reader import Reader
    from knowledge.model import Passage


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
        return key_of(self.workspace, self.channel, self.message)


def key_of(workspace: str, channel: str, message: str) -> str:
    """Return the key of the question that a message asks."""
    return f"{workspace}:{channel}:{message}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reply that is ready to be posted, with all that will be kept of it.

    ``run`` names the process run that prepared it: if another run posts it, the first may have
    done so already. ``is_failure`` marks an apology, which is no turn of the conversation, and
    ``is_withdrawn`` that nothing is to be posted: the question was taken back. ``scope`` holds the
    collections that were searched, ``None`` for all.
    """

    reply: Reply
    proofs: tuple[Proof, ...]
    audience: Audience
    run: str
    is_failure: bool = False
    is_withdrawn: bool = False
    scope: frozenset[str] | None = None


class Adviser(Protocol):
    """Who answers."""

    def answer(self, question: Question, reader: Reader) -> Reply:
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

    def follow(self, asked: Asked, is_gone: Callable[[], bool], *, is_repeat: bool) -> Reader:
        """Let the asker read along where an answer takes long; *is_gone* says that nobody waits.

        With *is_repeat* something may stand there already: show no more beside it.
        """

    def post(self, asked: Asked, prepared: Prepared, *, is_repeat: bool) -> str:
        """Post the reply and return its name in the channel, empty for a private one.

        With *is_repeat* it may stand there already, whole or in part: look before posting.
        """

    def retract(self, asked: Asked, *, is_repeat: bool) -> None:
        """Take away what stands of an answer that is no longer wanted."""

    def explain(self, error: Exception) -> str:
        """Say in the asker's words why there is no answer; the log has the details."""


def outcome_of(reply: Reply) -> Outcome:
    """Tell how a question ended."""
    if isinstance(reply, Answer):
        return Outcome.ANSWER
    return Outcome.REFUSAL if isinstance(reply, Refusal) else Outcome.REMARK


def was_rewritten(asked: Asked, reply: Reply) -> bool:
    """Tell whether the question was understood in words that its asker did not write."""
    understood = "" if isinstance(reply, Remark) else " ".join(reply.standalone.split())
    return understood.rstrip("?!. ") not in " ".join(asked.text.split())
