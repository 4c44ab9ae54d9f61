"""The process that opens documents: whatever one of them does to a parser, it is done here.

Talks in frames over its standard input and output: four bytes of length, then JSON. JSON and not
pickle: a document that takes over a parser must not reach the process that asked.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import sys
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from knowledge.blocks import DocumentFacts
from knowledge.corpus import CorpusFile
from knowledge.errors import UnreadableSourceError
from knowledge.limits import Limits, too_greedy
from knowledge.readers import Document, read_document

if TYPE_CHECKING:
    from typing import BinaryIO

    from pydantic import TypeAdapter

LENGTH: Final = struct.Struct("<I")
READY: Final = LENGTH.pack(0)
"""An empty frame: the process has started and waits for its first task."""
# Past its time by so much the kernel ends this process itself: its master may be gone.
_GRACE: Final = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One document to read."""

    file: CorpusFile
    limits: Limits


@dataclass(frozen=True, slots=True)
class Reply:
    """What a document gave, or why it gave nothing: whose fault, and the reason."""

    document: Document | None = None
    name: str = ""
    reason: str = ""


def task_frame(task: Task) -> bytes:
    """Write a task; JSON's escapes carry a path that is no UTF-8."""
    file, limits = task.file, task.limits
    plain = (file.id, str(file.path), file.size, file.inside, astuple(file.stated))
    body = json.dumps([plain, (limits.seconds, limits.largest, limits.memory)]).encode()
    return LENGTH.pack(len(body)) + body


def _task(body: bytes) -> Task:
    (id_, path, size, inside, stated), limits = json.loads(body)
    file = CorpusFile(id_, Path(path), size, tuple(inside), DocumentFacts(*stated))
    return Task(file, Limits(*limits))


@lru_cache(maxsize=1)
def reply_shape() -> TypeAdapter[Reply]:
    """Return what turns a reply into JSON and back, checking every field on the way."""
    from pydantic import TypeAdapter

    return TypeAdapter(Reply)


def main() -> None:
    """Read documents until the input ends."""
    # Parsers written in C may print; their words must not mix with the replies.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the master, which ends this one
    replies.write(READY)
    replies.flush()
    while (frame := _frame(sys.stdin.buffer)) is not None:
        reply = reply_shape().dump_json(_reply(_task(frame)))
        replies.write(LENGTH.pack(len(reply)) + reply)
        replies.flush()


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def _reply(task: Task) -> Reply:
    _limit_memory(task.limits.memory)
    signal.alarm(task.limits.seconds + _GRACE)
    try:
        return Reply(read_document(task.file, task.limits.largest))
    except UnreadableSourceError as error:
        return Reply(None, _plain(error.name), _plain(error.reason))
    except MemoryError:
        return Reply(None, task.file.id, too_greedy(task.limits))
    except Exception as error:  # noqa: BLE001 - whatever a parser makes of a document, it is one line
        return Reply(None, task.file.id, _plain(f"{type(error).__name__}: {error}"))
    finally:
        signal.alarm(0)


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


@lru_cache(maxsize=1)
def _limit_memory(memory: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    allowed = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    # macOS has the limit and does not let one set it; there the time limit alone holds.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


if __name__ == "__main__":
    main()
