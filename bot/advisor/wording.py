"""From what somebody wrote to what is searched: the asking part, abbreviations, typing slips."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.advisor.abbreviations import is_abbreviation, written_out
from bot.advisor.phrases import anywhere, at_start
from bot.advisor.topic import is_complete, is_subject, refers_back
from bot.advisor.words import content_words, stem, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

STORY_CHARACTERS = 220
"""A longer text with more than one sentence is read as a story with a question in it."""
MAX_ASKED = 1200
"""Characters of the asking part that count: about what an embedding model reads."""
KEY_TERMS = 3
MIN_SLIP_LENGTH = 5
TELLING_WORDS = 2
"""Content words from which a sentence says enough to be searched for by itself."""
MOST_PARTS = 5
"""Sentences of a message that are searched for one by one; each takes some 15 ms."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*[\"'\u2019\u201d)]*")
_ASKS = at_start(
    r"""
    (so |and |but |also |then |now )*(what|which|who|whom|whose|when|where|why|how)
    (so |and |but |also )*(is|are|was|were|do|does|did|can|could|should|shall|will|would|has|have) (\w+ )?\w+
    (please |kindly )?(tell|explain|give|show|list|outline|advise|suggest|recommend|describe|compare|define|draft|quote|cite|name) .+
    (any|some) (advice|ideas?|tips|thoughts|guidance|suggestions?|examples?|evidence|research|numbers|data)
    """  # noqa: E501 - one phrase a line
)
_WONDERS = anywhere(
    r"""
    (i|we) (wonder|am wondering|are wondering|was wondering|need to know|want to know|would like to know|'d like to know)
    (i'd|we'd) like to know
    (i|we)('m| am|'re| are) (looking for|trying to (find|understand|work out|figure out)|not sure (how|what|when|who|why|whether|if))
    (can|could|would) (you|someone|anyone|anybody) .+
    (question|my ask|what i want|what we want) (is|:)
    """  # noqa: E501 - one phrase a line
)
UNSAID = "alliance"
_US_AND_THEM = anywhere("we|us|our|ours|my|they|them|their|theirs|it|its|this|these")
_RELATIONSHIP = anywhere(
    r"""
    alliances?|allian?ce|partner(s|ed|ing|ship|ships)?|allied|ally|allies|jvs?|ventures?
    collaborat(e|es|ed|ing|ion|ions|ive)|ppps?|consortium|coopetition
    """
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What to answer, and the query that is searched for it."""

    asked: str
    query: str


def unknown(_: str) -> bool:
    """Know no word, where nobody can tell which ones are common."""
    return False


def word_for_search(
    standalone: str,
    vocabulary: Collection[str] = frozenset(),
    is_common: Callable[[str], bool] = unknown,
) -> Wording:
    """Find the asking part of *standalone* and make the query that serves it best.

    The query keeps the asker's own words and adds to them: a story's key terms, what abbreviations
    stand for, and, for a word that is neither common nor in *vocabulary* (folded words of the
    library), the one it was probably meant to be. Adding rather than replacing keeps a guess from
    doing harm.
    """
    asked, terms = asking_part(standalone)
    asked = asked if len(asked) <= MAX_ASKED else asked[:MAX_ASKED].rsplit(" ", 1)[0]
    additions = [
        *terms,
        *written_out(f"{asked} {' '.join(terms)}"),
        *slips(asked, vocabulary, is_common),
    ]
    query = " ".join((asked, *additions))
    return Wording(asked, f"{UNSAID}: {query}" if leaves_subject_unsaid(query) else query)


def leaves_subject_unsaid(text: str) -> bool:
    """Tell whether *text* speaks of us and them without saying what binds us: the alliance.

    "What if they go bankrupt?" is about the partner; "Why is the sky blue?" is about the sky.
    """
    return bool(_US_AND_THEM.search(text)) and not _RELATIONSHIP.search(text)


def asking_part(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the question inside a long message, and the key terms of the story around it.

    A short message is all question.
    """
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text)]
    sentences = [sentence for sentence in sentences if words(sentence)]
    if len(text) <= STORY_CHARACTERS or len(sentences) < 2:  # noqa: PLR2004
        return text, ()
    asking = [n for n, sentence in enumerate(sentences) if is_asking(sentence)]
    if not asking:
        return text, ()
    marked = [n for n in asking if sentences[n].rstrip("\"'\u2019\u201d)").endswith("?")] or asking
    chosen = marked[-2:] if len(marked) > 1 and marked[-1] - marked[-2] == 1 else marked[-1:]
    asked = " ".join(sentences[n] for n in chosen)
    if refers_back(sentences[chosen[0]]) or not is_complete(asked):
        return text, ()  # "What should we do?" asks about the whole story
    return asked, _key_terms(text, asked)


def parts_of(text: str) -> list[str]:
    """Return the last few sentences of *text* that say something, if it has more than one."""
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text)]
    telling = [sentence for sentence in sentences if len(content_words(sentence)) >= TELLING_WORDS]
    return telling[-MOST_PARTS:] if len(telling) > 1 else []


def is_asking(sentence: str) -> bool:
    """Tell whether *sentence* asks for something."""
    bare = sentence.rstrip("\"'\u2019\u201d) ")
    return bare.endswith("?") or bool(_ASKS.match(bare)) or bool(_WONDERS.search(bare))


def slips(
    text: str, vocabulary: Collection[str], is_common: Callable[[str], bool] = unknown
) -> list[str]:
    """Return, for misspelt words of *text*, the words of *vocabulary* that were probably meant."""
    if not vocabulary:
        return []
    choices = frozenset(vocabulary)
    suspects = (
        word
        for word in content_words(text)
        if len(word) >= MIN_SLIP_LENGTH
        and word.isalpha()
        and word not in choices
        and not is_abbreviation(word)
        and not is_common(word)
    )
    return [meant for word in dict.fromkeys(suspects) if (meant := _meant(word, choices))]


@lru_cache(maxsize=2_000)
def _meant(word: str, choices: frozenset[str]) -> str:
    """Return the one near word of *choices* that begins alike, or an empty string."""
    allowed = 1 if len(word) < 8 else 2  # noqa: PLR2004
    near = process.extract(
        word,
        [c for c in choices if c[:1] == word[:1]],
        scorer=OSA.distance,
        score_cutoff=allowed,
        limit=2,
    )
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return ""
    return str(near[0][0])


def _key_terms(text: str, asked: str) -> tuple[str, ...]:
    """Return the field's terms that the story around *asked* comes back to, or abbreviates."""
    own = {stem(word) for word in words(asked)}
    counts = Counter(word for word in content_words(text) if stem(word) not in own)
    telling = [
        word
        for word, count in counts.most_common()
        if is_abbreviation(word) or (count > 1 and is_subject(word))
    ]
    return tuple(telling[:KEY_TERMS])
