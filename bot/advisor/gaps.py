"""What the library lacks: the questions that it did not serve, put together by their meaning.

Names stay out: who asked is counted and dropped, and where a question names a person, a channel or
an e-mail address it says only that it did.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.advisor.model import Answer, Question, Refusal
from knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.advisor.model import Reply
    from bot.store.gaps import Miss
    from knowledge.model import Passage

    Grouping = Callable[[Sequence[str]], Iterable[Sequence[int]]]
    """Puts texts of one meaning together: their indexes, each group with its centre first."""
    Answering = Callable[[Question], Reply]

_NAMES = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "(an address)"),
    (re.compile(r"(?<!\w)@[\w.-]*\w"), "@someone"),
    (re.compile(r"(?<!\w)#(?!\d)[\w-]+"), "#a-channel"),
)


class Standing(StrEnum):
    """What the library makes of a group's questions now."""

    UNKNOWN = "unknown"
    """Nobody looked."""
    OPEN = "open"
    PARTLY = "partly"
    """It answers some of the wordings."""
    LIMITED = "limited"
    """It answers them all, but not from what is searched where they were asked."""
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage that comes nearest, with the confidence, 0 to 1, that the library answers."""

    source: str
    title: str
    locator: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions of one meaning.

    ``wordings`` are the different ones, the one asked most often first; ``unanswered`` those that
    the library does not answer, all of them where nobody looked. ``workspace`` is empty unless the
    questions come from several.
    """

    wordings: tuple[str, ...]
    unanswered: tuple[str, ...]
    times: int
    people: int
    last: datetime
    nearest: Nearest | None
    standing: Standing = Standing.UNKNOWN
    workspace: str = ""
    asked: tuple[Question, ...] = ()

    @property
    def question(self) -> str:
        """The wording that stands for all."""
        return self.wordings[0]


def gaps(misses: Sequence[Miss], grouping: Grouping) -> list[Gap]:
    """Put *misses* together by meaning: the most frequent group first, then the newest.

    Workspaces are kept apart.
    """
    by_workspace: dict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        by_workspace[miss.workspace].append(replace(miss, question=_nameless(miss.question)))
    found = [
        _gap(group, workspace if len(by_workspace) > 1 else "")
        for workspace, theirs in by_workspace.items()
        for group in _grouped(theirs, grouping)
    ]
    return sorted(found, key=lambda gap: (-gap.times, -gap.last.timestamp(), gap.question))


def looked_up(gap: Gap, answer: Answering) -> Gap:
    """Ask the questions of a group again, and say what the library makes of them now.

    Each wording is asked as it was: for the same readers, within the same collections.
    """
    replies = [(question, answer(question)) for question in gap.asked]
    failed = [question for question, reply in replies if not isinstance(reply, Answer)]
    unanswered = tuple(w for w in gap.wordings if w in {question.text for question in failed})
    found = next((reply for _, reply in replies if isinstance(reply, Answer)), None)
    if not failed:
        standing = Standing.ANSWERED
    elif whole := _answered_by_all(failed, answer):
        standing, found = Standing.LIMITED, whole
    else:
        standing = Standing.PARTLY if found else Standing.OPEN
    nearest = _nearest(found or replies[0][1])
    return replace(gap, unanswered=unanswered, standing=standing, nearest=nearest or gap.nearest)


def _answered_by_all(failed: Iterable[Question], answer: Answering) -> Answer | None:
    """Return what the whole library answers to the first, if it answers every one of them."""
    whole = []
    for question in failed:
        if question.audience is Audience.INTERNAL and question.collections is None:
            return None  # it was the whole library that did not answer
        reply = answer(Question(question.text))
        if not isinstance(reply, Answer):
            return None
        whole.append(reply)
    return whole[0]


def _nearest(reply: Reply) -> Nearest | None:
    if isinstance(reply, Answer):
        return _place(reply.citations[0].passage, reply.confidence)
    if isinstance(reply, Refusal) and reply.nearest:
        return _place(reply.nearest[0], reply.confidence)
    return None


def _place(passage: Passage, confidence: float) -> Nearest:
    return Nearest(passage.source_id, passage.work.title, passage.locator, confidence)


def _grouped(misses: Iterable[Miss], grouping: Grouping) -> list[list[Miss]]:
    """Put misses of the same words together, and then those that *grouping* finds alike."""
    same: dict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        same[_words(miss.question)].append(miss)
    alike = list(same.values())
    return [
        [miss for index in group for miss in alike[index]]
        for group in grouping([sayings[0].question for sayings in alike])
    ]


def _gap(group: Sequence[Miss], workspace: str) -> Gap:
    """Make a group of misses, its centre first, into a gap."""
    counts = Counter(_words(miss.question) for miss in group)
    spelled = {_words(miss.question): miss.question for miss in reversed(group)}
    wordings = tuple(spelled[words] for words, _ in counts.most_common())
    questions = (
        Question(spelled[_words(miss.question)], (), miss.audience, miss.scope) for miss in group
    )
    newest = max(group, key=lambda miss: miss.at)
    return Gap(
        wordings=wordings,
        unanswered=wordings,
        times=len(group),
        people=len({miss.person for miss in group}),
        last=newest.at,
        nearest=_nearest_of(newest),
        workspace=workspace,
        asked=tuple(dict.fromkeys(questions)),
    )


def _nearest_of(miss: Miss) -> Nearest | None:
    if not miss.source:
        return None
    return Nearest(miss.source, miss.title, miss.locator, miss.confidence)


def _nameless(question: str) -> str:
    """Return a question on one line, without names of people and channels as Slack writes them."""
    for pattern, instead in _NAMES:
        question = pattern.sub(instead, question)
    return " ".join(question.split())


def _words(question: str) -> str:
    """Return what makes two questions the same but for case, space and punctuation."""
    return " ".join(re.findall(r"\w+", question.casefold())) or question
