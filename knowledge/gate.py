"""The gate before a promotion: golden questions must find their sources as before."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from knowledge.asking import Asking
from knowledge.confidence import FLOOR
from knowledge.errors import KnowledgeError
from knowledge.locks import replace_file
from knowledge.open_build import checked, open_current
from knowledge.retrieve import search_build

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from knowledge.builds import Builds
    from knowledge.embedder import Embedder
    from knowledge.golden import Golden
    from knowledge.manifest import BuildInfo, Fingerprint
    from knowledge.open_build import OpenBuild
    from knowledge.progress import Progress

FIRST: Final = 10
"""Passages among which a question must find one of its sources: what composers choose from."""
TOLERATED: Final = 0.05
"""Share of the shipped questions that may be lost: one's own documents may rightly displace a note.
Of one's own questions none may."""
_FILE: Final = "golden.json"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build makes of a question.

    ``is_found``: one of the expected sources is among the first passages. ``is_sure``: the
    confidence passes the floor, so that there is an answer. ``source`` and ``passage`` are the
    first that is found.
    """

    is_found: bool
    is_sure: bool
    source: str
    passage: str


Outcomes = dict[str, Outcome]
"""By the question's text."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that the new build treats otherwise: ``lost``, ``gained`` or ``changed``."""

    question: str
    kind: str
    is_own: bool
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says. Counts are of questions that both builds were asked.

    ``found_before`` is ``None`` where there was no build to compare with. ``objection`` is why the
    build must not be promoted; empty when it may be.
    """

    asked: int
    found_before: int | None
    found: int
    differences: tuple[Difference, ...]
    objection: str


class Gate:
    """Asks a new build and the one in service the golden questions, and compares."""

    def __init__(
        self, builds: Builds, embedder: Embedder, questions: Sequence[Golden], progress: Progress
    ) -> None:
        self._builds = builds
        self._embedder = embedder
        self._questions = questions
        self._progress = progress

    def judge(self, info: BuildInfo) -> Verdict:
        """Check a build that is about to be finished and say whether it may be promoted.

        Raises:
            IndexDamagedError: it does not hold what was written into it.
        """
        with checked(self._builds, info) as build:
            after = self._ask(build)
        keep(self._builds.folder(info.id), after)
        return judge(self._questions, self._before(info.fingerprint), after)

    def _before(self, wanted: Fingerprint) -> Outcomes:
        current = self._builds.current_or_none()
        if current is None:
            return {}
        try:
            build = open_current(self._builds, wanted)
        except KnowledgeError as error:
            # Of another model, most likely: what it found when it was made has to do.
            logger.info("the index in service cannot be asked: %s", error)
            return kept(self._builds.folder(current))
        try:
            return self._ask(build)
        finally:
            build.close()

    def _ask(self, build: OpenBuild) -> Outcomes:
        return ask(build, self._embedder, self._questions, self._progress.advance)


def ask(
    build: OpenBuild,
    embedder: Embedder,
    questions: Sequence[Golden],
    on_done: Callable[[int], None] | None = None,
) -> Outcomes:
    """Ask one build all questions."""
    outcomes = {}
    asking = Asking(embedder)
    for golden in questions:
        result = search_build(build, golden.text, asking, top=FIRST)
        sources = [hit.passage.source_id for hit in result.hits]
        outcomes[golden.text] = Outcome(
            is_found=not golden.expect.isdisjoint(sources),
            is_sure=result.confidence >= FLOOR,
            source=sources[0] if sources else "",
            passage=result.hits[0].passage.id if sources else "",
        )
        if on_done is not None:
            on_done(1)
    return outcomes


def judge(
    questions: Sequence[Golden], before: Mapping[str, Outcome], after: Mapping[str, Outcome]
) -> Verdict:
    """Compare two builds; a question that the one before was not asked decides nothing."""
    if not before:
        counted = [golden for golden in questions if golden.expect]
        return Verdict(len(counted), None, _found(counted, after), (), "")
    known = [golden for golden in questions if golden.text in before]
    counted = [golden for golden in known if golden.expect]
    return Verdict(
        asked=len(counted),
        found_before=_found(counted, before),
        found=_found(counted, after),
        differences=tuple(
            difference
            for golden in known
            if (difference := _difference(golden, before[golden.text], after[golden.text]))
        ),
        objection=_objection(counted, before, after),
    )


def _found(questions: Sequence[Golden], outcomes: Mapping[str, Outcome]) -> int:
    return sum(outcomes[golden.text].is_found for golden in questions)


def _objection(
    questions: Sequence[Golden], before: Mapping[str, Outcome], after: Mapping[str, Outcome]
) -> str:
    for is_own, whose, tolerated in ((True, "your", 0.0), (False, "the library's", TOLERATED)):
        asked = [golden for golden in questions if golden.is_own is is_own]
        was, now = _found(asked, before), _found(asked, after)
        if was - now > tolerated * len(asked):
            return f"{now} of {whose} {len(asked)} golden questions find their sources, {was} did"
    return ""


def _difference(golden: Golden, before: Outcome, after: Outcome) -> Difference | None:
    if golden.expect and before.is_found is not after.is_found:
        kind = "gained" if after.is_found else "lost"
    elif (before.passage, before.is_sure) != (after.passage, after.is_sure):
        kind = "changed"
    else:
        return None
    return Difference(golden.text, kind, golden.is_own, _told(before), _told(after))


def _told(outcome: Outcome) -> str:
    if not outcome.source:
        return "nothing found"
    return outcome.source if outcome.is_sure else f"refused (nearest: {outcome.source})"


def keep(folder: Path, outcomes: Mapping[str, Outcome]) -> None:
    """Leave the outcomes in the build, for a comparison when its model cannot be asked any more."""
    plain = {text: [o.is_found, o.is_sure, o.source, o.passage] for text, o in outcomes.items()}
    replace_file(folder / _FILE, json.dumps(plain, ensure_ascii=False, indent=0))


def kept(folder: Path) -> Outcomes:
    """Read what :func:`keep` left; nothing for a build made before there was a gate."""
    try:
        plain: dict[str, list[Any]] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return {text: Outcome(*values) for text, values in plain.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        logger.warning("what build %s found cannot be read: %s", folder.name, error)
        return {}
