from __future__ import annotations

import gzip
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from knowledge.builds import Builds
from knowledge.errors import CorpusError, IndexBusyError
from knowledge.in_service import resolve
from knowledge.reindex import Request, reindex
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, contents, index, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", NOTES)


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_the_first_run_adds_everything(corpus: Path, index_dir: Path) -> None:
    report = index(index_dir, corpus)

    assert (report.added, report.changed, report.removed, report.unchanged) == (3, 0, 0, 0)
    assert (report.passages, report.embedded, report.carried) == (3, 3, 0)
    assert report.is_new
    assert Builds(index_dir).current() == report.build


def test_a_run_without_changes_keeps_the_build_and_embeds_nothing(
    corpus: Path, index_dir: Path
) -> None:
    first = index(index_dir, corpus)
    embedder = HashingEmbedder()

    report = index(index_dir, corpus, embedder=embedder)

    assert report.build == first.build
    assert not report.is_new
    assert (report.unchanged, report.carried) == (3, 3)
    assert embedder.embedded == []


def test_only_what_changed_is_embedded(corpus: Path, index_dir: Path) -> None:
    index(index_dir, corpus)
    write(corpus, {"exit.md": "# Exit\n\nLeave in good order.", "new.md": "# New\n\nA new note."})
    (corpus / "trust.md").unlink()
    embedder = HashingEmbedder()

    report = index(index_dir, corpus, embedder=embedder)

    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 1, 1, 1)
    assert sorted(embedder.embedded) == ["Exit Leave in good order.", "New A new note."]
    assert not any("promises" in text for text in contents(Builds(index_dir)).values())


def test_a_new_paragraph_at_the_top_leaves_the_passages_below_their_vectors(
    corpus: Path, index_dir: Path
) -> None:
    below = "## Below\n\nThese words stay as they were."
    write(corpus, {"long.md": below})
    index(index_dir, corpus)
    write(corpus, {"long.md": f"## Above\n\nThese words are new.\n\n{below}"})
    embedder = HashingEmbedder()

    index(index_dir, corpus, embedder=embedder)

    assert len(embedder.embedded) == 1
    assert "These words are new." in embedder.embedded[0]


def test_a_renamed_file_is_not_embedded_again(corpus: Path, index_dir: Path) -> None:
    index(index_dir, corpus)
    (corpus / "trust.md").rename(corpus / "promises.md")
    embedder = HashingEmbedder()

    report = index(index_dir, corpus, embedder=embedder)

    assert (report.added, report.removed) == (1, 1)
    assert embedder.embedded == []


def test_passage_ids_are_stable_across_builds(corpus: Path, index_dir: Path) -> None:
    index(index_dir, corpus)
    before = contents(Builds(index_dir))

    index(index_dir, corpus, full=True)

    assert contents(Builds(index_dir)) == before


def test_full_reads_and_embeds_everything_again(corpus: Path, index_dir: Path) -> None:
    first = index(index_dir, corpus)
    embedder = HashingEmbedder()

    report = index(index_dir, corpus, embedder=embedder, full=True)

    assert report.build != first.build
    assert report.unchanged == 3
    assert len(embedder.embedded) == 3


def test_another_model_embeds_everything_again(corpus: Path, index_dir: Path) -> None:
    index(index_dir, corpus)
    other = HashingEmbedder(revision="2")

    report = index(index_dir, corpus, embedder=other)

    assert (report.unchanged, report.embedded) == (3, 3)


def test_the_same_words_in_two_sources_are_embedded_once(corpus: Path, index_dir: Path) -> None:
    write(corpus, {"copy.md": NOTES["exit.md"]})
    embedder = HashingEmbedder()

    report = index(index_dir, corpus, embedder=embedder)

    assert report.passages == 4
    assert len(embedder.embedded) == 3


def test_folders_are_remembered(corpus: Path, index_dir: Path) -> None:
    index(index_dir, corpus)
    write(corpus, {"late.md": "# Late\n\nAdded afterwards."})

    report = reindex(index_dir, HashingEmbedder(), Request())

    assert report.folders == (str(corpus),)
    assert (report.added, report.unchanged) == (1, 3)


def test_the_shipped_library_comes_first_unless_it_is_left_out(index_dir: Path) -> None:
    with_it = resolve(Builds(index_dir), Request())

    assert with_it.files
    assert all(file.id.startswith("library/") for file in with_it.files)
    with pytest.raises(CorpusError, match="nothing to index"):
        resolve(Builds(index_dir), Request(with_library=False))


def test_only_library_forgets_the_folders(corpus: Path, index_dir: Path) -> None:
    index(index_dir, corpus)

    assert resolve(Builds(index_dir), Request()).folders == (corpus,)
    assert resolve(Builds(index_dir), Request(only_library=True)).folders == ()


def test_one_unreadable_document_is_reported_and_the_rest_indexed(
    corpus: Path, index_dir: Path
) -> None:
    (corpus / "broken.md").write_bytes(b"")
    write(corpus, {"picture.png": "no document"})

    report = index(index_dir, corpus)

    assert report.added == 3
    assert {u.name for u in report.unreadable} == {"broken.md", "picture.png"}
    assert all(u.reason for u in report.unreadable)


def test_a_parser_that_blows_up_costs_one_document(
    corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(source, *rest):
        if source.id == "exit.md":
            raise RecursionError("too deep")
        return split(source, *rest)

    from knowledge.passages import split

    monkeypatch.setattr("knowledge.reading.split", explode)

    report = index(index_dir, corpus)

    assert report.added == 2
    assert [(u.name, u.reason) for u in report.unreadable] == [
        ("exit.md", "RecursionError: too deep")
    ]


@pytest.mark.parametrize("make", [False, True], ids=["missing", "empty"])
def test_a_wrong_folder_is_an_error_that_changes_nothing(
    corpus: Path, index_dir: Path, tmp_path: Path, make: bool
) -> None:
    before = index(index_dir, corpus).build
    folder = tmp_path / "elsewhere"
    if make:
        folder.mkdir()

    with pytest.raises(CorpusError, match=r"elsewhere.*nothing was changed"):
        index(index_dir, folder)

    assert Builds(index_dir).current() == before


def test_a_remembered_folder_that_vanished_is_an_error_that_changes_nothing(
    corpus: Path, index_dir: Path
) -> None:
    before = index(index_dir, corpus).build
    shutil.rmtree(corpus)

    with pytest.raises(CorpusError, match="does not exist"):
        reindex(index_dir, HashingEmbedder(), Request())

    assert Builds(index_dir).current() == before


def test_a_corpus_of_unreadable_documents_is_an_error_that_changes_nothing(
    corpus: Path, index_dir: Path, tmp_path: Path
) -> None:
    before = index(index_dir, corpus).build
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "a.md").touch()

    with pytest.raises(CorpusError, match=r"a\.md"):
        index(index_dir, empty)

    assert Builds(index_dir).current() == before
    assert Builds(index_dir).unfinished() == []


def test_two_folders_are_indexed_together_and_equal_names_reported(
    corpus: Path, index_dir: Path, tmp_path: Path
) -> None:
    more = write(tmp_path / "more", {"exit.md": "# Other\n\nOther.", "own.md": "# Own\n\nOwn."})

    report = index(index_dir, corpus, more)

    assert report.added == 4
    assert [u.name for u in report.unreadable] == [str(more / "exit.md")]


def test_a_folder_inside_another_is_refused(corpus: Path, index_dir: Path) -> None:
    write(corpus, {"inner/a.md": "# A\n\nText."})

    with pytest.raises(CorpusError, match="lies inside"):
        index(index_dir, corpus, corpus / "inner")


def test_a_changed_bibliography_changes_the_notes_that_cite_it(
    corpus: Path, index_dir: Path
) -> None:
    write(
        corpus,
        {"cited.md": "# Cited\n\nHalf of them fail [@a].", "works.toml": '[a]\ntitle = "Old"\n'},
    )
    index(index_dir, corpus)
    write(corpus, {"works.toml": '[a]\ntitle = "New"\n'})
    embedder = HashingEmbedder()

    report = index(index_dir, corpus, embedder=embedder)

    assert (report.changed, report.unchanged) == (1, 3)
    assert embedder.embedded == []


def test_each_record_of_a_beir_corpus_is_a_source(tmp_path: Path, index_dir: Path) -> None:
    folder = tmp_path / "beir"
    folder.mkdir()
    records = [{"_id": str(n), "title": f"T{n}", "text": f"Words number {n}."} for n in range(20)]
    lines = "\n".join(json.dumps(r) for r in records)
    with gzip.open(folder / "corpus.jsonl.gz", "wt") as file:
        file.write(lines)
    index(index_dir, folder)
    with gzip.open(folder / "corpus.jsonl.gz", "wt") as file:
        file.write(lines.replace("Words number 7.", "Another seven."))
    embedder = HashingEmbedder()

    report = index(index_dir, folder, embedder=embedder)

    assert (report.changed, report.unchanged) == (1, 19)
    assert embedder.embedded == ["T7 Another seven."]


def test_two_runs_exclude_each_other(corpus: Path, index_dir: Path) -> None:
    with Builds(index_dir).writing(), pytest.raises(IndexBusyError, match="process"):
        index(index_dir, corpus)


def test_the_lock_file_of_a_dead_process_blocks_nobody(corpus: Path, index_dir: Path) -> None:
    write(index_dir, {"reindex.lock": "process 999999, since 03:00"})

    assert index(index_dir, corpus).is_new


@pytest.mark.parametrize("kept", [0, 3000], ids=["torn", "half"])
def test_a_damaged_old_build_costs_time_but_no_document(
    corpus: Path, index_dir: Path, kept: int
) -> None:
    write(corpus, {f"{n}.md": f"# Note {n}\n\nWords of note {n}." for n in range(60)})
    builds = Builds(index_dir)
    index(index_dir, corpus)
    before = contents(builds)
    file = builds.folder(builds.current()) / "passages.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole[:kept] + b"\xff" * (len(whole) - kept))
    write(corpus, {"late.md": "# Late\n\nAdded afterwards."})

    report = index(index_dir, corpus)

    assert report.unreadable == ()
    after = contents(builds)
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()


def test_two_builds_are_kept(corpus: Path, index_dir: Path) -> None:
    made = [index(index_dir, corpus, full=True).build for _ in range(4)]

    assert Builds(index_dir).finished() == made[-2:]
