"""Checks the Slack side of an installation: tokens, scopes, the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slack_sdk.errors import SlackApiError

from bot.slack.app import make_client
from bot.slack.patience import CALL_ERRORS

if TYPE_CHECKING:
    from slack_sdk.web import SlackResponse

SCOPES: Final = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "reactions:read",
        "users:read",
    }
)
"""What ``manifest.json`` asks for; a test holds the two together."""


@dataclass(frozen=True, slots=True)
class SlackFinding:
    """What Slack said of one token: who we are, or what is wrong and how to mend it."""

    is_sound: bool
    detail: str
    remedy: str = ""


def check_bot_token(token: str, api_url: str) -> SlackFinding:
    """Ask Slack who the bot is, and whether it was given every scope it needs."""
    try:
        reply = make_client(token, api_url).auth_test()
    except CALL_ERRORS as error:
        return _failed(error, "copy the Bot User OAuth Token anew from 'OAuth & Permissions'")
    who = f"{reply.get('user', 'the bot')} in {reply.get('team', 'its workspace')}"
    granted = _granted(reply)
    if granted is not None and (missing := sorted(SCOPES - granted)):
        return SlackFinding(
            False,
            f"{who} lacks {', '.join(missing)}",
            "paste manifest.json into 'App Manifest' and reinstall the app",
        )
    return SlackFinding(True, who)


def check_app_token(token: str, api_url: str) -> SlackFinding:
    """See whether Slack would open a Socket Mode connection."""
    try:
        make_client(token, api_url).apps_connections_open(app_token=token)
    except CALL_ERRORS as error:
        return _failed(
            error,
            "make an App-Level Token with the scope connections:write under 'Basic Information' "
            "and switch Socket Mode on",
        )
    return SlackFinding(True, "Socket Mode is open to it")


def _granted(reply: SlackResponse) -> frozenset[str] | None:
    """Return the scopes that Slack names in the reply's header, if it does."""
    headers = {name.lower(): value for name, value in reply.headers.items()}
    named = headers.get("x-oauth-scopes")
    if not named:
        return None
    text = named if isinstance(named, str) else ",".join(named)
    return frozenset(scope.strip() for scope in text.split(","))


def _failed(error: Exception, remedy: str) -> SlackFinding:
    if isinstance(error, SlackApiError):
        return SlackFinding(False, f"Slack says {error.response.get('error', error)}", remedy)
    return SlackFinding(
        False, f"Slack is out of reach: {error}", "check the network, a proxy and SLACK_API_URL"
    )
