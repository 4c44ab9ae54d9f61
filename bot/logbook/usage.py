"""How `/alliance` is used: one line, one example and one sentence for every subcommand."""

from __future__ import annotations

from dataclasses import dataclass

COMMAND = "/alliance"


@dataclass(frozen=True, slots=True)
class Usage:
    """How one subcommand is typed and what it does."""

    line: str
    does: str
    example: str


USAGES: dict[str, Usage] = {
    "new": Usage(
        "new ALLIANCE, [purpose …], [stage …], [owner @…]",
        "Start an alliance.",
        "new Acme, purpose joint data platform, stage launching, owner @priya",
    ),
    "log": Usage(
        "log ALLIANCE KIND: TEXT, [owner @…], [due …], [theirs], [#shared]",
        "Write an entry: meeting, decision, commitment, action, risk, issue, milestone, "
        "metric, change, lesson or note.",
        "log Acme decision: pilot moves to Q1, owner @priya",
    ),
    "list": Usage(
        "list [ALLIANCE] [KIND] [open] [page N]", "List entries, newest first.", "list Acme risks"
    ),
    "show": Usage(
        "show [ALLIANCE | #NUMBER]", "Show an alliance, or an entry with its history.", "show #12"
    ),
    "due": Usage(
        "due [ALLIANCE] [DAYS] [mine|ours|theirs]",
        "What is overdue or due soon (14 days unless told).",
        "due Acme 30",
    ),
    "owed": Usage(
        "owed [ALLIANCE] [ours|theirs]",
        "Open commitments in two columns: ours and theirs.",
        "owed Acme",
    ),
    "health": Usage(
        "health ALLIANCE [us N them N] [governance us N them N …] [gap …] [on DATE]",
        "Record a health check (1 to 5 per side), or draw the trend.",
        "health Acme us 4.1 them 3.2, gap is decision speed",
    ),
    "done": Usage("done #NUMBER | WORDS", "Finish an entry.", "done API doc"),
    "edit": Usage(
        "edit #NUMBER | ALLIANCE [what changes]",
        "Change an entry or an alliance; without more, in a form. Decisions are replaced instead.",
        "edit #12 due friday, owner @tom",
    ),
    "delete": Usage(
        "delete #NUMBER | ALLIANCE because REASON",
        "Delete an entry or an alliance; it can be undone.",
        "delete #12 because logged twice",
    ),
    "undo": Usage("undo", "Take back your last change.", "undo"),
    "find": Usage("find [ALLIANCE] WORDS", "Search the log.", "find exclusivity"),
    "brief": Usage(
        "brief ALLIANCE [since DATE]",
        "The pack for a meeting: commitments, decisions since last time, risks, health.",
        "brief Acme",
    ),
    "stale": Usage(
        "stale [DAYS] [KIND]", "Alliances without an entry in 60 days.", "stale 60 meeting"
    ),
    "export": Usage(
        "export [ALLIANCE] [csv|markdown|json|ics]", "Give the log as a file.", "export Acme csv"
    ),
    "team": Usage(
        "team [rename NAME | link #channel | unlink #channel | digest on|off | reminders on|off "
        "| zone Europe/Berlin]",
        "Whose log this is: show, rename, link channels, weekly digest, due reminders.",
        "team digest on",
    ),
    "help": Usage("help [SUBCOMMAND]", "This overview.", "help log"),
}


def usage_line(subcommand: str) -> str:
    """Return the line that would have been right, with an example."""
    usage = USAGES[subcommand]
    return f"{COMMAND} {usage.line} — for example `{COMMAND} {usage.example}`"
