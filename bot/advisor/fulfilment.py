"""Makes sure that an answer holds what its question is after: a figure, so many things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.advisor.notation import plain_numbers
from bot.advisor.sought import Sought, holds_figure, sought
from bot.advisor.wording import is_asking
from bot.errors import ComposerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor.candidates import Candidate
    from bot.advisor.model import Claim

SAID, ABOUT = 0.25, 0.4
"""A figure is of another thing where its sentence holds less than this share of the question's
words, and with its headings, its work and the wordings that ask for it less than this.

Of the library's golden questions after a figure, the sentence that answers holds 0.32 or more of
the words, and 0.66 with what stands around it.
"""
FEWEST = 3
"""Two things are often said in a sentence that no comma parts."""
_SO_MANY = re.compile(
    r"\b(?:which|what|what (?:are|were|is)|list|name|give|tell|all|each of)(?: me)?(?: all)?"
    r"(?: of)?(?: the| those| these| \w+'s| \w+s'|his|her|its|their)? "
    r"(?P<number>[1-9]\d?) (?P<things>\w+)",
    re.IGNORECASE,
)
_NO_THINGS = re.compile(r"(?:per|percent|pct|years?|months?|weeks?|days?|hours?|minutes?|or|to)\b")
_PARTED = re.compile(r"[,;]|\band\b|\bor\b")


def check_about(question: str, ranked: Sequence[Candidate]) -> None:
    """Make sure that a question after a figure finds one that is about what it asks.

    Raises:
        ComposerError: the figures found are all about something else.
    """
    if not _is_after_figure(question):
        return
    figures = [one for one in ranked if holds_figure(question, one.text)]
    if figures and not any(one.shared >= SAID or one.about >= ABOUT for one in figures):
        raise ComposerError("the figures found are about something else")


def check_fulfilled(question: str, claims: Sequence[Claim]) -> None:
    """Make sure that *claims* hold a figure, or as many things, as *question* asks for.

    Raises:
        ComposerError: they are about the subject, but hold nothing of what was asked.
    """
    if _is_after_figure(question) and not any(holds_figure(question, c.text) for c in claims):
        raise ComposerError("no figure was found")
    if _things(claims) < things_sought(question):
        raise ComposerError("fewer things were found than the question asks for")


def things_sought(question: str) -> int:
    """Return how many things *question* wants named ("which four stages ..."), 0 for none."""
    match = _SO_MANY.search(plain_numbers(question))
    if match is None or _NO_THINGS.match(match["things"]):
        return 0
    count = int(match["number"])
    return count if count >= FEWEST else 0


def _is_after_figure(question: str) -> bool:
    """Tell whether *question* asks for a figure; a bare statement may only speak of one."""
    return is_asking(question) and sought(question) in {Sought.SHARE, Sought.FIGURE}


def _things(claims: Sequence[Claim]) -> int:
    """Return how many things *claims* can name at most: items, or parts of their sentences."""
    items = sum(claim.is_item for claim in claims)
    return max(items, sum(1 + len(_PARTED.findall(claim.text)) for claim in claims))
