from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from knowledge.builds import Builds
from knowledge.errors import IndexBusyError, IndexDamagedError, KnowledgeError, NoIndexError
from knowledge.manifest import BuildInfo, Partition, partition_name
from knowledge.model import Audience

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    return Builds(tmp_path / "index")


def info(build_id: str) -> BuildInfo:
    return BuildInfo(
        id=build_id,
        built_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        sources=1,
        passages=2,
        sentences=3,
        fingerprint={"model": "m", "dimension": 4, "normalised": True},
        folders=("/srv/documents",),
        with_library=True,
        partitions=(Partition("shared-x", Audience.SHARED, "", 2),),
        seconds=1.5,
    )


def made(builds: Builds) -> str:
    build_id = builds.begin()
    builds.finish(info(build_id))
    return build_id


def test_ids_sort_by_time_and_do_not_collide(builds: Builds) -> None:
    ids = [builds.begin() for _ in range(50)]

    assert ids == sorted(ids)
    assert len(set(ids)) == 50


def test_a_manifest_comes_back_as_it_was_written(builds: Builds) -> None:
    build_id = made(builds)

    assert builds.info(build_id) == info(build_id)
    assert builds.info(build_id).model == "m"
    assert builds.info(build_id).built_at.tzinfo is not None


def test_a_build_is_finished_once_its_manifest_is_there(builds: Builds) -> None:
    unfinished = builds.begin()
    finished = made(builds)

    assert builds.finished() == [finished]
    assert builds.unfinished() == [unfinished]


def test_nothing_is_current_before_the_first_promotion(builds: Builds) -> None:
    made(builds)

    assert builds.current_or_none() is None
    assert builds.stamp() is None
    with pytest.raises(NoIndexError):
        builds.current()


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    with pytest.raises(KnowledgeError, match="Not a directory"):
        Builds(file / "index").current_or_none()


def test_a_promotion_changes_the_stamp_every_time(builds: Builds) -> None:
    one, two = made(builds), made(builds)
    stamps = []
    for build_id in (one, two, one):
        builds.promote(build_id)
        stamps.append(builds.stamp())

    assert builds.current() == one
    assert len(set(stamps)) == 3


def test_pruning_keeps_the_current_build_and_the_one_before(builds: Builds) -> None:
    ids = [made(builds) for _ in range(4)]
    builds.promote(ids[3])

    assert builds.prune() == ids[:2]
    assert builds.finished() == ids[2:]


def test_pruning_keeps_what_was_set_aside_until_something_newer_serves(builds: Builds) -> None:
    ids = [made(builds) for _ in range(3)]
    builds.promote(ids[1])
    builds.set_aside(ids[2], "it finds less")

    assert builds.prune() == []
    newest = made(builds)
    builds.promote(newest)
    assert builds.prune() == [ids[0], ids[2]]
    assert builds.finished() == [ids[1], newest]


def test_pruning_spares_a_build_in_use(builds: Builds) -> None:
    ids = [made(builds) for _ in range(3)]
    builds.promote(ids[2])
    lock = builds.hold(ids[0])
    assert lock is not None

    assert builds.prune() == []
    lock.release()
    assert builds.prune() == [ids[0]]
    assert builds.hold(ids[0]) is None


def test_what_a_killed_delete_left_is_cleaned_up(builds: Builds) -> None:
    made(builds)
    trash = builds.index_dir / "builds" / ".trash-1"
    trash.mkdir()

    with builds.writing():
        assert not trash.exists()


def test_a_build_of_another_format_is_not_read(builds: Builds) -> None:
    build_id = made(builds)
    manifest = builds.folder(build_id) / "build.json"
    manifest.write_text(manifest.read_text().replace('"format": 2', '"format": 3'))

    with pytest.raises(IndexDamagedError, match="format 3"):
        builds.info(build_id)


def test_partitions_of_different_readers_have_different_names() -> None:
    names = {
        partition_name(audience, collection)
        for audience in Audience
        for collection in ("", "Legal", "legal", "Verträge / 2026")
    }

    assert len(names) == 8
    assert all(name.isascii() and len(name) < 40 for name in names)


def test_whoever_prepares_for_long_learns_at_once_that_another_run_is_at_work(
    builds: Builds,
) -> None:
    builds.check_free()
    with builds.writing(), pytest.raises(IndexBusyError):
        builds.check_free()
    builds.check_free()
