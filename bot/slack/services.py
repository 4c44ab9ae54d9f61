"""What the listeners work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.slack.audience import Readers
    from bot.slack.desk import SlackDesk
    from bot.slack.log_services import LogServices
    from bot.slack.scope_desk import ScopeDesk
    from bot.store.conversations import Conversations
    from bot.store.feedback import Feedback
    from bot.work.questions import Questions


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases and stores behind the listeners; made once, in ``bot.main``."""

    questions: Questions
    conversations: Conversations
    feedback: Feedback
    readers: Readers
    desk: SlackDesk
    log: LogServices
    scopes: ScopeDesk
