"""What kind of answer a question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.advisor.model import Form

_OUTLINE = re.compile(
    r"\b(?:template|outline|check ?-?list|agenda|survey|scorecard|questionnaire|playbook|raci|"
    r"ladder|skeleton|blueprint|boilerplate|sample|worksheet)s?\b",
    re.IGNORECASE,
)
_ASKS_TO_HAVE = re.compile(
    r"\b(?:give|show|send|share|provide|draft|write|create|make|build|prepare|put together|need|"
    r"want|"
    r"have|get|looking for|is there|do you have|what (?:\w+ )?(?:belongs?|should|must|do|does|"
    r"would|goes|belongs|is|are|"
    r"to)|what's|which|outline|list|suggest|propose|example of|typical|standard|good|for (?:a|"
    r"an|our|my|the))\b",
    re.IGNORECASE,
)
_ASKS_TO_LIST = re.compile(
    r"^\W*(?:please )?(?:list|outline|enumerate|name)\b|\b(?:list (?:of|the|all|me)|outline "
    r"(?:of|for|"
    r"the|a)|bullet points?|step[- ]by[- ]step|what are the (?:\w+ ){0,2}(?:steps|stages|phases|"
    r"elements|parts|components|items|points|topics|questions|roles))\b|\b(?:steps|stages|"
    r"phases) (?:to|for|of|in)\b",
    re.IGNORECASE,
)
_ASKS_TO_DRAFT = re.compile(
    r"\b(?:give|show|send|draft|write|create|make|build|prepare|put together|outline|suggest)\b"
    r"(?: (?:me|us|up))? (?:an?|the|our|some) (?:\w+ ){0,3}(?:charter|plan|ladder|playbook|"
    r"principles)\b",
    re.IGNORECASE,
)
_ASKS_ABOUT = re.compile(
    r"^\W*(?:who|whose|when|why|where|how|is|are|do|does|did|can|could|should|has|have|was|were)\b",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"^\W*(?:(?:please |can you |could you )?(?:define|explain(?: what)?|describe what)(?: is| "
    r"are)?|"
    r"what(?:'s| is| are| do we mean by| is meant by| do you mean by)|(?:the )?(?:definition|"
    r"meaning) of|what(?:'s| is) (?:the )?(?:definition|meaning) of|what does|what do)\s+"
    r"(?P<article>an?\s+|the\s+)?(?P<term>[\w&'\u2019/-]+(?:\s+[\w&'\u2019/-]+){0,4}?)"
    r"(?:\s+(?:is|are|mean|means|stand for|stands for))?(?:\s*\([^)]*\))?\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_NO_TERM = re.compile(
    r"\b(?:of|for|in|to|from|by|with|when|if|that|which|between|about|on|how|why|our|your|my|their|"
    r"best|main|most|typical|average|usual|common|key|good|rate|share|number|percentage|difference|"
    r"biggest|largest|right|first|reasons?|benefits?|advantages?|risks?|examples?|types?|kinds?)\b",
    re.IGNORECASE,
)
_SIDES = (
    (
        r"\b(?:differences?|distinction|contrast|comparison|distinguish|choose|choice|"
        r"trade-?offs?) between (?P<a>.+?) and (?P<b>.+)"
    ),
    r"\bcompar(?:e|ing) (?P<a>.+?) (?:and|with|to|against) (?P<b>.+)",
    r"(?P<a>.+?)\s+(?:vs\.?|versus|v\.|as opposed to|compared (?:to|with))\s+(?P<b>.+)",
    (
        r"\bhow (?:do|does|is|are|did) (?P<a>.+?) (?:differ(?:s|ent)?|different) (?:from|to|than) "
        r"(?P<b>.+)"
    ),
    (
        r"\b(?:is|are|do|does|should (?:we|i|one|you)|would|better|prefer|choose|use|pick|"
        r"either)\b (?:\w+ )??(?P<a>[^,?]+?),? or (?P<b>[^,?]+)"
    ),
)
_COMPARISONS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _SIDES)
_HOW_TO = re.compile(
    r"\bhow (?:do|should|can|could|would|might|shall|must|to)\b|\bhow (?:best|exactly) to\b|"
    r"\bways? to\b|\bbest way\b|\bwhat (?:should|can|could|do) (?:we|i|you|one) do\b|"
    r"\b(?:tips|advice|guidance|recommendations?) (?:on|for|to)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:so |and |but )?(?:is|are|was|were|do|does|did|can|could|should|shall|will|would|"
    r"has|have|had|must|may|might|isn't|aren't|don't|doesn't|shouldn't|can't)\b",
    re.IGNORECASE,
)
_ASKS_FIGURE = re.compile(
    r"\bhow (?:many|much|often|long|large|big|high|low|old|frequent(?:ly)?|likely|common)\b|"
    r"\b(?:rates?|percent(?:age)?s?|per cent|share|proportion|fraction|number|figures?|numbers|"
    r"statistics?|stats|odds|average|frequency|size|cost|how far)\b|\bwhat (?:year|date|age)\b|"
    r"\bwhen (?:was|did|were)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sides:
    """The two things that a question compares."""

    first: str
    second: str


def form_of(question: str) -> Form:
    """Return the form of answer that *question* asks for, ``FACT`` where nothing else fits."""
    if wants_outline(question):
        return Form.OUTLINE
    if sides_of(question) is not None:
        return Form.COMPARISON
    if term_of(question):
        return Form.DEFINITION
    if _HOW_TO.search(question):
        return Form.HOW_TO
    if _YES_NO.match(question):
        return Form.YES_NO
    return Form.FACT


def wants_outline(question: str) -> bool:
    """Tell whether the asker wants something to use: a template, an agenda, a list kept whole."""
    if _ASKS_TO_LIST.search(question) or _ASKS_TO_DRAFT.search(question):
        return True
    if not _OUTLINE.search(question) or term_of(question):
        return False
    few_words = len(question.split()) <= 5 and not _ASKS_ABOUT.match(question)  # noqa: PLR2004
    return few_words or bool(_ASKS_TO_HAVE.search(question))


def term_of(question: str) -> str:
    """Return the term that *question* wants defined, or an empty string."""
    match = _TERM.match(question)
    if match is None or _NO_TERM.search(match["term"]):
        return ""
    return match["term"]


def sides_of(question: str) -> Sides | None:
    """Return what *question* compares, or ``None`` when it compares nothing."""
    for pattern in _COMPARISONS:
        match = pattern.search(question.rstrip(" ?.!"))
        if match is not None:
            return Sides(match["a"].strip(), match["b"].strip())
    return None


def asks_figure(question: str) -> bool:
    """Tell whether *question* is after a number, a rate or a frequency."""
    return bool(_ASKS_FIGURE.search(question))
