"""The text after ``health``: ``initech us 4.1 them 3.2, gap is decision speed``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.logbook import partners
from bot.logbook.commands import Command, Health, HealthCheck
from bot.logbook.dates import read_date
from bot.logbook.model import Dimension, Side
from bot.logbook.text import MENTION
from bot.logbook.usage import usage_line

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.logbook.commands import Known

_DIMENSION_WORDS = {
    "strategic": Dimension.STRATEGIC,
    "strategy": Dimension.STRATEGIC,
    "operational": Dimension.OPERATIONAL,
    "operations": Dimension.OPERATIONAL,
    "effectiveness": Dimension.OPERATIONAL,
    "culture": Dimension.CULTURE,
    "cultural": Dimension.CULTURE,
    "relationship": Dimension.CULTURE,
    "trust": Dimension.CULTURE,
    "governance": Dimension.GOVERNANCE,
    "overall": Dimension.OVERALL,
}
_SCORE = re.compile(
    r"\b(?P<side>us|we|ours|our side|them|they|theirs|their side|partner)\b\s*[:=]?\s*"
    r"(?P<score>-?\d+(?:[.,]\d+)?)(?:\s*/\s*5)?(?![\d.])",
    re.IGNORECASE,
)
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_RESPONDENTS = re.compile(
    r"\b(?:respondents?|answers?|n)\s*[:=]?\s*(?P<a>\d{1,5})\b|\b(?P<b>\d{1,5})\s+(?:respondents?|answers?)\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"\b(?:top\s+)?gap(?:\s+is)?\s*[:=]?\s+(?P<gap>[^,;]+)", re.IGNORECASE)
_PLAN = re.compile(r"\b(?:follow-up\s+)?plan(?:\s+is)?\s*[:=]?\s+(?P<plan>[^,;]+)", re.IGNORECASE)
_ON = re.compile(r"(?:\bon|\bheld|\bdated?|[,;])\s+(?P<when>[^,;]*\w)\s*(?=[,;]|$)", re.IGNORECASE)
_CHECK = re.compile(r"^(?:check|score|scores|survey)\b\s*(?:for|of|with)?\s*", re.IGNORECASE)
_DRAFT = re.compile(r"\bdraft\b", re.IGNORECASE)


def read_health(text: str, known: Known) -> Command:
    """Read a health check, or a wish to see the trend when no scores are given.

    Raises:
        UsageError: it names a person; health checks never keep who answered.
    """
    if MENTION.search(text):
        raise UsageError(usage_line("health"), "A health check never keeps who answered.")
    text = _DECIMAL_COMMA.sub(".", _CHECK.sub("", text.strip(" :")))
    gap, plan, count = _GAP.search(text), _PLAN.search(text), _RESPONDENTS.search(text)
    scored = _PLAN.sub("", _GAP.sub("", text))
    scores = _scores(scored)
    alliance = partners.mentioned(text, known.alliances) or _name_before(text)
    if not (scores or gap or plan or count):
        return Health(alliance=alliance)
    return HealthCheck(
        alliance=alliance,
        scores=scores,
        respondents=(count["a"] or count["b"]) if count else "",
        gap=gap["gap"].strip() if gap else "",
        plan=plan["plan"].strip() if plan else "",
        on=_day(scored, known.now),
        is_draft=_DRAFT.search(text) is not None,
        is_shared="#shared" in text.lower(),
    )


def _day(text: str, now: datetime) -> date | None:
    """Return the day of the check, where a clause is one; else it was today."""
    days = (read_date(match["when"], now, past=True) for match in _ON.finditer(text))
    return next((day for day in days if day), None)


def _scores(text: str) -> dict[tuple[Side, Dimension], str]:
    scores: dict[tuple[Side, Dimension], str] = {}
    for clause in re.split(r"[,;]", text):
        at = 0
        dimension = Dimension.OVERALL
        for match in _SCORE.finditer(clause):
            dimension = _dimension(clause[at : match.start()]) or dimension
            first = match["side"].lower()
            side = Side.OURS if first in {"us", "we", "ours", "our side"} else Side.THEIRS
            scores[side, dimension] = match["score"]
            at = match.end()
    return scores


def _dimension(words: str) -> Dimension | None:
    found = [
        _DIMENSION_WORDS[w] for w in re.findall(r"[a-z]+", words.lower()) if w in _DIMENSION_WORDS
    ]
    return found[-1] if found else None


def _name_before(text: str) -> str:
    """Take the words before the first score, dimension or comma as the alliance's name."""
    stop = _SCORE.search(text)
    head = text[: stop.start()] if stop else text
    head = re.split(r"[,;:]", head)[0]
    words = [w for w in head.split() if w.lower() not in _DIMENSION_WORDS and not w.startswith("#")]
    return " ".join(words)
