"""``kill -9`` at random points of a real re-index: what serves, what the next run makes of it."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from knowledge.builds import Builds
from knowledge.embedder import load_embedder
from knowledge.retrieve import Library
from tests.bench.asking import ROOT, question
from tests.bench.figures import Figure
from tests.bench.texts import change_short, write_short
from tests.knowledge.indexing import contents

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.embedder import Embedder

PASSAGES = 1000
CHANGED = 0.3
ASKED = 20


def measure(folder: Path, points: int, seed: int) -> list[Figure]:
    """Kill a run that changes 30 % of a corpus *points* times, each time from the same state."""
    shutil.rmtree(folder, ignore_errors=True)
    model = load_embedder()
    corpus = folder / "corpus"
    write_short(corpus, PASSAGES)
    run(folder / "old", corpus)
    change_short(corpus, PASSAGES, CHANGED, version=1)
    calm = shutil.copytree(folder / "old", folder / "calm")
    started = time.perf_counter()
    run(calm, corpus)
    whole = time.perf_counter() - started
    old, expected = state(folder / "old", model), state(calm, model)
    draw, good, before = random.Random(seed), 0, 0
    for _ in range(points):
        data = shutil.copytree(folder / "old", folder / "data")
        was_promoted = kill_after(draw.uniform(0, whole), data, corpus)
        serves = state(data, model) == (expected if was_promoted else old)
        before += not was_promoted
        run(data, corpus)
        good += (
            serves and state(data, model) == expected and not Builds(data / "index").unfinished()
        )
        shutil.rmtree(data)
    return [
        Figure(
            f"kill -9 at {points} random points of a run of {whole:.0f} s",
            f"{good} times the build in service answered as before, and the next run ended in the "
            f"index of an undisturbed one ({before} kills fell before the promotion)",
            "begins from nothing",
            f"{points}",
        )
    ]


def start(data: Path, corpus: Path) -> subprocess.Popen[bytes]:
    """Start ``advisor reindex``."""
    command = [sys.executable, "-m", "scripts.reindex", "--no-library", str(corpus)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [*command, "--data-dir", str(data)], cwd=ROOT, stdout=quiet, stderr=quiet
    )


def run(data: Path, corpus: Path) -> None:
    """Run ``advisor reindex`` to its end."""
    status = start(data, corpus).wait(600)
    if status:
        raise RuntimeError(f"the re-index ended with status {status}")


def kill_after(seconds: float, data: Path, corpus: Path) -> bool:
    """Kill a run after so long; tell whether it had promoted its build."""
    builds = Builds(data / "index")
    before = builds.current()
    process = start(data, corpus)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return builds.current() != before


def state(data: Path, model: Embedder) -> tuple[dict[str, str], list[list[tuple[str, float]]]]:
    """Return all passages in service, and what a number of questions find."""
    library = Library(data / "index", model)
    draw = random.Random(3)
    try:
        found = [library.search(question(draw)).hits for _ in range(ASKED)]
    finally:
        library.close()
    hits = [[(h.passage.id, round(h.score, 3)) for h in some] for some in found]
    return contents(Builds(data / "index")), hits
