"""``advisor evaluate retrieval``: how well the search ranks judged sources."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.evaluate import RankBy
from knowledge.judged import Part
from scripts.console import DataDir, load_settings
from scripts.scoreboard import AsJson, Board, FailOver, FailUnder, PartOption, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.settings import Settings
    from knowledge.embedder import Embedder
    from knowledge.evaluate import Run
    from knowledge.judged import JudgedQuery
    from knowledge.retrieve import Library


def command(  # noqa: PLR0913 - one parameter an option
    beir: Annotated[
        Path,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Folder with corpus.jsonl[.gz], queries.jsonl and qrels/ (BEIR's layout).",
        ),
    ],
    *,
    split: Annotated[str, typer.Option(help="Which qrels/SPLIT.tsv judges.")] = "test",
    top: Annotated[
        int, typer.Option(min=10, max=1000, help="Passages a search returns, before merging.")
    ] = 100,
    by: Annotated[
        RankBy, typer.Option(help="Rank by the product's blend, or by one of its signals alone.")
    ] = RankBy.FUSED,
    by_text: Annotated[
        bool, typer.Option("--by-text", help="Count sources of the same words as one.")
    ] = False,
    part: PartOption = Part.ALL,
    compare: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            help="Another data folder (its index of the same corpus) or a run saved before.",
        ),
    ] = None,
    save_run: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write the ranking in TREC's format, for trec_eval."),
    ] = None,
    as_json: AsJson = False,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    data_dir: DataDir = None,
) -> None:
    r"""Search for every judged query and score the rankings, as trec_eval does.

    The corpus is indexed by the product's own re-index the first time (its own folder below
    `evaluate/` in the data folder; your index is not touched). Passages are merged into sources,
    the best one standing for its source.

    - **ndcg@10**: are the relevant sources at the top? 1 is the best possible order.
    - **recall@10**, **recall@100**: the share of the relevant sources among the first 10 and 100.
    - **mrr@10**: one over the rank of the first relevant source.

    What to type:

    - `advisor evaluate retrieval --beir scifact --split test`
    - `advisor evaluate retrieval --beir scifact --by dense --save-run dense.run`, then
      `advisor evaluate retrieval --beir scifact --compare dense.run`: is the blend better, and is
      the difference more than chance? (paired bootstrap, 2,000 resamples)
    - `advisor evaluate retrieval --beir mine --fail-under ndcg=0.7`: a gate for a pipeline
    """
    from knowledge.evaluate import corpus_file, first_with_text, score_run, write_run
    from knowledge.judged import of_part, read_beir
    from scripts.measured_library import embedder_of, open_corpus
    from scripts.scoreboard import mean_score, publish

    settings = load_settings(data_dir)
    queries = of_part(read_beir(beir, split), part)
    stands_for = first_with_text(corpus_file(beir)) if by_text else None
    embedder = embedder_of(settings)
    library = open_corpus(settings, beir, embedder)
    try:
        run = _searched(library, queries, top, by)
        build = library.build
    finally:
        library.close()
    if save_run is not None:
        write_run(run, save_run)
    scores = score_run(run, queries, stands_for)
    sheets: tuple[Sheet, ...] = ()
    if compare is not None:
        other = _other_run(settings, compare, beir, embedder, queries, top)
        sheets = (_comparison(scores, score_run(other, queries, stands_for)),)
    about = {
        "set": beir.name, "split": split, "part": part.value, "ranked by": by.value,
        "counted by": "text" if by_text else "id", "passages a search": top, "build": build.id,
        "sources": build.sources, "passages": build.passages, "model": build.model,
    }  # fmt: skip
    board = Board(
        f"Retrieval on {beir.name}",
        tuple(mean_score(name, values) for name, values in scores.items()),
        sheets,
        about,
    )
    publish(board, as_json=as_json, fail_under=fail_under, fail_over=fail_over)


def _searched(library: Library, queries: Sequence[JudgedQuery], top: int, by: RankBy) -> Run:
    from knowledge.evaluate import make_run
    from scripts.progress import Bars

    with Bars() as bars:
        bars.stage("Searching", len(queries))
        return make_run(library, queries, top=top, by=by, on_done=bars.advance)


def _other_run(  # noqa: PLR0913, PLR0917 - what a second search needs
    settings: Settings,
    other: Path,
    beir: Path,
    embedder: Embedder,
    queries: Sequence[JudgedQuery],
    top: int,
) -> Run:
    """Read the run to compare with, or make it with another data folder's index."""
    from knowledge.evaluate import read_run
    from knowledge.retrieve import Library
    from scripts.measured_library import index_of

    if other.is_file():
        return read_run(other)
    if other.resolve() == settings.data_dir.resolve():
        raise typer.BadParameter("is the data folder that is measured", param_hint="--compare")
    library = Library(index_of(other, beir), embedder)
    try:
        return _searched(library, queries, top, RankBy.FUSED)
    finally:
        library.close()


def _comparison(ours: Mapping[str, list[float]], theirs: Mapping[str, list[float]]) -> Sheet:
    """Compare per-query values pairwise: the interval is of the mean difference."""
    from knowledge.metrics import bootstrap

    rows = []
    for name, values in ours.items():
        differences = [a - b for a, b in zip(values, theirs[name], strict=True)]
        interval = bootstrap(differences)
        verdict = "better" if interval.low > 0 else "worse" if interval.high < 0 else "no telling"
        rows.append((
            name,
            f"{sum(theirs[name]) / max(len(values), 1):.4f}",
            f"{interval.mean:+.4f}",
            f"{interval.low:+.4f} to {interval.high:+.4f}",
            f"{sum(d > 0 for d in differences)} / {sum(d < 0 for d in differences)}",
            verdict,
        ))  # fmt: skip
    columns = ("score", "the other", "difference", "95 % interval", "queries up / down", "this is")
    return Sheet("Compared, paired by query", columns, tuple(rows))
