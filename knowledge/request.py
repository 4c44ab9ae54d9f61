"""What a re-index is asked for, and what it reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.gate import Verdict
    from knowledge.gather import Caveat, Unreadable


@dataclass(frozen=True, slots=True)
class Request:
    """What to index, and how far to go.

    No folders means those of the build in service, unless ``only_library`` drops them; then
    ``with_library`` of ``None`` means that build's choice too, otherwise it means yes. ``full``
    reads and embeds everything again. ``allow_shrink`` goes on when far fewer documents are there
    than before, ``force`` promotes whatever the gate says. ``golden`` is a file of one's own golden
    questions; it need not exist. ``chroma_url`` is a server that the passage vectors go to,
    in place of the build's folder. ``limits`` say what one document may take.
    """

    folders: tuple[Path, ...] = ()
    with_library: bool | None = None
    only_library: bool = False
    full: bool = False
    allow_shrink: bool = False
    force: bool = False
    golden: Path | None = None
    chroma_url: str = ""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a re-index did: counts of sources, then of passages, and how long it took.

    ``build`` is the build now in service; ``is_new`` is false when the one before stayed: because
    nothing had changed, or because the gate objected and the new one, ``set_aside``, was not
    promoted. ``verdict`` is the gate's.
    """

    build: str
    is_new: bool
    folders: tuple[str, ...]
    added: int
    changed: int
    removed: int
    unchanged: int
    unreadable: tuple[Unreadable, ...]
    caveats: tuple[Caveat, ...]
    passages: int
    embedded: int
    carried: int
    seconds: float
    set_aside: str = ""
    verdict: Verdict | None = None
