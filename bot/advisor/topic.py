"""What a question is about, and whether it says so itself."""

from __future__ import annotations

import re

from bot.advisor.form import term_of
from bot.advisor.phrases import anywhere, at_start
from bot.advisor.words import content_words, listed, stem, words

MAX_TOPIC_WORDS = 12

QUESTION_WORDS = at_start(
    r"""
    (in|at|by|with|for|to) (what|which|whom)
    (what|which) (kind|type|sort|share|percentage|proportion|number|rate) of
    what('s)?
    which
    how (often|many|much|long|soon|far|big|large|common|likely)
    how
    why
    when
    where
    who('s)?
    whom
    whose
    """
)
_REQUEST = at_start(
    r"""
    (please )?(can|could|would) you (please )?(tell me|explain|say)
    (please )?(tell me|explain|describe)
    (i'd|i would|i) (want|like) to know
    do you know
    """
)
_FRAME = re.compile(
    r"^(?:(?:is|are|was|were|do|does|did|can|could|should|shall|will|would|has|have|had|must|may|"
    r"might)\b\s*)?(?:(?:we|i|you|one|they|there)\b\s*)?",
    re.IGNORECASE,
)
AUXILIARIES = listed(
    """
    is are was were be been do does did can could should shall will would has have had must may
    might
    """
)
PERSONAL = listed("it its he him his she her hers they them their theirs")
PEOPLE = listed("he him his she her hers")
POINTING = listed("this that these those")
_STANDING_ALONE = listed("year years month months week weeks quarter time library bot")
_EMPTY_IT = anywhere(
    r"""
    it (takes?|took|is|was|seems?|helps?|makes sense|pays?|matters?|costs?)
    it's
    (does|do|is|can|will|would|should|did|was|may|might) it (take|make sense|matter|pay|help|cost)
    (is|was) it (\w+ )?\w+ (to|that|for|if|when)
    """
)
_NAME = re.compile(r"(?<=\S )(?:[A-Z][\w'-]+)(?: (?:and |& )?[A-Z][\w'-]+)*")

_SUBJECTS = frozenset(
    stem(word)
    for word in listed(
        """
        alliance partner partnership venture jv jvs jsc qbr mdf kpi kpis raci ip ppp iso
        charter governance committee steering sponsor health check survey scorecard metric
        escalation conflict trust contract exit termination launch portfolio capability
        function manager negotiation selection fit lifecycle stage cadence agenda
        coopetition outsourcing equity licensing co-sell co-marketing marketplace ecosystem
        reseller acquisition merger learning experience team
        """
    )
)


def topic_of(question: str) -> str:
    """Return what *question* is about: without its question words, at most a dozen words."""
    text = _REQUEST.sub("", question, count=1).strip(" ?!.,:")
    term = term_of(text)
    if term:
        return term
    rest = QUESTION_WORDS.sub("", text, count=1).strip()
    rest = _FRAME.sub("", rest, count=1).strip() or text
    return " ".join(rest.split()[:MAX_TOPIC_WORDS])


def name_in(text: str) -> str:
    """Return the last capitalised name of *text* that does not open it, or an empty string."""
    names = _NAME.findall(text)
    return str(names[-1]) if names else ""


def is_complete(text: str) -> bool:
    """Tell whether *text* names a subject of its own."""
    if term_of(text):
        return True
    content = content_words(text)
    return len(content) >= 3 or (  # noqa: PLR2004
        len(content) == 2 and any(is_subject(word) for word in content)  # noqa: PLR2004
    )


def is_subject(word: str) -> bool:
    """Tell whether a folded *word* is one of the field's own terms."""
    return stem(word) in _SUBJECTS


def refers_back(text: str) -> bool:
    """Tell whether a pronoun of *text* points to something that was said before it."""
    content_before = False
    found = words(_EMPTY_IT.sub(" ", text))
    for place, word in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else ""
        if word in PERSONAL and not content_before:
            return True
        if word in POINTING and _points_back(word, following, content_before=content_before):
            return True
        content_before = content_before or bool(content_words(word))
    return False


def _points_back(word: str, following: str, *, content_before: bool) -> bool:
    if following in _STANDING_ALONE or (word == "those" and following in {"who", "that", "with"}):
        return False
    if word == "that":
        # After a noun it opens a clause ("evidence that …"), unless nothing follows.
        return not content_before or not following
    return True
