"""Proposes questions from documents by rule, for a person to review: a golden set's first draft."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.model import Passage


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_DEFINITION: Final = re.compile(
    r"^(?P<article>(?:An?|The) )?(?P<term>[A-Za-z][\w'\u2019&/-]*(?: [\w'\u2019&/-]+){0,3}) "
    r"(?P<verb>is|are|means|refers to|denotes) (?P<rest>(?:an?|the|any|when|how)\b.{20,})$"
)
_NO_TERM: Final = _words(
    "this that these those it there here he she they we you i one some many most each both such "
    "what which who where when why how following above below first second third last next"
)
_HOW: Final = re.compile(r"^how (?:to|do(?:es)?|should|can|we)\b", re.IGNORECASE)
_ASKS: Final = re.compile(r"^(?:what|why|when|where|who|which|how|should|can|do(?:es)?|is|are)\b",
                          re.IGNORECASE)  # fmt: skip
_GENERIC: Final = _words(
    "introduction overview summary conclusion conclusions background contents abstract appendix "
    "references notes scope purpose general details links contact history version agenda "
    "bibliography acknowledgements discussion results methods faq index preface"
)
_NUMBERING: Final = re.compile(r"^(?:[\divxlc]+[.)]\s*)+", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_][\w'\u2019-]*")
_COMMON: Final = _words(
    "about after also because been before being between both could does each from have into its "
    "more most must other over same should some such than that their them then there these they "
    "this those through under until upon were what when where which while will with would your"
)
_MISSING: Final = tuple(
    (question, re.compile(spoken, re.IGNORECASE))
    for question, spoken in (
        ("What do we pay per month for {term}?", r"\b(?:costs?|prices?|fees?|\$|€)"),
        ("Who coined the term '{term}', and when?", r"\b(?:coined|invent|introduced by)"),
        ("Which software do we use for {term}?", r"\b(?:software|tool|app|system)"),
        ("Which phone number do we call about {term}?", r"\b(?:phone|telephone|call)"),
    )
)
"""Things to ask of a term, each with the words that show that it may be answered after all."""
_KEY_WORDS: Final = 3
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that the documents seem to answer, or seem not to.

    ``expected`` are groups of regular expressions for :mod:`knowledge.judged`; ``quote`` is the
    stretch that gave the question, so that a reviewer sees at once whether it fits.
    """

    question: str
    is_answerable: bool
    source_id: str
    quote: str = ""
    expected: tuple[tuple[str, ...], ...] = ()


def propose(passages: Sequence[Passage], limit: int = 60, unanswerable: int = 10) -> list[Proposal]:
    """Propose up to *limit* answerable questions, spread over the sources, and some without answer.

    Rules only: a sentence that defines a term asks what it is; a heading asks for what stands below
    it. The unanswerable ones ask for something about a term that no passage naming it mentions.
    """
    found = _distinct([*_definitions(passages), *_headed(passages)])
    terms = [(p, m["term"]) for p, _, m in _defined(passages)]
    return [*_spread(found, limit), *_missing(passages, terms, unanswerable)]


def _defined(passages: Iterable[Passage]) -> Iterator[tuple[Passage, str, re.Match[str]]]:
    for passage in passages:
        for sentence in passage.sentences:
            text = " ".join(passage.sentence_text(sentence).split())
            match = _DEFINITION.match(text)
            if match and not _NO_TERM & set(match["term"].lower().split()):
                yield passage, text, match


def _definitions(passages: Sequence[Passage]) -> Iterator[Proposal]:
    rarity = _rarity(passages)
    for passage, text, match in _defined(passages):
        article = match["article"] or ""
        verb = "are" if match["verb"] == "are" else "is"
        term = _as_in_a_sentence(match["term"]) if not article else match["term"]
        question = f"What {verb} {article.lower()}{term}?"
        yield Proposal(question, True, passage.source_id, text, _groups(match["rest"], rarity))


def _headed(passages: Sequence[Passage]) -> Iterator[Proposal]:
    rarity = _rarity(passages)
    for passage in passages:
        heading = _NUMBERING.sub("", passage.headings[-1]).strip(" :.") if passage.headings else ""
        words = heading.split()
        if not words or heading.lower() in _GENERIC or not 1 < len(words) <= 14:  # noqa: PLR2004
            continue
        first = next(iter(passage.sentences), None)
        if first is not None:
            text = " ".join(passage.sentence_text(first).split())
            groups = _groups(passage.text, rarity)
            yield Proposal(_question_of(heading), True, passage.source_id, text, groups)


def _question_of(heading: str) -> str:
    """Turn a heading into the question that its section answers."""
    if heading.endswith("?"):
        return heading
    if _HOW.match(heading) and heading.lower().startswith("how to"):
        return f"How do we {heading[7:]}?"
    if _ASKS.match(heading):
        return f"{heading}?"
    return f"What should we know about {_as_in_a_sentence(heading)}?"


def _as_in_a_sentence(words: str) -> str:
    """Lower a first letter that only the beginning of a line made a capital."""
    first, _, rest = words.partition(" ")
    is_name = not first[1:].islower() or (rest[:1].isupper() and rest[1:2].islower())
    return words if is_name else f"{first[:1].lower()}{first[1:]}{' ' if rest else ''}{rest}"


def _groups(text: str, rarity: Counter[str]) -> tuple[tuple[str, ...], ...]:
    """Expect one of a stretch's rarest words: a complete answer hardly avoids all of them."""
    words = {w.lower() for w in _WORD.findall(text) if len(w) >= _SHORTEST} - _COMMON
    rare = sorted(words, key=lambda word: (rarity[word], word))[:_KEY_WORDS]
    return (tuple(rf"\b{re.escape(word)}" for word in rare),) if rare else ()


def _rarity(passages: Iterable[Passage]) -> Counter[str]:
    """Count in how many passages each word stands."""
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update({word.lower() for word in _WORD.findall(passage.text)})
    return counts


def _missing(
    passages: Sequence[Passage], terms: Sequence[tuple[Passage, str]], limit: int
) -> Iterator[Proposal]:
    """Ask of each term something that no passage with that term speaks of."""
    made = 0
    for number, (passage, term) in enumerate({t.lower(): (p, t) for p, t in terms}.values()):
        pattern, spoken = _MISSING[number % len(_MISSING)]
        about = [p.text for p in passages if term.lower() in p.text.lower()]
        if made < limit and not any(spoken.search(text) for text in about):
            made += 1
            yield Proposal(pattern.format(term=_as_in_a_sentence(term)), False, passage.source_id)


def _distinct(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Keep the first of each question."""
    first: dict[str, Proposal] = {}
    for proposal in proposals:
        first.setdefault(proposal.question.lower(), proposal)
    return list(first.values())


def _spread(proposals: Sequence[Proposal], limit: int) -> list[Proposal]:
    """Take from each source in turn, so that a long document does not crowd out the others."""
    by_source: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_source.setdefault(proposal.source_id, []).append(proposal)
    taken: list[Proposal] = []
    for turn in range(max((len(p) for p in by_source.values()), default=0)):
        taken += [mine[turn] for mine in by_source.values() if turn < len(mine)]
    return taken[:limit]
