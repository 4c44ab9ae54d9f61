"""Markdown becomes readable text; its markup does not."""

# ruff: noqa: E501  a case reads best on one line

from __future__ import annotations

import pytest

from knowledge.blocks import assemble
from knowledge.formats.markdown import blocks_from_markdown

CASES = [
    pytest.param("See [the *guide*](http://x.org 'T') and `code`.", "See the guide and code.", id="inline"),
    pytest.param("![alt](a.png)\n\nText.", "Text.", id="picture"),
    pytest.param("[Coach]({{ '../coach/' | url }}) them.", "Coach them.", id="template in a link"),
    pytest.param("A {% include x.html %}B{{ page.title }}.", "A B.", id="template tags"),
    pytest.param("Dear {{ partner name }}, welcome.", "Dear partner name, welcome.", id="gap to fill"),
    pytest.param("Write `{{ x }}` here.", "Write {{ x }} here.", id="template shown as code"),
    pytest.param("Text.\n{: .note #id}", "Text.", id="kramdown attributes"),
    pytest.param("* TOC\n{:toc}\n\nText.", "Text.", id="kramdown contents"),
    pytest.param("Fact.[^1]\n\n[^1]: Where it stands.", "Fact.\n\nWhere it stands.", id="footnote"),
    pytest.param("* a\n* b\n  c\n\n  d\n", "- a\n- b c d", id="list"),
    pytest.param("3) a\n4) b", "3. a\n4. b", id="numbered list"),
    pytest.param("- [ ] a\n- [x] b", "- a\n- b", id="check list"),
    pytest.param("- a\n  - b\n- c", "- a\n- b\n- c", id="nested list"),
    pytest.param("> Quoted\n> words.", "Quoted words.", id="quote"),
    pytest.param("|A|B|\n|-|-|\n|1|2|\n|3||", "A: 1; B: 2\nA: 3", id="table"),
    pytest.param("One\ntwo  \nthree", "One two\nthree", id="line breaks"),
    pytest.param("Term\n: Meaning", "Term: Meaning", id="definition"),
    pytest.param("<div><p>Raw <b>words</b></p></div>\n", "Raw words", id="raw HTML"),
    pytest.param("a <!-- hidden --> b", "a b", id="comment"),
    pytest.param("R&amp;D &lt; 5", "R&D < 5", id="entities"),
    pytest.param("```\nkeep: [@this]\n```", "keep: [@this]", id="code"),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "text"), CASES)
def test_markup_becomes_readable_text(markdown, text):
    assert assemble(blocks_from_markdown(markdown), "").text == text


ATTRIBUTED = [
    pytest.param("One. Two. [@a]", [("One. Two.", ("a",))], id="end of paragraph"),
    pytest.param("One. [@a] Two. [@b]", [("One.", ("a",)), ("Two.", ("b",))], id="two sentences"),
    pytest.param("One [@a]. Two.", [("One.", ("a",))], id="before the full stop"),
    pytest.param(
        "As he says [@a] it is so. Ours.", [("As he says it is so.", ("a",))], id="inside"
    ),
    pytest.param("One. [@a; @b, p. 4]", [("One.", ("a", "b"))], id="several keys"),
    pytest.param("One. [@a] [@b]", [("One.", ("a", "b"))], id="side by side"),
    pytest.param("- One [@a]\n- Two", [("One", ("a",))], id="list item"),
    pytest.param("|A|B|\n|-|-|\n|1|2 [@a]|", [("A: 1; B: 2", ("a",))], id="table row"),
    pytest.param("Write to [me@x.org] or [@a](http://x).", [], id="no keys"),
]


@pytest.mark.parametrize(("markdown", "spans"), ATTRIBUTED)
def test_citation_keys_leave_the_text_and_mark_what_they_speak_for(markdown, spans):
    blocks = blocks_from_markdown(markdown)

    found = [(b.text[s.start : s.end], s.keys) for b in blocks for s in b.spans]
    assert found == spans
    assert not any("[@" in b.text for b in blocks)


def test_a_comment_of_wordings_belongs_to_the_blocks_below_its_heading():
    text = (
        "# Exit\n\n<!-- asked:\nhow do we  get out\nhow do we  get out\n\nis it over?\n-->\n\n"
        "Leave in good order.\n\n## Notice\n\nGive six months.\n"
    )

    found = assemble(blocks_from_markdown(text), "")

    assert found.text == "Leave in good order.\n\nGive six months."
    assert [section.asked for section in found.sections] == [
        ("how do we get out", "is it over?"),
        (),
    ]


def test_any_other_comment_and_one_inside_code_stay_what_they_are():
    text = "One.\n\n<!-- was asked: never -->\n\n```\n<!-- asked: x -->\n```\n"

    blocks = blocks_from_markdown(text)

    assert [block.text for block in blocks] == ["One.", "<!-- asked: x -->"]
