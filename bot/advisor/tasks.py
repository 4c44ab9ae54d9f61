"""Tells sentences that set a task to whoever writes the answer from sentences that state something.

What counts is the kind of task, in whatever words: change the reply, play with its letters, write a
text of some sort. :mod:`bot.advisor.orders` knows the orders that speak to a machine outright.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.advisor.words import fold, stem_set

_REPLY = r"(?:your|the) (?:\w+ ){0,2}(?:response|reply|answer|output|message|wording)(?:'s|s)?"
_CHANGE = (
    r"(?:modify|augment|enhance|enrich|expand|supplement|alter|adjust|change|rewrite|rephrase|"
    r"format|structure|encode|encrypt|cipher|scramble|jumble|shuffle|reverse|group|replace|swap|"
    r"substitute|convert|transform|spell|capitali[sz]e|provide|present|deliver|express|add|insert|"
    r"include|incorporate|append|mention|begin|start|conclude|finish|end|complement|extend|"
    r"separate|split|mask|obfuscate|interleave|hide|turn|make|put)"
)
_LETTERS = r"(?:letters?|vowels?|consonants?|characters?|syllables?|alphabet)"
_TEXT = (
    r"(?:poem|verse|speech|essay|story|joke|riddle|recipe|song|lyrics|haiku|limerick|slogan|novel|"
    r"fable|blog post|tweet|horoscope|monologue|dialogue|letter(?! of intent)|article|"
    r"introduction (?:for|to)|program|function that|code|script)"
)
_TASK = re.compile(
    "|".join(
        (
            rf"\b{_CHANGE}\b[^.]{{0,60}}\b{_REPLY}\b",
            rf"\b{_REPLY}\b[^.]{{0,30}}\b(?:in|with|using|into) (?:\w+ ){{0,3}}{_LETTERS}\b",
            rf"\b{_CHANGE}\b[^.]{{0,40}}\b{_LETTERS}\b",
            r"\byour (?:\w+ )?(?:answer|response|reply|output|message)s?\b",
            (
                r"\b(?:provide|compose|develop|draft|write|create|craft|generate|prepare|produce|"
                rf"tell|pen) (?:me |us )?(?:an?|the|some) (?:\w+ ){{0,4}}{_TEXT}\b"
            ),
        )
    )
)
_EXAMINES = re.compile(
    r"\b(?:Explain|Describe|Discuss|Summari[sz]e|Elaborate|Break down|Enumerate|Define|Analy[sz]e|"
    r"Interpret|Outline|Recount|Illustrate|Clarify|Compare|Calculate|Solve|Tell me|Give|Provide|"
    r"Render|Name|List|Show)\b "
)
_QUOTED = re.compile(r"[\"\u201c][^\"\u201d]*[\"\u201d]")
_QUESTION = re.compile(r"\w[\"')\]]*\?(?:\s|$)")


@lru_cache(maxsize=20_000)
def sets_task(text: str) -> bool:
    """Tell whether *text* sets a task, outside of quotation marks."""
    return bool(_TASK.search(fold(_QUOTED.sub(" ", text))))


@lru_cache(maxsize=20_000)
def asks(text: str) -> bool:
    """Tell whether *text* asks something, outside of quotation marks."""
    return bool(_QUESTION.search(_QUOTED.sub(" ", text)))


def asks_aside(text: str, question: str) -> bool:
    """Tell whether *text* asks for an answer, outside of quotation marks, that is not *question*'s.

    "Define the partners' roles" is advice, and no task, where it is partners one asks about.
    """
    if asks(text):
        return True
    return bool(_EXAMINES.search(_QUOTED.sub(" ", text))) and not stem_set(text) & stem_set(
        question
    )
