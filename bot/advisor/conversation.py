"""Makes a follow-up in a thread into a question that stands on its own, without a model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.advisor.phrases import at_start, whole
from bot.advisor.topic import (
    AUXILIARIES,
    MAX_TOPIC_WORDS,
    PEOPLE,
    PERSONAL,
    POINTING,
    QUESTION_WORDS,
    is_complete,
    name_in,
    refers_back,
    topic_of,
)
from bot.advisor.words import content_words, stem, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor.model import Question, Turn

LONG_TOPIC = 5
"""A topic of more words than this does not fit in a pronoun's place."""

_OPENERS = at_start(
    r"""
    ((and|but|or|so|also|then|ok|okay|right|sure|yes|no|well|hmm+|great|thanks|thank you|cool|nice|interesting|got it|i see)\b[\s,.!:;-]*)+
    """  # noqa: E501 - one phrase
)
_MORE = whole(
    r"""
    ((please|can you|could you) )?(tell|give|show) (me |us )?(some )?more( (on|about) (this|that|it))?( please)?
    say more( (on|about) (this|that|it))?
    (go on|continue|elaborate|expand|keep going)( (on|about) (this|that|it))?( please)?
    ((can|could) you )?(elaborate|expand)( (on|about) (this|that|it))?( please)?
    (some )?more( details?| info| information| on (this|that|it)| about (this|that|it))?( please)?
    (anything|what|something|is there anything|who) else( (on|about) (this|that|it))?
    what other \w+( \w+)?( are there)?
    (any|some|what) (more|others?)
    (any )?(more|further|other|another) \w+( please)?
    """  # noqa: E501 - one phrase a line
)
_SOURCE = whole(
    r"""
    (who|where) (said|says|wrote|writes|claims?|claimed|found|finds|showed|shows) (that|this|it|so)
    (where|who) (did|does|is|do) (you |they )?(get |find |have )?(that|this|it)( come)?( from)?
    (which|what) (study|source|paper|report|author|article)( (said|says|is|was) (that|this|it))?
    says who
    according to (whom|who|what)
    (what is |what's |what are )?(the |your |any )?(sources?|references?|evidence|proof|citations?)( for (that|this|it))?
    how do you know( (that|this))?
    where's (that|this|it) from
    really
    are you sure( about (that|this|it))?
    is (that|this|it) (really )?(true|right|correct|so|certain)
    """  # noqa: E501 - one phrase a line
)
_EXAMPLE = whole(
    r"""
    ((can|could) you |please )?(give |show )?(me |us )?(for |an? |any |some |one )?(examples?|cases?|instances?)( (of|for) (this|that|it|one))?( please)?
    for (example|instance)
    such as( what)?
    like what
    e\.?g\.?
    """  # noqa: E501 - one phrase a line
)
_SHIFT = whole(
    r"""
    ((what|how) about )?(only |the same |same )?(?P<phrase>(for|in|with|at|by|among|between|during|after|before|under|without|on|to|outside|inside) .+?)
    (what|how) about (?P<topic>.+?)
    what of (?P<of>.+?)
    what if (it is|it's|they are|we are|we have|there is|there are) (?P<condition>.+?)
    """  # noqa: E501 - one phrase a line
)
_BARE_QUESTION = whole(
    r"""
    (?P<ask>why( not| exactly)?|how( so| come| exactly)?|how (often|many|much|long|big|large|soon|early|late|far|common|likely)|when|where|who|whom|whose|by whom|with whom|by when|since when|which( ones?)?|what( for)?)( exactly)?( (is|was) (that|this|it)( so)?)?
    """  # noqa: E501 - one phrase
)
_MARKS = re.compile(r"\s*(?:\[\d+\])+")


def standalone(question: Question) -> str:
    """Return what *question* asks, with what its thread has to add.

    A complete question stays word for word as it is.
    """
    text = " ".join(question.text.split())
    before = _last_subject(question.thread)
    if before is None or not text:
        return text
    body = _without_opener(text)
    for rule in (_about_source, _about_examples, _asked_anew, _asked_of_another, _with_pronoun):
        rewritten = rule(body, before)
        if rewritten:
            return rewritten
    if _is_fragment(body) and (body != text or not is_complete(body)):
        return _shifted(before.standalone, "for", body.rstrip("?!. "))
    return text if is_complete(body) else _appended(body, before.standalone)


def asks_for_more(text: str) -> bool:
    """Tell whether *text* asks for more of the same, so that what was said need not come again."""
    return bool(_MORE.match(_without_opener(text)))


def _without_opener(text: str) -> str:
    """Return *text* without "and", "ok thanks, but" and the like at its beginning."""
    rest = _OPENERS.sub("", text, count=1).strip()
    return rest if words(rest) else text


def _last_subject(thread: Sequence[Turn]) -> Turn | None:
    """Return the latest turn that was about something."""
    return next((turn for turn in reversed(thread) if content_words(turn.standalone)), None)


def _about_source(body: str, before: Turn) -> str:
    """Ask for the source of the last answer's first sentence ("who said that?")."""
    if not _SOURCE.match(body):
        return ""
    said = _MARKS.sub("", before.answer).strip(" •\n")
    first = re.split(r"(?<=[.!?])\s|\n", said, maxsplit=1)[0]
    return f"Who said: {first}" if content_words(first) else before.standalone


def _about_examples(body: str, before: Turn) -> str:
    if _MORE.match(body):
        return before.standalone
    return f"Examples of {topic_of(before.standalone)}?" if _EXAMPLE.match(body) else ""


def _asked_anew(body: str, before: Turn) -> str:
    """Ask the last question with another question word: "How often" + "should it meet"."""
    bare = _BARE_QUESTION.match(body)
    if bare is None:
        return ""
    ask = bare["ask"]
    previous = before.standalone.strip()
    rest = QUESTION_WORDS.sub("", previous, count=1).strip()
    if rest == previous and rest[1:2].islower() and words(rest)[0] in AUXILIARIES:
        rest = rest[0].lower() + rest[1:]
    return f"{ask[:1].upper()}{ask[1:]} {rest}"


def _asked_of_another(body: str, before: Turn) -> str:
    """Ask the last question of another subject: "what about pharma?", "in Asia?"."""
    shift = _SHIFT.match(body)
    if shift is None or len(words(body)) > MAX_TOPIC_WORDS:
        return ""
    if shift["phrase"]:
        preposition, subject = shift["phrase"].split(maxsplit=1)
        return _shifted(before.standalone, preposition, subject)
    return _shifted(before.standalone, "for", shift["topic"] or shift["of"] or shift["condition"])


def _with_pronoun(body: str, before: Turn) -> str:
    """Say what a pronoun stands for."""
    found = set(words(body))
    pronoun = bool(found & (PERSONAL | POINTING)) or words(body)[-1:] in (["one"], ["ones"])
    if not refers_back(body) and not (pronoun and not is_complete(body)):
        return ""
    people = bool(found & PEOPLE)
    name = (name_in(before.standalone) or name_in(before.answer)) if people else ""
    topic = name or topic_of(before.standalone)
    if len(topic.split()) > LONG_TOPIC:
        return _appended(body, before.standalone)
    return _filled(body, topic)


def _is_fragment(body: str) -> bool:
    """Tell whether *body* is a mere phrase: no question word, no verb up front."""
    opening = words(body)[:1]
    short = 0 < len(words(body)) <= 6  # noqa: PLR2004
    return short and not QUESTION_WORDS.match(body) and not AUXILIARIES.intersection(opening)


def _shifted(previous: str, preposition: str, subject: str) -> str:
    """Ask *previous* of another *subject*, in the old one's place where it can be told."""
    asked = previous.strip().rstrip("?!. ")
    name = name_in(asked)
    if name and name_in(f"and {subject}") == subject:
        return f"{asked.replace(name, subject)}?"
    return f"{_in_place_of_kin(asked, subject) or f'{asked} {preposition} {subject}'}?"


def _in_place_of_kin(previous: str, subject: str) -> str:
    """Put *subject* in the place of the phrase of *previous* that has the same head word.

    "Why do strategic alliances fail" and "pharma alliances" make "Why do pharma alliances fail".
    """
    head = stem((words(subject) or [""])[-1])
    parts = previous.split()
    for place, part in enumerate(parts):
        own = words(part)
        if own and stem(own[-1]) == head:
            start = place
            while start and content_words(parts[start - 1]) and parts[start - 1][-1].isalnum():
                start -= 1
            return " ".join((*parts[:start], subject, *parts[place + 1 :]))
    return ""


def _filled(body: str, topic: str) -> str:
    """Put *topic* where the first pronoun of *body* stands."""
    for match in re.finditer(r"[A-Za-z']+", body):
        word = match.group().lower()
        last = not words(body[match.end() :])
        if word in PERSONAL or word in POINTING or (last and word in {"one", "ones"}):
            filled = f"{topic}'s" if word in {"its", "his", "their"} else topic
            text = f"{body[: match.start()]}{filled}{body[match.end() :]}"
            return f"{text[:1].upper()}{text[1:]}"
    return _appended(body, topic)


def _appended(body: str, previous: str) -> str:
    bare = body.rstrip("?!. ")
    return f"{bare[:1].upper()}{bare[1:]} ({topic_of(previous)})?"
