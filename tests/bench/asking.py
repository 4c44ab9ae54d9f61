"""Asks an index without a pause, as a bot's process would: ``python -m tests.bench.asking INDEX``.

One JSON line an answer on stdout; ends when its stdin does, with its memory as the last line.
"""

from __future__ import annotations

import json
import random
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from bot.advisor.model import Question
from bot.opening import make_advisor
from knowledge.retrieve import Library
from tests.bench.texts import DOES, WHAT, WHO

ROOT = Path(__file__).parents[2]


def question(draw: random.Random) -> str:
    """Return a question about the made-up corpus."""
    does = draw.choice(DOES).split()[0]
    return f"When does {draw.choice(WHO)} {does.removesuffix('s')} {draw.choice(WHAT)}?"


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer: when it was there (Unix time), how long it took, its build, what failed."""

    at: float
    seconds: float
    build: str
    error: str


class Asker:
    """A process that asks; ``answers`` are those so far."""

    def __init__(self, index_dir: Path) -> None:
        self.answers: list[Asked] = []
        self.memory = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.asking", index_dir],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            found = json.loads(line)
            if "memory" in found:
                self.memory = found["memory"]
            else:
                self.answers.append(Asked(**found))

    def __enter__(self) -> Self:
        self._reader.start()
        while not self.answers:  # the model loads
            if self._process.poll() is not None:
                raise RuntimeError("the asking process ended")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._reader.join(60)
        self._process.wait(60)


def main() -> None:
    """Ask until stdin ends."""
    from knowledge.embedder import load_embedder

    library = Library(Path(sys.argv[1]), load_embedder())
    advisor = make_advisor(library)
    library.warm()
    advisor.answer(Question("warm up"))
    draw = random.Random(5)
    while not select.select([sys.stdin], [], [], 0)[0]:
        started, error = time.perf_counter(), ""
        try:
            advisor.answer(Question(question(draw)))
        except Exception as failure:
            error = f"{type(failure).__name__}: {failure}"
        seconds = time.perf_counter() - started
        say({"at": time.time(), "seconds": seconds, "build": library.build.id, "error": error})
        time.sleep(0.1)  # ten people at once are not a bot's usual day
    say({"memory": psutil.Process().memory_info().rss})
    library.close()


def say(record: dict[str, object]) -> None:
    """Print one line."""
    print(json.dumps(record), flush=True)


if __name__ == "__main__":
    main()
