from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from knowledge.builds import Builds
from knowledge.errors import (
    CorpusError,
    IndexBusyError,
    NoRoomError,
    NotForServiceError,
    ShrunkCorpusError,
)
from knowledge.reindex import Request, dry_run, reindex
from knowledge.retrieve import Library
from knowledge.service import put_into_service, roll_back
from tests.e2e.people import wait_for
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, index, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", NOTES)


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    return Builds(tmp_path / "index")


def two(builds: Builds, corpus: Path) -> tuple[str, str]:
    first = index(builds.index_dir, corpus).build
    write(corpus, {"late.md": "# Late\n\nAdded afterwards."})
    return first, index(builds.index_dir, corpus).build


def test_a_rollback_serves_the_build_before_and_can_be_undone(builds: Builds, corpus: Path) -> None:
    first, second = two(builds, corpus)

    switch = roll_back(builds)

    assert (switch.before, switch.now) == (second, first)
    assert builds.current() == first
    assert "rolled back" in (builds.why_aside(second) or "")
    assert put_into_service(builds, second).now == second
    assert builds.aside() == []


def of_another_version(builds: Builds, build: str) -> None:
    manifest = builds.folder(build) / "build.json"
    made = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(made | {"format": 1}))


def test_a_build_of_another_version_is_no_way_back(builds: Builds, corpus: Path) -> None:
    first, second = two(builds, corpus)
    of_another_version(builds, first)

    with pytest.raises(NotForServiceError, match="another version"):
        roll_back(builds)

    assert builds.current() == second


def test_after_an_upgrade_the_next_run_builds_anew(builds: Builds, corpus: Path) -> None:
    first, second = two(builds, corpus)
    roll_back(builds)
    of_another_version(builds, first)
    of_another_version(builds, second)

    report = reindex(builds.index_dir, HashingEmbedder(), Request())

    assert report.is_new
    assert report.folders == (str(corpus),)
    with pytest.raises(NotForServiceError, match="another version"):
        put_into_service(builds, first)
    assert builds.current() == report.build


def test_a_run_that_cannot_know_its_folders_asks_for_them(builds: Builds, corpus: Path) -> None:
    made = index(builds.index_dir, corpus).build
    (builds.folder(made) / "build.json").write_text("{")

    with pytest.raises(CorpusError, match="advisor reindex FOLDER"):
        reindex(builds.index_dir, HashingEmbedder(), Request())

    assert builds.current() == made
    assert index(builds.index_dir, corpus).is_new


def test_a_second_rollback_says_how_to_return(builds: Builds, corpus: Path) -> None:
    _, second = two(builds, corpus)
    roll_back(builds)

    with pytest.raises(NotForServiceError, match=f"--promote {second}"):
        roll_back(builds)


def test_the_only_build_cannot_be_rolled_back(builds: Builds, corpus: Path) -> None:
    index(builds.index_dir, corpus)

    with pytest.raises(NotForServiceError, match="only build"):
        roll_back(builds)


def test_a_running_library_takes_a_rollback_up(builds: Builds, corpus: Path) -> None:
    first, second = two(builds, corpus)
    library = Library(builds.index_dir, HashingEmbedder())
    try:
        assert library.build.id == second
        roll_back(builds)
        wait_for(lambda: library.build.id == first, "the build before is served")
        assert "late.md" not in {h.passage.source_id for h in library.search("late").hits}
    finally:
        library.close()


def test_the_next_run_does_not_bring_back_what_was_rolled_back(
    builds: Builds, corpus: Path
) -> None:
    first, second = two(builds, corpus)
    roll_back(builds)

    with pytest.raises(NotForServiceError, match=second):
        reindex(builds.index_dir, HashingEmbedder(), Request())
    assert builds.current() == first

    write(corpus, {"late.md": "# Late\n\nMended."})
    newest = reindex(builds.index_dir, HashingEmbedder(), Request()).build
    assert builds.finished() == [first, newest]
    assert roll_back(builds).now == first


def test_a_build_of_another_model_is_not_promoted(builds: Builds, corpus: Path) -> None:
    index(builds.index_dir, corpus)
    index(builds.index_dir, corpus, embedder=HashingEmbedder(revision="2"))

    with pytest.raises(NotForServiceError, match="another model"):
        roll_back(builds)


def test_an_unknown_build_is_named(builds: Builds, corpus: Path) -> None:
    index(builds.index_dir, corpus)

    with pytest.raises(NotForServiceError, match="there is no build 2020"):
        put_into_service(builds, "2020")


def test_no_rollback_while_a_re_index_is_at_work(builds: Builds, corpus: Path) -> None:
    two(builds, corpus)

    with builds.writing(), pytest.raises(IndexBusyError):
        roll_back(builds)


def many(corpus: Path, count: int) -> Path:
    return write(corpus, {f"n{n}.md": f"# Note {n}\n\nWords of note {n}." for n in range(count)})


def test_far_fewer_documents_than_before_stop_the_run(builds: Builds, corpus: Path) -> None:
    first = index(builds.index_dir, many(corpus, 20)).build
    for path in list(corpus.glob("n*.md"))[:10]:
        path.unlink()

    with pytest.raises(ShrunkCorpusError, match=r"only 13 of 23 .* --allow-shrink"):
        index(builds.index_dir, corpus)

    assert (builds.current(), builds.unfinished()) == (first, [])
    assert "--allow-shrink" in dry_run(builds.index_dir, HashingEmbedder(), Request()).objection
    assert index(builds.index_dir, corpus, allow_shrink=True).removed == 10


def test_documents_that_can_no_longer_be_read_count_as_gone(builds: Builds, corpus: Path) -> None:
    index(builds.index_dir, many(corpus, 20))
    for path in corpus.glob("n1*.md"):
        path.write_bytes(b"")

    with pytest.raises(ShrunkCorpusError):
        index(builds.index_dir, corpus)
    assert builds.unfinished() == []


def test_renamed_documents_and_other_folders_are_no_shrinking(
    builds: Builds, corpus: Path, tmp_path: Path
) -> None:
    index(builds.index_dir, many(corpus, 20))
    for path in list(corpus.glob("n*.md")):
        path.rename(path.with_name(f"new-{path.name}"))
    assert index(builds.index_dir, corpus).is_new

    other = write(tmp_path / "other", {"one.md": "# One\n\nA single note."})
    assert index(builds.index_dir, other).removed == 23


def test_a_full_disk_stops_the_run_before_the_work(
    builds: Builds, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = index(builds.index_dir, corpus).build
    write(corpus, {"late.md": "# Late\n\nAdded afterwards."})
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1))

    with pytest.raises(NoRoomError, match="Make room"):
        index(builds.index_dir, corpus)

    assert (builds.current(), builds.unfinished()) == (first, [])
