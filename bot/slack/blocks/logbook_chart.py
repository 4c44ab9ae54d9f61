"""The health trend as Slack's own chart.

Limits: docs.slack.dev/reference/block-kit/blocks/data-visualization-block. Every line has a number
for every day on the axis, so days on which a drawn side was not asked are left out; the list under
the chart has them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.blocks.elements import CHART
from bot.slack.text import plain

if TYPE_CHECKING:
    from bot.logbook.replies import HealthPoint, Trend
    from bot.slack.blocks.elements import Block

TITLE_LIMIT = 50
MOST_DAYS = 20
FEWEST_DAYS = 2
"""One check makes no line."""


def trend_chart(trend: Trend) -> Block | None:
    """Draw both sides' mean scores over time; nothing where there is no line to draw."""
    points = {point.on: point for point in trend.points}  # of two checks on one day the later
    both = [point for point in points.values() if None not in (point.ours, point.theirs)]
    sides: tuple[str, ...] = ("Us", "Them")
    if len(both) < FEWEST_DAYS:
        ours = [point for point in points.values() if point.ours is not None]
        theirs = [point for point in points.values() if point.theirs is not None]
        both, sides = (ours, ("Us",)) if len(ours) >= len(theirs) else (theirs, ("Them",))
    if len(both) < FEWEST_DAYS:
        return None
    shown = both[-MOST_DAYS:]
    return {
        "type": CHART,
        "title": plain(f"Health of {trend.alliance.name}", TITLE_LIMIT),
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": side,
                    "data": [{"label": _day(p), "value": _score(p, side)} for p in shown],
                }
                for side in sides
            ],
            "axis_config": {
                "categories": [_day(point) for point in shown],
                "y_label": "1 is worst, 5 is best",
            },
        },
    }


def _day(point: HealthPoint) -> str:
    return f"{point.on:%-d %b %Y}"


def _score(point: HealthPoint, side: str) -> float | None:
    score = point.ours if side == "Us" else point.theirs
    return None if score is None else round(score, 1)
