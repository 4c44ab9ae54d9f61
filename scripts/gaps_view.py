"""What ``advisor gaps`` shows: the groups of questions, each with a remedy, and poor answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.gaps import Standing
from knowledge.confidence import FLOOR
from scripts.answer_view import inert, shortened

if TYPE_CHECKING:
    from datetime import datetime

    from rich.text import Text

    from bot.advisor.gaps import Gap, Nearest

NEAR = FLOOR / 2
"""From this confidence on the nearest passage is worth reading before anything is written."""
WORDINGS = 4
"""Other wordings of a question that are shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to show.

    ``questions`` were refused, in ``groups``, of which ``gaps`` are wanted; ``not_helpful`` are
    wanted of ``disliked`` groups of questions with poor answers.
    """

    since: datetime
    questions: int
    groups: int
    gaps: list[Gap]
    disliked: int
    not_helpful: list[Gap]


def remedy(gap: Gap) -> str:
    """Say in a line what the library's keeper can do about a group."""
    if gap.standing is Standing.ANSWERED:
        return "The bot answers it by now; 'advisor ask' shows how well."
    if gap.standing is Standing.LIMITED:
        return (
            "The library answers it, but not where it was asked: mark that source 'audience: "
            "shared' if outsiders may read it, or let the channel use its collection (/advisor "
            "sources)."
        )
    if not _is_near(gap):
        return "Write about it, if it belongs in the library: nothing there comes near."
    then = (
        "put this under its heading"
        if comment(gap)
        else "say it in a Markdown note too, in the words of the question"
    )
    if gap.standing is Standing.PARTLY:
        return f"That passage answers other wordings of it: {then}."
    return f"Read that passage: does it answer? If so, {then}; if not, write about it."


def comment(gap: Gap) -> str:
    """Return the comment that leads the unanswered wordings to the nearest passage.

    It is empty where that passage surely does not answer, or is in no Markdown document.
    """
    near = gap.nearest
    settled = gap.standing in {Standing.ANSWERED, Standing.LIMITED}
    if settled or near is None or not _is_near(gap) or not near.source.lower().endswith(".md"):
        return ""
    # Two hyphens could end the comment.
    asked = [re.sub(r"-{2,}", "-", inert(words)) for words in gap.unanswered]
    if len(asked) == 1:
        return f"<!-- asked: {asked[0]} -->"
    return "\n".join(("<!-- asked:", *asked, "-->"))


def _is_near(gap: Gap) -> bool:
    near = gap.nearest
    return near is not None and (gap.standing is Standing.PARTLY or near.confidence >= NEAR)


def as_plain(found: Found) -> dict[str, object]:
    """Return everything as it goes into JSON."""
    return {
        "since": f"{found.since:%Y-%m-%d}",
        "gaps": [
            _plain(gap) | {"remedy": remedy(gap), "comment": comment(gap)} for gap in found.gaps
        ],
        "not_helpful": [_plain(gap) for gap in found.not_helpful],
    }


def _plain(gap: Gap) -> dict[str, object]:
    near = gap.nearest
    return {
        "question": gap.question,
        "wordings": list(gap.wordings),
        "unanswered": list(gap.unanswered),
        "times": gap.times,
        "people": gap.people,
        "last": _day(gap),
        "standing": gap.standing.value,
        "nearest": near
        and {
            "source": near.source,
            "title": near.title,
            "locator": near.locator,
            "confidence": round(near.confidence, 4),
        },
        "workspace": gap.workspace,
    }


def show_questions(found: Found) -> None:
    """Print the questions alone, one a line."""
    for gap in found.gaps:
        print(inert(gap.question))


def show_nothing(since: datetime, asked_ever: int) -> None:
    """Say why there is nothing to show, and what would change that."""
    if asked_ever:
        print(
            f"Since {since:%Y-%m-%d} the library had an answer to every question, and nobody "
            "found one not helpful. To look farther back: advisor gaps --since 365"
        )
        return
    print(
        "Nobody has asked the bot anything yet. It keeps the questions that it is asked in Slack; "
        "those that the library cannot answer are listed here, grouped by their meaning, with what "
        "to write. To see it at work: advisor demo, ask something odd there, then\n"
        "advisor gaps --data-dir data/demo"
    )


def show(found: Found) -> None:
    """Print groups and poor answers for people."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    since = f"Since {found.since:%Y-%m-%d}"
    if found.questions:
        console.print(
            f"{since} the library could not answer {_count(found.questions, 'question')}, "
            f"in {_count(found.groups, 'group')} of one meaning.",
            soft_wrap=True,
        )
    else:
        console.print(f"{since} the library had an answer to every question.", soft_wrap=True)
    if found.questions and not found.gaps:
        console.print("\nIt answers all of them by now.")
    for number, gap in enumerate(found.gaps, start=1):
        console.print()
        console.print(_head(number, gap))
        console.print(Padding(_body(gap), (0, 0, 0, 3), expand=False))
        if comment(gap):  # unwrapped: it is there to be copied
            console.print(Text(comment(gap), style="cyan"), soft_wrap=True)
    if 0 < len(found.gaps) < found.groups:
        console.print(
            f"\n{len(found.gaps)} of {found.groups} groups are shown; --limit N shows more.",
            style="dim",
        )
    if found.not_helpful:
        console.print()
        _show_not_helpful(found)


def _head(number: int, gap: Gap) -> Text:
    from rich.text import Text

    line = Text(f"{number}. ", style="cyan")
    line.append(shortened(inert(gap.question)), style="bold not cyan")
    if gap.standing is Standing.ANSWERED:
        line.append("  answered now", style="green")
    return line


def _body(gap: Gap) -> Text:
    from rich.text import Text

    where = f", in workspace {inert(gap.workspace)}" if gap.workspace else ""
    people = "1 person" if gap.people == 1 else f"{gap.people} people"
    times = "once" if gap.times == 1 else f"{gap.times} times"
    text = Text(f"asked {times} by {people}, last on {_day(gap)}{where}\n", style="dim")
    for words in gap.wordings[1 : WORDINGS + 1]:
        text.append(f"also: {shortened(inert(words), 120)}\n", style="default not dim")
    if len(gap.wordings) > WORDINGS + 1:
        text.append(f"and {len(gap.wordings) - WORDINGS - 1} more wordings\n")
    if gap.nearest is not None:
        is_open = gap.standing in {Standing.UNKNOWN, Standing.OPEN}
        what = "nearest" if is_open else "answered from"
        text.append(f"{what}: {_place(gap.nearest)}, confidence {gap.nearest.confidence:.2f}\n")
    text.append(remedy(gap), style="default not dim")
    return text


def _show_not_helpful(found: Found) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(
        "question",
        "people",
        "last",
        "answered from",
        title=f"Answers found not helpful: {len(found.not_helpful)} of {found.disliked}",
        title_justify="left",
    )
    for gap in found.not_helpful:
        asked = shortened(inert(gap.question), 120)
        place = _place(gap.nearest) if gap.nearest is not None else ""
        table.add_row(escape(asked), str(gap.people), _day(gap), escape(place))
    console.print(table)
    console.print(
        "Ask each again (advisor ask) and see what it misses: a better source, or clearer words.",
        style="dim",
        soft_wrap=True,
    )


def _place(near: Nearest) -> str:
    where = " · ".join(part for part in (near.source, near.locator) if part)
    return inert(f"{near.title} ({where})" if near.title else where)


def _day(gap: Gap) -> str:
    """Return the day of the last question here; the hour could tell who asked."""
    return f"{gap.last.astimezone():%Y-%m-%d}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
