"""``advisor search``: the passages that a query finds, without an answer around them."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.model import Audience
from scripts.console import DataDir, load_settings, run_alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.model import Hit, SearchResult
    from knowledge.retrieve import Library

_TEXT_FIELDS = ("text", "query", "question")


def command(  # noqa: PLR0913 - one parameter an option
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    *,
    queries: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help='Search for every line of a file: {"id": "…", "text": "…"}.',
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=1000, help="Passages a query.")] = 10,
    audience: Annotated[
        Audience, typer.Option(help="Search as somebody who may read all, or shared sources only.")
    ] = Audience.INTERNAL,
    collection: Annotated[
        list[str] | None, typer.Option(help="Only sources of this collection; may be repeated.")
    ] = None,
    copies: Annotated[
        bool | None,
        typer.Option(
            "--copies/--no-copies",
            help="List passages of the same words in several sources once for each source.",
            show_default="only with --queries",
        ),
    ] = None,
    with_text: Annotated[
        bool, typer.Option("--text", help="With --queries: print each passage's text too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for programs; --queries always does.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    r"""Show the passages that the library finds for a query, best first.

    Each query goes to the dense index and to the keyword index; the score blends how near the
    passage is, how near its best sentence is, and how well the words match. Scores compare passages
    of one query only. The confidence says how likely the library answers the query at all.

    What to type:

    - `advisor search "who should sit on a joint steering committee?"`
    - `advisor search "exit clauses" --top 3 --audience shared`
    - `advisor search --queries questions.jsonl --top 100 > hits.jsonl`

    With --queries it prints one line a query, in the file's order:
    `{"id": "…", "hits": [{"source": "…", "passage": "…", "score": 0.97}, …]}`.
    """
    from knowledge.embedder import load_embedder
    from knowledge.retrieve import Library

    if (query is None) == (queries is None):
        raise typer.BadParameter(
            "give a query, or a file of them with --queries", param_hint="QUERY"
        )
    asked = list(_read(queries)) if queries else [("", query or "")]
    settings = load_settings(data_dir)
    library = Library(
        settings.index_dir,
        load_embedder(settings.embedding_model, settings.embedding_revision),
        settings.chroma_url,
    )
    every = copies if copies is not None else queries is not None
    try:
        for name, text in asked:
            result = library.search(
                text, top=top, audience=audience, collections=collection, copies=every
            )
            if queries:
                _print_line(name, result, with_text=with_text)
            elif as_json:
                print(json.dumps(_plain(result), ensure_ascii=False))
            else:
                _show(result, library)
    finally:
        library.close()


def _read(path: Path) -> Iterator[tuple[str, str]]:
    """Yield id and text of each line.

    Raises:
        typer.BadParameter: a line is no JSON object with an id and a text.
    """
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            name = record.get("id", record.get("_id"))
            text = next((record[f] for f in _TEXT_FIELDS if f in record), None)
        except (ValueError, AttributeError):
            name = text = None
        if name is None or not isinstance(text, str):
            wanted = '{"id": "…", "text": "…"}'
            raise typer.BadParameter(
                f"line {number} of {path} is not {wanted}", param_hint="--queries"
            )
        yield str(name), text


def _print_line(name: str, result: SearchResult, *, with_text: bool) -> None:
    hits = [
        {"source": h.passage.source_id, "passage": h.passage.id, "score": round(h.score, 6)}
        | ({"text": h.passage.text} if with_text else {})
        for h in result.hits
    ]
    print(json.dumps({"id": name, "hits": hits}, ensure_ascii=False))


def _plain(result: SearchResult) -> dict[str, object]:
    return {
        "query": result.query,
        "confidence": round(result.confidence, 4),
        "build": result.build,
        "hits": [
            {
                "source": hit.passage.source_id,
                "passage": hit.passage.id,
                "score": round(hit.score, 6),
                "dense": hit.dense,
                "lexical": hit.lexical,
                "title": hit.passage.work.title,
                "locator": hit.passage.locator,
                "text": hit.passage.text,
            }
            for hit in result.hits
        ],
    }


def _show(result: SearchResult, library: Library) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    build = library.build
    if not result.hits:
        print("nothing found", file=sys.stderr)
        return
    for number, hit in enumerate(result.hits, start=1):
        passage = hit.passage
        place = " · ".join(p for p in (passage.source_id, passage.locator) if p)
        console.print(f"{number}. {_signals(hit)}  {place}", markup=False, style="bold")
        console.print(_best_sentence(hit), markup=False)
        console.print()
    console.print(
        f"confidence {result.confidence:.2f} · "
        f"build of {build.built_at.astimezone():%Y-%m-%d %H:%M} · "
        f"{build.passages:,} passages of {build.sources:,} documents",
        markup=False,
        style="dim",
    )


def _signals(hit: Hit) -> str:
    lexical = f"{hit.lexical:.1f}" if hit.lexical is not None else "none"
    return f"{hit.score:.3f} (cosine {hit.dense:.2f}, keywords {lexical})"


def _best_sentence(hit: Hit) -> str:
    """Return the sentence nearest to the query, or the passage where it has none."""
    passage = hit.passage
    if not hit.sentence_scores:
        return passage.text
    best = max(range(len(hit.sentence_scores)), key=hit.sentence_scores.__getitem__)
    return " ".join(passage.sentence_text(passage.sentences[best]).split())


if __name__ == "__main__":
    run_alone(command)
