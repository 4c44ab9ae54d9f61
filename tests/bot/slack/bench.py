"""The edge and the durable work put together as ``bot.main`` does, with a made-up advisor."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dbos import DBOS
from slack_bolt.request import BoltRequest

from bot.advisor.model import (
    Answer,
    Citation,
    Claim,
    Form,
    Question,
    Refusal,
    Remark,
    Reply,
    Usage,
)
from bot.advisor.model import RefusalReason as Reason
from bot.advisor.reader import NOBODY, Reader
from bot.errors import WithdrawnError
from bot.slack.app import make_app, make_client
from bot.slack.audience import Readers
from bot.slack.desk import SlackDesk
from bot.slack.log_services import make_log_services
from bot.slack.scope_desk import ScopeDesk
from bot.slack.services import Services
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.feedback import Feedback
from bot.store.replicas import Replicas
from bot.store.scopes import Scopes
from bot.work.engine import Engine, Place
from bot.work.questions import Questions
from knowledge.model import Audience, Passage, Sentence, Work
from tests.bot.slack.web_api import TEAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from slack_bolt import App
    from slack_bolt.response import BoltResponse

Json = dict[str, Any]

COLLECTIONS = {"": 3, "Contracts": 12, "Reviews": 5, "library": 43}
TEXT = "Most alliances end early. Trust was lost. Nobody noticed."


def passage(audience: Audience = Audience.SHARED) -> Passage:
    work = Work("Why alliances end", "Ada Byron", published="2016")
    return Passage(
        "p1", "ends.md", 0, TEXT, 0, len(TEXT), work, (Sentence(0, 26),), audience=audience
    )


@dataclass
class Facts:
    built_at: datetime = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@dataclass
class MadeUpAdvisor:
    """Answers from one passage; certain words bring the other outcomes about."""

    asked: list[Question] = field(default_factory=list)
    delay: float = 0.0
    build: Facts = field(default_factory=Facts)
    understands: str = ""
    looks: int = 1
    """How often a reader sees each state of a slow answer."""
    paused: threading.Event = field(default_factory=threading.Event)

    def answer(self, question: Question, reader: Reader = NOBODY) -> Reply:
        self.asked.append(question)
        time.sleep(self.delay)
        if "crash" in question.text:
            raise ZeroDivisionError("a secret detail")
        if not question.text or question.text == "thanks":
            return Remark("You are welcome.")
        if "moon" in question.text:
            return Refusal(
                question.text, Reason.NOT_IN_LIBRARY, "Not in the library.", (passage(),)
            )
        cited = passage(question.audience)
        quote = "Trust was lost."
        claim = Claim(f"Trust was lost ({question.text}).", (1,))
        answer = Answer(
            self.understands or question.text,
            Form.FACT,
            (claim,),
            (Citation(1, cited, quote, cited.work),),
            confidence=0.9,
            composed_by="made-up",
            build="b1",
            usage=Usage(900, 90, 0.004),
        )
        if "slowly" not in question.text:
            return answer
        return self._slowly(answer, reader)

    def _slowly(self, answer: Answer, reader: Reader) -> Answer:
        """Let *reader* see three claims one after the other, and go on when it has."""
        growing = answer
        for text in ("", "Nobody noticed.", "Most alliances end early."):
            if text:
                growing = replace(growing, claims=(*growing.claims, Claim(text, (1,))))
            for _ in range(self.looks):
                if reader.is_gone:
                    raise WithdrawnError
                reader.sees(growing)
                self.paused.wait(0.01)
        return growing

    def collections(self, audience: Audience) -> dict[str, int]:
        return {"Reviews": 2} if audience is Audience.SHARED else dict(COLLECTIONS)

    def around(self, _: Passage) -> tuple[str, str]:
        return "before it", "after it"


@dataclass
class Bench:
    """The edge at work, driven by what Slack would deliver."""

    app: App
    services: Services
    advisor: MadeUpAdvisor
    database: Database
    count: int = 0

    def deliver(self, body: Json) -> BoltResponse:
        return self.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    def event(self, event: Json) -> BoltResponse:
        self.count += 1
        authorized = [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}]
        return self.deliver(
            {
                "type": "event_callback",
                "team_id": TEAM,
                "event_id": f"Ev{self.count}",
                "authorizations": authorized,
                "event": event,
            }
        )

    def mention(self, text: str, ts: str = "1.1", **more: Any) -> BoltResponse:
        return self.event(
            {
                "type": "app_mention",
                "user": "U1",
                "text": f"<@U0BOT> {text}",
                "channel": "C1",
                "ts": ts,
                **more,
            }
        )

    def message(self, text: str, ts: str = "1.1", **more: Any) -> BoltResponse:
        event = {"type": "message", "user": "U1", "text": text, "channel": "C1", "ts": ts}
        return self.event({**event, "channel_type": "channel", **more})

    def ask(self, text: str, response_url: str, **more: Any) -> BoltResponse:
        self.count += 1
        command = {
            "command": "/ask",
            "text": text,
            "team_id": TEAM,
            "channel_id": "C1",
            "user_id": "U1",
            "trigger_id": f"trigger{self.count}",
            "response_url": response_url,
        }
        return self.deliver({**command, **more})

    def press(self, action: Json, response_url: str, user: str = "U1", **more: Any) -> BoltResponse:
        return self.deliver(
            {
                "type": "block_actions",
                "team": {"id": TEAM},
                "user": {"id": user, "team_id": TEAM},
                "channel": {"id": "C1"},
                "trigger_id": "trigger",
                "response_url": response_url,
                "actions": [{"type": "button", "block_id": "b", "action_ts": "1", **action}],
                **more,
            }
        )

    def finish(self) -> None:
        """Wait until every question that was taken in has its answer."""
        pending = ["PENDING", "ENQUEUED"]
        wait_for(lambda: not DBOS.list_workflows(status=pending, load_input=False))


@contextmanager
def bench_on(
    api_url: str, folder: Path, delay: float = 0.0, database_url: str = ""
) -> Iterator[Bench]:
    """Put everything to work on a data folder."""
    database = Database(database_url or f"sqlite:///{folder / 'advisor.db'}")
    database.migrate()
    advisor = MadeUpAdvisor(delay=delay)
    client = make_client("xoxb-test", api_url)
    readers = Readers(client)
    conversations = Conversations(database)
    desk = SlackDesk(client, readers)
    engine = Engine(Place(folder, database), Replicas(database))
    try:
        scopes = Scopes(database)
        questions = Questions(advisor, advisor, conversations, desk, scopes)
        log = make_log_services(database, client, readers, "memo")
        feedback = Feedback(database)
        scope_desk = ScopeDesk(client, scopes, advisor, readers)
        services = Services(questions, conversations, feedback, readers, desk, log, scope_desk)
        app = make_app(client, None, services)
        engine.start()
        yield Bench(app, services, advisor, database)
        questions.wait_until_idle(10)
    finally:
        engine.stop()
        database.close()


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait until something is so; fail when it takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
