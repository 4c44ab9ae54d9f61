from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from knowledge.dense import FOLDER, DenseBase, DenseIndex, DenseWriter
from knowledge.errors import IndexDamagedError
from knowledge.model import Audience

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.manifest import Partition
    from knowledge.model import Vectors


INTERNAL, SHARED = (Audience.INTERNAL, ""), (Audience.SHARED, "")


def units(*rows: list[float]) -> Vectors:
    array = np.array(rows, dtype=np.float32)
    return array / np.linalg.norm(array, axis=1, keepdims=True)


def written(build: Path) -> tuple[Partition, ...]:
    writer = DenseWriter(build)
    writer.add(INTERNAL, ["a", "b"], units([1, 0, 0], [1, 1, 0]))
    writer.add(SHARED, ["c"], units([0, 0, 1]))
    writer.add(INTERNAL, ["d"], units([-1, 0, 0]))
    return writer.close()


def test_scores_are_cosines_the_nearest_first(tmp_path: Path) -> None:
    partitions = written(tmp_path)
    dense = DenseIndex(tmp_path, partitions)

    found = dense.nearest(units([1, 0, 0])[0], partitions, 10)
    dense.close()

    assert [passage_id for passage_id, _ in found] == ["a", "b", "c", "d"]
    assert [score for _, score in found] == pytest.approx([1, 0.7071, 0, -1], abs=0.001)


def test_only_the_partitions_given_are_searched(tmp_path: Path) -> None:
    partitions = written(tmp_path)
    shared = [p for p in partitions if p.audience is Audience.SHARED]
    dense = DenseIndex(tmp_path, partitions)

    found = dense.nearest(units([1, 0, 0])[0], shared, 10)
    nothing = dense.nearest(units([1, 0, 0])[0], [], 10)
    dense.close()

    assert [passage_id for passage_id, _ in found] == ["c"]
    assert nothing == []


def test_partitions_count_their_passages(tmp_path: Path) -> None:
    counts = {(p.audience, p.collection): p.passages for p in written(tmp_path)}

    assert counts == {(Audience.INTERNAL, ""): 3, (Audience.SHARED, ""): 1}


def test_stray_names_in_the_environment_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strays = {
        "TENANT_ID": "stranger",
        "MIGRATIONS": "none",
        "IS_PERSISTENT": "0",
        "PERSIST_DIRECTORY": str(tmp_path / "elsewhere"),
        "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    }
    for name, value in strays.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".env").write_text("".join(f"{n}={v}\n" for n, v in strays.items()))
    monkeypatch.chdir(tmp_path)

    partitions = written(tmp_path / "build")

    DenseIndex(tmp_path / "build", partitions).close()
    assert (tmp_path / "build" / FOLDER / "chroma.sqlite3").is_file()
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_lost_a_partition_is_damaged(tmp_path: Path) -> None:
    partitions = written(tmp_path / "one")
    writer = DenseWriter(tmp_path / "two")
    writer.add(SHARED, ["c"], units([0, 0, 1]))
    writer.close()

    with pytest.raises(IndexDamagedError, match="two"):
        DenseIndex(tmp_path / "two", partitions)


def opened(build: Path, partitions: tuple[Partition, ...]) -> list[str]:
    dense = DenseIndex(build, partitions)
    try:
        return [passage_id for passage_id, _ in dense.nearest(units([1, 0, 0])[0], partitions, 10)]
    finally:
        dense.close()


def test_a_copy_is_brought_up_to_date_and_leaves_the_original_alone(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    before = written(old)
    reader = DenseIndex(old, before)  # as a bot that serves the old build

    writer = DenseWriter(new, DenseBase(old, before))
    writer.remove(INTERNAL, ["b"])
    writer.add(INTERNAL, ["e"], units([1, 0.1, 0]))
    writer.remove(SHARED, ["c"])
    after = writer.close()

    assert opened(new, after) == ["a", "e", "d"]
    assert [(p.passages, p.dead) for p in after] == [(3, 1)]
    assert [i for i, _ in reader.nearest(units([1, 0, 0])[0], before, 10)] == ["a", "b", "c", "d"]
    reader.close()


def test_wear_counts_what_was_taken_out_before(tmp_path: Path) -> None:
    before = written(tmp_path / "one")
    writer = DenseWriter(tmp_path / "two", DenseBase(tmp_path / "one", before))
    assert writer.wear(INTERNAL, 0) == 0

    writer.remove(INTERNAL, ["a"])

    assert writer.wear(INTERNAL, 1) == pytest.approx(2 / 3)
    writer.close()
