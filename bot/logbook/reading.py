"""Slash text → typed command. Never an exception but :class:`UsageError`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.errors import UsageError
from bot.logbook import partners
from bot.logbook.commands import (
    Brief,
    Command,
    Delete,
    Done,
    Due,
    Edit,
    Find,
    Help,
    Known,
    List,
    New,
    Owed,
    Show,
    Stale,
    TeamCommand,
    Undo,
)
from bot.logbook.dates import read_date
from bot.logbook.healthline import read_health
from bot.logbook.logline import kind_of, read_logline
from bot.logbook.model import Side
from bot.logbook.phrases import content_words, read_export, read_phrase
from bot.logbook.text import LONGEST_LINE, from_slack
from bot.logbook.usage import USAGES, usage_line

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSE_SUBCOMMAND = 66
_SYNONYMS = {
    "add": "log",
    "record": "log",
    "save": "log",
    "create": "new",
    "start": "new",
    "ls": "list",
    "view": "show",
    "get": "show",
    "status": "show",
    "overdue": "due",
    "owes": "owed",
    "close": "done",
    "change": "edit",
    "update": "edit",
    "remove": "delete",
    "search": "find",
    "pack": "brief",
    "briefing": "brief",
    "silent": "stale",
    "?": "help",
}
_SIDES = {"ours": Side.OURS, "we": Side.OURS, "us": Side.OURS, "theirs": Side.THEIRS}
_PAGE = re.compile(r"\bpage\s+(?P<page>\d{1,4})\b", re.IGNORECASE)
_SINCE = re.compile(r"(?:^|\s)(?:since|from)\s+(?P<when>.+)$", re.IGNORECASE)
_BECAUSE = re.compile(r"(?:^|\s)(?:because|reason:?|as|,|:|-)\s+(?P<reason>.+)$", re.IGNORECASE)
_AN_ALLIANCE = re.compile(
    r"^(?:an?\s+)?(?:new\s+)?alliance\s+(?:with\s+|called\s+)?", re.IGNORECASE
)
MAX_DAYS = 3650


def read_command(text: str, known: Known) -> Command:
    """Read what stands after ``/alliance``.

    Raises:
        UsageError: nobody could tell what was meant; carries the line that would have been right.
    """
    if len(text) > LONGEST_LINE:
        reason = f"That line has {len(text):,} characters; {LONGEST_LINE:,} is the most."
        raise UsageError(usage_line("log"), f"{reason} Put the long part into the form's details.")
    # Only a team's own commands name channels; everywhere else they are words of a sentence.
    names_channels = text.lstrip().lower().startswith("team")
    line = from_slack(text, lines=True, channels=names_channels)
    if not line.strip():
        return Help()
    first, _, rest = line.strip().partition(" ")
    word = first.lower().rstrip(":,.!")
    word = _SYNONYMS.get(word, word)
    if phrase := read_phrase(line, known):
        # "close the API doc one" is a sentence; "export Acme csv" is both and reads the same.
        return phrase
    if word in _READERS:
        return _READERS[word](rest.strip(), known)
    return _unknown(line, word, known)


def _unknown(line: str, word: str, known: Known) -> Command:
    """Read a line that begins with no subcommand: an entry, a name, or a slip of the finger."""
    alliance = partners.match(line, known.alliances)
    if alliance:
        return Show(alliance)
    found = process.extractOne(word, list(USAGES), scorer=fuzz.ratio, score_cutoff=CLOSE_SUBCOMMAND)
    if found and not partners.leading(line, known.alliances):
        raise UsageError(usage_line(found[0]), f"Did you mean `{found[0]}`?")
    if ":" in line:
        entry = read_logline(line, known)
        if entry.kind is not None:
            return entry
    raise UsageError(usage_line("help"), "I did not understand that.")


def _new(rest: str, _known: Known) -> Command:
    rest = _AN_ALLIANCE.sub("", rest)
    name, _, clauses = rest.partition(",")
    if (tagged := re.search(r"\s#?(shared|internal)$", name, re.IGNORECASE)) is not None:
        clauses = f"{tagged[1]}, {clauses}"
        name = name[: tagged.start()]
    return New(name=name.strip(" :"), text=clauses.strip())


def _new_or_entry(rest: str, known: Known) -> Command:
    """``new Acme`` starts an alliance; ``new risk: …`` and ``new risk Acme …`` write an entry."""
    first = rest.partition(" ")[0]
    if kind_of(first) is not None and ("," in rest or ":" in rest or len(rest.split()) > 1):
        return read_logline(rest, known)
    return _new(rest, known)


def _log(rest: str, known: Known) -> Command:
    if re.match(r"(?:a\s+|an\s+|new\s+)?health\b", rest, re.IGNORECASE) or re.search(
        r"\bhealth(?: check)?:", rest, re.IGNORECASE
    ):
        return read_health(
            re.sub(r"\b(?:a |new )?health(?: check)?:?", "", rest, flags=re.IGNORECASE), known
        )
    return read_logline(rest, known)


def _list(rest: str, known: Known) -> Command:
    page = _PAGE.search(rest)
    rest = _PAGE.sub(" ", rest)
    words = rest.split()
    kinds = tuple(dict.fromkeys(k for w in words if (k := kind_of(w)) is not None))
    side = next((_SIDES[w.lower()] for w in words if w.lower() in _SIDES), None)
    skip = {"open", "all", "my", "mine", "the", "log", "entries", "for", "of", "with", *_SIDES}
    name = " ".join(w for w in words if w.lower() not in skip and kind_of(w) is None)
    return List(
        alliance=partners.mentioned(rest, known.alliances) or name,
        kinds=kinds,
        only_open="open" in {w.lower() for w in words},
        side=side,
        owner="me" if {"my", "mine"} & {w.lower() for w in words} else "",
        page=max(1, int(page["page"])) if page else 1,
    )


def _show(rest: str, known: Known) -> Command:
    rest = re.sub(r"^(?:me\s+)?(?:the\s+)?|\s+(?:log|alliance)$", "", rest, flags=re.IGNORECASE)
    return Show("" if rest.lower() in {"all", "alliances"} else _target(rest, known))


def _target(text: str, known: Known) -> str:
    return partners.match(text, known.alliances) or text.strip()


def _due(rest: str, known: Known) -> Command:
    words = rest.lower().split()
    days = next((int(w) for w in words if w.isascii() and w.isdigit()), 14)
    side = next((_SIDES[w] for w in words if w in _SIDES), None)
    skip = {
        "in",
        "the",
        "next",
        "days",
        "day",
        "for",
        "within",
        "mine",
        "my",
        "soon",
        "this",
        *_SIDES,
    }
    spans = {"week": 7, "month": 31, "quarter": 92, "today": 0}
    days = next((spans[w] for w in words if w in spans), days)
    kept = [w for w in rest.split() if w.lower() not in skip | set(spans) and not w.isdigit()]
    return Due(
        alliance=partners.mentioned(rest, known.alliances) or " ".join(kept),
        days=min(days, MAX_DAYS),
        side=side,
        owner="me" if {"my", "mine"} & set(words) else "",
    )


def _owed(rest: str, known: Known) -> Command:
    words = rest.split()
    side = next((_SIDES[w.lower()] for w in words if w.lower() in _SIDES), None)
    name = " ".join(w for w in words if w.lower() not in {*_SIDES, "by", "to", "with", "for"})
    return Owed(alliance=partners.mentioned(rest, known.alliances) or name, side=side)


def _done(rest: str, _known: Known) -> Command:
    if not rest:
        raise UsageError(usage_line("done"), "Which one is done?")
    return Done(target=re.sub(r"^the\s+|\s+one$", "", rest, flags=re.IGNORECASE))


def _edit(rest: str, known: Known) -> Command:
    if not rest:
        raise UsageError(usage_line("edit"), "Which entry or alliance?")
    if led := partners.leading(rest, known.alliances):
        return Edit(target=led[0], text=led[1].lstrip(",: "))
    match = re.match(r"#?(?P<number>\d{1,9})\b[,:]?\s*(?P<text>.*)", rest, re.DOTALL)
    if match:
        return Edit(target=f"#{match['number']}", text=match["text"])
    return Edit(target=rest.partition(",")[0].strip())


def _delete(rest: str, known: Known) -> Command:
    if not rest:
        raise UsageError(usage_line("delete"), "Which entry or alliance?")
    match = _BECAUSE.search(rest)
    reason = match["reason"].strip() if match else ""
    target = rest[: match.start()] if match else rest
    return Delete(target=_target(target.strip(" ,:"), known), reason=reason)


def _find(rest: str, known: Known) -> Command:
    alliance = partners.mentioned(rest, known.alliances) or ""
    names = set(alliance.lower().split())
    words = content_words(rest).split() or rest.split()
    kept = [w for w in words if w.lower() not in names] or words
    if not kept:
        raise UsageError(usage_line("find"), "Which words?")
    return Find(words=" ".join(kept), alliance=alliance)


def _brief(rest: str, known: Known) -> Command:
    since = _SINCE.search(rest)
    day = read_date(since["when"], known.now, past=True) if since else None
    name = rest[: since.start()] if since else rest
    return Brief(alliance=partners.mentioned(name, known.alliances) or name.strip(" ,."), since=day)


def _stale(rest: str, _known: Known) -> Command:
    words = re.findall(r"\w+", rest.lower())
    days = next((int(w) for w in words if w.isascii() and w.isdigit()), 60)
    kind = next((k for w in words if (k := kind_of(w)) is not None), None)
    return Stale(days=min(max(days, 1), MAX_DAYS), kind=kind)


def _team(rest: str, _known: Known) -> Command:
    action, _, argument = rest.partition(" ")
    action = action.lower().strip(":")
    if action not in TEAM_ACTIONS:
        raise UsageError(usage_line("team"), f"I do not know `team {action[:40]}`.")
    return TeamCommand(action=action or "show", argument=argument.strip())


TEAM_ACTIONS = frozenset({"", "show", "rename", "link", "unlink", "digest", "reminders", "zone"})
_READERS: dict[str, Callable[[str, Known], Command]] = {
    "new": _new_or_entry,
    "log": _log,
    "list": _list,
    "show": _show,
    "due": _due,
    "owed": _owed,
    "health": read_health,
    "done": _done,
    "edit": _edit,
    "delete": _delete,
    "undo": lambda _rest, _known: Undo(),
    "find": _find,
    "brief": _brief,
    "stale": _stale,
    "export": read_export,
    "team": _team,
    "help": lambda rest, _known: Help(topic=rest.lower()),
}
