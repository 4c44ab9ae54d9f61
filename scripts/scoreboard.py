"""What an evaluation shows: a table for people, JSON for programs, a gate for pipelines."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.judged import Part
from knowledge.metrics import bootstrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
PartOption = Annotated[
    Part,
    typer.Option(
        "--part",
        help="Only the half of the questions kept for work, or the half held out (by the id).",
    ),
]
FailUnder = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE", help="End with status 1 when this score is lower; may be repeated."
    ),
]
FailOver = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE", help="End with status 1 when this score is higher; may be repeated."
    ),
]


@dataclass(frozen=True, slots=True)
class Score:
    """One figure over ``count`` questions, with its 95 % interval where it is a mean."""

    name: str
    value: float
    count: int
    low: float | None = None
    high: float | None = None


def mean_score(name: str, values: Sequence[float]) -> Score:
    """Return the mean of per-question values with its bootstrap interval."""
    interval = bootstrap(values)
    return Score(name, interval.mean, len(values), interval.low, interval.high)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A further table: ``rows`` under ``columns``."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that one evaluation found."""

    title: str
    scores: tuple[Score, ...]
    sheets: tuple[Sheet, ...] = ()
    about: Mapping[str, str | int | float] = field(default_factory=dict)
    """What was measured with what: the set, its part, the build."""


def publish(
    board: Board,
    *,
    as_json: bool,
    fail_under: Sequence[str] | None,
    fail_over: Sequence[str] | None,
) -> None:
    """Show *board*, then end with status 1 when a score misses its bound.

    Raises:
        typer.BadParameter: a bound names no score.
        typer.Exit: a bound is missed.
    """
    floors = _bounds(board, fail_under or (), "--fail-under")
    ceilings = _bounds(board, fail_over or (), "--fail-over")
    if as_json:
        print(json.dumps(_plain(board), ensure_ascii=False))
    else:
        _show(board)
    # Not "lower than": a score that is no number must fail too.
    missed = [f"{s.name} is {s.value:.4f}, under {b:g}" for s, b in floors if not s.value >= b]
    missed += [f"{s.name} is {s.value:.4f}, over {b:g}" for s, b in ceilings if not s.value <= b]
    for line in missed:
        print(f"advisor: {line}", file=sys.stderr)
    if missed:
        raise typer.Exit(1)


def _bounds(board: Board, bounds: Sequence[str], option: str) -> list[tuple[Score, float]]:
    return [_bound(board, bound, option) for bound in bounds]


def _bound(board: Board, bound: str, option: str) -> tuple[Score, float]:
    name, _, value = bound.partition("=")
    # "ndcg" is short for "ndcg@10" where no other score begins so.
    fitting = [s for s in board.scores if name in (s.name, s.name.partition("@")[0])]
    known = ", ".join(score.name for score in board.scores)
    if len(fitting) != 1:
        raise typer.BadParameter(f"'{name}' is none of: {known}", param_hint=option)
    try:
        return fitting[0], float(value)
    except ValueError:
        raise typer.BadParameter(f"'{bound}' is not NAME=NUMBER", param_hint=option) from None


def _plain(board: Board) -> dict[str, object]:
    return {
        "title": board.title,
        **board.about,
        "scores": {
            score.name: {
                "value": score.value,
                "low": score.low,
                "high": score.high,
                "n": score.count,
            }
            for score in board.scores
        },
        "tables": {
            sheet.title: [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
            for sheet in board.sheets
        },
    }


def _show(board: Board) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title=escape(board.title), title_justify="left")
    table.add_column("score")
    for column in ("value", "95 % interval", "questions"):
        table.add_column(column, justify="right")
    for score in board.scores:
        interval = "" if score.low is None else f"{score.low:.4g} to {score.high:.4g}"
        value = f"{score.value:.4f}" if abs(score.value) <= 1 else f"{score.value:.1f}"
        table.add_row(escape(score.name), value, interval, f"{score.count:,}")
    console.print(table)
    for sheet in board.sheets:
        more = Table(*map(escape, sheet.columns), title=escape(sheet.title), title_justify="left")
        for row in sheet.rows:
            more.add_row(*(escape(_printable(cell)) for cell in row))
        console.print(more)
    about = " · ".join(f"{name} {value}" for name, value in board.about.items())
    console.print(about, markup=False, style="dim")


def _printable(text: str) -> str:
    """Take control characters out of what a document says: a terminal would obey them."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
