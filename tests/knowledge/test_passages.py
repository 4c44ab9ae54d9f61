import re
import time

from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Attribution, Audience, Section, Source, Work
from knowledge.passages import split
from knowledge.sentences import sentence_spans

TITLE = Work(title="Alliances")
ONE = Work(title="On trust", author="A. Writer", published="1999")
OTHER = Work(title="On control", author="B. Writer", published="2004")


def words(text: str) -> int:
    """Count like a model that adds two special tokens."""
    return len(re.findall(r"\w+|[^\w\s]", text)) + 2


def source(text: str, **facts) -> Source:
    return Source(**({"id": "a.md", "work": TITLE, "text": text} | facts))


def texts(text: str, limit: int = 60, **facts) -> list[str]:
    return [passage.text for passage in split(source(text, **facts), words, limit)]


def fact(text: str, statement: str, work: Work) -> Attribution:
    start = text.index(statement)
    return Attribution(start, start + len(statement), (work,))


def test_a_short_source_is_one_passage() -> None:
    text = "  Trust grows slowly. It is lost quickly.\n\nBegin small.\n"

    (passage,) = split(source(text), words, 60)

    assert passage.text == text.strip()
    assert (passage.start, passage.end, passage.ordinal) == (2, len(text) - 1, 0)
    assert [passage.sentence_text(s) for s in passage.sentences] == [
        "Trust grows slowly.",
        "It is lost quickly.",
        "Begin small.",
    ]


def test_text_without_words_makes_no_passage() -> None:
    assert split(source(""), words, 60) == []
    assert split(source(" \n\n "), words, 60) == []


def test_a_passage_tells_where_it_comes_from() -> None:
    text = "Trust grows.\nExit is planned."
    sections = (
        Section(0, 13, ("Growth",), page=1, page_kind="slide"),
        Section(13, len(text), ("Exit", "Plan"), page=2, page_kind="slide"),
    )

    first, second = split(
        source(text, sections=sections, audience=Audience.SHARED, collection="notes"), words, 60
    )

    assert (first.text, first.locator, first.ordinal) == ("Trust grows.", "slide 1 · Growth", 0)
    assert (second.text, second.locator, second.ordinal) == (
        "Exit is planned.",
        "slide 2 · Exit > Plan",
        1,
    )
    assert (second.source_id, second.work) == ("a.md", TITLE)
    assert (second.audience, second.collection) == (Audience.SHARED, "notes")


def test_headings_and_title_leave_room_in_the_limit() -> None:
    text = " ".join(f"Sentence number {n} says a little." for n in range(60))
    headings = ("A heading of five words", "Another of four words")

    passages = split(source(text, sections=(Section(0, len(text), headings),)), words, 60)

    assert len(passages) > 1
    assert max(words(passage.indexed_text) for passage in passages) <= 60


def test_an_absurd_heading_takes_no_more_than_a_quarter() -> None:
    text = " ".join(f"Sentence number {n} says a little." for n in range(60))
    headings = ("very " * 500 + "long",)

    passages = split(source(text, sections=(Section(0, len(text), headings),)), words, 60)

    assert min(words(passage.text) for passage in passages[:-1]) > 30
    assert max(words(passage.text) for passage in passages) <= 45 + 2


def test_passages_of_a_long_text_are_filled_evenly() -> None:
    text = " ".join(f"Sentence number {n} says a little." for n in range(17))

    sizes = [words(passage) for passage in texts(text)]

    assert len(sizes) == 3
    assert max(sizes) - min(sizes) <= 7


def test_a_cut_prefers_the_end_of_a_paragraph() -> None:
    sentences = [f"Sentence number {n} says a little." for n in range(9)]
    long, short = " ".join(sentences[:6]), " ".join(sentences[6:])

    assert texts(f"{long}\n\n{short}") == [long, short]


def test_a_list_stays_whole_with_the_line_that_leads_to_it() -> None:
    before = " ".join(f"Sentence number {n} says a little." for n in range(4))
    outline = "Bring these:\n\n" + "\n".join(f"- thing number {n} for you" for n in range(6))

    assert texts(f"{before}\n\n{outline}\n\n{before}") == [before, outline, before]


def test_a_list_too_long_is_cut_between_items() -> None:
    items = [f"- thing number {n} for you" for n in range(30)]

    found = texts("Bring these:\n\n" + "\n".join(items))

    assert found[0].startswith("Bring these:\n\n- thing number 0")
    assert [line for text in found for line in text.splitlines() if line[:1] == "-"] == items
    assert min(map(words, found)) > 30


def test_a_paragraph_with_a_source_of_its_own_is_its_own_passage() -> None:
    text = "Trust pays. It takes time.\n\nControl costs.\n\nNobody knows more.\n\nThat is all."
    stated = (
        fact(text, "Trust pays. It takes time.", ONE),
        fact(text, "Control costs.", OTHER),
    )

    passages = split(source(text, attributions=stated), words, 60)

    assert [passage.text for passage in passages] == [
        "Trust pays. It takes time.",
        "Control costs.",
        "Nobody knows more.\n\nThat is all.",
    ]
    assert [[s.works for s in passage.sentences] for passage in passages] == [
        [(ONE,), (ONE,)],
        [(OTHER,)],
        [(), ()],
    ]


def test_items_with_sources_of_their_own_stay_one_list() -> None:
    text = "Studies disagree:\n\n- Trust pays.\n- Control costs."
    stated = (
        fact(text, "Studies disagree:", ONE),
        fact(text, "- Trust pays.", ONE),
        fact(text, "- Control costs.", OTHER),
    )

    (passage,) = split(source(text, attributions=stated), words, 60)

    assert [(s.works, s.is_item) for s in passage.sentences] == [
        ((ONE,), False),
        ((ONE,), True),
        ((OTHER,), True),
    ]


def test_a_sentence_with_a_source_of_its_own_stays_in_its_paragraph() -> None:
    text = "Trust pays. Control costs. Both matter."
    stated = (fact(text, "Control costs.", ONE), fact(text, "costs. Both", OTHER))

    (passage,) = split(source(text, attributions=stated), words, 60)

    assert [s.works for s in passage.sentences] == [(), (ONE, OTHER), (OTHER,)]


def test_a_sentence_longer_than_a_passage_is_cut_at_its_clauses() -> None:
    clause = "the partners agree on a goal that both of them can reach"
    text = "; ".join([clause] * 9) + "."

    found = texts(text)

    assert len(found) > 1
    assert all(passage.startswith("the partners") for passage in found)
    assert max(map(words, found)) <= 60


def test_a_word_longer_than_a_passage_is_cut_too() -> None:
    found = texts("x" * 100_000, limit=60)

    assert "".join(found) == "x" * 100_000
    assert max(map(len, found)) <= 60 * 16


def test_the_same_source_gives_the_same_passages() -> None:
    text = "Trust pays.\n\n" * 3

    assert split(source(text), words, 8) == split(source(text), words, 8)


def test_an_id_follows_the_content_and_not_the_place() -> None:
    old = split(source("Trust pays.\n\nControl costs."), words, 7)
    new = split(source("A new beginning.\n\nTrust pays.\n\nControl costs."), words, 8)

    assert [passage.id for passage in new[1:]] == [passage.id for passage in old]


def test_whatever_changes_a_vector_changes_the_id() -> None:
    plain = source("Trust pays.")
    others = [
        source("Trust pays.", id="b.md"),
        source("Trust paid."),
        source("Trust pays.", work=ONE),
        source("Trust pays.", sections=(Section(0, 11, ("Trust",)),)),
        source("Trust pays.", sections=(Section(0, 11, (), page=2),)),
    ]

    ids = {split(each, words, 60)[0].id for each in [plain, *others]}

    assert len(ids) == 6


def test_twins_in_one_source_have_ids_of_their_own() -> None:
    text = "Trust pays.\n\nTrust pays.\n\nTrust pays."

    ids = [passage.id for passage in split(source(text), words, 7)]

    assert ids[1:] == [f"{ids[0]}-2", f"{ids[0]}-3"]


PROSE = st.lists(
    st.sampled_from(
        [
            "Trust pays.", "It costs; nobody knows, really", "Why?", "\n- an item", "\n1. first",
            "\n\nBring these:\n\n", "\n\n", "\n", "合作。", "x" * 300, "Dr. Lee ", " said so. ",
            "(see p. 3)", "\u2026", "\x00", "\r\n", " word" * 40, "\ud800",
        ]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(PROSE | st.text(max_size=200), st.integers(6, 80), st.data())
def test_passages_cover_every_word_once_and_fit(text: str, limit: int, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    sections = (Section(0, cut, ("One",)), Section(cut, len(text), ("Two", "Three")))
    whole = source(text, sections=sections)

    passages = split(whole, words, limit)

    assert all(p.text == text[p.start : p.end] == p.text.strip() != "" for p in passages)
    assert "".join("".join(p.text.split()) for p in passages) == "".join(text.split())
    assert [p.ordinal for p in passages] == list(range(len(passages)))
    assert len({p.id for p in passages}) == len(passages)
    for p in passages:
        said = "".join("".join(p.sentence_text(s).split()) for s in p.sentences)
        assert said == "".join(p.text.split())
        if limit >= 24:
            assert words(p.indexed_text) <= limit


@given(PROSE)
def test_sentences_that_fit_are_never_cut(text: str) -> None:
    passages = split(source(text), words, 200)

    found = [(p.start + s.start, p.start + s.end) for p in passages for s in p.sentences]

    fitting = [span for span in sentence_spans(text) if span[1] - span[0] < 190]
    assert set(fitting) <= set(found)


def test_a_book_is_cut_in_seconds() -> None:
    text = "\n\n".join(
        " ".join(f"Sentence number {n} of a paragraph says a little." for n in range(8))
        for _ in range(2_000)
    )
    began = time.process_time()

    passages = split(source(text), words, 250)

    assert len(passages) > 400
    assert time.process_time() - began < 5
