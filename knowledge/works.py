"""The bibliography beside a folder of notes: citation key to work."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.errors import UnreadableSourceError
from knowledge.model import Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WORKS_FILE = "works.toml"
_FIELDS = frozenset({"title", "author", "publication", "published", "url", "seen"})


def load_works(folder: Path) -> Mapping[str, Work]:
    """Read ``works.toml`` in *folder*: one table a work, keyed as the notes cite it.

    A folder without the file has no works. Raises UnreadableSourceError when an entry is
    malformed, names a field that a work does not have, or has no title.
    """
    path = folder / WORKS_FILE
    try:
        seen = path.stat()
    except OSError:
        return {}
    return _load(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=16)
def _load(path: Path, _changed: int, _size: int) -> Mapping[str, Work]:
    """Parse once per state of the file: a folder's notes all ask for it."""
    try:
        entries = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableSourceError(str(path), f"is not valid TOML: {error}") from error
    return {key: _work(key, entry, path) for key, entry in entries.items()}


def _work(key: str, entry: object, path: Path) -> Work:
    if not isinstance(entry, dict):
        raise UnreadableSourceError(str(path), f"'{key}' is not a table of a work's fields")
    unknown = sorted(set(entry) - _FIELDS)
    if unknown:
        raise UnreadableSourceError(
            str(path), f"work '{key}' has no field {', '.join(unknown)}: use {sorted(_FIELDS)}"
        )
    # A bare year or a TOML date is as good as a quoted one.
    fields = {name: " ".join(str(value).split()) for name, value in entry.items()}
    if not fields.get("title"):
        raise UnreadableSourceError(str(path), f"work '{key}' has no title")
    if fields.get("url") and not fields["url"].startswith(("https://", "http://")):
        raise UnreadableSourceError(
            str(path), f"work '{key}': url must begin with https:// or http://"
        )
    return Work(**fields)
