"""An index brought up to date finds what an index made anew finds."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from knowledge import dense_update
from knowledge.builds import Builds
from knowledge.dense import FOLDER, DenseWriter
from knowledge.errors import IndexDamagedError
from knowledge.retrieve import Library
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import contents, index, write

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [
    "trust",
    "scope",
    "exit",
    "term",
    "goal",
    "risk",
    "quorum",
    "pilot",
    "sponsor",
    "charter",
    "review",
    "metric",
]


def note(draw: random.Random) -> str:
    audience = draw.choice(["internal", "shared"])
    body = "\n\n".join(
        f"## {draw.choice(WORDS)}\n\n{' '.join(draw.choices(WORDS, k=12))} {draw.random()}."
        for _ in range(draw.randint(1, 4))
    )
    return f"---\naudience: {audience}\n---\n\n# {draw.choice(WORDS)}\n\n{body}"


def edit(corpus: Path, draw: random.Random) -> None:
    """Change, remove, add and rename a few notes."""
    paths = sorted(corpus.glob("*.md"))
    draw.shuffle(paths)
    paths[0].write_text(note(draw), encoding="utf-8")
    paths[1].unlink()
    paths[2].rename(corpus / f"moved-{draw.random()}.md")
    turned = paths[3].read_text(encoding="utf-8")
    others = {"internal": "shared", "shared": "internal"}
    for old, new in others.items():
        if f"audience: {old}" in turned:
            paths[3].write_text(turned.replace(old, new, 1), encoding="utf-8")
            break
    write(corpus, {f"new-{draw.random()}.md": note(draw)})


def found(index_dir: Path) -> list[list[tuple[str, float]]]:
    library = Library(index_dir, HashingEmbedder())
    try:
        return [
            [(h.passage.id, round(h.score, 5)) for h in library.search(query, copies=True).hits]
            for query in (*WORDS, "trust and risk", "the charter of the sponsor")
        ]
    finally:
        library.close()


@pytest.mark.parametrize("seed", range(3))
def test_many_small_changes_end_in_what_a_full_run_makes(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    corpus = write(tmp_path / "corpus", {f"n{n}.md": note(draw) for n in range(60)})
    index(tmp_path / "index", corpus)

    for _ in range(5):
        edit(corpus, draw)
        index(tmp_path / "index", corpus)
    index(tmp_path / "anew", corpus)

    step, anew = Builds(tmp_path / "index"), Builds(tmp_path / "anew")
    assert contents(step) == contents(anew)
    counts = [
        {p.name: p.passages for p in builds.info(builds.current()).partitions}
        for builds in (step, anew)
    ]
    assert counts[0] == counts[1]
    assert any(p.dead for p in step.info(step.current()).partitions)
    assert found(tmp_path / "index") == found(tmp_path / "anew")


def test_only_the_difference_goes_into_the_dense_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(1)
    corpus = write(tmp_path / "corpus", {f"n{n}.md": note(draw) for n in range(30)})
    index(tmp_path / "index", corpus)
    added: list[str] = []
    add = DenseWriter.add

    def watched(self, place, passage_ids, vectors):
        added.extend(passage_ids)
        add(self, place, passage_ids, vectors)

    monkeypatch.setattr(DenseWriter, "add", watched)
    write(corpus, {"new.md": "# New\n\nA single new passage."})
    index(tmp_path / "index", corpus)

    assert len(added) == 1


def test_a_worn_graph_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense_update, "_WORN", 0.0)
    draw = random.Random(1)
    corpus = write(tmp_path / "corpus", {f"n{n}.md": note(draw) for n in range(30)})
    index(tmp_path / "index", corpus)
    edit(corpus, draw)

    index(tmp_path / "index", corpus)

    builds = Builds(tmp_path / "index")
    assert all(p.dead == 0 for p in builds.info(builds.current()).partitions)
    index(tmp_path / "anew", corpus)
    assert found(tmp_path / "index") == found(tmp_path / "anew")


def test_a_damaged_dense_index_of_before_costs_time_and_not_the_run(tmp_path: Path) -> None:
    draw = random.Random(1)
    corpus = write(tmp_path / "corpus", {f"n{n}.md": note(draw) for n in range(30)})
    builds = Builds(tmp_path / "index")
    index(builds.index_dir, corpus)
    shutil.rmtree(builds.folder(builds.current()) / FOLDER)
    edit(corpus, draw)

    assert index(builds.index_dir, corpus).is_new
    index(tmp_path / "anew", corpus)
    assert found(tmp_path / "index") == found(tmp_path / "anew")


def test_a_copy_that_fails_its_check_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(1)
    corpus = write(tmp_path / "corpus", {f"n{n}.md": note(draw) for n in range(30)})
    index(tmp_path / "index", corpus)
    edit(corpus, draw)
    monkeypatch.setattr(DenseWriter, "remove", lambda *_: None)  # stale passages stay inside

    assert index(tmp_path / "index", corpus).is_new

    monkeypatch.undo()
    index(tmp_path / "anew", corpus)
    assert found(tmp_path / "index") == found(tmp_path / "anew")


def test_damage_in_a_build_made_from_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write(tmp_path / "corpus", {"a.md": "# A\n\nWords of A."})
    monkeypatch.setattr(DenseWriter, "add", lambda *_: None)

    with pytest.raises(IndexDamagedError):
        index(tmp_path / "index", corpus)
