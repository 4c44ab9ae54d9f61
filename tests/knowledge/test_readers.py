"""Files on disk become sources, or a clear error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from knowledge.errors import UnreadableSourceError
from knowledge.model import Audience, Source, Work
from knowledge.readers import read_source

if TYPE_CHECKING:
    from pathlib import Path


def read(folder: Path, name: str, content: str | bytes) -> Source:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_source(path, name)


def section_texts(source: Source) -> dict[tuple[str, ...], str]:
    return {s.headings: source.text[s.start : s.end].strip() for s in source.sections}


NOTE = """---
title: Alliance charter
author: Maria Lopez
publication: Alliance handbook
published: 2024-03-05
url: https://example.com/charter
audience: shared
collection: templates
---
# Alliance charter

A charter states why the alliance exists.

## Scope

It says what is in
and what is out.

### Exclusions

- Pricing
- Hiring
"""


def test_front_matter_names_the_work(tmp_path):
    source = read(tmp_path, "charter.md", NOTE)

    assert source.work == Work(
        title="Alliance charter",
        author="Maria Lopez",
        publication="Alliance handbook",
        published="2024-03-05",
        url="https://example.com/charter",
    )
    assert source.audience is Audience.SHARED
    assert source.collection == "templates"


def test_headings_become_section_paths_and_leave_the_text(tmp_path):
    source = read(tmp_path, "charter.md", NOTE)

    assert section_texts(source) == {
        (): "A charter states why the alliance exists.",
        ("Scope",): "It says what is in and what is out.",
        ("Scope", "Exclusions"): "- Pricing\n- Hiring",
    }


def test_sections_tile_the_text(tmp_path):
    source = read(tmp_path, "charter.md", NOTE)

    assert "".join(source.text[s.start : s.end] for s in source.sections) == source.text
    assert source.sections[0].start == 0
    assert source.sections[-1].end == len(source.text)


def test_a_source_is_internal_unless_it_says_otherwise(tmp_path):
    assert read(tmp_path, "a.md", "Plain words.").audience is Audience.INTERNAL


def test_a_shipped_note_is_shared_unless_it_says_otherwise(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("Plain words.")

    assert read_source(path, "library/a.md").audience is Audience.SHARED


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        pytest.param("a.md", "# Exit plan\n\nText.", "Exit plan", id="first heading"),
        pytest.param("joint_business-plan.md", "Text.", "Joint business plan", id="file name"),
        pytest.param(
            "a.md", "---\ntitle: Named\n---\n# Other\n\nText.", "Named", id="front matter"
        ),
    ],
)
def test_a_title_is_found(tmp_path, name, content, title):
    assert read(tmp_path, name, content).work.title == title


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.md", b"", "is empty", id="empty"),
        pytest.param("a.md", b" \n\n", "is empty", id="blank"),
        pytest.param("a.md", b"---\ntitle: x\n---\n", "no readable text", id="only facts"),
        pytest.param("a.md", b"---\ntitle: [x\n---\nText", "line 2", id="malformed YAML"),
        pytest.param("a.md", b"---\ntitle: x\nText goes on.", "not closed", id="unclosed facts"),
        pytest.param("a.md", b"---\naudience: all\n---\nText", "'all' is unknown", id="audience"),
        pytest.param("a.md", b"---\nurl: javascript:x\n---\nText", "https://", id="bad url"),
        pytest.param("a.md", b"Said. [@nobody-1999]", "nobody-1999", id="unknown key"),
        pytest.param("a.xyz", b"Text", "'.xyz' are not read", id="unknown type"),
        pytest.param("a.md", bytes(range(256)) * 4, "not text", id="binary"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(tmp_path, name, content, reason):
    with pytest.raises(UnreadableSourceError, match=reason) as caught:
        read(tmp_path, name, content)

    assert caught.value.name == name


def test_a_folder_with_a_document_s_name_is_an_error(tmp_path):
    (tmp_path / "x.md").mkdir()

    with pytest.raises(UnreadableSourceError, match="folder"):
        read_source(tmp_path / "x.md", "x.md")


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(UnreadableSourceError, match="cannot be opened"):
        read_source(tmp_path / "gone.md", "gone.md")


def test_statements_carry_the_works_that_their_keys_name(tmp_path):
    (tmp_path / "works.toml").write_text('[kale-2002]\ntitle = "Alliance capability"\n')

    source = read(tmp_path, "a.md", "Firms learn. [@kale-2002]\n\nOurs alone.")

    (attribution,) = source.attributions
    assert source.text == "Firms learn.\n\nOurs alone."
    assert source.text[attribution.start : attribution.end] == "Firms learn."
    assert [w.title for w in attribution.works] == ["Alliance capability"]
