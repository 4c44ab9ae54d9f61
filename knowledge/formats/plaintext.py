"""Plain text to blocks: ragged lines joined, lists and lines of data kept as they stand."""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge.blocks import Block, BlockKind
from knowledge.textform import ENDS_SENTENCE, one_line

ITEM = re.compile(r"^(?:[-*•‣◦▪\u2013\u2014·o]|(?P<number>\d{1,3})[.)])[ ]+(?P<text>\S.*)$")
_HYPHENATED = re.compile(r"[a-z]{2}-\Z")
_RUNS_ON = re.compile(
    r"(?:[,\u2013\u2014-]|\b(?:and|or|the|an?|of|to|in|for|with|by|that|is|are|at|on))\Z"
)
# Nobody wraps lines later than this; a longer line is a whole paragraph.
_WIDEST_WRAP = 130
_MIN_PROSE = 0.34
_LONG_LINE = 60
_MIN_VERSE = 3
_BYLINE = re.compile(r"by [A-Z][\w.'-]+ [A-Z][^.]*\Z")
_COLUMN_GAP = re.compile(r"\S {3,}\S")
_HEADING_CHARS = 90
_HEADING_WORDS = 14
_RULE = re.compile(r"^[\s=*_~#.+-]{2,}$")
_CONTENTS_LINE = re.compile(r"\.{4,}\s*\d+$|(?: \.){3,}\s*\d+$")
_NUMBERED_HEADING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.|[A-Z]\.)[ ]+[A-Z]")
_PROSE_WORDS = 3


def blocks_from_text(text: str) -> list[Block]:
    """Cut *text* at blank lines and join each paragraph's lines.

    Lines that are no prose (addresses, figures, verses) stay lines; list items stay one a line.
    """
    blocks: list[Block] = []
    for group in re.split(r"\n[ ]*\n\s*", text.strip("\n")):
        lines = [line.strip() for line in group.split("\n")]
        blocks += _blocks_of_group([line for line in lines if line and not _RULE.match(line)])
    return blocks


def with_headings(blocks: list[Block]) -> list[Block]:
    """Mark as headings the short single lines that open a stretch of prose."""
    out: list[Block] = []
    for block, after in pairwise([*blocks, Block("")]):
        if looks_like_heading(block) and _opens(block, after):
            out.append(Block(block.text, BlockKind.HEADING, 2, block.page, block.page_kind))
        else:
            out.append(block)
    return out


def looks_like_heading(block: Block) -> bool:
    """Tell whether a block is one short line of words that is no sentence."""
    text = block.text
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or "\n" in text:
        return False
    if block.kind is BlockKind.ITEM and not _NUMBERED_HEADING.match(text):
        return False
    if len(text) > _HEADING_CHARS or len(text.split()) > _HEADING_WORDS:
        return False
    if re.search(r"[.!?:;,…]\Z", text) or re.search(r"[@=<>|]|https?:", text):
        return False
    return text[:1].isupper() or bool(_NUMBERED_HEADING.match(text))


def _opens(heading: Block, below: Block) -> bool:
    """Tell whether *below* is what a heading stands over: prose, or a list under a plain line."""
    if below.kind is BlockKind.ITEM:
        return heading.kind is BlockKind.PARAGRAPH
    is_prose = len(below.text.split()) >= _PROSE_WORDS and ENDS_SENTENCE.search(below.text)
    return below.kind is BlockKind.PARAGRAPH and bool(is_prose)


def _blocks_of_group(lines: list[str]) -> list[Block]:
    runs: list[tuple[bool, list[str]]] = []
    for line in lines:
        item = ITEM.match(line)
        if item is not None:
            runs.append((True, [_marked(item)]))
        elif runs and (not runs[-1][0] or _continues(runs[-1][1][-1], line)):
            runs[-1][1].append(line)
        else:
            runs.append((False, [line]))
    blocks: list[Block] = []
    for is_item, run in runs:
        blocks += [Block(join_lines(run), BlockKind.ITEM)] if is_item else _paragraphs(run)
    return blocks


def _marked(item: re.Match[str]) -> str:
    mark = f"{item['number']}." if item["number"] else "-"
    return f"{mark} {one_line(item['text'])}"


def _continues(text: str, line: str) -> bool:
    """Tell whether *line* goes on with the list item above it."""
    return bool(_RUNS_ON.search(text)) or line[:1].islower() or not ENDS_SENTENCE.search(text)


def _paragraphs(lines: list[str]) -> list[Block]:
    if not lines:
        return []
    widest = max(map(len, lines))
    if widest > _WIDEST_WRAP:
        return [Block(one_line(line)) for line in lines]
    if len(lines) == 1 or _is_wrapped_prose(lines):
        return [Block(part) for part in _joined(lines, widest)]
    return [
        Block(one_line(line), BlockKind.LINE, opens=index == 0) for index, line in enumerate(lines)
    ]


def _is_wrapped_prose(lines: list[str]) -> bool:
    """Tell broken prose from lines of their own: broken sentences go on in lower case."""
    if any(_BYLINE.match(line) for line in lines[1:]):
        return False
    columns = sum(bool(_COLUMN_GAP.search(line)) for line in lines)
    if columns > len(lines) / 2 or any(_CONTENTS_LINE.search(line) for line in lines):
        return False
    if len(lines) >= _MIN_VERSE and sum(line[-1] in ",.;:!?" for line in lines) >= 0.75 * len(
        lines
    ):
        return False
    runs_on = sum(_runs_on(above, below) for above, below in pairwise(lines))
    return runs_on / (len(lines) - 1) >= _MIN_PROSE


def _runs_on(above: str, below: str) -> bool:
    if below[:1].islower() or _RUNS_ON.search(above):
        return True
    return len(above) >= _LONG_LINE and not ENDS_SENTENCE.search(above)


def _joined(lines: list[str], widest: int) -> list[str]:
    """Join lines, beginning anew after a short line that ends a sentence."""
    parts: list[list[str]] = [[]]
    for line in lines:
        above = parts[-1][-1] if parts[-1] else ""
        ended = bool(ENDS_SENTENCE.search(above)) and len(above) < widest * 0.6
        if above and ended and line[:1].isupper():
            parts.append([])
        parts[-1].append(line)
    return [join_lines(part) for part in parts]


def join_lines(lines: list[str]) -> str:
    """Join the lines of a paragraph, mending words that were broken by a hyphen.

    The hyphen goes only where what follows is lower case. By its looks "long-" before "term"
    cannot be told from "agree-" before "ment", so common first halves of compounds keep theirs.
    """
    parts: list[str] = []
    for above, line in pairwise(["", *lines]):
        if not parts:
            parts.append(line)
        elif not (_HYPHENATED.search(above) and line[:1].islower()):
            parts += [" ", line]
        elif _keeps_hyphen(above.rsplit(" ", 1)[-1]):
            parts.append(line)
        else:
            parts[-1] = parts[-1][:-1]
            parts.append(line)
    return one_line("".join(parts))


# First halves that are words of compounds far more often than broken words.
_COMPOUND_HEADS = re.compile(
    r"(?:long|short|high|low|mid|non|self|cross|co|well|win|risk|decision|cost|day|year|end|full"
    r"|half|part|time|third|first|second|two|three|four|five|six|one|multi|inter|post|pre|sub|anti"
    r"|all|ever|so|face|state|step|follow|go|fine|large|small|top|market|value|joint|data|customer"
    r"|industry|problem|user|open|single|real|hard|soft|new|old|over|under|on|off|in|up|out|by|best"
    r"|better|more|less|know|trade|buy|make|build|public|private|zero|semi|quasi|ex|vice|pro)-"
)


def _keeps_hyphen(head: str) -> bool:
    word = head.casefold().lstrip("(\"'\u201c\u2018")
    return bool(_COMPOUND_HEADS.fullmatch(word)) or "-" in word[:-1]
