"""Figures of a benchmark and the table that shows them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: ours, what the naive pipeline needs for the same, and the aim."""

    what: str
    ours: str
    naive: str = ""
    aim: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which *share* (0 to 1) of *values* lie, by linear interpolation."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def spread(seconds: Sequence[float]) -> str:
    """Return p50 and p95 in milliseconds, and how many were timed."""
    p50, p95 = percentile(seconds, 0.5) * 1000, percentile(seconds, 0.95) * 1000
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms (n={len(seconds)})"


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def show(figures: Sequence[Figure], title: str) -> None:
    """Print figures as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table("what", "ours", "naive pipeline", "aim", title=title)
    for figure in figures:
        table.add_row(figure.what, figure.ours, figure.naive, figure.aim)
    Console().print(table)
