"""What can go wrong at the log, told to the person as it stands.

UserError
├── UnknownAllianceError   no such alliance; suggests the one that may have been meant
├── UnknownEntryError      no such entry
├── FormError              values that break a rule, each at its field
└── NotYoursError          another team's log, or somebody else's change
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.logbook.usage import COMMAND

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnknownAllianceError(UserError):
    """No alliance of that name can be seen here."""

    def __init__(self, name: str, suggestion: str | None = None) -> None:
        hint = (
            f"Did you mean {suggestion}?"
            if suggestion
            else f"`{COMMAND} show` lists them; `{COMMAND} new {name}` starts one."
        )
        super().__init__(f"There is no alliance called “{name}” here. {hint}")
        self.name = name
        self.suggestion = suggestion


class UnknownEntryError(UserError):
    """No entry of that number or those words can be seen here."""

    def __init__(self, target: str) -> None:
        super().__init__(f"There is no entry “{target}” here. `{COMMAND} find WORDS` searches.")


class FormError(UserError):
    """Values that break a rule; ``faults`` maps a field's name to what to do about it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = dict(faults)


class NotYoursError(UserError):
    """It belongs to somebody else."""
