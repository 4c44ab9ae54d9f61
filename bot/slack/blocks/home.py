"""The Home tab and the conversation openers: what one can do with the advisor."""

from __future__ import annotations

from typing import Any

from bot.slack.blocks.elements import Block, contexts, header, sections

PROMPTS = (
    ("Why alliances fail", "Why do alliances fail?"),
    ("Set up governance", "How should an alliance be governed in its first 100 days?"),
    ("Run a health check", "How do I run an alliance health check?"),
    ("Plan the exit", "What belongs into an alliance exit plan?"),
)
"""Label and question of the suggestions at the start of a direct conversation, four at most."""


def home_blocks(bot_user: str) -> list[Block]:
    """Return what the Home tab teaches."""
    ways = (
        f"• In a channel: <@{bot_user}> and your question. The answer comes in a thread, and "
        "you can ask on there without naming me again.\n"
        "• Here, under *Messages*: just write.\n"
        "• `/ask` and your question, anywhere: only you see the answer, and you can share it.\n"
        "• `/advisor sources` in a channel: what answers there come from, and how to limit it."
    )
    examples = "\n".join(f"• {question}" for _, question in PROMPTS)
    return [
        header("Ask about alliance management"),
        *sections(
            "Every sentence of an answer carries a number. *Show passage* opens the exact words "
            "that it rests on. Where the library holds no answer, I say so."
        ),
        *sections(f"*How to ask*\n{ways}"),
        *sections(f"*For example*\n{examples}"),
        *contexts("*Helpful* and *Not helpful* under an answer tell whoever keeps the library."),
    ]


def home_view(bot_user: str) -> dict[str, Any]:
    """Return the Home tab."""
    return {"type": "home", "blocks": home_blocks(bot_user)}


def suggested_prompts() -> list[dict[str, str]]:
    """Return the openers in the form that Slack takes."""
    return [{"title": title, "message": message} for title, message in PROMPTS]
