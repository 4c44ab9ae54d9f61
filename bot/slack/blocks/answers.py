"""An answer, a refusal or a remark as Slack messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.slack.blocks.elements import (
    Block,
    Message,
    actions,
    button,
    contexts,
    label,
    paginate,
    sections,
)
from bot.slack.blocks.sources import source_list, source_of
from bot.slack.text import OPTION_LIMIT, escape, first_sentence, inert
from bot.store.conversations import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.conversations import Proof

SHOW_PASSAGE = "show_passage"
HELPFUL = "feedback_helpful"
NOT_HELPFUL = "feedback_not_helpful"
SHARE = "share_answer"
UNDERSTOOD = "understood_as"

EMPTY = "…"

MOST_BUTTONS = 8
"""With more citations than this a menu takes the place of the buttons."""

OPTIONS_A_MENU = 25


def answer_mark(key: str) -> str:
    """Return what the ``block_id`` of a reply to the question *key* begins with."""
    return f"answer:{key}"


def live_mark(key: str) -> str:
    """Return the first ``block_id`` of a reply that is still being written."""
    return f"{answer_mark(key)}:live"


def share_mark(key: str) -> str:
    """Return what the ``block_id`` of a shared answer begins with."""
    return f"shared:{key}"


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands below a reply's sources.

    With ``asks_to_share`` the asker, who alone sees an answer, may make it public. ``aside`` is
    said quietly, and so is ``limits``, mrkdwn that says what of the library was searched. Of a
    question that ``was_rewritten`` the asker may see what it was understood as.
    """

    asks_to_share: bool = False
    aside: str = ""
    limits: str = ""
    was_rewritten: bool = False


PLAIN = Footer()


def reply_messages(
    text: str, outcome: Outcome, proofs: Sequence[Proof], key: str, footer: Footer = PLAIN
) -> list[Message]:
    """Draw a reply as one message, or more where Slack's limits ask for it.

    ``key`` is the question's; every message is known again by it.
    """
    closing = _closing(outcome, proofs, key, footer)
    blocks = [*sections(inert(text).strip() or EMPTY), *closing]
    return paginate(notice(text), blocks, answer_mark(key))


def closing_blocks(
    outcome: Outcome, proofs: Sequence[Proof], key: str, footer: Footer
) -> list[Block]:
    """Draw what stands below the text of a reply that appeared bit by bit; it marks it as whole."""
    first, *others = _closing(outcome, proofs, key, footer)
    return [{**first, "block_id": f"{answer_mark(key)}:1"}, *others]


def _closing(outcome: Outcome, proofs: Sequence[Proof], key: str, footer: Footer) -> list[Block]:
    blocks = _proof_blocks(outcome, proofs, key)
    if footer.aside:
        blocks += contexts(inert(footer.aside))
    if outcome is Outcome.REMARK:
        return blocks
    if footer.limits:
        blocks += contexts(footer.limits)
    shares = footer.asks_to_share and outcome is Outcome.ANSWER
    return [*blocks, _feedback(key, asks_to_share=shares, was_rewritten=footer.was_rewritten)]


def shared_messages(
    asker: str, question: str, text: str, proofs: Sequence[Proof], key: str
) -> list[Message]:
    """Draw an answer for everybody in a channel, with who asked for it and what."""
    blocks = [
        *contexts(f"<@{asker}> asked: {inert(question)}"),
        *sections(inert(text).strip() or EMPTY),
        *_proof_blocks(Outcome.ANSWER, proofs, key),
        _feedback(key, asks_to_share=False),
    ]
    return paginate(notice(text), blocks, share_mark(key))


def notice(text: str) -> str:
    """Return what a notification shows: the reply's first sentence, inert."""
    return escape(first_sentence(text)) or EMPTY


def _proof_blocks(outcome: Outcome, proofs: Sequence[Proof], key: str) -> list[Block]:
    if not proofs:
        return []
    if outcome is Outcome.ANSWER:
        return [*contexts(source_list(proofs)), *_passage_actions(proofs, key)]
    lines = "\n".join(f"• {source_of(proof)}" for proof in proofs)
    buttons = [_passage_button(f"Look at {-p.number}", p, key) for p in proofs[:MOST_BUTTONS]]
    return [*contexts(f"Nearest in the library, not an answer:\n{lines}"), actions(buttons)]


def _passage_actions(proofs: Sequence[Proof], key: str) -> list[Block]:
    if len(proofs) == 1:
        return [actions([_passage_button("Show passage", proofs[0], key)])]
    if len(proofs) <= MOST_BUTTONS:
        return [actions([_passage_button(f"Show passage [{p.number}]", p, key) for p in proofs])]
    return [
        actions([_passage_menu(proofs[start : start + OPTIONS_A_MENU], key, start)])
        for start in range(0, len(proofs), OPTIONS_A_MENU)
    ]


def _passage_button(text: str, proof: Proof, key: str) -> Block:
    return button(
        text,
        f"{SHOW_PASSAGE}:{proof.number}",
        f"{key}#{proof.number}",
        says=f"{text} from {proof.work.title}",
    )


def _passage_menu(proofs: Sequence[Proof], key: str, start: int) -> Block:
    return {
        "type": "static_select",
        "action_id": f"{SHOW_PASSAGE}:menu{start}",
        "placeholder": label("Show passage …"),
        "options": [
            {
                "text": label(f"[{p.number}] {p.work.title}", OPTION_LIMIT),
                "value": f"{key}#{p.number}",
            }
            for p in proofs
        ],
    }


def _feedback(key: str, *, asks_to_share: bool, was_rewritten: bool = False) -> Block:
    buttons = [button("Helpful", HELPFUL, key), button("Not helpful", NOT_HELPFUL, key)]
    share = [button("Share in channel", SHARE, key)] if asks_to_share else []
    understood = [button("Understood as …", UNDERSTOOD, key)] if was_rewritten else []
    return actions([*share, *buttons, *understood])
