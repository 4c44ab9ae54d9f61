"""Vectors that need not be made again: of the current build, and of runs that were killed."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Final

from knowledge.errors import KnowledgeError
from knowledge.locks import replace_file
from knowledge.passage_store import PassageStore
from knowledge.vectors import VectorFiles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from knowledge.manifest import Fingerprint
    from knowledge.vectors import VectorWriter

_BEGUN: Final = "begun.json"
_SLAB: Final = 4096

logger = logging.getLogger(__name__)


def note_fingerprint(folder: Path, fingerprint: Fingerprint) -> None:
    """Leave in an unfinished build what it is made with, for the run that may resume it."""
    replace_file(folder / _BEGUN, json.dumps(fingerprint))


class Donor:
    """A build, finished or not, whose vectors a new build may take over."""

    def __init__(self, folder: Path, dimension: int) -> None:
        # In this order: the vector files exist only once the passages are committed.
        self._vectors = VectorFiles(folder, dimension)
        self._store = PassageStore(folder)

    def give(self, keys: Sequence[str], rows: Sequence[int], writer: VectorWriter) -> list[int]:
        """Copy the vectors of the passages with these keys; return the rows that now have them."""
        place_of = {
            key: place
            for key, place in self._store.rows_by_key(keys).items()
            if self._vectors.has(place)
        }
        given = [(row, place_of[k]) for k, row in zip(keys, rows, strict=True) if k in place_of]
        if given:
            taken, places = zip(*given, strict=True)
            writer.take(taken, self._vectors, places)
        return [row for row, _ in given]

    def having(self, keys: Sequence[str]) -> list[str]:
        """Return those of *keys* that it has vectors for."""
        return [
            key
            for first in range(0, len(keys), _SLAB)
            for key, place in self._store.rows_by_key(keys[first : first + _SLAB]).items()
            if self._vectors.has(place)
        ]

    def close(self) -> None:
        """Close its files."""
        self._store.close()


def carry_over(
    folders: Sequence[Path], fingerprint: Fingerprint, keys: Sequence[str], writer: VectorWriter
) -> set[int]:
    """Fill *writer* from those builds that were made alike; return the rows that it filled."""
    filled: set[int] = set()
    for folder in folders:
        donor = _donor(folder, fingerprint)
        if donor is None:
            continue
        try:
            missing = [row for row in range(len(keys)) if row not in filled]
            for first in range(0, len(missing), _SLAB):
                rows = missing[first : first + _SLAB]
                given = donor.give([keys[r] for r in rows], rows, writer)
                writer.flush(given)
                filled.update(given)
        except KnowledgeError as error:
            logger.warning("build %s gives no vectors: %s", folder.name, error)
        finally:
            donor.close()
    return filled


def rows_to_embed(
    folders: Sequence[Path], fingerprint: Fingerprint, keys: Sequence[str]
) -> list[int]:
    """Return one row for each key whose vectors no donor has; no vector is copied."""
    row_of = {key: row for row, key in enumerate(keys)}
    for folder in folders:
        donor = _donor(folder, fingerprint)
        if donor is None:
            continue
        try:
            for key in donor.having(list(row_of)):
                del row_of[key]
        except KnowledgeError as error:
            logger.warning("build %s gives no vectors: %s", folder.name, error)
        finally:
            donor.close()
    return sorted(row_of.values())


def _donor(folder: Path, fingerprint: Fingerprint) -> Donor | None:
    try:
        if json.loads((folder / _BEGUN).read_text(encoding="utf-8")) != fingerprint:
            return None
        return Donor(folder, int(fingerprint["dimension"]))
    except (KnowledgeError, OSError, ValueError):
        # Killed before its passages or its vector files were complete: nothing to take.
        return None
