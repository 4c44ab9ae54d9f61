"""A private word to the person who pressed a button, beside what they pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack.patience import RefusedError, briefly
from bot.slack.text import inert

if TYPE_CHECKING:
    from slack_bolt.context.respond import Respond


def whisper(respond: Respond, body: dict[str, Any], text: str) -> None:
    """Tell the person alone, in the thread where the button stands.

    Raises:
        RefusedError: the button's address has expired.
    """
    message = body.get("message") or {}
    briefly(_send, respond, inert(text), message.get("thread_ts"))


def _send(respond: Respond, text: str, thread: str | None) -> None:
    sent = respond(text=text, response_type="ephemeral", replace_original=False, thread_ts=thread)
    if sent.status_code != 200:  # noqa: PLR2004
        raise RefusedError(sent.status_code, sent.headers)
