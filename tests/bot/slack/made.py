"""Made-up proofs for tests of what Slack shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.store.conversations import Proof
from knowledge.model import Audience, Work

ARTICLE = Work(
    "Why alliances end", "Ada Byron", "Alliance Review", "2016-03", "https://a.example/x"
)
PROOF = Proof(
    number=1,
    passage="p1",
    source="notes/ends.md",
    text="First words. Trust was lost early. Last words.",
    quote="Trust was lost early.",
    before="What stands before.",
    after="What stands after.",
    locator="page 3 · Why alliances end > Causes",
    audience=Audience.SHARED,
    work=ARTICLE,
    contained_in=ARTICLE,
    built_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
)


def proof(**changes: Any) -> Proof:
    return replace(PROOF, **changes)
