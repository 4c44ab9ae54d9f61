"""Footnote numerals that a saved page leaves glued to the words they stood above."""

from __future__ import annotations

import re

_CLOSE = "[\"'\u2019\u201d)]?"
_NUMBERS = r"\d{1,3}(?:\s?[,\u2013-]\s?\d{1,3})*"
_AFTER_STOP = re.compile(
    rf"(?P<before>(?<![^\W\d_])(?P<word>[^\W\d_]{{2,30}})(?:{_CLOSE}[.!?]{_CLOSE}|[\u201d\"]|{_CLOSE}[,;:]))"
    rf"(?P<mark>(?P<plain>{_NUMBERS})|\({_NUMBERS}\)|(?:\[{_NUMBERS}\])+)"
    r"(?=\s+[\"'\u2018\u201c(]?[A-Za-z]|\s*\Z|\s*\n)"
)
# Words that own the number behind their full stop.
_NUMBERED = re.compile(
    r"(?:nos?|figs?|vols?|sect?|art|ch|chap|eqs?|ver|rev|par|para|st|pp|ed|col|app|tab|cl|approx"
    r"|about|ca|nr|refs?|version)"
)
_BRACKETED = re.compile(rf"(?<=[a-z]{{4}})(?:\[(?:{_NUMBERS}|note \d+|citation needed|edit)\])+")
_RAISED = re.compile(
    '(?<=[a-z]{4}|[a-z]{3}[.,;:!?\u201d"])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+(?=[\\s.,;:]|\\Z)'
)
_FARTHEST = 3
_HIGHEST_FIRST = 30


def without_note_numerals(texts: list[str]) -> list[str]:
    """Remove note numerals from *texts*, the paragraphs of one document in order.

    Notes are numbered upwards from paragraph to paragraph, so a plain numeral goes only where it
    fits the count: "costs rose.1 Later" is a note if it is the first, "rose to about.50 A" is not.
    """
    first = [_numbers(m)[0] for text in texts for m in _AFTER_STOP.finditer(text) if _is_note(m)]
    highest = first[0] - 1 if len(first) > 1 and first[0] <= _HIGHEST_FIRST else 0

    def removed(match: re.Match[str]) -> str:
        nonlocal highest
        numbers = _numbers(match)
        if not _is_note(match) or (match["plain"] and numbers[0] > highest + _FARTHEST):
            return match[0]
        highest = max(highest, *numbers)
        return match["before"]

    return [_RAISED.sub("", _BRACKETED.sub("", _AFTER_STOP.sub(removed, t))) for t in texts]


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", match["mark"])]


def _is_note(match: re.Match[str]) -> bool:
    return _NUMBERED.fullmatch(match["word"].casefold()) is None
