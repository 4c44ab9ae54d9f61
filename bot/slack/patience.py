"""Calls to Slack that bear with it: the one layer of retries (the client itself makes none).

Too many calls (429, with Slack's own ``Retry-After``), server errors and lost connections pass;
everything else is an answer and is raised at once.
"""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any, TypeVar

from slack_sdk.errors import SlackApiError
from tenacity import (
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tenacity import RetryCallState

Result = TypeVar("Result")


class RefusedError(Exception):
    """A response address did not take a message; ``status`` is the HTTP status."""

    def __init__(self, status: int, headers: Mapping[str, Any]) -> None:
        super().__init__(f"HTTP status {status}")
        self.status = status
        self.headers = headers


CALL_ERRORS = (SlackApiError, RefusedError, OSError, http.client.HTTPException)
"""What a call to Slack can raise; URLError and timeouts are OSErrors."""

PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable",
     "request_timeout", "team_added_to_org"}
)  # fmt: skip
PASSING_STATUS = frozenset({429, 500, 502, 503, 504})

BRIEF_SECONDS = 5.0
PATIENT_SECONDS = 900.0
"""A late answer beats none; after a quarter of an hour the conversation has moved on."""

_backoff = wait_random_exponential(multiplier=0.3, max=30)


def is_passing(error: BaseException) -> bool:
    """Tell whether the same call may succeed a little later."""
    if isinstance(error, SlackApiError):
        status = getattr(error.response, "status_code", 200)
        return status in PASSING_STATUS or error.response.get("error") in PASSING
    if isinstance(error, RefusedError):
        return error.status in PASSING_STATUS
    return isinstance(error, OSError | http.client.HTTPException)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    headers = getattr(getattr(error, "response", error), "headers", None) or {}
    asked = next((v for k, v in headers.items() if k.lower() == "retry-after"), None)
    try:
        return float(asked[0] if isinstance(asked, list) else asked or 0) or _backoff(state)
    except ValueError:
        return _backoff(state)


_brief = Retrying(
    retry=retry_if_exception(is_passing),
    wait=_wait,
    stop=stop_after_attempt(3) | stop_before_delay(BRIEF_SECONDS),
    reraise=True,
)
_patient = _brief.copy(stop=stop_before_delay(PATIENT_SECONDS))


def briefly(call: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Make a call that somebody waits for: a few attempts within five seconds.

    Raises:
        SlackApiError, OSError: Slack refused, or is away for longer.
    """
    return _brief.copy()(call, *args, **kwargs)


def patiently(call: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Make a call that must arrive: attempts for up to a quarter of an hour.

    Raises:
        SlackApiError, OSError: Slack refused, or is away for longer.
    """
    return _patient.copy()(call, *args, **kwargs)
