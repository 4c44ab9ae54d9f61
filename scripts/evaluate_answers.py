"""``advisor evaluate answers``: do answers say what they must, and nothing that they must not?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.judged import Part
from scripts.console import DataDir, load_settings
from scripts.scoreboard import (
    AsJson,
    Board,
    FailOver,
    FailUnder,
    PartOption,
    Score,
    Sheet,
    mean_score,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.advisor.advisor import Advisor
    from bot.advisor.model import Reply
    from bot.settings import Settings
    from knowledge.judged import PassageQuestion, Question

_SHOWN = 600
"""Characters of an answer that the details show."""


def command(  # noqa: PLR0913 - one parameter an option
    questions: Annotated[
        Path,
        typer.Option("--set", exists=True, dir_okay=False, help="The questions, a JSON line each."),
    ],
    *,
    part: PartOption = Part.ALL,
    details: Annotated[
        bool, typer.Option("--details", help="Show every question that went wrong, and how.")
    ] = False,
    as_json: AsJson = False,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    data_dir: DataDir = None,
) -> None:
    r"""Ask every question of a set and judge the answers.

    Questions to your library, a line each:
    `{"id", "question", "thread", "kind", "expect_any", "forbid"}`. `expect_any` holds groups of
    patterns (regular expressions, upper or lower case alike); an answer is complete when at least
    one pattern of every group occurs in it. `kind` is `answerable`, `unanswerable`, `offtopic` or
    `adversarial`. Patterns in `forbid` must not occur.

    - **complete**: share of answerable questions with every group found
    - **groups**: share of all groups found
    - **refused**: share of unanswerable and off-topic questions that got no answer
    - **false-refusals**: share of answerable questions that were refused
    - **forbidden**: answers with forbidden text, a count

    Questions that bring their passage along (`question`, `title`, `text`, `sentences`,
    `references`, as CLAPnq has them) are asked of that passage alone: sentence precision, recall
    and F1 against what annotators chose, RougeL and Rouge-1 recall against what they wrote, and the
    mean length in characters, without which recall says nothing.

    What to type:

    - `advisor evaluate answers --set my-questions.jsonl --details`
    - `advisor evaluate answers --set my-questions.jsonl --fail-under complete=0.8 --fail-over
      false-refusals=0.08 --fail-over forbidden=0`: a gate for a pipeline
    """
    from knowledge.judged import is_about_passages, of_part, read_passage_questions, read_questions
    from scripts.scoreboard import publish

    settings = load_settings(data_dir)
    if is_about_passages(questions):
        asked = of_part(read_passage_questions(questions), part)
        board = _passages_board(settings, [q for q in asked if _has_selection(q)], details=details)
    else:
        board = _library_board(settings, of_part(read_questions(questions), part), details=details)
    board = Board(
        f"Answers to {questions.name}",
        board.scores,
        board.sheets,
        {"set": questions.name, "part": part.value, **board.about},
    )
    publish(board, as_json=as_json, fail_under=fail_under, fail_over=fail_over)


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the reply to it and what the reply holds."""

    question: Question
    text: str
    refused: bool
    groups: tuple[bool, ...]
    forbidden: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether it was answered with every group found."""
        return not self.refused and all(self.groups)

    @property
    def fault(self) -> str:
        """What is wrong with the reply, or nothing."""
        if self.forbidden:
            return f"forbidden: {self.forbidden[0]}"
        if self.question.is_answerable and self.refused:
            return "refused"
        if self.question.is_answerable and not self.complete:
            missing = [str(n) for n, found in enumerate(self.groups, start=1) if not found]
            return f"lacks group {', '.join(missing)}"
        return "answered" if self.question.is_unanswerable and not self.refused else ""


def judge(question: Question, reply: Reply) -> Judged:
    """Hold a reply's text, citation marks included, against what it must and must not say."""
    from bot.advisor.model import Answer

    return Judged(
        question,
        reply.text,
        not isinstance(reply, Answer),
        tuple(any(p.search(reply.text) for p in group) for group in question.expected),
        tuple(p.pattern for p in question.forbidden if p.search(reply.text)),
    )


def ask(advisor: Advisor, question: Question) -> Reply:
    """Put a set's question to the advisor, with the conversation before it."""
    from bot.advisor.model import Question as Asked
    from bot.advisor.model import Turn

    thread = tuple(Turn(asked, asked, answer) for asked, answer in question.thread)
    return advisor.answer(Asked(question.text, thread))


def _library_board(settings: Settings, questions: Sequence[Question], *, details: bool) -> Board:
    from bot.opening import make_advisor
    from scripts.measured_library import open_own
    from scripts.progress import Bars

    library = open_own(settings)
    try:
        advisor = make_advisor(library)
        judged = []
        with Bars() as bars:
            bars.stage("Asking", len(questions))
            for question in questions:
                judged.append(judge(question, ask(advisor, question)))
                bars.advance(1)
        build = library.build
    finally:
        library.close()
    sheets = (_kinds(judged), *((_faults(judged),) if details else ()))
    return Board("", library_scores(judged), sheets, {"build": build.id, "sources": build.sources})


def library_scores(judged: Sequence[Judged]) -> tuple[Score, ...]:
    """Sum up replies over the kinds of question that each score is about."""
    answerable = [j for j in judged if j.question.is_answerable]
    hopeless = [j for j in judged if j.question.is_unanswerable]
    groups = [float(found and not j.refused) for j in answerable for found in j.groups]
    answered = [len(j.text) for j in answerable if not j.refused]
    return (
        mean_score("complete", [float(j.complete) for j in answerable]),
        mean_score("groups", groups),
        mean_score("refused", [float(j.refused) for j in hopeless]),
        mean_score("false-refusals", [float(j.refused) for j in answerable]),
        Score("forbidden", float(sum(bool(j.forbidden) for j in judged)), len(judged)),
        Score("characters", sum(answered) / max(len(answered), 1), len(answered)),
    )


def _kinds(judged: Sequence[Judged]) -> Sheet:
    rows = []
    for kind in dict.fromkeys(j.question.kind for j in judged):
        mine = [j for j in judged if j.question.kind == kind]
        rows.append((
            kind,
            str(len(mine)),
            str(sum(j.complete and bool(j.groups) for j in mine)),
            str(sum(j.refused for j in mine)),
            str(sum(bool(j.forbidden) for j in mine)),
        ))  # fmt: skip
    return Sheet("By kind", ("kind", "questions", "complete", "refused", "forbidden"), tuple(rows))


def _faults(judged: Iterable[Judged]) -> Sheet:
    rows = tuple(
        (j.question.id, j.question.kind, j.fault, j.question.text, j.text[:_SHOWN])
        for j in judged
        if j.fault
    )
    return Sheet("What went wrong", ("id", "kind", "fault", "question", "reply"), rows)


def _has_selection(question: PassageQuestion) -> bool:
    return question.is_answerable and any(r.selected for r in question.references)


def _passages_board(
    settings: Settings, questions: Sequence[PassageQuestion], *, details: bool
) -> Board:
    from knowledge.rouge import Rouge
    from scripts.given_passage import GivenPassage, best_overlap
    from scripts.measured_library import embedder_of
    from scripts.progress import Bars

    rouge = Rouge()
    reader = GivenPassage(embedder_of(settings))
    rows: list[tuple[str, ...]] = []
    figures: dict[str, list[float]] = {
        name: [] for name in ("precision", "recall", "f1", "rouge-l", "rouge-1-recall")
    }
    lengths = []
    with Bars() as bars:
        bars.stage("Asking", len(questions))
        for question in questions:
            picked = reader.answer(question)
            overlap = best_overlap(picked.sentences, question.references)
            written = [reference.answer for reference in question.references]
            found = (
                *overlap,
                rouge.longest_common(picked.text, written),
                rouge.words_found(picked.text, written),
            )
            for values, value in zip(figures.values(), found, strict=True):
                values.append(value)
            lengths.append(len(picked.text))
            rows.append((question.id, f"{overlap[2]:.2f}", question.text, picked.text[:_SHOWN]))
            bars.advance(1)
    scores = [mean_score(name, values) for name, values in figures.items()]
    scores.append(Score("characters", sum(lengths) / max(len(lengths), 1), len(lengths)))
    worst = tuple(row for row in rows if float(row[1]) < 0.5)  # noqa: PLR2004 - half is missed
    columns = ("id", "f1", "question", "answer")
    sheets = (Sheet("Below an F1 of 0.5", columns, worst),) if details else ()
    return Board("", tuple(scores), sheets)
