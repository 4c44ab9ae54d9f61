"""Prompts for chat models, one a Markdown file, filled with checked variables.

A file begins with a line ``version: N``; raise it with every change and write the evaluation's
scores before and after into the commit. ``$name`` stands for a variable.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent
_VERSION = "version: "


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as its file has it; ``version`` is for the record of what it wrote."""

    name: str
    version: int
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """The names that must be filled in."""
        return frozenset(Template(self.text).get_identifiers())

    def filled(self, **values: str) -> str:
        """Return the text with all its variables replaced; what a value holds is not looked into.

        Raises:
            ValueError: a variable is missing, or a value has no place; both are named.
        """
        missing, needless = self.variables - set(values), set(values) - self.variables
        if missing or needless:
            faults = [f"lacks {', '.join(sorted(missing))}"] if missing else []
            faults += [f"has no place for {', '.join(sorted(needless))}"] if needless else []
            raise ValueError(f"prompt {self.name} {' and '.join(faults)}")
        return Template(self.text).substitute(values)


@cache
def load(name: str) -> Prompt:
    """Load the prompt *name*.

    Raises:
        ValueError: there is no such prompt, its first line names no version, or a ``$`` is stray.
    """
    path = _FOLDER / f"{name}.md"
    try:
        head, _, text = path.read_text(encoding="utf-8").partition("\n")
    except FileNotFoundError:
        known = ", ".join(sorted(found.stem for found in _FOLDER.glob("*.md")))
        raise ValueError(f"no prompt {name}; there are {known}") from None
    version = head.removeprefix(_VERSION).strip()
    if not head.startswith(_VERSION) or not version.isdigit():
        raise ValueError(f"prompt {name} must begin with a line '{_VERSION}N'")
    if not Template(text).is_valid():
        raise ValueError(f"prompt {name} has a '$' that begins no variable; write '$$'")
    return Prompt(name, int(version), text.strip())
