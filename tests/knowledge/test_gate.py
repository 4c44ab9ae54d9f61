from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from knowledge.builds import Builds
from knowledge.errors import JudgedSetError, NotForServiceError
from knowledge.gate import Outcome, judge
from knowledge.golden import SHIPPED, Golden, questions_for, read_golden
from knowledge.judged import read_questions
from knowledge.reindex import Request, dry_run
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, contents, index, write

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "who settles disputes in the committee?"
FILLER = {f"filler-{n}.md": f"# Filler {n}\n\nThe committee settles it {n}." for n in range(12)}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", NOTES)


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    return lines(tmp_path / "golden.jsonl", {"question": QUESTION, "expect": ["governance.md"]})


def lines(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_a_build_that_loses_a_golden_question_is_set_aside(
    corpus: Path, index_dir: Path, golden: Path
) -> None:
    first = index(index_dir, corpus, golden=golden)
    (corpus / "governance.md").unlink()

    report = index(index_dir, corpus, golden=golden)

    builds = Builds(index_dir)
    assert (report.is_new, report.build) == (False, first.build)
    assert builds.current() == first.build
    assert builds.aside() == [report.set_aside]
    assert report.verdict is not None
    assert "0 of your 1 golden questions find" in report.verdict.objection
    [difference] = report.verdict.differences
    assert (difference.kind, difference.question) == ("lost", QUESTION)


def test_force_promotes_all_the_same(corpus: Path, index_dir: Path, golden: Path) -> None:
    index(index_dir, corpus, golden=golden)
    (corpus / "governance.md").unlink()

    report = index(index_dir, corpus, golden=golden, force=True)

    assert report.is_new
    assert report.verdict is not None
    assert report.verdict.objection
    assert len(contents(Builds(index_dir))) == 2


def test_what_was_set_aside_is_not_made_again_until_the_documents_change(
    corpus: Path, index_dir: Path, golden: Path
) -> None:
    index(index_dir, corpus, golden=golden)
    (corpus / "governance.md").unlink()
    aside = index(index_dir, corpus, golden=golden).set_aside

    with pytest.raises(NotForServiceError, match=f"--promote {aside}"):
        index(index_dir, corpus, golden=golden)

    write(corpus, {"governance.md": NOTES["governance.md"], "more.md": "# More\n\nSomething new."})
    assert index(index_dir, corpus, golden=golden).is_new
    assert aside not in Builds(index_dir).finished()


def test_the_vectors_of_a_build_set_aside_are_taken_over(
    corpus: Path, index_dir: Path, golden: Path
) -> None:
    index(index_dir, corpus, golden=golden)
    (corpus / "governance.md").unlink()
    write(corpus, FILLER)
    index(index_dir, corpus, golden=golden)
    embedder = HashingEmbedder()

    index(index_dir, corpus, golden=golden, force=True, embedder=embedder)

    assert embedder.embedded == []


def test_a_first_build_passes_and_says_what_it_finds(
    corpus: Path, index_dir: Path, golden: Path
) -> None:
    report = index(index_dir, corpus, golden=golden)

    assert report.verdict is not None
    assert (report.verdict.asked, report.verdict.found) == (1, 1)
    assert report.verdict.found_before is None


def test_a_question_found_by_neither_build_blocks_nothing(corpus: Path, index_dir: Path) -> None:
    golden = lines(corpus.parent / "g.jsonl", {"question": QUESTION, "expect": ["nowhere.md"]})
    index(index_dir, corpus, golden=golden)
    write(corpus, {"new.md": "# New\n\nNew words."})

    assert index(index_dir, corpus, golden=golden).is_new


def test_another_model_is_compared_by_what_the_old_build_found(
    corpus: Path, index_dir: Path, golden: Path
) -> None:
    index(index_dir, corpus, golden=golden)
    (corpus / "governance.md").unlink()

    report = index(index_dir, corpus, golden=golden, embedder=HashingEmbedder(revision="2"))

    assert report.set_aside
    assert report.verdict is not None
    assert report.verdict.found_before == 1


def test_a_malformed_line_is_named_before_any_work(corpus: Path, index_dir: Path) -> None:
    golden = lines(corpus.parent / "g.jsonl", {"question": QUESTION})

    with pytest.raises(JudgedSetError, match=r"g\.jsonl, line 1.*expect"):
        index(index_dir, corpus, golden=golden)
    assert Builds(index_dir).unfinished() == []


def test_proposed_questions_are_golden_ones(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "g.jsonl",
        {"id": "G1", "question": "a?", "kind": "answerable", "source": "a.md", "expect_any": []},
        {"id": "G2", "question": "b?", "kind": "unanswerable", "source": "a.md"},
    )

    assert read_golden(path, is_own=True) == (
        Golden("a?", frozenset({"a.md"}), is_own=True),
        Golden("b?", frozenset(), is_own=True),
    )


def test_shipped_questions_count_only_with_the_shipped_notes(tmp_path: Path) -> None:
    own = lines(
        tmp_path / "g.jsonl",
        {"question": "a?", "expect": ["a.md"]},
        {"question": "b?", "expect": ["library/governance.md"]},
    )

    assert len(questions_for(own, with_library=True)) == 2 + len(read_golden(SHIPPED, is_own=False))
    assert [q.text for q in questions_for(own, with_library=False)] == ["a?"]
    assert questions_for(tmp_path / "none.jsonl", with_library=False) == ()


def test_every_shipped_question_names_notes_that_exist() -> None:
    for golden in read_golden(SHIPPED, is_own=False):
        assert all((SHIPPED.parent / source).is_file() for source in golden.expect), golden.text


def outcomes(found: int, of: int) -> dict[str, Outcome]:
    return {f"q{n}": Outcome(n < found, True, "a.md", f"p{n < found}") for n in range(of)}


@pytest.mark.parametrize(
    ("is_own", "lost", "objects"), [(True, 1, True), (False, 2, False), (False, 3, True)]
)
def test_own_questions_may_not_be_lost_and_one_in_twenty_of_the_shipped_may(
    is_own: bool, lost: int, objects: bool
) -> None:
    questions = [Golden(f"q{n}", frozenset({"a.md"}), is_own) for n in range(40)]

    verdict = judge(questions, outcomes(40, 40), outcomes(40 - lost, 40))

    assert bool(verdict.objection) is objects
    assert [d.kind for d in verdict.differences] == ["lost"] * lost


def test_a_lost_question_is_made_up_for_by_a_gained_one() -> None:
    questions = [Golden(q, frozenset({"a.md"}), is_own=True) for q in ("q0", "q1")]
    good, bad = Outcome(True, True, "a.md", "p"), Outcome(False, True, "b.md", "x")

    verdict = judge(questions, {"q0": good, "q1": bad}, {"q0": bad, "q1": good})

    assert not verdict.objection
    assert [d.kind for d in verdict.differences] == ["lost", "gained"]


def test_another_first_passage_or_a_refusal_is_a_change() -> None:
    questions = [Golden("q0", frozenset(), is_own=True), Golden("q1", frozenset(), is_own=True)]
    sure, unsure = Outcome(False, True, "a.md", "p"), Outcome(False, False, "a.md", "p")
    other = Outcome(False, True, "b.md", "x")

    verdict = judge(questions, {"q0": sure, "q1": sure}, {"q0": unsure, "q1": other})

    assert [(d.kind, d.was, d.now) for d in verdict.differences] == [
        ("changed", "a.md", "refused (nearest: a.md)"),
        ("changed", "a.md", "b.md"),
    ]
    assert verdict.asked == 0


def test_a_rehearsal_changes_nothing_and_counts_what_would_be_done(
    corpus: Path, index_dir: Path
) -> None:
    first = index(index_dir, corpus)
    write(corpus, {"new.md": "# New\n\nNew words.", "exit.md": "# Exit\n\nOther words."})
    (corpus / "trust.md").unlink()
    (corpus / "empty.md").touch()

    plan = dry_run(index_dir, HashingEmbedder(), Request())

    assert (plan.added, plan.changed, plan.removed, plan.unchanged) == (1, 1, 1, 1)
    assert (plan.passages, plan.to_embed) == (3, 2)
    assert [one.name for one in plan.unreadable] == ["empty.md"]
    assert plan.needed > 0
    builds = Builds(index_dir)
    assert (builds.finished(), builds.unfinished()) == ([first.build], [])


def test_golden_questions_are_a_measuring_set_too() -> None:
    questions = read_questions(SHIPPED)

    assert [q.id for q in questions] == [q.text for q in questions]
    assert all(q.is_answerable for q in questions)
