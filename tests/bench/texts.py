"""A corpus made up by a seeded draw, so that measuring needs no outside text."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHO = (
    "the steering committee",
    "each partner",
    "our alliance manager",
    "the joint team",
    "the executive sponsor",
    "a regional director",
    "the working group",
    "their legal counsel",
    "the launch team",
    "the supplier",
    "the licensing office",
    "a product owner",
    "the finance lead",
    "the integration squad",
    "a field engineer",
)
DOES = (
    "reviews",
    "escalates",
    "agrees on",
    "postpones",
    "documents",
    "renegotiates",
    "measures",
    "shares",
    "tests",
    "publishes",
    "delegates",
    "challenges",
    "funds",
    "rewrites",
    "approves",
    "compares",
    "questions",
    "splits",
    "combines",
    "forecasts",
)
WHAT = (
    "the quarterly scorecard",
    "an open commitment",
    "the pricing model",
    "the exit clause",
    "a shared roadmap",
    "the escalation path",
    "the service level",
    "a training plan",
    "the joint forecast",
    "the data agreement",
    "the health survey",
    "an onboarding guide",
    "the territory map",
    "the licence fee",
    "a pilot deployment",
    "the support rota",
    "the renewal date",
    "the referral bonus",
    "the branding rules",
    "an audit finding",
)
WHEN = (
    "before the launch",
    "after each quarter",
    "within ten days",
    "when priorities shift",
    "during the pilot",
    "once both sides have signed",
    "at the annual review",
    "if the budget slips",
    "whenever people change",
    "until the transition ends",
    "as soon as the risk is known",
    "while the contract is renewed",
)
WHY = (
    "because trust grows with small kept promises",
    "since numbers differ between the two systems",
    "so that nobody is surprised in public",
    "although the deadline had moved twice",
    "which saved roughly {n} hours a month",
    "and {n} per cent of the backlog disappeared",
    "even where the contract says nothing about it",
    "as {n} earlier projects had shown",
)


def sentence(draw: random.Random) -> str:
    """Return one made-up sentence of some twenty words."""
    parts = (draw.choice(WHO), draw.choice(DOES), draw.choice(WHAT), draw.choice(WHEN))
    text = " ".join((*parts, draw.choice(WHY).format(n=draw.randint(2, 95))))
    return f"{text[0].upper()}{text[1:]}."


def document(draw: random.Random, sentences: int) -> str:
    """Return a Markdown document of *sentences* sentences in paragraphs under headings."""
    lines = [f"# Report {draw.randint(1000, 9999)} on {draw.choice(WHAT)}"]
    while sentences > 0:
        lines += ["", f"## How {draw.choice(WHO)} {draw.choice(DOES)} {draw.choice(WHAT)}"]
        for _ in range(draw.randint(1, 4)):
            size = min(draw.randint(3, 9), sentences)
            if size <= 0:
                break
            lines += ["", " ".join(sentence(draw) for _ in range(size))]
            sentences -= size
    return "\n".join(lines) + "\n"


def documents(count: int, sentences: int = 40, seed: int = 1) -> Iterator[str]:
    """Make *count* documents of some *sentences* sentences each, the same for the same seed."""
    draw = random.Random(seed)
    for _ in range(count):
        yield document(draw, sentences)


def write_corpus(folder: Path, count: int, sentences: int = 40, seed: int = 1) -> int:
    """Write *count* documents into *folder* and return their characters in all."""
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for number, text in enumerate(documents(count, sentences, seed)):
        (folder / f"report-{number:06d}.md").write_text(text, encoding="utf-8")
        total += len(text)
    return total


SECTIONS = 20
"""Short passages in one document of a corpus for scale."""


def short_document(number: int, version: int = 0) -> str:
    """Return a document of :data:`SECTIONS` passages of some 40 tokens, each under its heading."""
    draw = random.Random(f"{number}/{version}")
    lines = [f"# Report {number}"]
    for section in range(1, SECTIONS + 1):
        lines += ["", f"## {number}.{section} on {draw.choice(WHAT)}", "", sentence(draw)]
    return "\n".join(lines) + "\n"


def write_short(folder: Path, passages: int) -> None:
    """Write documents that come to *passages* short passages, a hundred in a folder."""
    for number in range(passages // SECTIONS):
        path = short_path(folder, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(short_document(number), encoding="utf-8")


def change_short(folder: Path, passages: int, share: float, version: int) -> int:
    """Change that share of the passages: documents rewritten, added and removed; return how many.

    Of a hundred documents changed eighty are rewritten, ten removed and ten new.
    """
    count = passages // SECTIONS
    changed = max(int(count * share), 1)
    draw = random.Random(version)
    chosen = draw.sample([n for n in range(count) if short_path(folder, n).is_file()], changed)
    gone = chosen[: changed // 10]
    for number in gone:
        short_path(folder, number).unlink()
    for number in chosen[len(gone) * 2 :]:
        text = short_document(number, version)
        short_path(folder, number).write_text(text, encoding="utf-8")
    for number in range(len(gone)):
        path = short_path(folder, count * (version + 1) + number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(short_document(count * (version + 1) + number), encoding="utf-8")
    return changed


def short_path(folder: Path, number: int) -> Path:
    """Return where a short document lies."""
    return folder / f"{number // 100:05d}" / f"report-{number:07d}.md"
