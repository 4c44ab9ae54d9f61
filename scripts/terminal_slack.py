"""The Slack of the terminal chat: a Web API on this machine that keeps what the bot posts."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from scripts.workspace import BOT_NAME, BOT_USER, TEAM

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANNEL = "D0TERMINAL"
PERSON = "U0YOU"
Fields = dict[str, Any]


@dataclass
class TerminalSlack:
    """One direct message between a person at a terminal and the bot."""

    shown: SimpleQueue[Fields] = field(default_factory=SimpleQueue)
    """Messages, updates and views, in the order in which the person is to see them."""
    messages: list[Fields] = field(default_factory=list)
    url: str = ""
    _counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def api_url(self) -> str:
        """The base of the Web API, for the bot's client."""
        return f"{self.url}/api/"

    @property
    def response_url(self) -> str:
        """Where the bot answers a slash command or a button."""
        return f"{self.url}/respond"

    def next_ts(self) -> str:
        """Return a message timestamp that no other message has."""
        with self._lock:
            return f"{int(time.time())}.{next(self._counter):06d}"

    @contextlib.contextmanager
    def running(self) -> Iterator[TerminalSlack]:
        """Serve on a free loopback port until the block is left."""
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                path = urlsplit(self.path)
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length).decode()
                is_json = "json" in (self.headers.get("Content-Type") or "")
                fields = json.loads(body or "{}") if is_json else dict(parse_qsl(body))
                self._reply(slack.receive(path.path, dict(parse_qsl(path.query)) | fields))

            do_GET = do_POST  # noqa: N815 - the base class names it

            def _reply(self, reply: Fields) -> None:
                data = json.dumps(reply).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Keep the terminal for the conversation."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.url = f"http://127.0.0.1:{server.server_port}"
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield self
            finally:
                server.shutdown()

    def receive(self, path: str, fields: Fields) -> Fields:
        """Take one call of the bot and return Slack's reply."""
        if path == "/respond":
            if not fields.get("delete_original"):
                self._keep(fields)
            return {"ok": True}
        method = path.removeprefix("/api/")
        if method in {"chat.postMessage", "chat.postEphemeral"}:
            message = self._keep(fields)
            return {"ok": True, "channel": CHANNEL, "ts": message["ts"], "message": message}
        if method in {"views.open", "views.push", "views.update"}:
            view = _decoded(fields)["view"] | {"id": "V0TERMINAL"}
            self.shown.put(view)
            return {"ok": True, "view": view}
        if method == "chat.update":
            return self._update(_decoded(fields))
        if method == "conversations.replies":
            return {"ok": True, "messages": list(self.messages), "has_more": False}
        return _FIXED.get(method, {"ok": False, "error": "unknown_method"})

    def _keep(self, fields: Fields) -> Fields:
        message = _decoded(fields) | {"ts": self.next_ts(), "user": BOT_USER, "bot_id": "B0ADVISOR"}
        self.messages.append(message)
        self.shown.put(message)
        return message

    def _update(self, fields: Fields) -> Fields:
        for message in self.messages:
            if message["ts"] == fields.get("ts"):
                message.update(fields)
                self.shown.put(message)
                return {"ok": True, "channel": CHANNEL, "ts": message["ts"], "message": message}
        return {"ok": False, "error": "message_not_found"}


def _decoded(fields: Fields) -> Fields:
    """Undo the JSON strings in which form-encoded calls carry blocks and views."""
    return {
        key: json.loads(value) if key in {"blocks", "view"} and isinstance(value, str) else value
        for key, value in fields.items()
    }


_FIXED: dict[str, Fields] = {
    "auth.test": {
        "ok": True,
        "url": "http://terminal.local/",
        "team": "Terminal",
        "team_id": TEAM,
        "user": BOT_NAME.lower(),
        "user_id": BOT_USER,
        "bot_id": "B0ADVISOR",
    },
    "conversations.info": {
        "ok": True,
        "channel": {"id": CHANNEL, "is_im": True, "user": PERSON, "is_ext_shared": False},
    },
    "conversations.members": {"ok": True, "members": [PERSON, BOT_USER]},
    "conversations.open": {"ok": True, "channel": {"id": CHANNEL}},
    "users.info": {
        "ok": True,
        "user": {"id": PERSON, "name": "you", "real_name": "You", "tz": "UTC"},
    },
    "reactions.add": {"ok": True},
}
