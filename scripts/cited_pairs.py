"""Claims with the text that they cite and whether it supports them, from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_YES = frozenset({"1", "true", "yes", "supported", "support", "entailment", "attributable"})
_NO = frozenset(
    {"0", "false", "no", "unsupported", "not supported", "contradict", "contradiction", "neutral",
     "not attributable"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CitedPair:
    """A claim, the text it cites, and whether people found the one supported by the other."""

    claim: str
    cited_text: str
    is_supported: bool


def read_pairs(path: Path) -> list[CitedPair]:
    """Read ``{"claim", "cited_text", "label"}`` lines; a label is 1 or 0, or says so in words.

    Raises:
        UserError: a line is malformed, or a class is missing; the message says which.
    """
    with path.open(encoding="utf-8") as file:
        pairs = [_pair(line, n, path) for n, line in enumerate(file, start=1) if line.strip()]
    if len({pair.is_supported for pair in pairs}) < 2:  # noqa: PLR2004
        raise UserError(f"{path} must hold both supported and unsupported claims")
    return pairs


def _pair(line: str, number: int, path: Path) -> CitedPair:
    fault = f'{path}, line {number}: not {{"claim": "…", "cited_text": "…", "label": 1 or 0}}'
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise UserError(fault) from error
    if not isinstance(raw, dict):
        raise UserError(fault)
    claim, cited = raw.get("claim"), raw.get("cited_text")
    label = str(raw.get("label")).strip().lower()
    if not isinstance(claim, str) or not isinstance(cited, str) or label not in _YES | _NO:
        raise UserError(fault)
    return CitedPair(claim, cited, label in _YES)
