from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from knowledge.lexical import LexicalIndex, LexicalWriter
from knowledge.manifest import Partition, partition_name
from knowledge.model import Audience, Passage, Work

if TYPE_CHECKING:
    from pathlib import Path


def passage(text: str, *, title: str = "", audience: Audience = Audience.INTERNAL) -> Passage:
    return Passage(
        id=text,
        source_id="s",
        ordinal=0,
        text=text,
        start=0,
        end=len(text),
        work=Work(title),
        sentences=(),
        audience=audience,
    )


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    writer = LexicalWriter(tmp_path)
    for row, one in enumerate(
        [
            passage("Alliances fail for want of governance."),
            passage("Governing boards meet each quarter.", audience=Audience.SHARED),
            passage("Café culture in Évora.", title="Places"),
            passage("Each partner meets the other."),
        ]
    ):
        writer.add(row, one.indexed_text, partition_name(one.audience, one.collection))
    writer.close()
    return LexicalIndex(tmp_path)


def rows(lexical: LexicalIndex, query: str, **options: object) -> list[int]:
    found = lexical.search(lexical.terms(query), limit=10, **options)  # type: ignore[arg-type]
    return [row for row, _ in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("an alliance", [0], id="other number of the word"),
        pytest.param("GOVERNANCE", [1, 0], id="other case, same stem"),
        pytest.param("cafe evora", [2], id="accents"),
        pytest.param("places", [2], id="title"),
        pytest.param("boards meeting quarterly", [1, 3], id="more words in common come first"),
        pytest.param("xylophone zebra", [], id="unknown words"),
    ],
)
def test_words_are_found_in_any_form(
    lexical: LexicalIndex, query: str, expected: list[int]
) -> None:
    assert rows(lexical, query) == expected


@pytest.mark.parametrize(
    "query",
    ["", " ", "?!", "AND OR NOT", "title:x^2", '"', "[a TO b]", "body:* -", "\x00", "é" * 500],
)
def test_nothing_in_a_query_is_syntax(lexical: LexicalIndex, query: str) -> None:
    assert rows(lexical, query) == []


def test_more_words_than_anybody_asks_are_cut_off(lexical: LexicalIndex) -> None:
    flood = " ".join(f"word{n}" for n in range(5000))

    assert rows(lexical, f"governance {flood}") == [1, 0]


def test_a_partition_that_was_not_asked_for_is_not_searched(lexical: LexicalIndex) -> None:
    shared = Partition(partition_name(Audience.SHARED, ""), Audience.SHARED, "", 1)

    assert rows(lexical, "governing", partitions=[shared]) == [1]
    assert rows(lexical, "governing", partitions=[]) == []


def test_single_passages_can_be_scored_exactly(lexical: LexicalIndex) -> None:
    terms = lexical.terms("governance of alliances")
    everywhere = dict(lexical.search(terms, limit=10))

    some = dict(lexical.search(terms, limit=2, rows=[1, 2]))

    assert some == {1: everywhere[1]}


def test_document_frequency_counts_passages(lexical: LexicalIndex) -> None:
    assert lexical.document_frequency("meet") == 2
    assert lexical.document_frequency("zebra") == 0
    assert len(lexical) == 4


@pytest.fixture
def with_wordings(tmp_path: Path) -> LexicalIndex:
    writer = LexicalWriter(tmp_path)
    writer.add(0, "Leave in good order.", "p", "how do we get divorced\nquit the marriage")
    writer.add(1, "A marriage of two firms.", "p")
    writer.add(2, "Begin in good order, and order well.", "p")
    writer.close()
    return LexicalIndex(tmp_path)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("divorce", [0], id="a word of a wording only"),
        pytest.param("marriage", [1, 0], id="its own words count for more"),
        pytest.param("divorce in good order", [0, 2], id="both together"),
    ],
)
def test_words_by_which_people_ask_for_a_passage_find_it(
    with_wordings: LexicalIndex, query: str, expected: list[int]
) -> None:
    assert rows(with_wordings, query) == expected


def test_a_word_of_many_wordings_is_no_rare_one(with_wordings: LexicalIndex) -> None:
    assert with_wordings.document_frequency("divorc") == 1
    assert with_wordings.rarity("divorc") < with_wordings.rarity("zebra")


def test_no_passage_passes_the_ceiling_by_its_wordings(tmp_path: Path) -> None:
    writer = LexicalWriter(tmp_path)
    writer.add(0, "exit " * 50, "p", "exit now\nexit later\nhow to exit")
    writer.add(1, "Something else.", "p")
    writer.close()
    lexical = LexicalIndex(tmp_path)

    ((_, score),) = lexical.search(["exit"], limit=1)

    assert score <= lexical.ceiling(["exit"])
