"""Where sentences begin and end."""

from __future__ import annotations

import re

_END = re.compile(
    r"[.!?…]+[\"'”\u2019)\]]*(?=\s+[\"'“\u2018(\[]*[A-Z0-9])|\n(?=\s*(?:[-*•]|\d+[.)])\s)|\n\s*\n"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence or list item of *text*, without surrounding space."""
    cuts = [match.end() for match in _END.finditer(text)]
    spans = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = text[start:end]
        if stripped := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(stripped)))
    return spans
