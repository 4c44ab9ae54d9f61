"""The health trend as a picture, for files and for where Slack draws no charts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.logbook.replies import Trend

OURS = "#1264A3"
THEIRS = "#C2410C"
"""Both are legible on white and differ in lightness, so they survive grey print."""

MOST_DAYS_WRITTEN = 12
TOO_NEAR = 0.25
LIFT = 8.0
"""Points; last scores nearer than a quarter would be written over one another."""


def trend_png(trend: Trend) -> bytes:
    """Draw both sides' mean scores, 1 to 5, over time; a PNG of 1200 by 675 pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.dates import date2num
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    days = [point.on for point in trend.points]
    lift = _lift(_last(p.ours for p in trend.points), _last(p.theirs for p in trend.points))
    for label, color, marker, scores in (
        ("Us", OURS, "o", [point.ours for point in trend.points]),
        ("Them", THEIRS, "s", [point.theirs for point in trend.points]),
    ):
        drawn = [(day, score) for day, score in zip(days, scores, strict=True) if score is not None]
        if not drawn:
            continue
        xs, ys = zip(*drawn, strict=True)
        axes.plot(xs, ys, color=color, marker=marker, linewidth=2.5, markersize=7, label=label)
        axes.annotate(
            f"{label} {ys[-1]:.1f}",
            (xs[-1], ys[-1]),
            xytext=(10, lift if label == "Us" else -lift),
            textcoords="offset points",
            va="center",
            color=color,
            fontweight="bold",
        )
    axes.set_ylim(0.8, 5.2)
    axes.set_yticks([1, 2, 3, 4, 5])
    places = [float(at) for at in date2num(days)]  # type: ignore[no-untyped-call]
    shown = _apart(places)
    axes.set_xticks([places[at] for at in shown], [f"{days[at]:%-d %b\n%Y}" for at in shown])
    axes.margins(x=0.12)
    axes.grid(axis="y", color="#DDDDDD")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title(
        _without_mathtext(f"Health of {trend.alliance.name}"), loc="left", fontweight="bold"
    )
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _last(scores: Iterable[float | None]) -> float | None:
    return next((score for score in reversed(list(scores)) if score is not None), None)


def _lift(ours: float | None, theirs: float | None) -> float:
    """Return by how many points the two last scores are written apart from their height."""
    if ours is None or theirs is None or abs(ours - theirs) >= TOO_NEAR:
        return 0.0
    return LIFT if ours >= theirs else -LIFT


def _apart(places: Sequence[float]) -> list[int]:
    """Return which places get their days written, the last among them: none over another."""
    least = (places[-1] - places[0]) / MOST_DAYS_WRITTEN
    kept = [len(places) - 1]
    for at in range(len(places) - 2, -1, -1):
        if places[kept[-1]] - places[at] >= least:
            kept.append(at)
    return sorted(kept)


def _without_mathtext(text: str) -> str:
    """A pair of dollar signs would be read as a formula."""
    return text.replace("$", r"\$")
