"""Finds what was put into a passage to set its reader a task.

A document states things, and where it advises, its advice is about its own subject. An utterance
that asks or tells somebody to do something that has to do with neither the passage around it nor
the question was not written for whoever reads the passage; nor was what hangs on it. Utterances
and not sentences are looked at: a planted order need not respect where a sentence ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from bot.advisor.orders import orders_machine
from bot.advisor.tasks import asks, sets_task
from bot.advisor.words import listed, stem_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from knowledge.model import Hit, Passage, SearchResult, Sentence

FEW_WORDS = 3
"""Fewer words than these set no task."""
LIST_FROM = 3
"""So many items make a list: a checklist tells people what to do, item by item."""

_ACTS = listed(
    """
    add analyse analyze answer append apply arrange assess assume attach begin brainstorm break
    bring build calculate call change check choose cite clarify classify code collect combine
    come compare compile complete compose compute conclude confirm consider construct contrast
    convert copy correct count craft create critique debug decide decode decrypt deduce define
    delete deliver demonstrate depict derive describe design detail determine develop diagnose
    differentiate discuss display divide do download draft draw edit elaborate email emulate
    encode encrypt enumerate estimate evaluate examine execute expand explain explore express
    extract fetch figure fill find finish fix forget format formulate generate get give go group
    guess guide help highlight identify illustrate imagine implement improve include infer
    inform insert install instruct interpret introduce invent investigate itemise itemize jump
    justify keep let list look make map mask mention merge mix modify move multiply name note
    obfuscate offer open optimise optimize order organise organize outline output paint
    paraphrase perform plan play predict prepare present pretend print process produce program
    proofread propose prove provide publish put quote rank rate read reason recall recap recite
    recommend record recount refactor refer reflect relate remember remove render rephrase
    replace replicate reply report request research respond restate reveal reverse review revise
    rewrite run save say scramble search select send separate set share show simplify simulate
    sing sketch solve sort speak specify spell split start state stop structure study substitute
    suggest sum summarise summarize switch take talk teach tell test think tone trace track
    train transcribe transform translate try turn type unpack update use verify visit visualise
    visualize walk write
    """
)
"""What people ask of whoever answers them, as English puts it at the beginning of an order."""
_OPENERS = (
    r"(?:please|kindly|now|then|next|also|first|second|finally|lastly|so|and|but|ok(?:ay)?|hey|hi|"
    r"hello|additionally|furthermore|moreover|instead|afterwards?|just|simply|always|again)"
)
_BEGINS = re.compile(rf"\W*(?:{_OPENERS}\W+)*(?P<verb>[a-z]+)", re.IGNORECASE)
_CAPITAL_ACT = "|".join(sorted(verb.title() for verb in _ACTS))
_JOINT = re.compile(
    rf"(?<=[.!?:;])\s+(?=[\"'\u201c(]?[A-Z0-9])|\n+|\s(?=(?:{_CAPITAL_ACT})\s[a-z'\"\u201c(])"
)
"""Where another utterance may begin: after a stop, in another line, or with an act's capital."""
_REQUEST = re.compile(
    r"\b(?:can|could|would|will) you\b|\bi(?:'d| would)? (?:need|want|like|wish) (?:you|to know|"
    r"help|assistance|an?|the|some)\b|\bi(?:'m| am) (?:trying|looking|having|struggling|writing|"
    r"working|curious|wondering)\b|\b(?:help|tell|show|teach|give) me\b|\bhow (?:do|can|would|"
    r"should) (?:i|you|one|we)\b|\blet me know\b|\bwhat(?:'s| is| are| was| were) the\b",
    re.IGNORECASE,
)


def asides(passage: Passage, question: str) -> tuple[tuple[int, int], ...]:
    """Return which characters of *passage* set a task of their own, in order.

    What hangs on such an utterance counts as well: its neighbours, as long as they share more
    words with it than with the rest of the passage and the question.
    """
    listing = sum(s.is_item for s in passage.sentences) >= LIST_FROM
    exempt = frozenset((s.start, s.end) for s in passage.sentences if listing and s.is_item)
    spans = tuple((s.start, s.end) for s in passage.sentences)
    around = " ".join((passage.work.title, *passage.headings))
    return _asides(passage.text, spans, exempt, f"{around} {question}")


def without_asides(result: SearchResult, question: str) -> SearchResult:
    """Return *result* with its passages' sentences cut so that none holds an aside.

    The passages' text stays as it is: what is quoted of it is still verbatim.
    """
    return replace(result, hits=tuple(_without(hit, question) for hit in result.hits))


def _without(hit: Hit, question: str) -> Hit:
    passage = hit.passage
    cut_out = asides(passage, question)
    if not cut_out:
        return hit
    kept = [
        (n, replace(sentence, start=start, end=end))
        for n, sentence in enumerate(passage.sentences)
        for start, end in _rest(sentence, cut_out, passage.text)
    ]
    vectors, places = hit.sentence_vectors, [n for n, _ in kept]
    return replace(
        hit,
        passage=replace(passage, sentences=tuple(sentence for _, sentence in kept)),
        sentence_scores=tuple(hit.sentence_scores[n] for n in places if hit.sentence_scores),
        sentence_vectors=None if vectors is None else vectors[places],
    )


def _rest(
    sentence: Sentence, cut_out: Sequence[tuple[int, int]], text: str
) -> Iterator[tuple[int, int]]:
    """Yield what is left of a sentence."""
    start = sentence.start
    for left, right in (*cut_out, (sentence.end, sentence.end)):
        piece = text[start : min(left, sentence.end)]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = max(start, min(right, sentence.end))


@lru_cache(maxsize=4_000)
def _asides(
    text: str,
    sentences: tuple[tuple[int, int], ...],
    exempt: frozenset[tuple[int, int]],
    around: str,
) -> tuple[tuple[int, int], ...]:
    scene = _Scene.of(text, sentences, exempt, stem_set(around))
    orders = scene.orders()
    found = set(orders)
    for n, said in enumerate(scene.texts):
        may_ask = n in scene.exempt or not is_directive(said)
        if not may_ask and not stem_set(said) & scene.subject(orders | scene.company(n)):
            found.add(n)
    for n in sorted(found):
        scene.spread(found, n, -1)
        scene.spread(found, n, 1)
    return tuple(scene.spans[n] for n in sorted(found - scene.exempt | orders))


@dataclass(frozen=True, slots=True)
class _Scene:
    """A passage's utterances, and the stems of its title, its headings and the question."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    sentence: tuple[int, ...]
    exempt: frozenset[int]
    around: frozenset[str]

    @classmethod
    def of(
        cls,
        text: str,
        sentences: Sequence[tuple[int, int]],
        exempt: frozenset[tuple[int, int]],
        around: frozenset[str],
    ) -> Self:
        """Cut sentences into utterances."""
        spans = [
            (start + left, start + right, n)
            for n, (start, end) in enumerate(sentences)
            for left, right in _utterances(text[start:end])
        ]
        return cls(
            tuple(text[start:end] for start, end, _ in spans),
            tuple((start, end) for start, end, _ in spans),
            tuple(n for _, _, n in spans),
            frozenset(n for n, (_, _, s) in enumerate(spans) if sentences[s] in exempt),
            around,
        )

    def orders(self) -> frozenset[int]:
        """Return the utterances that speak to a machine, or all of a sentence that only does so."""
        own = {n for n, said in enumerate(self.texts) if orders_machine(said) or sets_task(said)}
        for number in set(self.sentence):
            parts = [n for n, s in enumerate(self.sentence) if s == number]
            whole = " ".join(self.texts[n] for n in parts)
            if not own.intersection(parts) and (orders_machine(whole) or sets_task(whole)):
                own.update(parts)
        return frozenset(own)

    def company(self, place: int) -> frozenset[int]:
        """Return the utterance at *place* and its neighbours as far as they hang together.

        A plant of several sentences must not vouch for itself; where the whole passage hangs
        together, there is none.
        """
        stems = set(stem_set(self.texts[place]))
        first = last = place
        grows = True
        while grows:
            grows = False
            if first > 0 and stems & stem_set(self.texts[first - 1]):
                first, grows = first - 1, True
                stems |= stem_set(self.texts[first])
            if last + 1 < len(self.texts) and stems & stem_set(self.texts[last + 1]):
                last, grows = last + 1, True
                stems |= stem_set(self.texts[last])
        is_whole = last - first + 1 == len(self.texts)
        return frozenset({place}) if is_whole else frozenset(range(first, last + 1))

    def subject(self, without: AbstractSet[int]) -> frozenset[str]:
        """Return the stems of what the passage is about, the utterances *without* apart."""
        rest = (stem_set(said) for n, said in enumerate(self.texts) if n not in without)
        return self.around.union(*rest)

    def spread(self, found: set[int], origin: int, way: int) -> None:
        """Add to *found* what hangs on the aside at *origin*, going *way*."""
        place = origin + way
        while 0 <= place < len(self.texts) and place not in found:
            own = stem_set(self.texts[place])
            with_it = len(own & stem_set(self.texts[place - way]))
            if with_it <= len(own & self.subject({*found, place})):
                return
            found.add(place)
            place += way


def _utterances(text: str) -> list[tuple[int, int]]:
    """Return where the utterances of a sentence stand."""
    starts = [0, *(match.end() for match in _JOINT.finditer(text))]
    ends = [*(match.start() for match in _JOINT.finditer(text)), len(text)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


@lru_cache(maxsize=20_000)
def is_directive(text: str) -> bool:
    """Tell whether an utterance asks something, requests something or begins with an order."""
    if len(text.split()) < FEW_WORDS:
        return False
    begins = _BEGINS.match(text)
    orders = begins is not None and begins["verb"].lower() in _ACTS
    return orders or asks(text) or bool(_REQUEST.search(text))
