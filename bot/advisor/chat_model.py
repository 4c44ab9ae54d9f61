"""Calls a chat model through LangChain: one retry layer, one deadline, tokens and cost told."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from bot.advisor.budget import Budget, Deadline, Usage
from bot.errors import ComposerError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

logger = logging.getLogger(__name__)

_EXTRAS = {
    "openai": "openai",
    "azure_openai": "openai",
    "anthropic": "anthropic",
    "ollama": "ollama",
}
"""LangChain's provider → our extra that installs its package."""
_BACKOFF = wait_random_exponential(multiplier=0.3, max=4)


@dataclass(frozen=True, slots=True)
class Access:
    """Which model, and how to reach it: ``name`` is ``provider:model``.

    ``base_url`` is for self-hosted servers, ``key`` for the provider; empty means its own default.
    """

    name: str
    base_url: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A reply's text and what it took."""

    text: str
    usage: Usage


class ChatModel:
    """A chat model that answers within a deadline or not at all. Safe to use from several threads.

    It is given no tools: whatever it writes, it cannot act.
    """

    def __init__(self, model: BaseChatModel, name: str, budget: Budget) -> None:
        self.name = name
        self.budget = budget
        self._model = model
        self._structured = True

    def ask(
        self, system: str, user: str, deadline: Deadline, *, schema: Mapping[str, object] | None
    ) -> Said:
        """Return the model's reply; held to *schema* where the model can be.

        Transient errors (rate limits, timeouts, resets, server errors) are tried again after a
        jittered pause, or the one that the server asks for, while there is time and an attempt
        left.

        Raises:
            ComposerError: there is no reply in time, or an error that trying again will not mend.
        """
        attempts = Retrying(
            retry=retry_if_exception(_is_transient),
            wait=_pause,
            stop=stop_after_attempt(self.budget.attempts) | stop_before_delay(deadline.left),
            reraise=True,
        )
        try:
            return attempts(self._once, system, user, deadline, schema)
        except Exception as error:
            # The provider's packages raise what they like; the asker gets an answer regardless.
            raise ComposerError(f"{self.name}: {type(error).__name__}") from error

    def _once(
        self, system: str, user: str, deadline: Deadline, schema: Mapping[str, object] | None
    ) -> Said:
        messages = [("system", system), ("user", user)]
        if schema is not None and self._structured:
            try:
                return deadline.hold(lambda: self._invoke_structured(messages, schema))
            except Exception as error:
                if not _is_refused_form(error):
                    raise
                logger.info("%s takes no schema; reading its JSON instead", self.name)
                self._structured = False
        return deadline.hold(lambda: _said(self._model.invoke(messages)))

    def _invoke_structured(
        self, messages: list[tuple[str, str]], schema: Mapping[str, object]
    ) -> Said:
        form = self._model.with_structured_output(dict(schema), include_raw=True)
        found: Any = form.invoke(messages)
        return _said(found["raw"])


def open_model(access: Access, budget: Budget) -> ChatModel:
    """Make the client of a chat model; nothing is sent yet.

    Raises:
        SettingsError: the name is malformed, or the provider's package or key is missing.
    """
    from langchain.chat_models import init_chat_model

    provider, _, model = access.name.partition(":")
    if not provider or not model:
        raise SettingsError(
            f"ADVISOR_MODEL must be provider:name, such as openai:NAME, not '{access.name}'"
        )
    try:
        client = init_chat_model(
            model, model_provider=provider, **_options(provider, access, budget)
        )
    except ImportError as error:
        extra = _EXTRAS.get(provider)
        remedy = f"pip install '.[{extra}]'" if extra else f"pip install langchain-{provider}"
        raise SettingsError(f"ADVISOR_MODEL={access.name} needs a package: {remedy}") from error
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SettingsError(f"ADVISOR_MODEL={access.name}: {reason}") from error
    return ChatModel(client, access.name, budget)


def _options(provider: str, access: Access, budget: Budget) -> dict[str, Any]:
    """Return what the client is made with; retrying is ours alone, hence none of its own."""
    options: dict[str, Any] = {}
    if access.base_url:
        options["base_url"] = access.base_url
    if provider == "ollama":
        return options | {
            "client_kwargs": {"timeout": budget.seconds},
            "num_predict": budget.tokens_out,
        }
    options |= {
        "timeout": budget.seconds,
        "max_retries": 0,
        "max_tokens": budget.tokens_out,
    }
    if access.key:
        options["api_key"] = access.key
    elif access.base_url and provider == "openai":
        options["api_key"] = "none"  # a self-hosted server may want no key, its client wants one
    return options


def _said(message: AIMessage) -> Said:
    text = str(message.text)
    if not text.strip() and message.tool_calls:
        text = json.dumps(message.tool_calls[0]["args"])
    usage = message.usage_metadata
    reported = message.response_metadata.get("token_usage")
    cost = reported.get("cost") if isinstance(reported, dict) else None
    return Said(
        text,
        Usage(
            usage["input_tokens"] if usage else 0,
            usage["output_tokens"] if usage else 0,
            float(cost) if isinstance(cost, int | float) else None,
        ),
    )


def _is_transient(error: BaseException) -> bool:
    from httpx import TransportError
    from langchain_core.exceptions import (
        ModelAPIError,
        ModelConnectionError,
        ModelRateLimitError,
        ModelTimeoutError,
    )

    known = (ModelAPIError, ModelConnectionError, ModelRateLimitError, ModelTimeoutError)
    return isinstance(error, (*known, TransportError, ConnectionError, json.JSONDecodeError))


def _is_refused_form(error: Exception) -> bool:
    """Tell whether a server turned down the schema rather than the question."""
    from langchain_core.exceptions import ModelInvalidRequestError

    return isinstance(error, ModelInvalidRequestError | NotImplementedError)


def _pause(state: RetryCallState) -> float:
    """Wait as long as the server asks for, else a random time that grows."""
    error = state.outcome.exception() if state.outcome else None
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        asked = float(headers.get("retry-after", 0))
    except ValueError:  # a date: nobody's answer waits until then
        asked = 0.0
    return max(asked, 0.0) or _BACKOFF(state)
