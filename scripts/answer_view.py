"""Draws a reply in a terminal: the answer, its sources, and the passages that prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from bot.advisor.model import Answer, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from bot.advisor.model import Citation, Reply
    from knowledge.model import Passage, Work


def show_reply(console: Console, reply: Reply, *, passages: bool) -> None:
    """Print *reply*; with *passages* also the text around each quote, the quote marked."""
    console.print(_answer_text(reply))
    if isinstance(reply, Answer):
        _show_answer(console, reply, passages=passages)
    elif isinstance(reply, Refusal):
        for passage in reply.nearest:
            console.print(Padding(_nearest(passage), (1, 0, 0, 2)))


def _show_answer(console: Console, answer: Answer, *, passages: bool) -> None:
    console.print()
    for citation in answer.citations:
        console.print(_source(citation))
    console.print()
    if passages:
        for proof in _by_passage(answer.citations):
            console.print(_marked(proof))
            console.print()
    built = f"build {answer.build} · " if answer.build else ""
    console.print(
        Text(f"{built}confidence {answer.confidence:.2f} · {answer.composed_by}", style="dim")
    )
    if answer.notice:
        console.print(Text(inert(answer.notice), style="dim italic"))


def _by_passage(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Put citations of one passage together, so that it is shown once."""
    found: dict[str, list[Citation]] = {}
    for citation in citations:
        found.setdefault(citation.passage.id, []).append(citation)
    return list(found.values())


def _answer_text(reply: Reply) -> Text:
    text = Text(inert(reply.text))
    text.highlight_regex(r"\[\d+\]", "cyan")
    return text


def _source(citation: Citation) -> Text:
    work = citation.work
    line = Text(f"[{citation.number}] ", style="cyan")
    style = f"bold link {work.url}" if _is_link(work.url) else "bold"
    line.append(inert(work.title or citation.passage.source_id), style=style)
    line.append(inert(described(work)), style="default")
    locator = citation.passage.locator
    where = " · ".join(part for part in (citation.passage.source_id, locator) if part)
    line.append(f"\n    {inert(where)}", style="dim")
    if work.url:
        line.append(f"\n    {inert(work.url)}", style="dim")
    return line


def described(work: Work) -> str:
    """Return author, publication, year and how it was seen, as they follow a title."""
    parts = [work.author, work.publication, work.year]
    said = ", ".join(part for part in dict.fromkeys(parts) if part)
    seen = f" (seen: {work.seen})" if work.seen else ""
    return f" · {said}{seen}" if said else seen


def _marked(citations: list[Citation]) -> Text:
    """Return a passage with the words that *citations* quote from it marked."""
    passage = citations[0].passage
    text = Text("".join(f"[{citation.number}]" for citation in citations), style="cyan")
    text.append(f" {inert(passage.locator or passage.source_id)}\n", style="bold not cyan")
    body = Text(inert(passage.text), style="default")
    for citation in citations:
        start = passage.text.find(citation.quote)
        if start >= 0:
            body.stylize("black on yellow", start, start + len(citation.quote))
    return text.append_text(body)


def _nearest(passage: Passage) -> Text:
    where = " · ".join(part for part in (passage.source_id, passage.locator) if part)
    line = Text(f"{inert(passage.work.title or passage.source_id)}\n", style="bold")
    line.append(f"{inert(where)}\n", style="dim")
    return line.append(inert(shortened(passage.text)), style="default")


def shortened(text: str, limit: int = 240) -> str:
    """Return the first words of *text*, at most *limit* characters, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rsplit(' ', 1)[0]} …"


def inert(text: str) -> str:
    """Take control characters out of a document's text: a terminal would obey them."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _is_link(url: str) -> bool:
    return url.startswith(("https://", "http://")) and " " not in url and url.isprintable()
