"""What one document may take before it is given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LARGEST: Final = 100_000_000
"""Bytes of a file that is read unless the settings say otherwise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take: seconds to read, bytes of the file, bytes of memory."""

    seconds: int = 60
    largest: int = LARGEST
    memory: int = 2_000_000_000


def too_slow(limits: Limits) -> str:
    """Say that a document takes too long to read."""
    return f"took longer than the {limits.seconds} s that ADVISOR_FILE_SECONDS allows"


def too_large(size: int, largest: int) -> str:
    """Say that a document of *size* bytes is not opened."""
    allowed = f"more than the {largest / 1e6:,.0f} MB that ADVISOR_FILE_MEGABYTES allows"
    return f"has {size / 1e6:,.0f} MB, {allowed}"


def too_greedy(limits: Limits) -> str:
    """Say that a document takes too much memory to read."""
    return f"needs more than the {limits.memory / 1e9:.0f} GB of memory that a document may take"
