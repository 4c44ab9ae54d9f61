"""Calls a chat model through LangChain: one retry layer, one deadline, tokens and cost told."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    sleep_using_event,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from bot.advisor.model import Usage
from bot.advisor.speech import Piece, Speech
from bot.errors import ComposerError, SettingsError

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Mapping

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

    from bot.advisor.budget import Budget, Deadline

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


class _Form(IntEnum):
    """How a model is asked, from the best to what every server can do."""

    SCHEMA = 0
    STREAM = 1
    WHOLE = 2


class ChatModel:
    """A chat model that answers within a deadline or not at all. Safe to use from several threads.

    It is given no tools: whatever it writes, it cannot act.
    """

    def __init__(self, model: BaseChatModel, name: str, budget: Budget) -> None:
        self.name = name
        self.budget = budget
        self._model = model
        self._form = _Form.SCHEMA

    def speech(
        self, system: str, user: str, deadline: Deadline, *, schema: Mapping[str, object] | None
    ) -> Speech:
        """Return the model's reply to listen to; held to *schema* where the model can be.

        Transient errors (rate limits, timeouts, resets, server errors) are tried again after a
        jittered pause, or the one that the server asks for, while there is time and an attempt
        left. Listening raises what is left: :meth:`gave_up` makes a :class:`ComposerError` of it.
        """
        messages = [("system", system), ("user", user)]

        def produce(unwanted: threading.Event) -> Iterator[Piece]:
            attempts = Retrying(
                retry=retry_if_exception(_is_transient),
                wait=_pause,
                stop=stop_after_attempt(self.budget.attempts) | stop_before_delay(deadline.left),
                sleep=sleep_using_event(unwanted),
                reraise=True,
            )
            for attempt in attempts:
                with attempt:
                    if attempt.retry_state.attempt_number > 1:
                        yield Piece(begins_anew=True)
                    yield from self._spoken(messages, schema)

        return Speech(produce, deadline)

    def ask(
        self, system: str, user: str, deadline: Deadline, *, schema: Mapping[str, object] | None
    ) -> Said:
        """Return the model's whole reply.

        Raises:
            ComposerError: there is no reply in time, or an error that trying again will not mend.
        """
        text, usage = "", Usage()
        try:
            with self.speech(system, user, deadline, schema=schema) as speech:
                for piece in speech:
                    text = piece.text if piece.begins_anew else text + piece.text
                    usage += piece.usage
        except Exception as error:
            raise self.gave_up(error) from error
        return Said(text, usage)

    def gave_up(self, error: Exception) -> ComposerError:
        """Return the error by which the next composer is tried.

        The providers' packages raise what they like; the asker gets an answer regardless.
        """
        return ComposerError(f"{self.name}: {type(error).__name__}")

    def _spoken(
        self, messages: list[tuple[str, str]], schema: Mapping[str, object] | None
    ) -> Iterator[Piece]:
        """Speak in the best form that the server takes; what it refuses is not tried again."""
        while True:
            form = max(self._form, _Form.SCHEMA if schema is not None else _Form.STREAM)
            try:
                yield from self._spoken_as(form, messages, schema)
            except Exception as error:
                if form is _Form.WHOLE or not _is_refused_form(error):
                    raise
                lesser = _Form(form + 1)
                logger.info("%s refuses the form %s; trying %s", self.name, form.name, lesser.name)
                self._form = max(self._form, lesser)
            else:
                return

    def _spoken_as(
        self, form: _Form, messages: list[tuple[str, str]], schema: Mapping[str, object] | None
    ) -> Iterator[Piece]:
        from langchain_core.runnables import RunnableSequence

        if form is _Form.WHOLE:
            yield _piece(self._model.invoke(messages))
            return
        model: Runnable[Any, Any] = self._model
        if form is _Form.SCHEMA:
            held = self._model.with_structured_output(dict(schema or {}))
            if not isinstance(held, RunnableSequence):
                raise NotImplementedError  # its parser cannot be told from its model
            model = held.first
        for message in model.stream(messages):
            yield _piece(message)


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
    if provider == "openai":
        options["stream_usage"] = True
    if access.key:
        options["api_key"] = access.key
    elif access.base_url and provider == "openai":
        options["api_key"] = "none"  # a self-hosted server may want no key, its client wants one
    return options


def _piece(message: AIMessage) -> Piece:
    """Return what one message, or one chunk of it, says and reports."""
    from langchain_core.messages import AIMessageChunk

    text = str(message.text)
    if isinstance(message, AIMessageChunk):
        text += "".join(chunk["args"] or "" for chunk in message.tool_call_chunks)
    elif not text.strip() and message.tool_calls:
        text = json.dumps(message.tool_calls[0]["args"])
    usage = message.usage_metadata
    reported = message.response_metadata.get("token_usage")
    cost = reported.get("cost") if isinstance(reported, dict) else None
    return Piece(
        text,
        usage=Usage(
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
