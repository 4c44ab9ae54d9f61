"""What reading a corpus gives, and what the build in service remembers of the time before."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.errors import IndexDamagedError
from knowledge.passage_store import PassageStore

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.gather import Caveat, Unreadable
    from knowledge.passage_rows import StoredFile, StoredSource

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Readings:
    """What reading the corpus gave: counts of sources and passages, and what could not be read."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    sources: int = 0
    passages: int = 0
    sentences: int = 0
    faults: list[Unreadable] = field(default_factory=list)
    noted: list[Caveat] = field(default_factory=list)

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Files that are not in the index, with the reason."""
        return tuple(self.faults)

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """What there is to know of files that are in the index."""
        return tuple(self.noted)


@dataclass(frozen=True, slots=True)
class Before:
    """The build in service: what to compare with.

    ``is_alike`` says that it was made with the same fingerprint, so that files which are as they
    were when it was made need not be read again.
    """

    folder: Path
    is_alike: bool


def remembered(old: Path) -> tuple[dict[str, StoredSource], dict[str, StoredFile]]:
    """Return the sources and files of a build; nothing where it cannot be read."""
    store = PassageStore(old)
    try:
        return store.sources(), store.files()
    except IndexDamagedError as error:
        logger.warning("every file is read again: %s", error)
        return {}, {}
    finally:
        store.close()
