"""Real saved pages and real Markdown sites, where the measuring sets lie beside the checkout."""

# ruff: noqa: E501  a case reads best on one line

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge.corpus import list_corpus
from knowledge.readers import read_source

if TYPE_CHECKING:
    from knowledge.model import Source

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no measuring sets in {CORPUS.parent}"),
]


def read(prefix: str) -> Source:
    (file,) = (f for f in list_corpus(CORPUS) if f.path.name.startswith(prefix))
    return read_source(file.path, file.id)


PAGES = [
    pytest.param(
        "000_",
        (
            "Plugging into Strategic Partnerships: The Critical IS Connection",
            "John C. Henderson",
            "MIT Sloan Management Review",
            "April 15, 1990",
        ),
        [
            "GIVEN THE INCREASING COMPLEXITY of the technological infrastructure",
            "to create a descriptive model.",
            "achieved a significant competitive advantage. A common theme",
            "large, integrated pharmaceutical companies. Rockart and Short argue",
            "of work in organizations is not achieved.",
            "into every aspect of their organizations.",
        ],
        [
            "To read the complete article",
            "One approach",
            "From The Magazine",
            "Fall 2009",
            "Michael S. Hopkins",
            "Transparency, accidental innovation",
            "Debunking",
            "Henry Mintzberg",
            "By John C. Henderson",
        ],
        id="paywalled article with teasers",
    ),
    pytest.param(
        "002_",
        ("Why Don\u2019t IT Alliances Work Out?", "", "", ""),
        [
            "You would think that the more alliances",
            "1. they have a tendency to become overconfident",
            "an alliance success rate of around 50%.",
            "Sure looks like flexible processes are the key",
            "fixed or flexible?",
        ],
        [
            "Can Make Everyone Stronger",
            "Leave me a comment",
            "thoughts on",
            "This is great research",
            "they\u2019re more flexible, just as you say",
            "Simon",
            "big brothers",
            "Leave a Comment",
        ],
        id="blog post with readers' comments",
    ),
    pytest.param(
        "004_",
        (
            "Strategic Alliances and the Human Resource Implications for Records Managers",
            "",
            "Records Management Quarterly",
            "",
        ),
        [
            "Strategic alliances are a key component of organization life in the 1990s.",
            "harmed strategic alliances will be summarized. Finally, two case studies",
            "suppliers, service contractors, customers, and even unions.",
        ],
        ["Magazine article", "Article excerpt", "Advanced search", "unknown error", "reload", "(1)"],
        id="excerpt with an error notice",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("prefix", "facts", "kept", "gone"), PAGES)
def test_a_source_document_keeps_its_article_and_nothing_else(prefix, facts, kept, gone):
    source = read(prefix)

    work = source.work
    headings = " ".join(h for s in source.sections for h in s.headings)
    assert (work.title, work.author, work.publication, work.published) == facts
    assert [words for words in kept if words not in source.text] == []
    assert [words for words in gone if words in source.text or words in headings] == []


def test_every_page_of_the_guides_has_its_title_and_no_template_marks():
    sources = [read_source(f.path, f.id) for f in list_corpus(CORPUS / "18f")]

    titles = {s.id: s.work.title for s in sources}
    assert titles["guides-product-partners/coach.md"] == "Coach the product owner"
    assert titles["partnership-playbook/index.md"] == "18F Partnership Playbook"
    assert titles["partnership-playbook/4-agile.md"] == "4. We work in an agile way"
    pages = [s for s in sources if s.id.endswith(".md")]
    assert [s.id for s in pages if any(m in s.text for m in ("{{", "{%", "](", "**", "\n>"))] == []


def test_a_guide_s_lists_stay_one_item_a_line_under_their_heading():
    source = read_source(CORPUS / "18f" / "guides-product-partners" / "coach.md", "coach.md")

    (section,) = (s for s in source.sections if s.headings == ("Incorporation: What to do next",))
    assert source.text[section.start : section.end].strip() == (
        "- Develop a plan to fully transition your partner to take over the product when 18F leaves."
    )
