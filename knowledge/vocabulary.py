"""The words that a build's passages use, to tell a typing slip from a word of the field."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = "vocabulary.txt"
_WORD: Final = re.compile(r"[^\W\d_]{4,30}")
MOST: Final = 50_000
"""Words kept, the commonest first: every word of a field, and none of the long tail of slips that a
large corpus holds itself."""


class VocabularyWriter:
    """Counts in how many passages each word stands and writes the words down."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._passages: Counter[str] = Counter()

    def add(self, text: str) -> None:
        """Count the words of one passage."""
        self._passages.update(set(_WORD.findall(text.casefold())))

    def close(self) -> None:
        """Write the words, one a line, the commonest first."""
        words = (word for word, _ in self._passages.most_common(MOST))
        self._path.write_text("\n".join(words), encoding="utf-8")


def read_vocabulary(folder: Path) -> frozenset[str]:
    """Return a build's words, casefolded; none where the file is gone: it only mends slips."""
    try:
        return frozenset((folder / _FILE).read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return frozenset()
