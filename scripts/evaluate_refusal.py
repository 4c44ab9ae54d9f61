"""``advisor evaluate refusal``: does the bot know what its library does not hold?"""

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
    from collections.abc import Callable, Iterable, Sequence

    from bot.settings import Settings
    from knowledge.retrieve import Library

_FALSE = 0.10
_KEPT = 0.8


def command(  # noqa: PLR0913 - one parameter an option
    questions: Annotated[
        Path,
        typer.Option(
            "--set",
            exists=True,
            help="Questions of both kinds, a JSON line each, or a folder in BEIR's layout.",
        ),
    ],
    *,
    split: Annotated[str, typer.Option(help="For a folder: which qrels/SPLIT.tsv.")] = "test",
    against: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True,
            help="Questions of another set, all foreign to this library; may be repeated.",
        ),
    ] = None,
    alone: Annotated[
        bool,
        typer.Option(
            "--alone", help="Ask each question of its own passage alone, not of all together."
        ),
    ] = False,
    part: PartOption = Part.ALL,
    picture: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Draw the reliability diagram into this PNG or SVG."),
    ] = None,
    as_json: AsJson = False,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    data_dir: DataDir = None,
) -> None:
    r"""Ask answerable and unanswerable questions and look at confidences and refusals.

    A set is one of: questions to your library (lines with `kind`, as for `evaluate answers`);
    questions that bring passages along (lines with `answerable`, `title`, `text`; all passages
    together are indexed as the library; with --alone each is asked as if the library held its own
    passage only, as published figures are measured); or a folder in BEIR's layout (all answerable,
    for use with --against).

    - **auroc**: chance that an answerable question has the higher confidence; 0.5 is guessing
    - **refused-at-10**: share of the unanswerable refused where 10 % of the answerable are
    - **refused**, **false-refusals**: what the bot really does with its one shipped threshold
    - **selective-accuracy**: of the 80 % with the highest confidence, how many are answerable and,
      where the set tells the right source, found it first
    - **calibration-error**: mean gap between confidence and what came true

    What to type:

    - `advisor evaluate refusal --set my-questions.jsonl`
    - `advisor evaluate refusal --set scifact --split train --against clapnq/questions.jsonl`
    - `advisor evaluate refusal --set clapnq/questions.jsonl --picture reliability.png`
    - `advisor evaluate refusal --set clapnq/questions.jsonl --alone`
    """
    from knowledge.judged import is_about_passages
    from scripts.scoreboard import publish

    settings = load_settings(data_dir)
    if alone and (questions.is_dir() or against or not is_about_passages(questions)):
        raise typer.BadParameter("only questions that bring their passages can be asked so")
    own, library = _opened(settings, questions, split, part)
    foreign = [p for path in against or () for p in _foreign(path, part)]
    try:
        trials = (
            _asked_alone(library, own, questions) if alone else _asked(library, [*own, *foreign])
        )
        build = library.build
    finally:
        library.close()
    if picture is not None:
        _draw(trials, picture)
    about = {
        "set": questions.name, "part": part.value, "build": build.id,
        **({"against": ", ".join(p.name for p in against)} if against else {}),
    }  # fmt: skip
    board = Board(f"Refusal on {questions.name}", scores(trials), (_reliability(trials),), about)
    publish(board, as_json=as_json, fail_under=fail_under, fail_over=fail_over)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question, whether the library can answer it, and the sources that would (if known)."""

    text: str
    is_answerable: bool
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a probe."""

    probe: Probe
    confidence: float
    refused: bool
    is_right: bool


def scores(trials: Sequence[Trial]) -> tuple[Score, ...]:
    """Sum up trials; what needs unanswerable questions is left out where there are none."""
    from knowledge.metrics import auroc, calibration_error, rejected_at

    known = [t for t in trials if t.probe.is_answerable]
    unknown = [t for t in trials if not t.probe.is_answerable]
    found = [mean_score("false-refusals", [float(t.refused) for t in known])]
    if known and unknown:
        high, low = [t.confidence for t in known], [t.confidence for t in unknown]
        at_ten, _ = rejected_at(high, low, _FALSE)
        found = [
            Score("auroc", auroc(high, low), len(trials), *_auroc_interval(high, low)),
            Score("refused-at-10", at_ten, len(unknown)),
            mean_score("refused", [float(t.refused) for t in unknown]),
            *found,
        ]
    best = sorted(trials, key=lambda t: -t.confidence)[: round(_KEPT * len(trials))]
    found.append(mean_score("selective-accuracy", [float(t.is_right) for t in best]))
    outcomes = [t.probe.is_answerable for t in trials]
    error = calibration_error([t.confidence for t in trials], outcomes)
    return (*found, Score("calibration-error", error, len(trials)))


def _auroc_interval(high: Sequence[float], low: Sequence[float]) -> tuple[float, float]:
    """Return a 95 % bootstrap interval, both kinds resampled apart."""
    import numpy as np

    from knowledge.metrics import RESAMPLES, auroc

    generator = np.random.default_rng(0)
    a, b = np.asarray(high), np.asarray(low)
    drawn = [
        auroc(generator.choice(a, len(a)).tolist(), generator.choice(b, len(b)).tolist())
        for _ in range(RESAMPLES)
    ]
    bottom, top = np.quantile(drawn, [0.025, 0.975])
    return float(bottom), float(top)


def _opened(settings: Settings, path: Path, split: str, part: Part) -> tuple[list[Probe], Library]:
    """Read a set and open the library that it is about."""
    from knowledge.judged import (
        is_about_passages,
        of_part,
        read_beir,
        read_passage_questions,
        read_questions,
    )
    from scripts.measured_library import embedder_of, open_corpus, open_own, open_passages

    if path.is_dir():
        queries = of_part(read_beir(path, split), part)
        wanted = [Probe(q.text, True, frozenset(q.relevance)) for q in queries]
        return wanted, open_corpus(settings, path, embedder_of(settings))
    if is_about_passages(path):
        every = read_passage_questions(path)
        mine = of_part(every, part)
        asked = [Probe(q.text, q.is_answerable, frozenset({q.id})) for q in mine]
        # All passages, whichever half is asked: the library must not shrink with the questions.
        return asked, open_passages(settings, every, embedder_of(settings))
    own = [q for q in of_part(read_questions(path), part) if q.is_answerable or q.is_unanswerable]
    return [Probe(q.text, q.is_answerable) for q in own], open_own(settings)


def _foreign(path: Path, part: Part) -> list[Probe]:
    """Read another set's questions: none of them is for this library."""
    from knowledge.judged import JudgedQuery, json_lines, of_part

    lines = path / "queries.jsonl" if path.is_dir() else path
    asked = [
        JudgedQuery(
            str(r.get("_id", r.get("id", number))), str(r.get("question", r.get("text"))), {}
        )
        for number, r in json_lines(lines)
    ]
    return [Probe(q.text, is_answerable=False) for q in of_part(asked, part)]


def _asked_alone(library: Library, probes: Sequence[Probe], path: Path) -> list[Trial]:
    from knowledge.confidence import FLOOR, confidence
    from knowledge.judged import read_passage_questions
    from scripts.progress import Bars

    every = frozenset(question.id for question in read_passage_questions(path))
    trials = []
    with Bars() as bars:
        bars.stage("Asking", len(probes))
        for probe in probes:
            signals = library.signals(probe.text, without=every - probe.sources)
            sure = confidence(signals) if signals else 0.0
            trials.append(Trial(probe, sure, sure < FLOOR, probe.is_answerable))
            bars.advance(1)
    return trials


def _asked(library: Library, probes: Sequence[Probe]) -> list[Trial]:
    from bot.opening import make_advisor
    from scripts.progress import Bars

    advisor = make_advisor(library)
    trials = []
    with Bars() as bars:
        bars.stage("Asking", len(probes))
        for probe in probes:
            trials.append(_trial(advisor.answer, probe))
            bars.advance(1)
    return trials


def _trial(answer: Callable[..., object], probe: Probe) -> Trial:
    from bot.advisor.model import Answer, Question, Remark

    reply = answer(Question(probe.text))
    if isinstance(reply, Answer):
        first = reply.citations[0].passage.source_id
        right = probe.is_answerable and (not probe.sources or first in probe.sources)
        return Trial(probe, reply.confidence, refused=False, is_right=right)
    confidence = 0.0 if isinstance(reply, Remark) else getattr(reply, "confidence", 0.0)
    nearest = [passage.source_id for passage in getattr(reply, "nearest", ())]
    right = probe.is_answerable and bool(probe.sources.intersection(nearest[:1]))
    return Trial(probe, confidence, refused=True, is_right=right)


def _reliability(trials: Iterable[Trial]) -> Sheet:
    from knowledge.metrics import reliability

    listed = list(trials)
    bars = reliability(
        [t.confidence for t in listed], [t.probe.is_answerable for t in listed], bins=10
    )
    rows = tuple(
        (
            f"{bar.low:.1f} to {bar.high:.1f}",
            str(bar.count),
            f"{bar.forecast:.2f}",
            f"{bar.observed:.2f}",
            "█" * round(20 * bar.observed),
        )
        for bar in bars
    )
    columns = ("confidence", "questions", "mean confidence", "answerable", "")
    return Sheet("Reliability: confidence against what came true", columns, rows)


def _draw(trials: Sequence[Trial], path: Path) -> None:
    """Draw the reliability diagram: on the diagonal, confidence means what it says."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from knowledge.confidence import FLOOR
    from knowledge.metrics import reliability

    bars = reliability([t.confidence for t in trials], [t.probe.is_answerable for t in trials])
    figure = Figure(figsize=(5, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey", linewidth=1)
    sizes = [20 + 2 * bar.count for bar in bars]
    axes.plot([b.forecast for b in bars], [b.observed for b in bars], color="tab:blue")
    axes.scatter([b.forecast for b in bars], [b.observed for b in bars], s=sizes)
    axes.axvline(FLOOR, color="tab:red", linewidth=1)
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="share that is answerable")
    axes.set_title(f"{len(trials)} questions; red: the threshold {FLOOR:g}", fontsize=10)
    figure.savefig(path, dpi=120)
