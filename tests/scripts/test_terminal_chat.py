from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from slack_bolt import App
from slack_sdk import WebClient

from scripts.terminal_blocks import draw, styled
from scripts.terminal_chat import Chat
from scripts.terminal_slack import TerminalSlack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ANSWER = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Trust* grows slowly. [1]"}},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "[1] <https://e.org/a|A study>"}]},
    {
        "type": "actions",
        "block_id": "b",
        "elements": [
            {
                "type": "button",
                "action_id": "show",
                "value": "k#1",
                "text": {"type": "plain_text", "text": "Show passage [1]"},
            },
            {
                "type": "button",
                "action_id": "good",
                "value": "k",
                "text": {"type": "plain_text", "text": "Helpful"},
            },
        ],
    },
]


@pytest.fixture
def slack() -> Iterator[TerminalSlack]:
    with TerminalSlack().running() as slack:
        yield slack


@pytest.fixture
def app(slack: TerminalSlack) -> App:
    app = App(client=WebClient("xoxb-test", base_url=slack.api_url))

    @app.event("message")
    def answer(event: dict[str, Any], say: Callable[..., Any]) -> None:
        thread = event.get("thread_ts") or event["ts"]
        say(text=f"{event['text']} in {thread}", blocks=ANSWER, thread_ts=thread)

    @app.action("show")
    def show(ack: Callable[[], None], body: dict[str, Any], client: WebClient) -> None:
        ack()
        text = {"type": "mrkdwn", "text": f"Passage of {body['actions'][0]['value']}"}
        title = {"type": "plain_text", "text": "Passage [1]"}
        blocks = [{"type": "section", "text": text}]
        view = {"type": "modal", "title": title, "blocks": blocks}
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.action("good")
    def good(ack: Callable[[], None], respond: Callable[..., Any]) -> None:
        ack()
        respond(text="Noted.", response_type="ephemeral")

    @app.command("/ask")
    def ask(ack: Callable[[], None], respond: Callable[..., Any], command: dict[str, Any]) -> None:
        ack()
        respond(text=f"asked: {command['text']}")

    return app


def talk(app: App, slack: TerminalSlack, monkeypatch: pytest.MonkeyPatch, *lines: str) -> str:
    """Type *lines* and return what the terminal showed."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    screen = io.StringIO()
    Chat(app, slack, Console(file=screen, highlight=False, width=100)).run()
    return screen.getvalue()


def test_an_answer_is_drawn_and_its_passage_opens_by_number(
    app: App, slack: TerminalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = talk(app, slack, monkeypatch, "why trust?", "1")

    assert "Trust grows slowly. [1]" in shown
    assert "A study (https://e.org/a)" in shown
    assert "Passage of k#1" in shown


def test_a_button_is_pressed_by_its_first_word(
    app: App, slack: TerminalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Noted." in talk(app, slack, monkeypatch, "why trust?", "help")


def test_a_command_is_answered(
    app: App, slack: TerminalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "asked: what now?" in talk(app, slack, monkeypatch, "/ask what now?")


def test_questions_stay_in_one_thread_until_a_new_one_is_asked_for(
    app: App, slack: TerminalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(app, slack, monkeypatch, "one", "two", "/new", "three")

    threads = [message["thread_ts"] for message in slack.messages]
    assert threads[0] == threads[1] != threads[2]


def test_what_a_document_says_cannot_command_the_terminal() -> None:
    assert styled("safe\x1b]0;owned\x07 &lt;b&gt; \x9b31m").plain == "safe]0;owned <b> 31m"


def test_markup_becomes_style() -> None:
    drawn = draw({"blocks": ANSWER})

    assert "Trust" in drawn.plain
    assert "*" not in drawn.plain
    assert any(span.style == "bold" for span in drawn.spans)
