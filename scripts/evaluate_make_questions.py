"""``advisor evaluate make-questions``: propose a golden set from one's own documents."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.console import DataDir, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.model import Passage
    from knowledge.propose import Proposal


def command(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Folder of your documents.")
    ],
    *,
    count: Annotated[int, typer.Option(min=1, help="At most so many answerable questions.")] = 60,
    unanswerable: Annotated[
        int, typer.Option(min=0, help="At most so many that the documents do not answer.")
    ] = 10,
    out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write here; otherwise to stdout.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    r"""Propose questions from your documents' headings and definitions, for you to review.

    Rules make them, no language model: expect to reword some, drop some and add the questions that
    your people really ask. Each line has the words that gave the question (`quote`) and patterns of
    which an answer must hold one (`expect_any`); make them say what a right answer must contain.
    The unanswerable ones ask what no passage about the term mentions: check that this is true.

    What to type:

    - `advisor evaluate make-questions ~/alliances --out golden.jsonl`, then review `golden.jsonl`
    - `advisor evaluate answers --set golden.jsonl --details`

    In the data folder as `golden.jsonl` it guards every re-index: *advisor reindex --help*.
    """
    from knowledge.embedder import load_embedder
    from knowledge.propose import propose

    settings = load_settings(data_dir)
    embedder = load_embedder(settings.embedding_model, settings.embedding_revision)
    passages = _passages(folder, embedder.count_tokens, embedder.max_tokens)
    proposals = propose(passages, count, unanswerable)
    lines = "".join(
        json.dumps(_line(number, proposal), ensure_ascii=False) + "\n"
        for number, proposal in enumerate(proposals, start=1)
    )
    if out is None:
        print(lines, end="")
    else:
        out.write_text(lines, encoding="utf-8")
    known = sum(p.is_answerable for p in proposals)
    print(
        f"{known} answerable and {len(proposals) - known} unanswerable questions proposed: "
        "review them before you rely on them",
        file=sys.stderr,
    )


def _passages(folder: Path, count: Callable[[str], int], longest: int) -> list[Passage]:
    """Read and cut every document; one that cannot be read is named and left out."""
    from knowledge.corpus import list_corpus
    from knowledge.errors import UnreadableSourceError
    from knowledge.passages import split
    from knowledge.readers import read_source

    passages: list[Passage] = []
    for file in list_corpus(folder):
        try:
            passages += split(read_source(file.path, file.id), count, longest)
        except UnreadableSourceError as error:
            print(f"advisor: left out {error}", file=sys.stderr)
    return passages


def _line(number: int, proposal: Proposal) -> dict[str, object]:
    return {
        "id": f"G{number:03}",
        "question": proposal.question,
        "thread": [],
        "kind": "answerable" if proposal.is_answerable else "unanswerable",
        "expect_any": [list(group) for group in proposal.expected],
        "forbid": [],
        "source": proposal.source_id,
        "quote": proposal.quote,
    }
