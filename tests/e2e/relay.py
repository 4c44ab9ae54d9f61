"""A relay between the bot and its Slack that can make Slack slow, broken or repetitive.

The bot is given the relay's address. Web API calls and Socket Mode envelopes pass through it
unchanged, are recorded, and meet the faults that a test has asked for.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import ClientSession, WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Call:
    """One Web API call of the bot."""

    method: str
    arguments: dict[str, Any]
    at: float = field(default_factory=time.monotonic)
    """When it arrived, in seconds of this machine's steady clock."""


@dataclass
class Hold:
    """Stops calls of one method: before Slack sees them, or after, keeping the reply back."""

    method: str
    after: bool
    times: int
    arrived: threading.Event = field(default_factory=threading.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Fault:
    """What the next calls of one method get instead of Slack's reply."""

    method: str
    status: int
    body: dict[str, Any]
    headers: dict[str, str]
    times: int


class Relay:
    """Passes everything between a bot and ``upstream``, the stand-in's address."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.calls: list[Call] = []
        self.deliveries = 1
        """How many times each event is delivered, as Slack does when it believes one lost."""
        self.answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
        """Scripted replies for methods that the stand-in lacks, by method."""
        self.responded_at: dict[str, float] = {}
        """When something first arrived at each response address, by this machine's steady clock."""
        self._holds: list[Hold] = []
        self._faults: list[Fault] = []
        self._sockets: set[web.WebSocketResponse] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._port = 0

    @property
    def api_url(self) -> str:
        return f"http://localhost:{self._port}/api/"

    def response_url(self, key: str) -> str:
        """Return a response address of our own, for commands that :meth:`deliver` sends."""
        return f"http://localhost:{self._port}/response/{key}"

    @property
    def connections(self) -> int:
        """How many Socket Mode connections the bot holds."""
        return len(self._sockets)

    @contextmanager
    def running(self) -> Iterator[Relay]:
        thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        thread.start()
        self._ready.wait(10)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._stop.set)
            thread.join(15)

    def hold(self, method: str, *, after: bool = False, times: int = 1) -> Hold:
        """Keep the next calls of *method* waiting until :meth:`release` or the bot's end."""
        hold = Hold(method, after, times)
        self._holds.append(hold)
        return hold

    def release(self, hold: Hold) -> None:
        """Let held calls go on and hold no more of them."""
        hold.times = 0
        self._loop.call_soon_threadsafe(hold.released.set)

    def fail(
        self,
        method: str,
        *,
        status: int = 200,
        error: str = "internal_error",
        headers: dict[str, str] | None = None,
        times: int = 1,
    ) -> None:
        """Make the next calls of *method* fail as Slack's would."""
        body = {"ok": False, "error": error}
        self._faults.append(Fault(method, status, body, headers or {}, times))

    def forget_scripts(self) -> None:
        """Behave as Slack does again."""
        for hold in self._holds:
            self.release(hold)
        self._holds.clear()
        self._faults.clear()
        self.answers.clear()
        self.deliveries = 1

    def deliver(self, kind: str, payload: dict[str, Any]) -> None:
        """Send the bot an envelope of our own."""
        asyncio.run_coroutine_threadsafe(self._send(_envelope(kind, payload)), self._loop).result(5)

    def made(self, method: str) -> list[Call]:
        """Return the bot's calls of *method*, oldest first."""
        return [call for call in self.calls if call.method == method]

    async def _serve(self) -> None:
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._call)
        application.router.add_get("/socket/{id}", self._socket)
        application.router.add_post("/response/{key}", self._response)
        # A bot that was killed leaves calls waiting: its end must end them.
        runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "localhost", 0)
        await site.start()
        self._port = runner.addresses[0][1]
        async with ClientSession() as self._session:
            self._ready.set()
            await self._stop.wait()
            await runner.cleanup()

    async def _response(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        self.responded_at.setdefault(key, time.monotonic())
        self.calls.append(Call("response_url", await request.json() | {"key": key}))
        return web.json_response({"ok": True})

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await request.read()
        arguments = _arguments(request, body)
        self.calls.append(Call(method, arguments))
        if fault := _take(self._faults, method):
            return web.json_response(fault.body, status=fault.status, headers=fault.headers)
        if answer := self.answers.get(method):
            return web.json_response(answer(arguments))
        hold = _take(self._holds, method)
        if hold and not hold.after:
            hold.arrived.set()
            await hold.released.wait()
            if request.transport is None:  # the bot is gone; its call never reached Slack
                raise web.HTTPServiceUnavailable
        reply = await self._forward(request, method, body)
        if hold and hold.after:
            hold.arrived.set()
            await hold.released.wait()
        return web.json_response(reply)

    async def _forward(self, request: web.Request, method: str, body: bytes) -> dict[str, Any]:
        headers = {
            k: v for k, v in request.headers.items() if k in {"Authorization", "Content-Type"}
        }
        async with self._session.request(
            request.method,
            f"{self.upstream}/api/{method}",
            params=request.query,
            data=body,
            headers=headers,
        ) as response:
            reply: dict[str, Any] = await response.json()
        if method == "apps.connections.open":
            socket = reply["url"].rsplit("/", 1)[1]
            reply["url"] = f"ws://localhost:{self._port}/socket/{socket}"
        return reply

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        down = web.WebSocketResponse()
        await down.prepare(request)
        address = f"{self.upstream.replace('http', 'ws', 1)}/socket/{request.match_info['id']}"
        async with self._session.ws_connect(address) as up:
            self._sockets.add(down)
            relaying = [
                asyncio.create_task(self._pump(up, down, self.repeat)),
                asyncio.create_task(self._pump(down, up, lambda data: [data])),
            ]
            try:
                await asyncio.wait(relaying, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._sockets.discard(down)
                for task in relaying:
                    task.cancel()
                await down.close()
        return down

    async def _pump(self, source: Any, sink: Any, change: Callable[[str], list[str]]) -> None:
        async for message in source:
            if message.type is not WSMsgType.TEXT:
                continue
            for data in change(message.data):
                with suppress(ConnectionError):
                    await sink.send_str(data)

    def repeat(self, data: str) -> list[str]:
        """Return what to deliver for one envelope: itself, and again as often as asked."""
        envelope = json.loads(data)
        if envelope.get("type") != "events_api":
            return [data]
        repeats = [
            envelope
            | {
                "envelope_id": str(uuid.uuid4()),
                "retry_attempt": attempt,
                "retry_reason": "timeout",
            }
            for attempt in range(1, self.deliveries)
        ]
        return [data, *(json.dumps(again) for again in repeats)]

    async def _send(self, data: str) -> None:
        for socket in list(self._sockets):
            await socket.send_str(data)


def _take(rules: list[Any], method: str) -> Any:
    """Return the rule that applies to this call, and count it."""
    for rule in rules:
        if rule.method == method and rule.times > 0:
            rule.times -= 1
            return rule
    return None


def _arguments(request: web.Request, body: bytes) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(json.loads(body or b"{}"))
    return dict(request.query) | dict(parse_qsl(body.decode()))


def _envelope(kind: str, payload: dict[str, Any]) -> str:
    return json.dumps(
        {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
    )
