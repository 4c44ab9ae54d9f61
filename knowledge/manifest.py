"""A build's manifest: what it holds, what it was made of and with."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from knowledge.errors import IndexDamagedError
from knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FORMAT: Final = 2
"""Layout of a build's files; a build of another format is not opened."""
FILE: Final = "build.json"

Fingerprint = dict[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Partition:
    """The passages of one audience and collection, held apart in the dense index.

    A search opens only the partitions that the reader may see. Chroma's own metadata filter takes
    34 ms over 5,000 passages where an unfiltered query takes 3, and a filter can be forgotten.
    ``dead`` counts passages that were taken out since the graph was built: they still take room.
    """

    name: str
    audience: Audience
    collection: str
    passages: int
    dead: int = 0


def partition_name(audience: Audience, collection: str) -> str:
    """Name the place of the passages of one audience and collection."""
    # A digest: a collection's name is free text, and Chroma's names are short ASCII.
    return f"{audience.value}-{hashlib.sha256(collection.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class MadeOf:
    """The folders of a build, and whether the shipped library is in it."""

    folders: tuple[str, ...]
    with_library: bool


@dataclass(frozen=True, slots=True)
class BuildInfo:
    """What a build holds and what it was made with.

    ``on_server``: its passage vectors are on a Chroma server and not in its folder.
    """

    id: str
    built_at: datetime
    sources: int
    passages: int
    sentences: int
    fingerprint: Fingerprint
    folders: tuple[str, ...]
    with_library: bool
    partitions: tuple[Partition, ...]
    seconds: float
    on_server: bool = False

    @property
    def model(self) -> str:
        """The embedding model's name."""
        return str(self.fingerprint.get("model", ""))

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.fingerprint.get("dimension", 0))


def read_manifest(folder: Path) -> BuildInfo:
    """Read the manifest of the build in *folder*.

    Raises:
        IndexDamagedError: it is missing, torn or of another format.
    """
    with _translated(folder.name):
        raw = _raw(folder)
        if raw["format"] != FORMAT:
            reason = f"made by another version: format {raw['format']}, this one reads {FORMAT}"
            raise IndexDamagedError(folder.name, reason)
        return _parsed(raw)


def read_made_of(folder: Path) -> MadeOf:
    """Read what the build in *folder* was made of, whichever version made it.

    Raises:
        IndexDamagedError: its manifest is missing or torn.
    """
    with _translated(folder.name):
        raw = _raw(folder)
        return MadeOf(tuple(map(str, raw["folders"])), bool(raw["with_library"]))


def _raw(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / FILE).read_text(encoding="utf-8")))


@contextlib.contextmanager
def _translated(build_id: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(build_id, f"{type(error).__name__}: {error}") from error


def as_plain(info: BuildInfo) -> dict[str, object]:
    """Make JSON of a manifest."""
    return {"format": FORMAT, **asdict(info), "built_at": info.built_at.isoformat()}


def _parsed(raw: Mapping[str, Any]) -> BuildInfo:
    fields = {name: value for name, value in raw.items() if name != "format"}
    partitions = [dict(p) for p in fields.pop("partitions")]
    return BuildInfo(
        **fields
        | {
            "built_at": datetime.fromisoformat(str(fields["built_at"])),
            "folders": tuple(fields["folders"]),
            "partitions": tuple(
                Partition(**p | {"audience": Audience(p["audience"])}) for p in partitions
            ),
        }
    )
