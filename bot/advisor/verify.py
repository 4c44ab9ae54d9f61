"""Checks an answer, whoever composed it: what its passages do not prove is not shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.advisor.figures import figures
from bot.advisor.orders import hides_something

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.advisor.model import Answer, Citation, Claim
    from knowledge.model import SearchResult

_ALIKE = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201b": "'",
        "\u2032": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2033": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)
_SPACE = re.compile(r"\s+")


class Fault(StrEnum):
    """Why a claim does not stand."""

    NO_CITATION = "it cites nothing"
    NOT_ISSUED = "it cites a passage that was not retrieved"
    MISQUOTED = "a quote is not in its passage"
    FIGURE = "a figure is not in the quoted words"
    ACTIVE_TEXT = "it holds a link, code or hidden text"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of an answer, ``None`` when nothing stands, and what was dropped and why."""

    answer: Answer | None
    dropped: tuple[tuple[Claim, Fault], ...] = ()


def verify(answer: Answer, result: SearchResult) -> Verdict:
    """Drop the claims of *answer* that the passages of *result* do not prove.

    A claim stands only if each citation was issued (its passage is one of *result*, unaltered),
    each quote is verbatim in its passage (white space, quotation marks and dashes apart), and every
    figure of the claim is in the quoted words. Citations are numbered anew in order of appearance.
    """
    issued = {hit.passage.id: hit.passage.text for hit in result.hits}
    cited = {citation.number: citation for citation in answer.citations}
    kept: list[Claim] = []
    dropped: list[tuple[Claim, Fault]] = []
    for claim in answer.claims:
        fault = _fault(claim, cited, issued)
        if fault is None:
            kept.append(claim)
        else:
            dropped.append((claim, fault))
    return Verdict(_renumbered(answer, kept) if kept else None, tuple(dropped))


def plain(text: str) -> str:
    """Return *text* with white space, quotation marks and dashes made alike."""
    return _SPACE.sub(" ", text.translate(_ALIKE)).strip()


def _fault(claim: Claim, cited: Mapping[int, Citation], issued: Mapping[str, str]) -> Fault | None:
    if not claim.citations or not claim.text.strip():
        return Fault.NO_CITATION
    quotes: list[str] = []
    for number in claim.citations:
        citation = cited.get(number)
        if citation is None or issued.get(citation.passage.id) != citation.passage.text:
            return Fault.NOT_ISSUED
        if not plain(citation.quote) or plain(citation.quote) not in plain(citation.passage.text):
            return Fault.MISQUOTED
        quotes.append(citation.quote)
    if not figures(claim.text) <= figures("\n".join(quotes)):
        return Fault.FIGURE
    return Fault.ACTIVE_TEXT if hides_something(claim.text) else None


def _renumbered(answer: Answer, claims: Sequence[Claim]) -> Answer:
    """Return *answer* with only *claims*, its citations numbered in order of appearance."""
    order = dict.fromkeys(number for claim in claims for number in claim.citations)
    numbers = {old: new for new, old in enumerate(order, start=1)}
    cited = {citation.number: citation for citation in answer.citations}
    return replace(
        answer,
        claims=tuple(
            replace(claim, citations=tuple(numbers[old] for old in claim.citations))
            for claim in claims
        ),
        citations=tuple(replace(cited[old], number=new) for old, new in numbers.items()),
    )
