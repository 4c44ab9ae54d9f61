"""From what Slack delivers to a question: the words without Slack's markup."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from bot.slack.text import visible
from bot.work.asked import Asked

if TYPE_CHECKING:
    from slack_bolt.context import BoltContext

LONGEST_QUESTION = 4000
PERSON_WROTE = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that somebody wrote; edits, deletions, joins and bots have others."""

_REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def workspace_of(context: BoltContext) -> str:
    """Return the workspace, or the enterprise where the app is installed for all of it."""
    return context.team_id or context.enterprise_id or ""


def is_by_person(event: dict[str, Any]) -> bool:
    """Tell whether a person wrote this message just now."""
    return (
        event.get("subtype") in PERSON_WROTE
        and not event.get("bot_id")
        and bool(event.get("user"))
        and bool(event.get("ts"))
    )


def deleted_message(event: dict[str, Any]) -> str:
    """Return which message an event says was deleted, or an empty string.

    Of one that has replies Slack leaves a tombstone, which arrives as a change.
    """
    if event.get("subtype") == "message_deleted":
        return str(event.get("deleted_ts") or "")
    message = event.get("message") or {}
    if event.get("subtype") == "message_changed" and message.get("subtype") == "tombstone":
        return str(message.get("ts") or "")
    return ""


def mentions(text: str, person: str) -> bool:
    """Tell whether *text* mentions a person, with or without their name in it."""
    return f"<@{person}>" in text or f"<@{person}|" in text


def words_of(text: str, bot_user: str) -> str:
    """Return what was written in plain words: no mention of the bot, no markup, no entities."""

    def written(match: re.Match[str]) -> str:
        kind, target, name = match.group(1), match.group(2), match.group(3)
        if kind == "@" and target == bot_user:
            return " "
        if kind in {"@", "#"}:
            return f"{kind}{name or target}"
        if kind == "!":
            return name or f"@{target.split('^')[0]}"
        return name or target

    plain = _REFERENCE.sub(written, text)
    plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    lines = (" ".join(line.split()) for line in visible(plain).split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST_QUESTION]


def asked_in_message(event: dict[str, Any], context: BoltContext) -> Asked:
    """Make a question of a message event."""
    return Asked(
        workspace=workspace_of(context),
        channel=event["channel"],
        thread=event.get("thread_ts") or event["ts"],
        message=event["ts"],
        asker=event["user"],
        text=words_of(event.get("text") or "", context.bot_user_id or ""),
        is_direct=event.get("channel_type") == "im",
    )


def asked_by_command(command: dict[str, Any], context: BoltContext) -> Asked:
    """Make a question of a slash command; it has no message, so its trigger names it."""
    name = "ask-" + hashlib.sha256(command["trigger_id"].encode()).hexdigest()[:16]
    return Asked(
        workspace=workspace_of(context),
        channel=command["channel_id"],
        thread=name,
        message=name,
        asker=command["user_id"],
        text=words_of(command.get("text") or "", context.bot_user_id or ""),
        response_url=command["response_url"],
    )
