"""Documents read by processes that can be killed: a hung or crashed parser costs one document."""

from __future__ import annotations

import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from typing import IO, TYPE_CHECKING, Final, Self, cast

from knowledge.errors import KnowledgeError
from knowledge.limits import too_greedy, too_slow
from knowledge.reader_process import LENGTH, Reply, Task, reply_shape, task_frame

if TYPE_CHECKING:
    from types import TracebackType

    from knowledge.corpus import CorpusFile
    from knowledge.limits import Limits

logger = logging.getLogger(__name__)

# Tasks in a process's pipe: the next one is there when one is done.
_AHEAD: Final = 4
_BLOCK: Final = 1 << 20
# Bytes of documents that take about as long to read as another process to start, 0.4 s.
_WORTH_A_PROCESS: Final = 1_000_000
# The process imports what its master would: by the same path, whatever made that.
_PROGRAM: Final = (
    "import os, sys; sys.path[:] = sys.argv[1].split(os.pathsep); "
    "from knowledge.reader_process import main; main()"
)
# One process a core is enough of them; and each thread's arena would count as memory that a
# document takes, gigabytes on a machine of many cores.
_ONE_THREAD: Final = {
    "RAYON_NUM_THREADS": "1",
    "TOKIO_WORKER_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
# How an allocation that fails ends a program in Rust, and how the kernel ends a greedy one.
_OUT_OF_MEMORY: Final = frozenset({signal.SIGABRT, signal.SIGKILL})


def cores() -> int:
    """Return how many processor cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class ReaderPool:
    """Reads documents in other processes and gives the replies in the order of asking.

    Processes are started when there is work for them and live on. One that crashed or overran its
    time is replaced; the tasks behind the one that it failed at go to others.
    """

    def __init__(self, limits: Limits, processes: int = 0) -> None:
        self.limits = limits
        self._most = processes or cores()
        self._processes: list[_Process] = []
        self._waiting: deque[tuple[int, CorpusFile]] = deque()
        self._replies: dict[int, Reply] = {}
        self._asked = self._given = 0
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in list(self._processes):
            self._bury(process)
        self._selector.close()

    def ask(self, file: CorpusFile) -> None:
        """Have *file* read; :meth:`reply` gives what came of it."""
        self._waiting.append((self._asked, file))
        self._asked += 1
        self._hand_out()

    def is_ready(self) -> bool:
        """Tell whether the next reply is there, without waiting for it."""
        if self._given not in self._replies:
            self._take_in(0)
        return self._given in self._replies

    def reply(self) -> Reply:
        """Return the reply to the earliest question that none was given to yet.

        Raises:
            KnowledgeError: the reading process cannot be started.
        """
        while self._given not in self._replies:
            self._take_in(self._patience())
        self._given += 1
        return self._replies.pop(self._given - 1)

    def _hand_out(self) -> None:
        while self._waiting:
            process = min(self._processes, key=_Process.load, default=None)
            is_full = process is None or process.load() >= 1
            if is_full and len(self._processes) < self._most:
                process = self._start()
            if process is None or len(process.tasks) >= _AHEAD:
                return
            number, file = self._waiting.popleft()
            process.give(number, Task(file, self.limits))

    def _start(self) -> _Process:
        process = _Process()
        self._processes.append(process)
        self._selector.register(process.output, selectors.EVENT_READ, process)
        return process

    def _take_in(self, timeout: float) -> None:
        """Take replies in, and look after processes that ended or are over their time."""
        for key, _ in self._selector.select(timeout):
            process: _Process = key.data
            is_alive = process.receive()
            self._replies.update(process.replies)
            process.replies.clear()
            if not is_alive:
                self._replace(process)
        for process in list(self._processes):
            if process.seconds() > self.limits.seconds:
                process.overran = True
                self._replace(process)
        self._hand_out()

    def _patience(self) -> float:
        """Return the seconds until a process may have overrun its time."""
        return max(min(self.limits.seconds - p.seconds() for p in self._processes), 0) + 0.01

    def _replace(self, process: _Process) -> None:
        """Bury a process; what it was at is at fault, what lay behind goes to the others."""
        status = self._bury(process)
        if not process.is_up:
            raise KnowledgeError(f"the process that reads documents does not start ({status})")
        if process.tasks:
            number, file = process.tasks.popleft()
            reason = self._reason(process, status)
            logger.warning("%s %s", file.id, reason)
            self._replies[number] = Reply(None, file.id, reason)
        self._waiting.extendleft(reversed(process.tasks))

    def _reason(self, process: _Process, status: int) -> str:
        if process.overran or -status == signal.SIGALRM:
            return too_slow(self.limits)
        reason = f"crashed its parser ({_status_name(status)})"
        if -status in _OUT_OF_MEMORY:
            reason += f", perhaps because it {too_greedy(self.limits)}"
        return reason

    def _bury(self, process: _Process) -> int:
        self._processes.remove(process)
        self._selector.unregister(process.output)
        return process.end()


class _Process:
    """One reading process, the tasks in its pipe, and the replies that arrived."""

    def __init__(self) -> None:
        here = os.getcwd()  # noqa: PTH109 - an empty entry of the path means this, as a string
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", _PROGRAM, os.pathsep.join(entry or here for entry in sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=os.environ | _ONE_THREAD,
        )
        self._input = cast("IO[bytes]", self._process.stdin)
        self.output = cast("IO[bytes]", self._process.stdout)
        self.tasks: deque[tuple[int, CorpusFile]] = deque()
        self.replies: dict[int, Reply] = {}
        self.is_up = False
        self.overran = False
        self._since = time.monotonic()
        self._arrived = bytearray()

    def give(self, number: int, task: Task) -> None:
        """Put a task into the pipe."""
        if not self.tasks:
            self._since = time.monotonic()
        self.tasks.append((number, task.file))
        try:
            self._input.write(task_frame(task))
        except BrokenPipeError:
            logger.debug("the process has just ended; its output tells")

    def receive(self) -> bool:
        """Take in what it wrote; say whether it goes on."""
        block = os.read(self.output.fileno(), _BLOCK)
        self._arrived += block
        while len(self._arrived) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self._arrived)[0]
            if len(self._arrived) < end:
                break
            body = bytes(self._arrived[LENGTH.size : end])
            del self._arrived[:end]
            self._since = time.monotonic()
            if not self.is_up:
                self.is_up = True
                continue
            number, _ = self.tasks.popleft()
            self.replies[number] = reply_shape().validate_json(body)
        return bool(block)

    def load(self) -> float:
        """Return how busy it is; from 1 on, starting another process pays."""
        size = sum(file.size for _, file in self.tasks)
        return max(len(self.tasks) / _AHEAD, size / _WORTH_A_PROCESS)

    def seconds(self) -> float:
        """Return how long it has been at its present task; 0 while it has none."""
        return time.monotonic() - self._since if self.tasks and self.is_up else 0.0

    def end(self) -> int:
        """Kill it and return its exit status, negative for a signal."""
        if self.overran or self._process.poll() is None:
            self._process.kill()
        status = self._process.wait()
        self._input.close()
        self.output.close()
        return status


def _status_name(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"status {status}"
