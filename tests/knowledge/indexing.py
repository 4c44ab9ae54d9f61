"""Small corpora and indexes for the tests of this folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.passage_store import PassageStore
from knowledge.reindex import ReindexReport, Request, reindex
from tests.fakes import HashingEmbedder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.builds import Builds

ROOT = Path(__file__).parents[2]

NOTES = {
    "governance.md": "# Governance\n\nA committee meets every quarter. It settles disputes.",
    "exit.md": "# Exit\n\nAn exit clause names the triggers. Assets are split by contract.",
    "trust.md": "# Trust\n\nTrust grows with kept promises. Broken promises end alliances.",
}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write text files into *folder*."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def index(
    index_dir: Path, *folders: Path, embedder: HashingEmbedder | None = None, **choices: Any
) -> ReindexReport:
    """Re-index *folders* without the shipped library; *choices* are fields of the request."""
    request = Request(folders, with_library=False, **choices)
    return reindex(index_dir, embedder or HashingEmbedder(), request)


def contents(builds: Builds) -> dict[str, str]:
    """Return id and text of every passage of the current build."""
    store = PassageStore(builds.folder(builds.current()))
    try:
        found = store.passages(range(len(store)))
    finally:
        store.close()
    return {p.id: p.text for p in found.values()}


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a Python program that can import the product and the tests."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
