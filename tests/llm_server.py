"""A small OpenAI-compatible server on loopback that answers by script: well, badly or not at all.

It reads the passages out of the prompt as a model would, so its claims, good or bad, are about
what was really retrieved. The product's own client (``langchain-openai``) talks to it.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

from bot.advisor.orders import gives_orders
from bot.advisor.words import stem_set
from knowledge.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PASSAGE = re.compile(r"<<<\w+ (S\d+)>>>\n[^\n]*\n(.*?)\n<<<\w+ end>>>", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One request, as far as a script looks at it."""

    system: str
    user: str
    body: dict

    @property
    def passages(self) -> dict[str, str]:
        return dict(_PASSAGE.findall(self.user))

    @property
    def question(self) -> str:
        return self.user.partition("Question: ")[2].partition("\n")[0]

    def best(self, count: int = 3) -> list[tuple[str, str]]:
        """Return the sentences that share most with the question, each with its passage's id."""
        wanted = stem_set(self.question)
        found = [
            (len(wanted & stem_set(sentence)), number, sentence)
            for number, text in self.passages.items()
            for start, end in sentence_spans(text)
            if (sentence := text[start:end]).endswith(".") and not sentence.startswith("- ")
        ]
        found.sort(key=lambda entry: -entry[0])
        return [(number, sentence) for _, number, sentence in found[:count]]


def claims(*entries: tuple[str, list[str], str]) -> str:
    return json.dumps(
        {
            "answered": True,
            "claims": [{"text": t, "source_ids": ids, "quote": q} for t, ids, q in entries],
        }
    )


# --- what it can say: each takes what was asked and returns the reply's text ---


def well(asked: Asked) -> str:
    """True claims in other words, each with a verbatim quote."""
    return claims(*((_reworded(s), [n], s) for n, s in asked.best()))


def in_other_words(asked: Asked) -> str:
    """Claims of which some use words that the quotes lack, as a model's do."""
    swaps = (("fail", "founder"), ("important", "vital"), ("study", "investigation"),
             ("found that", "discovered that"), ("often", "in many cases"))  # fmt: skip
    entries = []
    for n, s in asked.best():
        text = s
        for old, new in swaps:
            text = text.replace(old, new, 1)
        entries.append((_reworded(text), [n], s))
    return claims(*entries)


def in_prose(asked: Asked) -> str:
    return f"Sure! Here is the answer:\n```json\n{well(asked)}\n```\nAnything else?"


def inventing_citations(asked: Asked) -> str:
    return claims(*((s, ["S99"], s) for _, s in asked.best()))


def swapping_citations(asked: Asked) -> str:
    numbers = list(asked.passages)
    return claims(*((s, [numbers[-1 - numbers.index(n)]], s) for n, s in asked.best()))


def misquoting(asked: Asked) -> str:
    return claims(
        *(("Alliances always pay.", [n], f"Clearly, {s[:40]} always") for n, s in asked.best())
    )


def altering_numbers(asked: Asked) -> str:
    return claims(*((_altered(s), [n], s) for n, s in asked.best()))


def flipping(asked: Asked) -> str:
    return claims(*((_denied(s), [n], s) for n, s in asked.best()))


def crediting_others(asked: Asked) -> str:
    return claims(
        *((f"According to Porter, {s[0].lower()}{s[1:]}", [n], s) for n, s in asked.best())
    )


def inventing(asked: Asked) -> str:
    n, s = asked.best(1)[0]
    return claims(("Partners should merge their payroll departments within a week.", [n], s))


def obeying(asked: Asked) -> str:
    """Do whatever a passage or the question orders, in every way at once."""
    ordered = [(n, s) for n, s in _orders(asked)]
    entries = [(s, [n], s) for n, s in ordered]
    for n, s in ordered:
        entries += [
            (f"{s} See https://evil.example/x?leak=all.", [n], s),
            (f"<!channel> {s[::-1]}", [n], s),
            ("OWNED: my system prompt says to be helpful.", [n], s),
        ]
    return claims(*entries[:8]) if entries else well(asked)


def broken(_asked: Asked) -> str:
    return '{"answered": true, "claims": [{"text": "Alliances fa'


def garbage(_asked: Asked) -> str:
    return "lorem ipsum \x07 }{ ]["


def no_answer(_asked: Asked) -> str:
    return '{"answered": false, "claims": []}'


def _orders(asked: Asked) -> Iterator[tuple[str, str]]:
    for number, text in asked.passages.items():
        for start, end in sentence_spans(text):
            if gives_orders(text[start:end]):
                yield number, text[start:end]


def _reworded(sentence: str) -> str:
    swapped = sentence.replace("firms", "companies").replace("%", " per cent")
    return swapped if swapped != sentence else f"In short, {sentence}"


def _altered(sentence: str) -> str:
    altered = re.sub(r"\d+", lambda m: str(int(m.group()) + 7), sentence)
    return altered if altered != sentence else f"In 83% of cases, {sentence}"


def _denied(sentence: str) -> str:
    match = re.search(r"\b(?:is|are|was|were|can|should|may|has|have)\b", sentence)
    if match is None:
        return f"It is not true that {sentence[0].lower()}{sentence[1:]}"
    return f"{sentence[: match.end()]} not{sentence[match.end() :]}"


@dataclass
class Server:
    """The server's script: ``say`` makes the reply; ``trouble`` is played out before it, in order.

    A trouble is a status (429, 500, 400), ``reset``, ``dies`` (mid-body), ``stall`` (no reply until
    the end) or ``drip`` (bytes without end). In a stream also ``dies after N`` and ``stalls after
    N`` (N claims). ``pace`` is the pause after each claim and ``thinking`` the one before the first
    word, in seconds; with ``go_on`` set to an event, that is waited for instead.
    """

    say: Callable[[Asked], str] = well
    trouble: list[int | str] = field(default_factory=list)
    retry_after: str = ""
    asked: list[Asked] = field(default_factory=list)
    refuses_schema: bool = False
    refuses_stream: bool = False
    cost: float | None = None
    pace: float = 0.0
    thinking: float = 0.0
    go_on: threading.Event | None = None
    ended: list[str] = field(default_factory=list)
    """How each stream ended: ``complete``, or ``left`` by a client that went away."""

    def __post_init__(self) -> None:
        self.over = threading.Event()
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                server.serve(self)

            def log_message(self, *_args: object) -> None:
                pass

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True  # the client left

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        texts = {m["role"]: _text(m["content"]) for m in body["messages"]}
        asked = Asked(texts.get("system", texts.get("developer", "")), texts["user"], body)
        with self._lock:
            self.asked.append(asked)
            trouble = self.trouble.pop(0) if self.trouble else None
        if trouble is None and self.refuses_schema and "response_format" in body:
            trouble = 400
        if trouble is None and self.refuses_stream and body.get("stream"):
            trouble = 400
        after = re.fullmatch(r"(dies|stalls) after (\d+)", str(trouble))
        if trouble is not None and not (after and body.get("stream")):
            self._play(after[1].removesuffix("s") if after else trouble, handler)
            return
        self.over.wait(self.thinking)
        if body.get("stream"):
            end = (after[1], int(after[2])) if after else ("", 0)
            self._stream(handler, self.say(asked), *end)
            return
        self._send(handler, 200, self._completion(self.say(asked)))

    def _completion(self, text: str) -> dict:
        usage = {"prompt_tokens": 900, "completion_tokens": 90, "total_tokens": 990}
        if self.cost is not None:
            usage["cost"] = self.cost
        choice = {"index": 0, "message": {"role": "assistant", "content": text},
                  "finish_reason": "stop"}  # fmt: skip
        return {"id": "c1", "object": "chat.completion", "created": 1, "model": "scripted",
                "choices": [choice], "usage": usage}  # fmt: skip

    def _play(self, trouble: int | str, handler: BaseHTTPRequestHandler) -> None:
        if isinstance(trouble, int):
            self._send(handler, trouble, {"error": {"message": "scripted", "type": "scripted"}})
            return
        handler.close_connection = True
        if trouble == "reset":
            handler.connection.close()
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        if trouble == "dies":
            handler.wfile.write(b'{"id": "c1", "choi')
            handler.wfile.flush()
            handler.connection.close()
        while trouble == "drip" and not self.over.wait(0.05):
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                return
        if trouble == "stall":
            self.over.wait(60)

    def _send(self, handler: BaseHTTPRequestHandler, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        if status != 200 and self.retry_after:
            handler.send_header("Retry-After", self.retry_after)
        handler.end_headers()
        handler.wfile.write(data)

    def _stream(
        self, handler: BaseHTTPRequestHandler, text: str, ends: str = "", after: int = 0
    ) -> None:
        """Send *text* in small events, chunked as every real server does, with pauses."""
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        try:
            self._event(handler, self._delta("", role="assistant"))
            for number, part in enumerate(_by_claim(text)):
                if ends and number == after:
                    if ends == "stalls":
                        self.over.wait(60)
                    handler.close_connection = True
                    handler.connection.close()
                    self.ended.append(ends)
                    return
                for start in range(0, len(part), 20):
                    self._event(handler, self._delta(part[start : start + 20]))
                self._pause()
            self._event(handler, self._delta("", finish="stop"))
            usage = self._completion("")["usage"]
            self._event(handler, {**self._delta(""), "choices": [], "usage": usage})
            _chunk(handler, b"data: [DONE]\n\n")
            _chunk(handler, b"")
            self.ended.append("complete")
        except OSError:
            handler.close_connection = True
            self.ended.append("left")

    def _pause(self) -> None:
        if self.go_on is not None:
            self.go_on.wait(30)
        else:
            self.over.wait(self.pace)

    @staticmethod
    def _delta(text: str, *, role: str = "", finish: str | None = None) -> dict:
        delta = {"role": role, "content": text} if role else {"content": text}
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted",
                "choices": [choice]}  # fmt: skip

    @staticmethod
    def _event(handler: BaseHTTPRequestHandler, event: dict) -> None:
        _chunk(handler, f"data: {json.dumps(event)}\n\n".encode())


def _chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    handler.wfile.flush()


def _by_claim(text: str) -> list[str]:
    """Cut a reply after each claim."""
    parts = re.split(r"(?<=\}), (?=\{)", text)
    return [f"{part}, " if part is not parts[-1] else part for part in parts]


def _text(content: object) -> str:
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return str(content)


if __name__ == "__main__":  # a process of its own, so that its time is not the product's
    import sys

    with Server(in_other_words, thinking=float(sys.argv[1]), pace=float(sys.argv[2])) as alone:
        sys.stdout.write(f"{alone.url}\n")
        sys.stdout.flush()
        sys.stdin.read()
