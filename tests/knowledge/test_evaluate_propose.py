from __future__ import annotations

import re

from knowledge.model import Source, Work
from knowledge.passages import split
from knowledge.propose import Proposal, propose


def passages(text: str, heading: str = "", source: str = "a.md") -> list:
    from knowledge.model import Section

    sections = (Section(0, len(text), (heading,) if heading else ()),)
    return split(Source(source, Work("Notes"), text, sections), lambda t: len(t.split()), 100)


def asked(proposals: list[Proposal]) -> list[str]:
    return [p.question for p in proposals if p.is_answerable]


def test_a_definition_asks_what_its_term_is() -> None:
    text = "An escrow account is a deposit that a third party holds until both sides agree."

    (proposal,) = propose(passages(text), unanswerable=0)

    assert proposal.question == "What is an escrow account?"
    assert proposal.quote == text
    assert any(re.search(p, text, re.IGNORECASE) for p in proposal.expected[0])


def test_a_sentence_that_hangs_on_another_defines_nothing() -> None:
    assert propose(passages("This is a deposit that a third party holds for both sides.")) == []


def test_headings_become_the_questions_that_their_sections_answer() -> None:
    body = "Call the sponsor first and agree on a date."

    for heading, question in [
        ("How to end a pilot", "How do we end a pilot?"),
        ("Why pilots stall", "Why pilots stall?"),
        ("2. Escalation rules", "What should we know about escalation rules?"),
        ("Who signs?", "Who signs?"),
    ]:
        assert asked(propose(passages(body, heading), unanswerable=0)) == [question]


def test_a_heading_that_any_document_has_asks_nothing() -> None:
    assert propose(passages("Words about things.", "Introduction")) == []


def test_unanswerable_questions_ask_what_no_passage_with_the_term_mentions() -> None:
    text = (
        "An escrow account is a deposit that a third party holds until both sides agree. "
        "A pilot is a first small project that shows whether two firms can work together."
    )

    missing = [p for p in propose(passages(text)) if not p.is_answerable]

    assert [p.question for p in missing] == [
        "What do we pay per month for escrow account?",
        "Who coined the term 'pilot', and when?",
    ]


def test_what_the_documents_do_mention_is_not_called_unanswerable() -> None:
    text = (
        "An escrow account is a deposit that a third party holds until both sides agree. "
        "The escrow account has a monthly fee of 40 euros."
    )

    assert all(p.is_answerable for p in propose(passages(text)))


def test_a_long_document_does_not_crowd_out_a_short_one() -> None:
    long = [
        p
        for n in range(9)
        for p in passages("Words stand here for the reader.", f"Rule {n} of ours", "long.md")
    ]
    short = passages("Words stand here for the reader.", "One other matter", "short.md")

    proposals = propose([*long, *short], limit=2, unanswerable=0)

    assert {p.source_id for p in proposals} == {"long.md", "short.md"}
