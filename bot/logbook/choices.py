"""The words people use for the choices of a field: ``likely``, ``steerco``, ``would hurt``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.logbook.model import Kind

if TYPE_CHECKING:
    from bot.logbook.kinds import Field

WORDS_OF_CHOICE: dict[tuple[Kind, str], dict[str, str]] = {
    (Kind.RISK, "likelihood"): {
        "very likely": "very high",
        "almost certain": "very high",
        "likely": "high",
        "probable": "high",
        "possible": "medium",
        "unlikely": "low",
    },
    (Kind.RISK, "impact"): {
        "medium": "moderate",
        "critical": "severe",
        "would hurt": "high",
        "very high": "severe",
    },
    (Kind.MEETING, "layer"): {
        "steering committee": "steering",
        "steerco": "steering",
        "jsc": "steering",
        "working group": "working",
    },
    (Kind.DECISION, "reversible"): {"irreversible": "no", "reversible": "yes", "final": "no"},
    (Kind.LESSON, "sure"): {"not sure": "guess", "very sure": "sure", "unsure": "guess"},
}
"""Words people use for a field's choices; every choice also stands for itself."""


def choose(kind: Kind, rule: Field, value: str) -> str | None:
    """Return the choice of *rule* that *value* names, or ``None``."""
    value = value.lower()
    if value in {choice.lower() for choice in rule.choices}:
        return next(choice for choice in rule.choices if choice.lower() == value)
    return WORDS_OF_CHOICE.get((kind, rule.name), {}).get(value)
