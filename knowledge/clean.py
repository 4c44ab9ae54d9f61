"""Clutter out of saved web pages: menus, teasers, paywalls, readers' comments, notices."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from knowledge.blocks import Block, BlockKind, DocumentFacts, words_key
from knowledge.pages import clutter, vocabulary
from knowledge.pages.footnotes import without_note_numerals
from knowledge.pages.head import is_prose, memo_facts, quoted_title, take_head
from knowledge.sentences import sentence_spans
from knowledge.textform import ENDS_SENTENCE, one_line

if TYPE_CHECKING:
    from collections.abc import Collection

_OPENER_WORDS = 16
_TAIL_SHARE = 0.35
_HEAD_SHARE = 0.15
_COMMENT_BLOCKS = 12
_RESUMED_WORDS = 12
_NAV_RUN = 3
_DANGLING = re.compile(r"(?:\.\.\.|…)\Z")
_LONE_ELLIPSIS = re.compile(r"\s*(?:\[?(?:\.\.\.|…)\]?)\Z")
_LINE_OF_WORDS = 4
_PULL_QUOTE_WORDS = 8
# A page of more paragraphs is a book; a section of more lines is no list of teasers.
_MOST_PARAGRAPHS = 400
_FARTHEST = 200


@dataclass(frozen=True, slots=True)
class CleanPage:
    """The article's blocks and what the page says of it."""

    blocks: list[Block]
    facts: DocumentFacts


def clean_page(
    blocks: list[Block], doubled: Collection[str] = (), *, is_page: bool = False
) -> CleanPage:
    """Keep of a saved page what its author wrote.

    ``doubled`` holds the keys of lines that stood twice in a row (see :func:`undouble`);
    ``is_page`` says that it is a web page for certain. Without that, what could be a real part of
    a document is taken away only where something else proves a web page: a memo, a list or a
    report keeps every line.
    """
    # First of all: a numeral behind a full stop hides the end of a sentence from every other rule.
    texts = without_note_numerals([b.text for b in blocks])
    blocks = [replace(b, text=t) for b, t in zip(blocks, texts, strict=True)]
    memo = memo_facts(blocks)
    if memo.title:
        return CleanPage(blocks, memo)
    article, seen_tail = _without_tail(blocks)
    head = take_head(article, doubled, quoted_title(blocks))
    proven = is_page or head.is_page or seen_tail or _has_notice(article)
    kept = _without_notices(head.body)
    if proven:
        kept = _without_page_lines(kept, doubled)
    # Whatever the rules saw, a document that had words keeps some.
    return CleanPage(kept or blocks, head.facts.or_else(memo))


def undouble(text: str) -> tuple[str, frozenset[str]]:
    """Reduce lines that stand twice in a row to one; return the text and those lines' keys.

    Saved pages double picture titles as captions and headlines as page titles. Lines of figures
    and very short lines may rightly repeat and stay.
    """
    out: list[str] = []
    doubled: set[str] = set()
    before = ""
    for line in text.split("\n"):
        key = words_key(line)
        if key and key == before and len(line.split()) >= _LINE_OF_WORDS and not _is_sentence(line):
            doubled.add(key)
            continue
        out.append(line)
        before = key or before
    return "\n".join(out), frozenset(doubled)


def _is_sentence(line: str) -> bool:
    return bool(re.search(r"[.;:]\s*\Z", line))


def _words(block: Block) -> int:
    return len(block.text.split()) if is_prose(block) else 0


def _without_tail(blocks: list[Block]) -> tuple[list[Block], bool]:
    """Cut off readers' comments and leave out teaser sections."""
    above = [0, *accumulate(_words(block) for block in blocks)]
    total = max(above[-1], 1)
    out: list[Block] = []
    seen = False
    index = 0
    while index < len(blocks):
        block, rest = blocks[index], blocks[index + 1 : index + 1 + _FARTHEST]
        is_early = above[index] < _HEAD_SHARE * total
        if _opens_comments(block, rest):
            seen = True
            if not is_early:
                break
        elif _opens_teasers(block):
            seen = True
            if not is_early and total - above[index + 1] < _TAIL_SHARE * total:
                break
            index += _teaser_length(rest)
        else:
            out.append(block)
        index += 1
    return out, seen


def _is_opener(block: Block) -> bool:
    return block.kind is not BlockKind.ROW and len(block.text.split()) <= _OPENER_WORDS


def _opens_comments(block: Block, rest: list[Block]) -> bool:
    text = one_line(block.text)
    if not _is_opener(block):
        return False
    if vocabulary.COMMENTS.match(text):
        return True
    if not vocabulary.COMMENTS_PERHAPS.match(text):
        return False
    lines = (one_line(b.text) for b in rest[:_COMMENT_BLOCKS])
    return any(vocabulary.READER_SPEAKS.search(s) for s in lines if len(s.split()) <= _OPENER_WORDS)


def _opens_teasers(block: Block) -> bool:
    return _is_opener(block) and bool(vocabulary.TEASERS.match(one_line(block.text)))


def _teaser_length(rest: list[Block]) -> int:
    """Count the blocks until the article goes on: two paragraphs with no headline between them."""
    for index, (one, two) in enumerate(pairwise(rest)):
        if is_prose(one, _RESUMED_WORDS) and is_prose(two, _RESUMED_WORDS):
            return index
    return len(rest)


def _has_notice(blocks: list[Block]) -> bool:
    return any(
        b.kind is BlockKind.PARAGRAPH
        and (
            clutter.is_notice(b.text)
            or vocabulary.COPYRIGHT.match(b.text)
            or _ends_in_paywall(b.text)
        )
        for b in blocks
    )


def _ends_in_paywall(text: str) -> bool:
    """Tell whether a paragraph breaks off in calls of which one asks to pay or sign in."""
    for sentence in reversed(clutter.sentences_of(text)):
        if vocabulary.PAYWALL.match(sentence):
            return True
        if not vocabulary.CALLS.match(sentence):
            return False
    return False


def _without_notices(blocks: list[Block]) -> list[Block]:
    return [b for b in blocks if b.kind is BlockKind.ROW or not clutter.is_notice(b.text)]


def _without_page_lines(blocks: list[Block], doubled: Collection[str]) -> list[Block]:
    """Drop a proven page's controls, menus, captions, calls and what trails behind the article."""
    in_menu, contents = _menu_runs(blocks), _contents_lists(blocks)
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        line = one_line(block.text)
        if (
            index in in_menu
            or index in contents
            or clutter.is_label(line)
            or clutter.is_navigation(line)
        ):
            continue
        if clutter.is_call(line) or words_key(line) in doubled:
            continue
        called = _without_calls(block)
        if called.text:
            kept.append(called)
    return _without_pull_quotes(_without_trailing_lines(kept))


def _menu_runs(blocks: list[Block]) -> set[int]:
    """Find runs of short lines of which a third are menu entries."""
    runs: list[list[int]] = [[]]
    for index, block in enumerate(blocks):
        short = len(block.text.split()) <= 4 and not re.search(r"[.:;\d]", block.text)  # noqa: PLR2004
        if short and block.kind is not BlockKind.ROW:
            runs[-1].append(index)
        elif runs[-1]:
            runs.append([])
    menus = (
        run
        for run in runs
        if len(run) >= _NAV_RUN
        and sum(clutter.is_navigation(_bare(blocks[i].text)) for i in run) >= len(run) / 3
    )
    return {index for run in menus for index in run}


def _contents_lists(blocks: list[Block]) -> set[int]:
    """Find a page's own table of contents: its heading and the short lines below it."""
    found: set[int] = set()
    for index, block in enumerate(blocks):
        if not vocabulary.CONTENTS.match(one_line(block.text)):
            continue
        found.add(index)
        for below in range(index + 1, len(blocks)):
            if blocks[below].kind not in {BlockKind.LINE, BlockKind.ITEM}:
                break
            if ENDS_SENTENCE.search(blocks[below].text):
                break
            found.add(below)
    return found


def _bare(text: str) -> str:
    return re.sub(r"\A(?:- |\d+\. )", "", text)


def _without_calls(block: Block) -> Block:
    """Cut calls to pay or comment off a paragraph's end, with the stub before a paywall."""
    if block.kind is BlockKind.ROW:
        return block
    text = block.text
    spans = sentence_spans(text)
    paywalled = False
    while spans:
        sentence = text[spans[-1][0] : spans[-1][1]]
        is_paywall = bool(vocabulary.PAYWALL.match(sentence))
        is_stub = paywalled and bool(_DANGLING.search(sentence))
        if not (is_paywall or is_stub or vocabulary.CALLS.match(sentence)):
            break
        paywalled = is_paywall or paywalled
        spans.pop()
    end = spans[-1][1] if spans else 0
    kept = text if end == len(text.rstrip()) else text[:end]
    return replace(block, text=_LONE_ELLIPSIS.sub("", kept) if ENDS_SENTENCE.search(kept) else kept)


def _without_trailing_lines(blocks: list[Block]) -> list[Block]:
    """Drop the short lines that trail behind a page's last prose."""
    end = len(blocks)
    while end and _trails(blocks[end - 1]):
        end -= 1
    # A page without any prose is all short lines: then they are its content.
    return blocks[:end] if any(is_prose(b) for b in blocks[:end]) else blocks


def _trails(block: Block) -> bool:
    text = block.text
    if block.kind in {BlockKind.ROW, BlockKind.ITEM} or re.search(r"[\d:]", text):
        return False
    return len(text.split()) <= 8 and not re.search(r"[.!?…\"\u201d)]\Z", text)  # noqa: PLR2004


def _without_pull_quotes(blocks: list[Block]) -> list[Block]:
    """Drop paragraphs whose words all stand in another paragraph of the page."""
    if len(blocks) > _MOST_PARAGRAPHS:
        return blocks
    keys = [words_key(b.text) for b in blocks]
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        is_text = block.kind is BlockKind.PARAGRAPH and len(block.text.split()) >= _PULL_QUOTE_WORDS
        others = (
            k
            for i, k in enumerate(keys)
            if i != index and (len(k), -i) > (len(keys[index]), -index)
        )
        if not (is_text and any(keys[index] in other for other in others)):
            kept.append(block)
    return kept
