"""Kill a re-index at chosen points: the old build serves, the next run ends as if undisturbed."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from knowledge.builds import Builds
from knowledge.retrieve import Library
from tests.e2e.people import wait_for
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, contents, index, start, write

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import os, signal, sys
from pathlib import Path
import knowledge.index_writer
from knowledge.builds import Builds
from knowledge.reindex import Request, reindex
from tests.fakes import HashingEmbedder

index_dir, corpus, point = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
steps = int(sys.argv[4])
knowledge.index_writer._SLAB = 4

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

class Deadly:
    def stage(self, name, total):
        self.name, self.left = name, steps

    def advance(self, count):
        self.left -= count
        if self.name == point and self.left < 0:
            die()

if hasattr(Builds, point):
    setattr(Builds, point, die)
reindex(index_dir, HashingEmbedder(), Request((corpus,), with_library=False), Deadly())
"""

POINTS = [
    pytest.param("Reading", 5, id="while reading"),
    pytest.param("Embedding", 0, id="at the first embedded passage"),
    pytest.param("Embedding", 9, id="in the third slab"),
    pytest.param("Indexing", 0, id="between the two indexes"),
    pytest.param("Indexing", 30, id="in the keyword index"),
    pytest.param("finish", 0, id="before the manifest"),
    pytest.param("promote", 0, id="before the promotion"),
    pytest.param("prune", 0, id="after the promotion"),
]


def killed(index_dir: Path, corpus: Path, point: str, steps: int) -> None:
    process = start(PROGRAM, index_dir, corpus, point, steps)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, errors


def many(count: int = 20) -> dict[str, str]:
    return {f"note-{n}.md": f"# Note {n}\n\nThe number of this note is {n}." for n in range(count)}


@dataclass(frozen=True)
class Scene:
    """A corpus that grew, the index of before, and what an undisturbed run makes of it now."""

    corpus: Path
    old_index: Path
    old_build: str
    calm_index: Path
    seconds: float


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    place = tmp_path_factory.mktemp("scene")
    corpus = write(place / "corpus", NOTES)
    before = index(place / "old", corpus).build
    shutil.copytree(place / "old", place / "calm")
    write(corpus, many())
    seconds = index(place / "calm", corpus).seconds
    return Scene(corpus, place / "old", before, place / "calm", seconds)


@pytest.mark.parametrize(("point", "steps"), POINTS)
def test_a_kill_leaves_a_serving_build_and_the_next_run_ends_equal(
    tmp_path: Path, scene: Scene, point: str, steps: int
) -> None:
    index_dir = shutil.copytree(scene.old_index, tmp_path / "index")
    builds = Builds(index_dir)

    killed(index_dir, scene.corpus, point, steps)

    assert (builds.current() == scene.old_build) == (point != "prune")
    assert searched(index_dir)
    index(index_dir, scene.corpus)
    assert contents(builds) == contents(Builds(scene.calm_index))
    assert builds.unfinished() == []
    assert searched(index_dir) == searched(scene.calm_index)


@pytest.mark.parametrize("seed", range(5))
def test_a_kill_at_any_moment_does_no_harm(tmp_path: Path, scene: Scene, seed: int) -> None:
    """At a random one; ``make bench-index ARGS="--parts crash"`` takes twenty of a real run."""
    index_dir = shutil.copytree(scene.old_index, tmp_path / "index")
    builds = Builds(index_dir)
    process = start(PROGRAM, index_dir, scene.corpus, "nowhere", 0)
    wait_for(lambda: builds.unfinished() or process.poll() is not None, "the run begins")
    moment = random.Random(seed).uniform(0, scene.seconds)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()

    serving = builds.current()
    assert searched(index_dir) == searched(
        scene.old_index if serving == scene.old_build else scene.calm_index
    )
    index(index_dir, scene.corpus)
    assert contents(builds) == contents(Builds(scene.calm_index))
    assert builds.unfinished() == []
    assert searched(index_dir) == searched(scene.calm_index)


def test_what_a_killed_run_embedded_is_not_embedded_again(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", many())
    killed(tmp_path / "index", corpus, "Embedding", 9)
    killed(tmp_path / "index", corpus, "Embedding", 9)
    embedder = HashingEmbedder()

    report = index(tmp_path / "index", corpus, embedder=embedder)

    # Two slabs of four were on disk after each kill.
    assert len(embedder.embedded) == report.embedded == 4
    assert report.carried == 16


def searched(index_dir: Path) -> list[tuple[str, float]]:
    library = Library(index_dir, HashingEmbedder())
    try:
        hits = library.search("the number of note 7", top=30).hits
    finally:
        library.close()
    return [(hit.passage.id, round(hit.score, 5)) for hit in hits]
