"""How a source is named: title, who, when, how it was seen, and where in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.text import inert_line, link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store.conversations import Proof
    from knowledge.model import Work

TITLE_LENGTH = 140
NAME_LENGTH = 90
PLACE_LENGTH = 140


def name_of(work: Work) -> str:
    """Return ``Title — Author, 2016`` as mrkdwn, the title linked where the work may be opened."""
    title = link(work.url, inert_line(work.title, TITLE_LENGTH) or "Untitled")
    who = inert_line(work.author or work.publication, NAME_LENGTH)
    facts = ", ".join(part for part in (who, work.year) if part)
    return f"{title} — {facts}" if facts else title


def seen_as(work: Work) -> str:
    """Return ``seen as abstract`` for a work that was not read whole, else an empty string."""
    return f"seen as {inert_line(work.seen, NAME_LENGTH)}" if work.seen else ""


def place_of(proof: Proof) -> str:
    """Return where a passage stands, as mrkdwn, without repeating the source's title."""
    title = proof.contained_in.title
    parts = [
        part.removeprefix(f"{title} > ") if part != title else ""
        for part in proof.locator.split(" · ")
    ]
    return inert_line(" · ".join(part for part in parts if part), PLACE_LENGTH)


def source_of(proof: Proof) -> str:
    """Return a proof's source in full, as one line of mrkdwn.

    Words that a note reports of another work are named by that work, and the note is named too:
    it is the note that a reader can look into.
    """
    parts = [name_of(proof.work), seen_as(proof.work)]
    if proof.work != proof.contained_in:
        parts.append(f"in the note “{inert_line(proof.contained_in.title, TITLE_LENGTH)}”")
    return " · ".join(part for part in (*parts, place_of(proof)) if part)


def source_in_short(proof: Proof) -> str:
    """Return a proof's source as it stands under an answer, for a person in a hurry.

    Where a note reports another work, the place within the note is left to *Show passage*.
    """
    place = place_of(proof) if proof.work == proof.contained_in else ""
    return " · ".join(part for part in (name_of(proof.work), seen_as(proof.work), place) if part)


def source_list(proofs: Iterable[Proof]) -> str:
    """Return the list of sources as mrkdwn; citations of the same source share a line."""
    numbers: dict[str, str] = {}
    for proof in proofs:
        line = source_in_short(proof)
        numbers[line] = f"{numbers.get(line, '')}[{proof.number}]"
    return "\n".join(f"{marks} {line}" for line, marks in numbers.items())
