"""Citation keys in Pandoc's syntax: ``[@key]``, ``[@one; @two, p. 4]``."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.blocks import Block, BlockKind, KeyedSpan
from knowledge.textform import ENDS_SENTENCE, SENTENCE_CLOSE

_KEY = r"-?@[\w][\w:.#$%&+?<>~/-]*"
_MARKER = re.compile(rf"[ ]*\[(?P<body>\s*{_KEY}[^\[\];]*(?:;\s*{_KEY}[^\[\];]*)*)\]")
_ONE_KEY = re.compile(r"@([\w][\w:.#$%&+?<>~/-]*)")
_SENTENCE_END = re.compile(SENTENCE_CLOSE + r"(?=\s|\Z)")
_PLAIN_MARK = re.compile(r"^(?:- |\d+\. )")


def lift_citations(block: Block) -> Block:
    """Take the citation markers out of *block*'s text and keep them as spans.

    A marker speaks for everything since the marker before it, or since the beginning of its
    paragraph or item; one in the middle of a sentence, or before its full stop, for that sentence
    to its end.
    """
    matches = list(_MARKER.finditer(block.text))
    if not matches or block.kind is BlockKind.LINE:  # lines are code: what stands there is meant
        return block
    if block.kind is BlockKind.HEADING:
        return replace(block, text=_MARKER.sub("", block.text).strip())
    text, marks = _lifted(block.text, matches)
    spans: list[KeyedSpan] = []
    marker = _PLAIN_MARK.match(text)
    begin = marker.end() if marker else 0
    for offset, keys in marks:
        end = _end_of_statement(text, offset)
        if spans and offset <= spans[-1].end:
            # Two markers side by side, or in one sentence, speak for the same words.
            both = tuple(dict.fromkeys(spans[-1].keys + keys))
            spans[-1] = KeyedSpan(spans[-1].start, max(end, spans[-1].end), both)
        else:
            spans.append(KeyedSpan(begin, end, keys))
        begin = spans[-1].end + len(text[spans[-1].end :]) - len(text[spans[-1].end :].lstrip())
    return replace(block, text=text, spans=tuple(s for s in spans if s.end > s.start))


def _lifted(
    text: str, matches: list[re.Match[str]]
) -> tuple[str, list[tuple[int, tuple[str, ...]]]]:
    """Cut the markers out; return the text and each marker's offset in it with its keys."""
    parts: list[str] = []
    marks: list[tuple[int, tuple[str, ...]]] = []
    done = length = 0
    for match in matches:
        parts.append(text[done : match.start()])
        length += len(parts[-1])
        done = match.end()
        keys = tuple(key.rstrip(".:,") for key in _ONE_KEY.findall(match["body"]))
        marks.append((length, tuple(dict.fromkeys(keys))))
    parts.append(text[done:])
    whole = "".join(parts)
    return whole.rstrip(), [(min(offset, len(whole.rstrip())), keys) for offset, keys in marks]


def _end_of_statement(text: str, offset: int) -> int:
    if ENDS_SENTENCE.search(text[:offset]):
        return offset
    end = _SENTENCE_END.search(text, offset)
    return end.end() if end else len(text)
