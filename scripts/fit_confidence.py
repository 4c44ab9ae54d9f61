"""Fit the coefficients of :mod:`knowledge.confidence` on the measuring sets; show how they fare.

``python -m scripts.fit_confidence`` prints what to write into ``MODEL``. Answerable are the
questions of each set asked of its own corpus. Unanswerable are CLAPnq's unanswerable ones, which
stand beside a passage of the right page; CLAPnq's answerable ones without the passage that answers
them; and the questions of each set asked of the other sets' corpora and of the shipped library. The
shipped library's golden questions are answerable too; without their notes they make no unanswerable
ones, for other notes report the same facts.

Both sides weigh the same. Of the unanswerable, near misses (questions on what the library is about)
weigh seven tenths, for people ask a library mostly what it is about; foreign questions have the
rest. Within these, a group weighs the same as any other. Coefficients come
from the ``work`` half of every set, the figures from the ``held-out`` half.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from scripts.console import DataDir, load_settings, run_alone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.settings import Settings
    from knowledge.confidence import Model
    from knowledge.judged import PassageQuestion
    from knowledge.retrieve import Library

_BEIR = {"scifact-train": "train", "mlquestions-dev": "dev"}
_CLAPNQ = "clapnq-dev-a"
_SHIPPED = "shipped library"
_EACH = 300
_NEAR = 0.7
_SEED = 20260301


@dataclass(frozen=True, slots=True)
class _Question:
    """A question, and the sources that the library is to do without."""

    id: str
    text: str
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Trial:
    """Questions of one origin to be asked of one library.

    A near miss is one that the library cannot answer although it is about such things.
    """

    name: str
    library: str
    is_answerable: bool
    questions: tuple[_Question, ...]
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """What a trial showed: signals of shape (questions, signals), and which are for fitting."""

    name: str
    is_answerable: bool
    is_near: bool
    signals: NDArray[np.float64]
    is_work: NDArray[np.bool_]


def command(
    sets: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Folder of the measuring sets.")
    ] = Path("../shared/eval"),
    *,
    data_dir: DataDir = None,
) -> None:
    """Print coefficients for the confidence and how well calibrated they are."""
    from knowledge.judged import read_passage_questions

    clapnq = read_passage_questions(sets / _CLAPNQ / "questions.jsonl")
    trials = _trials(_own_questions(sets, clapnq), clapnq)
    groups = list(_asked(load_settings(data_dir), sets, clapnq, trials))
    model = _fitted(groups)
    print(f"MODEL: Final = {model}\n")
    _print_groups(groups, model)
    _print_calibration(groups, model)


def _own_questions(
    sets: Path, clapnq: Sequence[PassageQuestion]
) -> dict[str, tuple[_Question, ...]]:
    from knowledge.judged import read_beir

    found = {
        name: tuple(_Question(q.id, q.text) for q in read_beir(sets / name, split))
        for name, split in _BEIR.items()
    }
    found[_CLAPNQ] = tuple(_Question(q.id, q.text) for q in clapnq if q.is_answerable)
    return found


def _trials(
    questions: Mapping[str, tuple[_Question, ...]], clapnq: Sequence[PassageQuestion]
) -> list[_Trial]:
    trials = [
        _Trial(f"{origin} of {library}", library, origin == library, asked)
        for library in (*questions, _SHIPPED)
        for origin, asked in questions.items()
    ]
    wrong = tuple(_Question(q.id, q.text) for q in clapnq if not q.is_answerable)
    bereft = tuple(_Question(q.id, q.text, frozenset({q.id})) for q in clapnq if q.is_answerable)
    return [
        *trials,
        _Trial(f"golden of {_SHIPPED}", _SHIPPED, is_answerable=True, questions=_golden()),
        _Trial(
            f"unanswerable of {_CLAPNQ}",
            _CLAPNQ,
            is_answerable=False,
            questions=wrong,
            is_near=True,
        ),
        _Trial(
            f"bereft of {_CLAPNQ}", _CLAPNQ, is_answerable=False, questions=bereft, is_near=True
        ),
    ]


def _golden() -> tuple[_Question, ...]:
    """Read the shipped library's own questions."""
    from knowledge.corpus import SHIPPED_LIBRARY
    from knowledge.judged import json_lines

    path = SHIPPED_LIBRARY.with_name("golden.jsonl")
    return tuple(
        _Question(str(line["question"]), str(line["question"])) for _, line in json_lines(path)
    )


def _asked(
    settings: Settings, sets: Path, clapnq: Sequence[PassageQuestion], trials: Sequence[_Trial]
) -> Iterator[_Group]:
    from scripts.progress import Bars

    for name in dict.fromkeys(trial.library for trial in trials):
        library = _library(settings, sets, clapnq, name)
        try:
            for trial in trials:
                if trial.library == name:
                    with Bars() as bars:
                        bars.stage(trial.name[:18], 0)
                        yield _group(library, trial)
        finally:
            library.close()


def _library(
    settings: Settings, sets: Path, clapnq: Sequence[PassageQuestion], name: str
) -> Library:
    from knowledge.reindex import Request, reindex
    from knowledge.retrieve import Library
    from scripts.measured_library import embedder_of, open_corpus, open_passages

    embedder = embedder_of(settings)
    if name == _SHIPPED:
        index_dir = settings.data_dir / "evaluate" / "shipped"
        reindex(index_dir, embedder, Request(only_library=True))
        return Library(index_dir, embedder)
    if name == _CLAPNQ:
        return open_passages(settings, clapnq, embedder)
    return open_corpus(settings, sets / name, embedder)


def _group(library: Library, trial: _Trial) -> _Group:
    from knowledge.judged import Part, part_of

    order = np.random.default_rng(_SEED).permutation(len(trial.questions))[:_EACH]
    rows, work = [], []
    for question in (trial.questions[i] for i in order):
        signals = library.signals(question.text, without=question.without)
        if signals is not None:  # nothing found at all needs no model
            rows.append(astuple(signals))
            work.append(part_of(question.id) is Part.WORK)
    return _Group(trial.name, trial.is_answerable, trial.is_near, np.array(rows), np.array(work))


def _fitted(groups: Sequence[_Group]) -> Model:
    """Fit a logistic regression, lightly shrunk, on standardised signals; return plain weights."""
    from sklearn.linear_model import LogisticRegression

    from knowledge.confidence import Model

    signals = np.concatenate([g.signals[g.is_work] for g in groups])
    truth = np.concatenate([np.full(g.is_work.sum(), g.is_answerable) for g in groups])
    weights = np.concatenate([np.full(g.is_work.sum(), _weight(g, groups)) for g in groups])
    middle, spread = signals.mean(axis=0), signals.std(axis=0)
    fit = LogisticRegression(C=1.0, max_iter=1000)
    fit.fit((signals - middle) / spread, truth, sample_weight=weights * len(truth))
    slopes = fit.coef_[0] / spread
    intercept = float(fit.intercept_[0] - slopes @ middle)
    return Model(round(intercept, 2), tuple(round(float(s), 2) for s in slopes))


def _weight(group: _Group, groups: Sequence[_Group]) -> float:
    """Return what one question of *group* counts; all questions together count 1."""
    alike = [
        g for g in groups if (g.is_answerable, g.is_near) == (group.is_answerable, group.is_near)
    ]
    share = 1.0 if group.is_answerable else _NEAR if group.is_near else 1 - _NEAR
    return 0.5 * share / len(alike) / int(group.is_work.sum())


def _confidences(group: _Group, model: Model, rows: NDArray[np.bool_]) -> list[float]:
    from knowledge.confidence import Signals, confidence

    return [confidence(Signals(*row), model) for row in group.signals[rows].tolist()]


def _print_groups(groups: Sequence[_Group], model: Model) -> None:
    from knowledge.confidence import FLOOR, Signals

    print(f"held-out half: mean confidence and share refused at {FLOOR}, then the mean signals")
    print(f"{'':44}{'conf.':>7}{'refused':>9}", *(f"{f.name[:9]:>10}" for f in fields(Signals)))
    for group in groups:
        sure = np.array(_confidences(group, model, ~group.is_work))
        means = (f"{mean:10.2f}" for mean in group.signals[~group.is_work].mean(axis=0))
        kind = "+" if group.is_answerable else "-"
        print(f"{kind} {group.name:42}{sure.mean():7.3f}{(sure < FLOOR).mean():9.3f}", *means)


def _print_calibration(groups: Sequence[_Group], model: Model) -> None:
    from knowledge.metrics import auroc, calibration_error, rejected_at, reliability

    sure = {g.name: _confidences(g, model, ~g.is_work) for g in groups}
    right = [s for g in groups if g.is_answerable for s in sure[g.name]]
    wrong = [s for g in groups if not g.is_answerable for s in sure[g.name]]
    clapnq = sure[f"{_CLAPNQ} of {_CLAPNQ}"], sure[f"unanswerable of {_CLAPNQ}"]
    print(
        f"\nheld-out half: AUROC of all {auroc(right, wrong):.4f}, of CLAPnq {auroc(*clapnq):.4f}"
    )
    print(f"refused of CLAPnq's unanswerable at 10 % false: {rejected_at(*clapnq, 0.1)[0]:.3f}")
    truth = [True] * len(right) + [False] * len(wrong)
    print(f"calibration error {calibration_error(right + wrong, truth):.3f}\n")
    print("  forecast  observed  questions")
    for bar in reliability(right + wrong, truth):
        print(f"{bar.forecast:10.2f}{bar.observed:10.2f}{bar.count:11}")


if __name__ == "__main__":
    run_alone(command)
