"""The Bolt app: the client, the middleware and every listener."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.error import BoltError
from slack_sdk import WebClient

from bot.errors import SettingsError
from bot.slack import errors, listeners
from bot.slack.patience import CALL_ERRORS

if TYPE_CHECKING:
    from bot.slack.services import Services

WORKERS = 32
"""Bolt's default of five lets five slow listeners starve a slash command into a timeout."""

CALL_TIMEOUT = 15


def make_client(token: str, api_url: str) -> WebClient:
    """Return the Web API client; retrying is our own business (:mod:`bot.slack.patience`)."""
    return WebClient(token=token, base_url=api_url, timeout=CALL_TIMEOUT, retry_handlers=[])


def make_app(client: WebClient, signing_secret: str | None, services: Services) -> App:
    """Return the app with every listener registered.

    Raises:
        SettingsError: the token is refused, or Slack is out of reach.
    """
    try:
        app = App(
            client=client,
            signing_secret=signing_secret or "",
            request_verification_enabled=bool(signing_secret),
            raise_error_for_unhandled_request=True,
            listener_executor=ThreadPoolExecutor(WORKERS, "listener"),
            logger=_quiet_logger(),
        )
    except (BoltError, *CALL_ERRORS) as error:
        raise SettingsError(
            f"Slack does not take SLACK_BOT_TOKEN at {client.base_url}: {_reason(error)}"
        ) from error
    errors.register(app)
    listeners.register(app, services)
    return app


def _quiet_logger() -> logging.Logger:
    """Return Bolt's logger: at INFO it would log whole requests whose signature is wrong."""
    logger = logging.getLogger("slack_bolt")
    if logging.getLogger().level > logging.DEBUG:
        logger.setLevel(logging.WARNING)
    return logger


def _reason(error: Exception) -> str:
    cause = error.__cause__ or error.__context__ or error
    response = getattr(cause, "response", None)
    return str(response.get("error")) if response is not None else f"{cause}"
