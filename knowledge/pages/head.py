"""What stands above an article on a saved page: its title, author, date and publication."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.blocks import Block, BlockKind, DocumentFacts, words_key
from knowledge.pages.clutter import is_label, is_navigation
from knowledge.pages.vocabulary import (
    BYLINE,
    DATE,
    DATE_LEAD,
    MEMO,
    PEOPLE,
    PERIODICAL,
    PERIODICAL_OF,
    QUOTED_TITLE,
)
from knowledge.textform import ENDS_SENTENCE, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_HEAD_BLOCKS = 24
_LONG_PROSE = 22
_MAX_TITLE_WORDS = 28
_PERIODICAL_WORDS = 7


@dataclass(slots=True)
class PageHead:
    """What was found above the article; ``body`` begins where the head ends."""

    facts: DocumentFacts
    body: list[Block]
    is_page: bool


@dataclass(slots=True)
class _Found:
    author: str = ""
    published: str = ""
    publication: str = ""
    candidates: list[tuple[int, Block]] = field(default_factory=list)
    kept: list[tuple[int, Block]] = field(default_factory=list)
    anchor: int | None = None
    labels: int = 0


def is_prose(block: Block, words: int = 6) -> bool:
    """Tell whether a block reads as a sentence or more: enough words and a full stop."""
    text = block.text
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or not ENDS_SENTENCE.search(text):
        return False
    return len(text.split()) >= words


def take_head(
    blocks: Sequence[Block], doubled: Collection[str], quoted_title: str = ""
) -> PageHead:
    """Lift title, author, date and publication off the top of *blocks*.

    ``doubled`` holds the keys of lines that stood twice in a row. Lines above the first long
    paragraph are taken away only when they prove to be a page's head (a byline, a date, a
    periodical, a control, a repeated title); a memo of short lines keeps them.
    """
    end = _length(blocks)
    found = _Found()
    for index, block in enumerate(blocks[:end]):
        _look_at(index, block, found)
    title = _title(found, doubled, quoted_title)
    keys = [words_key(b.text) for _, b in found.candidates if b.kind is not BlockKind.LINE]
    repeated = len(set(keys)) < len(keys)
    is_page = bool(
        found.labels > 1 or repeated or (found.author and found.published) or found.publication
    )
    if is_page:
        facts = DocumentFacts(title, found.author, found.publication, found.published)
        return PageHead(facts, [*_kept(found, title), *blocks[end:]], is_page=True)
    first = found.candidates[0] if found.candidates else (1, Block(""))
    if first[0] != 0:
        return PageHead(DocumentFacts(), list(blocks), is_page=False)
    # The first of several lines may name the document, but it is one of them.
    body = list(blocks[0 if first[1].kind is BlockKind.LINE else 1 :])
    return PageHead(DocumentFacts(one_line(first[1].text)), body, is_page=False)


def _kept(found: _Found, title: str) -> list[Block]:
    """Keep of a page's head the sentences, and the short lines below byline and date."""
    below = [
        (index, block)
        for index, block in found.candidates
        if found.anchor is not None
        and index > found.anchor
        and one_line(block.text) not in {title, found.publication}
    ]
    return [block for _, block in sorted([*found.kept, *below], key=lambda pair: pair[0])]


def _length(blocks: Sequence[Block]) -> int:
    """Count the blocks above the first long paragraph, or above the second short one."""
    prose = 0
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        prose += is_prose(block)
        if block.kind is BlockKind.HEADING and block.level > 1:
            return index
        if prose > 1 or is_prose(block, _LONG_PROSE):
            return index
    return min(len(blocks), _HEAD_BLOCKS)


def _look_at(index: int, block: Block, found: _Found) -> None:
    text = one_line(block.text)
    if _look_for_names(text, found) or _look_for_date(text, found):
        found.anchor = index if found.anchor is None else found.anchor
    elif (periodical := PERIODICAL_OF.match(text)) is not None:
        found.publication = found.publication or periodical["name"].strip(" .")
    elif block.kind is not BlockKind.ITEM and (is_label(text) or is_navigation(text)):
        found.labels += 2 if is_label(text) else 1
    elif block.kind not in {BlockKind.ITEM, BlockKind.ROW} and _can_be_title(text):
        found.candidates.append((index, block))
    else:
        found.kept.append((index, block))


def _look_for_names(text: str, found: _Found) -> bool:
    match = BYLINE.match(text)
    if match is None or len(text.split()) > 25:  # noqa: PLR2004
        return False
    found.author = found.author or match["people"]
    date = DATE.search(match["rest"])
    if date is not None:
        found.published = found.published or date[0]
    return True


def _look_for_date(text: str, found: _Found) -> bool:
    date = DATE.search(text)
    if date is None:
        return False
    # Nothing else of weight on the line: "Posted on May 3, 2014 in Deals | 4 comments".
    left = DATE_LEAD.sub("", text.replace(date[0], "", 1))
    if len(re.findall(r"[A-Za-z]{3,}", left)) > 4 or ENDS_SENTENCE.search(text):  # noqa: PLR2004
        return False
    by = re.search(rf"\bby (?P<people>{PEOPLE})", left)
    found.author = found.author or (by["people"] if by else "")
    found.published = found.published or date[0]
    return True


def _can_be_title(text: str) -> bool:
    words = text.split()
    if MEMO.match(text):
        return False
    if text[0].islower():
        return False
    return (
        len(words) <= _MAX_TITLE_WORDS and not text.endswith((".", ";", ",")) and "\n" not in text
    )


def _title(found: _Found, doubled: Collection[str], quoted: str) -> str:
    """Choose the title among the head's lines, and the publication above it."""
    lines = [(index, one_line(b.text)) for index, b in found.candidates]
    named = next((t for _, t in lines if quoted and words_key(t) == words_key(quoted)), "")
    above = [t for i, t in lines if found.anchor is not None and i < found.anchor]
    periodical = next((t for _, t in lines if _is_periodical(t)), "")
    if periodical and len(lines) > 1 and not found.publication and periodical != named:
        found.publication = periodical
        above = [t for t in above if t != periodical]
        lines = [(i, t) for i, t in lines if t != periodical]
    plain = [t for _, t in lines if words_key(t) not in doubled] or [t for _, t in lines]
    return named or _wordiest_first(above[::-1]) or _wordiest_first(plain)


def _wordiest_first(lines: Sequence[str]) -> str:
    """Return the first line of more than a word, or else the first."""
    return next((t for t in lines if " " in t), lines[0] if lines else "")


def _is_periodical(text: str) -> bool:
    return len(text.split()) <= _PERIODICAL_WORDS and bool(PERIODICAL.match(text))


def quoted_title(blocks: Sequence[Block]) -> str:
    """Return the title that a comment section repeats in its heading."""
    matches = (QUOTED_TITLE.search(one_line(b.text)) for b in blocks)
    return next((m["title"] for m in matches if m is not None), "")


def memo_facts(blocks: Sequence[Block]) -> DocumentFacts:
    """Read the lines that open a memo or a message: who, when, about what."""
    values: dict[str, str] = {}
    for block in blocks[:8]:
        match = MEMO.match(block.text)
        if match is not None:
            values.setdefault(match["field"].casefold(), match["value"].strip())
    if len(values) < 2:  # noqa: PLR2004
        return DocumentFacts()
    title = values.get("subject") or values.get("re") or values.get("title") or ""
    date = DATE.search(values.get("date", ""))
    author = values.get("from") or values.get("author") or ""
    return DocumentFacts(
        title=re.sub(r"\A(?:(?:re|fwd?|aw):\s*)+", "", title, flags=re.IGNORECASE),
        author=re.sub(r"\s*[<(\[]\S+@\S+[>)\]]", "", author),
        published=date[0] if date else values.get("date", ""),
    )
