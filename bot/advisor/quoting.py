"""Whether words are whole sentences of a quote."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.advisor.plain import plain

_ENDED = re.compile(r"(?:[.!?:;\u2026][\"')\]]*|(?:^|\s)(?:[-*\u2022]|\(?\d{1,2}[.)]))\s$")
_SENTENCE_ENDS = re.compile(r"[.!?][\"')\]]*$")
_BEGINS = re.compile(r"\s(?:[-*\u2022]|\(?\d{1,2}[.)])\s")


@lru_cache(maxsize=20_000)
def is_quoted_whole(text: str, quote: str) -> bool:
    """Tell whether *text* is one or more whole sentences, or a whole item, of *quote*."""
    said, words = plain(text), plain(quote)
    start = words.find(said) if said else -1
    while start >= 0:
        before, after = words[:start], words[start + len(said) :]
        if (not before or _ENDED.search(before)) and (
            not after or _SENTENCE_ENDS.search(said) or _BEGINS.match(after)
        ):
            return True
        start = words.find(said, start + 1)
    return False
