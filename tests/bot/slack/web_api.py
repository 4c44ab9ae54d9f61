"""A scripted Slack Web API over HTTP, with what the stand-in lacks: guests, faults, delays.

It keeps threads, remembers every call with its arguments, and answers as it was told to.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

BOT = "U0BOT"
TEAM = "T1"


@dataclass
class Call:
    """One call that was made; ``method`` is ``respond`` for a response address."""

    method: str
    arguments: Json


@dataclass
class Script:
    """What the next call of a method meets: a status, an error, a loss, a wait."""

    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    is_lost_after: bool = False
    wait_for: threading.Event | None = None
    wait_after: threading.Event | None = None
    never_came: bool = False
    """Set while it waits: the caller died before the call was out."""


@dataclass
class WebApi:
    """The workspace behind the API."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    users: dict[str, Json] = field(default_factory=lambda: {"U1": {}, "U2": {}, BOT: {}})
    channels: dict[str, Json] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    scripts: dict[str, deque[Script]] = field(default_factory=lambda: defaultdict(deque))
    most_appends: int = 1000
    """So often a stream takes more; then it has expired, as Slack's do after some minutes."""
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def response_url(self) -> str:
        return f"{self.url}/respond"

    def made(self, method: str) -> list[Json]:
        """Return the arguments of every call of a method."""
        with self.lock:
            return [call.arguments for call in self.calls if call.method == method]

    def replies(self, thread: str) -> list[Json]:
        with self.lock:
            return [m for m in self.messages if m.get("thread_ts") == thread]

    def next(self, method: str, **script: Any) -> Script:
        """Say what the next call of a method meets; several wait in line."""
        made = Script(**script)
        self.scripts[method].append(made)
        return made

    def take(self, method: str, arguments: Json) -> tuple[int, Json, Script]:
        with self.lock:
            self.calls.append(Call(method, arguments))
            waiting = self.scripts[method]
            script = waiting.popleft() if waiting else Script()
        if script.wait_for:
            script.wait_for.wait(30)
        if script.never_came:
            return 500, {}, script
        if script.error or script.status != 200:
            return script.status, {"ok": False, "error": script.error or "failed"}, script
        if method in self.unknown:
            return 200, {"ok": False, "error": "unknown_method"}, script
        with self.lock:
            handler = getattr(self, "_" + method.replace(".", "_"), None)
            answer = handler(arguments) if handler else {}
        if script.wait_after:
            script.wait_after.wait(30)
        return 200, {"ok": "error" not in answer, **answer}, script

    def _auth_test(self, _: Json) -> Json:
        return {
            "team_id": TEAM,
            "user_id": BOT,
            "bot_id": "B1",
            "user": "advisor",
            "team": "Team",
            "url": "https://team.example/",
        }

    def _chat_postMessage(self, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        ts = f"{2_000_000_000 + len(self.messages)}.000000"
        self.messages.append({**arguments, "ts": ts})
        return {"ts": ts, "channel": arguments["channel"]}

    def _chat_startStream(self, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        if not arguments.get("recipient_user_id") or not arguments.get("recipient_team_id"):
            return {"error": "missing_recipient"}
        ts = f"{2_000_000_000 + len(self.messages)}.000000"
        place = {"channel": arguments["channel"], "thread_ts": arguments["thread_ts"], "ts": ts}
        self.messages.append({**place, "blocks": _blocks_of(arguments), "is_streaming": True})
        return {"ts": ts, "channel": arguments["channel"]}

    def _chat_appendStream(self, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        message = self.message(arguments["ts"])
        if message and len(self.made("chat.appendStream")) > self.most_appends:
            message["is_streaming"] = False
        if message is None or not message.get("is_streaming"):
            return {"error": "message_not_in_streaming_state"}
        message["blocks"] += _blocks_of(arguments)
        return {"ts": arguments["ts"]}

    def _chat_stopStream(self, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        answer = self._chat_appendStream({"chunks": [], **arguments})
        if "error" not in answer:
            message = self.message(arguments["ts"])
            assert message is not None
            message["blocks"] += arguments.get("blocks") or []
            message["is_streaming"] = False
        return answer

    def _chat_update(self, arguments: Json) -> Json:
        message = self.message(arguments["ts"])
        if message is None:
            return {"error": "message_not_found"}
        if message.get("is_streaming"):
            return {"error": "streaming_state_conflict"}
        message.update(text=arguments["text"], blocks=arguments["blocks"])
        return {"ts": arguments["ts"]}

    def _chat_delete(self, arguments: Json) -> Json:
        message = self.message(arguments["ts"])
        if message is None:
            return {"error": "message_not_found"}
        self.messages.remove(message)
        return {"ts": arguments["ts"]}

    def message(self, ts: str) -> Json | None:
        return next((m for m in self.messages if m["ts"] == ts), None)

    def _conversations_replies(self, arguments: Json) -> Json:
        return {"messages": self.replies(arguments["ts"])}

    def _conversations_history(self, arguments: Json) -> Json:
        channel = arguments["channel"]
        return {"messages": [m for m in reversed(self.messages) if m.get("channel") == channel]}

    def _conversations_info(self, arguments: Json) -> Json:
        if arguments["channel"] not in self.channels:
            return {"error": "channel_not_found"}
        return {"channel": {"id": arguments["channel"], **self.channels[arguments["channel"]]}}

    def _conversations_members(self, arguments: Json) -> Json:
        return self._page(self.members[arguments["channel"]], arguments)

    def _conversations_open(self, arguments: Json) -> Json:
        return {"channel": {"id": f"D{arguments['users']}"}}

    def _chat_getPermalink(self, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        stamp = arguments["message_ts"].replace(".", "")
        return {"permalink": f"https://x.slack.com/archives/{arguments['channel']}/p{stamp}"}

    def _files_getUploadURLExternal(self, _: Json) -> Json:  # noqa: N802 - Slack's name
        return {"upload_url": f"{self.url}/api/upload", "file_id": "F1"}

    def _files_completeUploadExternal(self, _: Json) -> Json:  # noqa: N802 - Slack's name
        return {"files": [{"id": "F1"}]}

    def _users_list(self, arguments: Json) -> Json:
        users = [{"id": name, **facts} for name, facts in self.users.items()]
        return self._page(users, arguments)

    def _users_info(self, arguments: Json) -> Json:
        if arguments["user"] not in self.users:
            return {"error": "user_not_found"}
        return {"user": {"id": arguments["user"], **self.users[arguments["user"]]}}

    @staticmethod
    def _page(everything: list[Any], arguments: Json) -> Json:
        start, size = int(arguments.get("cursor") or 0), min(int(arguments["limit"]), 2)
        following = str(start + size) if start + size < len(everything) else ""
        return {
            "members": everything[start : start + size],
            "response_metadata": {"next_cursor": following},
        }


def _blocks_of(arguments: Json) -> list[Json]:
    return [block for chunk in arguments["chunks"] for block in chunk["blocks"]]


def text_of(message: Json) -> str:
    """Return the words that a message shows, its buttons apart."""
    return "\n".join(b["text"]["text"] for b in message["blocks"] if b["type"] == "section")


@contextmanager
def running() -> Iterator[WebApi]:
    """Serve a workspace on a free loopback port."""
    api = WebApi(channels={"C1": {}}, members={"C1": ["U1", "U2", BOT]})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            path = urlsplit(self.path)
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            raw = sent.decode(errors="replace")  # a picture is uploaded as it is
            is_json = "json" in (self.headers.get("Content-Type") or "")
            body = json.loads(raw or "{}") if is_json else dict(parse_qsl(raw))
            arguments = {**dict(parse_qsl(path.query)), **body}
            for name in ("blocks", "view", "prompts", "chunks"):
                if isinstance(arguments.get(name), str):
                    arguments[name] = json.loads(arguments[name])
            method = path.path.removeprefix("/api/").strip("/")
            status, answer, script = api.take(method, arguments)
            if script.is_lost_after:
                self.connection.close()
                return
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, value in script.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST  # noqa: N815 - the base class names it

        def log_message(self, *_: object) -> None:
            pass

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (OSError, ValueError):
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        api.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield api
        finally:
            server.shutdown()
