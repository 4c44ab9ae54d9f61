"""``advisor evaluate citations``: do citations point to the words that prove the answer?"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.judged import Part
from scripts.console import DataDir, load_settings
from scripts.scoreboard import AsJson, Board, FailOver, FailUnder, PartOption, Score, mean_score

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.advisor.model import Answer, Citation, Reply
    from bot.settings import Settings
    from knowledge.judged import Evidence, JudgedQuery
    from knowledge.retrieve import Library

_SHARE = 0.5
"""A quote that is part of a rationale sentence must be this share of it."""


def command(  # noqa: PLR0913 - one parameter an option
    *,
    beir: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Folder in BEIR's layout with evidence.jsonl: answers are checked.",
        ),
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Labelled claims with the text they cite: the check itself is checked.",
        ),
    ] = None,
    split: Annotated[str, typer.Option(help="Which qrels/SPLIT.tsv names the queries.")] = "test",
    part: PartOption = Part.ALL,
    as_json: AsJson = False,
    fail_under: FailUnder = None,
    fail_over: FailOver = None,
    data_dir: DataDir = None,
) -> None:
    r"""Ask every query with known evidence and look at what its answer cites.

    `evidence.jsonl` holds `{"query-id", "doc-id", "rationales"}` lines; a rationale is a set of
    sentences that settles the query. The advisor answers each query from the whole corpus, with its
    confidence threshold set aside: a refusal would say nothing about citations.

    - **document**: share of queries whose first citation names a source with evidence
    - **sentence**: of those sources, it also quotes a sentence of a rationale
    - **any-sentence**: any of the answer's citations does
    - **verbatim**: share of all quotes that stand word for word in the passage they name; must be 1

    With --pairs, lines `{"claim", "cited_text", "label"}` say whether people found a claim
    supported by the text; the bot's own check judges each pair:

    - **macro-f1**: mean F1 of both verdicts at the shipped bar; **auroc**: of the probability
    - **kept**, **caught**: share of the supported claims that pass, of the others that do not

    What to type:

    - `advisor evaluate citations --beir scifact --split train`
    - `advisor evaluate citations --pairs pairs.jsonl`
    - `advisor evaluate citations --pairs pairs.jsonl --fail-under macro-f1=0.7`
    - `advisor evaluate citations --beir scifact --fail-under verbatim=1`
    """
    from scripts.evaluate_pairs import pairs_board
    from scripts.scoreboard import publish

    settings = load_settings(data_dir)
    if beir is not None and pairs is None:
        board = _beir_board(settings, beir, split, part)
    elif pairs is not None and beir is None:
        board = pairs_board(settings, pairs)
    else:
        raise typer.BadParameter("give one of --beir and --pairs", param_hint="--beir")
    publish(board, as_json=as_json, fail_under=fail_under, fail_over=fail_over)


def _beir_board(settings: Settings, beir: Path, split: str, part: Part) -> Board:
    from knowledge.judged import of_part, read_beir, read_evidence
    from scripts.measured_library import embedder_of, open_corpus

    evidence = read_evidence(beir / "evidence.jsonl")
    proved = {e.query_id for e in evidence}
    queries = [q for q in of_part(read_beir(beir, split), part) if q.id in proved]
    library = open_corpus(settings, beir, embedder_of(settings))
    try:
        scores = _scores(library, queries, evidence)
        build = library.build
    finally:
        library.close()
    about = {"set": beir.name, "split": split, "part": part.value, "build": build.id}
    return Board(f"Citations on {beir.name}", scores, (), about)


def _scores(
    library: Library, queries: Sequence[JudgedQuery], evidence: Sequence[Evidence]
) -> tuple[Score, ...]:
    from bot.advisor.advisor import Advisor
    from bot.advisor.model import Question
    from scripts.progress import Bars

    advisor = Advisor(library, floor=0.0)
    document, first, any_, verbatim = [], [], [], []
    answered = 0
    with Bars() as bars:
        bars.stage("Asking", len(queries))
        for query in queries:
            cited = citations_of(advisor.answer(Question(query.text)))
            answered += bool(cited)
            mine = [e for e in evidence if e.query_id == query.id]
            document.append(float(any(e.source_id == c.passage.source_id
                                      for e in mine for c in cited[:1])))  # fmt: skip
            first.append(float(any(proves(c, mine) for c in cited[:1])))
            any_.append(float(any(proves(c, mine) for c in cited)))
            verbatim += [float(is_verbatim(c, library)) for c in cited]
            bars.advance(1)
    return (
        mean_score("document", document),
        mean_score("sentence", first),
        mean_score("any-sentence", any_),
        Score("verbatim", sum(verbatim) / max(len(verbatim), 1), len(verbatim)),
        Score("answered", answered / max(len(queries), 1), len(queries)),
    )


def citations_of(reply: Reply) -> tuple[Citation, ...]:
    """Return a reply's citations, those of the first claim first; none for a refusal."""
    from bot.advisor.model import Answer as Answered

    return _in_order(reply) if isinstance(reply, Answered) else ()


def _in_order(answer: Answer) -> tuple[Citation, ...]:
    return tuple(sorted(answer.citations, key=lambda citation: citation.number))


def proves(citation: Citation, evidence: Iterable[Evidence]) -> bool:
    """Tell whether a citation quotes a rationale sentence of a source with evidence."""
    quote = _plain(citation.quote)
    return any(
        _is_same(quote, _plain(sentence))
        for proof in evidence
        if proof.source_id == citation.passage.source_id
        for rationale in proof.rationales
        for sentence in rationale
    )


def is_verbatim(citation: Citation, library: Library) -> bool:
    """Tell whether the quoted words stand in the stored passage that the citation names."""
    stored = library.passage(citation.passage.id)
    quote = _plain(citation.quote)
    return stored is not None and bool(quote) and quote in _plain(stored.text)


def _is_same(quote: str, sentence: str) -> bool:
    """Sentences may be cut apart elsewhere: a quote may hold the sentence, or most of it."""
    return sentence in quote or (quote in sentence and len(quote) >= _SHARE * len(sentence))


def _plain(text: str) -> str:
    return " ".join(text.split())
