"""Lines that nobody means well: control characters, right-to-left marks, markup, ten kilobytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.logbook.usage import USAGES

if TYPE_CHECKING:
    import random

INPUTS = 10_000
PIECES = [
    *USAGES,
    *(
        "Acme",
        "acme",
        "Äcmé",
        "risk:",
        "decision",
        "health",
        "us 4",
        "them 9",
        "due",
        "by",
        "owner",
    ),
    *("next friday", "31 Feb", "0000-00-00", ",", ";", ":", "\n", "#shared", "#1", "99999999999"),
    *("<@U123|x>", "<!channel>", "<!here|here>", "<!subteam^S1|@all>", "@everyone", "<#C1|x>"),
    *(
        "\u202e",
        "\u2066",
        "\u200f",
        "\u200b",
        "\x00",
        "\x07",
        "\x1b[2J",
        "\ud800",
        "\ufeff",
        "🤝" * 9,
    ),
    *(
        "&lt;!channel&gt;",
        "%s",
        "{0}",
        "' OR 1=1 --",
        "=cmd()",
        "../../etc/passwd",
        "<https://x|y>",
    ),
    *(
        "replaces #1",
        "page -1",
        "²",
        "٣",
        "since",
        "details:",
        "status x",
        "because",
        "one",
        "done",
    ),
    *("what do we owe", "mark", "which alliances have no", "export", "undo", "x" * 300),
]


def hostile_line(chance: random.Random) -> str:
    if chance.random() < 0.002:
        return "log Acme note: " + chance.choice(["x", "\u202e", "a, ", "due "]) * 10_240
    if chance.random() < 0.2:
        return "".join(chr(chance.randrange(0x250)) for _ in range(chance.randrange(60)))
    return " ".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 9)))
