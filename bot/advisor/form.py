"""What kind of answer a question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.advisor.model import Form
from bot.advisor.phrases import anywhere, at_start

_OUTLINE = anywhere(
    r"""
    (template|outline|check\W?list|agenda|survey|scorecard|questionnaire|playbook|raci|ladder)s?
    (skeleton|blueprint|boilerplate|sample|worksheet|bullet point|step\Wby\Wstep)s?
    """
)
_ASKS_TO_HAVE = anywhere(
    r"""
    give|show|send|share|provide|draft|write|create|make|build|prepare|put together|outline|list
    need|want|have|get|looking for|is there|suggest|propose|example of|typical|standard|good
    what (\w+ )?(belongs?|should|must|do|does|would|goes|is|are|to)|what's|which
    for (a|an|our|my|the)
    """
)
_ASKS_TO_LIST = anywhere(
    r"""
    list (of|the|all|me|please|pls|plz)|(quick|short|brief|bullet(ed)?|complete|full) list
    outline (of|for|the|a)|(steps|stages|phases) (to|for|of|in)
    (what|which) (\w+ ){0,2}(kinds|types|forms|sorts|categories) of .+ (are|is) there
    what are the (\w+ ){0,2}(kinds|types|forms)
    what are the (\w+ ){0,2}(steps|stages|phases|elements|parts|components|items|topics|questions)
    what (\w+ )?(should |must |does |do |would |can |needs to )?(belongs?|goes|go) (in|into|on|onto)
    what (should|must|does|do|would|needs to) .+ (contain|cover|include)
    what (should|must|would|needs to) be (in|on|part of|covered (in|by)|included in) (a|an|the|our)
    what (to|should (we|i)) (include|put|cover) (in|on)
    """
)
_OPENS_LIST = at_start("(please )?(list|outline|enumerate|name)")
_ASKS_TO_DRAFT = anywhere(
    r"""
    (give|show|send|draft|write|create|make|build|prepare|put together|outline|suggest)( (me|us|up))? (an?|the|our|some) (\w+ ){0,3}(charter|plan|ladder|playbook|principles)
    """  # noqa: E501 - one phrase a line
)
_ASKS_ABOUT = at_start(
    r"""
    who|whose|when|why|where|how|is|are|do|does|did|can|could|should|has|have|was|were
    """
)
_TERM = re.compile(
    r"^\W*(?:(?:please |can you |could you )?"
    r"(?:define|explain(?: what)?|describe what)(?: is| are)?|"
    r"what(?:'s| is| are| do we mean by| is meant by| do you mean by)|"
    r"(?:what(?:'s| is) )?(?:the )?(?:definition|meaning) of|(?P<does>what does|what do))\s+"
    r"(?:an?\s+|the\s+)?(?P<term>[\w&'\u2019/-]+(?:\s+[\w&'\u2019/-]+){0,4}?)"
    r"(?(does)\s+(?:mean|means|stand for|stands for)|(?:\s+(?:is|are|mean|means))?)"
    r"(?:\s*\([^)]*\))?\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_NO_TERM = anywhere(
    r"""
    of|for|in|to|from|by|with|when|if|that|which|between|about|on|how|why|our|your|my|their
    best|main|most|typical|average|usual|common|key|good|biggest|largest|right|first
    rate|share|number|percentage|difference|reasons?|benefits?|advantages?|risks?|examples?
    types?|kinds?
    """
)
_COMPARISONS = (
    re.compile(
        r"\b(?:differences?|distinction|contrast|comparison|distinguish|choose|choice|trade-?offs?)"
        r" between (?P<a>.+?) and (?P<b>.+)",
        re.IGNORECASE,
    ),
    re.compile(r"\bcompar(?:e|ing) (?P<a>.+?) (?:and|with|to|against) (?P<b>.+)", re.IGNORECASE),
    re.compile(
        r"(?P<a>.+?)\s+(?:vs\.?|versus|v\.|as opposed to|compared (?:to|with))\s+(?P<b>.+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bhow (?:do|does|is|are|did) (?P<a>.+?) (?:differ(?:s|ent)?|different) "
        r"(?:from|to|than) (?P<b>.+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:is|are|do|does|should (?:we|i|one|you)|would|better|prefer|choose|use|pick|either)\b"
        r" (?:\w+ )??(?P<a>[^,?]+?),? or (?P<b>[^,?]+)",
        re.IGNORECASE,
    ),
)
_BETTER_THAN = re.compile(
    r"\b(?:is|are|do|does|would|should|can|will) (?P<a>.+?) (?:(?:be |work |pay off |last |do )?)"
    r"(?:better|worse|safer|cheaper|stronger|faster|longer|riskier|(?:more|less)(?: \w+)?) than "
    r"(?P<b>.+)",
    re.IGNORECASE,
)
_HOW_TO = anywhere(
    r"""
    how (do|should|can|could|would|might|shall|must|to)|how (best|exactly) to|ways? to|best way
    what (should|can|could|do|must) (we|i|you|one) do|what (should|must|has to) (happen|be done)
    (tips|advice|guidance|recommendations?) (on|for|to)
    """
)
_YES_NO = at_start(
    r"""
    (so |and |but )?(is|are|was|were|do|does|did|can|could|should|shall|will|would|has|have|had)
    (so |and |but )?(must|may|might|isn't|aren't|don't|doesn't|shouldn't|can't)
    """
)
_ASKS_FIGURE = anywhere(
    r"""
    how (many|much|often|long|large|big|high|low|old|frequent(ly)?|likely|common|far)
    (what|which|the|a) share|number|figures?|numbers
    statistics?|stats|average|frequency|size|cost|what (year|date|age)|when (was|did|were)
    """
)
_ASKS_SHARE = anywhere(
    r"""
    (as|what|which|how many|typical|usual|average|in) (a )?% (of|for)?
    rates?|percent(age)?s?|per cent|share of|proportion|fraction|odds|how (likely|common)
    how many (\w+ ){0,2}(alliances|partnerships|ventures|jvs|deals) (fail|succeed|end|survive|last)
    """
)
_ASKS_MONEY = anywhere(
    r"""
    (what|how much) (do|does|did|will|would|is|are|was) (\w+ ){0,8}(cost|price|fees?)
    (what|how much) (do|does|did|will|would) (\w+ ){0,7}(?!to )\w+ earn|salar(y|ies)
    (annual|yearly|monthly|total|typical|usual|average) (costs?|fees?|price)
    how (much (\w+ ){1,8}(pay|pays|paid|charged?)|expensive)
    """
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
    if any(asks.search(question) for asks in (_OPENS_LIST, _ASKS_TO_LIST, _ASKS_TO_DRAFT)):
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
    for pattern in (*_COMPARISONS, _BETTER_THAN):
        match = pattern.search(question.rstrip(" ?.!"))
        if match is not None:
            return Sides(match["a"].strip(), match["b"].strip())
    return None


def asks_figure(question: str) -> bool:
    """Tell whether *question* is after a number, a rate, a frequency or an amount of money."""
    return any(asks.search(question) for asks in (_ASKS_FIGURE, _ASKS_SHARE, _ASKS_MONEY))


def asks_share(question: str) -> bool:
    """Tell whether *question* is after a rate or a share, thus a percentage."""
    return bool(_ASKS_SHARE.search(question))


def asks_money(question: str) -> bool:
    """Tell whether *question* is after an amount of money, or a share of one."""
    return bool(_ASKS_MONEY.search(question))
