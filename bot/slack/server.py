"""How Slack reaches the app: Socket Mode, or HTTP behind a public address.

HTTP is served by uvicorn: it is in the dependencies already (Chroma brings it), parses HTTP in C,
and stops in good order. Bolt's own ASGI adapter calls the blocking dispatcher on the event loop,
so one slow acknowledgement would stall all others; here it runs in threads.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import uvicorn
from slack_bolt.adapter.asgi.builtin import SlackRequestHandler
from slack_bolt.adapter.asgi.http_response import AsgiHttpResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.request import BoltRequest

from bot.errors import SettingsError
from bot.slack.app import WORKERS
from bot.slack.patience import CALL_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slack_bolt import App
    from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest
    from slack_bolt.response import BoltResponse
    from slack_sdk.socket_mode.builtin import SocketModeClient

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/health"
LARGEST_BODY = 1_000_000
"""Bytes; the largest thing that Slack sends, a full modal, is a quarter of that."""

START_TIMEOUT = 15.0
SIGN_EVERY = 0.05


@contextmanager
def socket_mode(app: App, app_token: str) -> Iterator[Callable[[], bool]]:
    """Be connected to Slack by Socket Mode; reconnects by itself. Gives a check of the connection.

    Raises:
        SettingsError: Slack refuses the app token or is out of reach.
    """
    client = SocketModeHandler(app, app_token, concurrency=WORKERS).client
    try:
        client.connect()
        if not client.is_connected():  # a failed handshake is only logged
            raise ConnectionError
    except CALL_ERRORS as error:
        client.close()
        raise SettingsError(
            f"no Socket Mode connection ({error_name(error)}): check SLACK_APP_TOKEN (it needs "
            "connections:write), that Socket Mode is on, and the network"
        ) from error
    try:
        yield client.is_connected
    finally:
        _close(client)


def _close(client: SocketModeClient) -> None:
    """Close a connection at once.

    The client closes under a lock that its reader holds until the next message or ping, up to ten
    seconds; ending the incoming side first wakes the reader. A reader that begins at that moment
    takes back the sign that ends it and would run for ever: the sign is given until it works.
    """
    client.auto_reconnect_enabled = False
    connection = client.current_session.sock if client.current_session else None
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RD)
    closing = threading.Thread(target=client.close, name="socket-mode-close")
    closing.start()
    while closing.is_alive():
        client.current_session_state.terminated = True
        closing.join(SIGN_EVERY)


@contextmanager
def http(app: App, port: int) -> Iterator[Callable[[], bool]]:
    """Serve Slack's requests on ``/slack/events`` and a health check on ``/health``.

    Gives a check whether it still serves.

    Raises:
        SettingsError: the port is taken.
    """
    config = uvicorn.Config(
        Endpoint(app),
        host="0.0.0.0",  # noqa: S104  it is for Slack's servers to reach
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=_serve, args=(server,), name="http", daemon=True)
    thread.start()
    deadline = time.monotonic() + START_TIMEOUT
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    if not server.started:
        raise SettingsError(f"port {port} cannot be served: set ADVISOR_HTTP_PORT to a free one")
    try:
        yield thread.is_alive
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def _serve(server: uvicorn.Server) -> None:
    try:
        server.run()
    except SystemExit:  # uvicorn's way to say that the port is taken; it has logged why
        return


class Endpoint(SlackRequestHandler):
    """The ASGI application: Slack's requests, and a sign of life."""

    def __init__(self, app: App) -> None:
        super().__init__(app, EVENTS_PATH)
        self.workers = ThreadPoolExecutor(WORKERS, "http")

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        """Let Bolt handle a request in a thread of its own."""
        bolt = BoltRequest(
            body=await request.get_raw_body(),
            query=request.query_string,
            headers=request.get_headers(),
        )
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.workers, self.app.dispatch, bolt)

    async def _get_http_response(
        self, method: str, path: str, request: AsgiHttpRequest
    ) -> AsgiHttpResponse:
        if path == HEALTH_PATH and method in {"GET", "HEAD"}:
            return _plain(200, "ok")
        if method == "POST" and not _is_acceptable(request.get_headers()):
            return _plain(413, "too large")
        return await super()._get_http_response(method, path, request)


def _is_acceptable(headers: dict[str, Any]) -> bool:
    """Whoever sends a body must say its length, so that nobody fills the memory."""
    length = str(headers.get("content-length", ""))
    return length.isdecimal() and int(length) <= LARGEST_BODY


def _plain(status: int, body: str) -> AsgiHttpResponse:
    return AsgiHttpResponse(
        status=status, headers={"content-type": ["text/plain;charset=utf-8"]}, body=body
    )


def error_name(error: BaseException) -> str:
    """Return Slack's code for an error, or the kind of error."""
    response = getattr(error, "response", None)
    return str(response["error"]) if response is not None else type(error).__name__
