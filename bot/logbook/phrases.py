"""Whole sentences that people type instead of subcommands, and the command each one means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.logbook import partners
from bot.logbook.commands import (
    Brief,
    Command,
    Done,
    Due,
    Export,
    Find,
    Known,
    OtherTeam,
    Owed,
    Stale,
    Undo,
)
from bot.logbook.dates import read_date
from bot.logbook.logline import kind_of
from bot.logbook.model import Kind, Side

if TYPE_CHECKING:
    from collections.abc import Callable

_OTHER_TEAM = re.compile(
    r"(?:show|what|list|export|find|give|open|brief|read)\b[^:]*"
    r"\b(?:other|another|different) team(?:'?s)?\b"
)
_UNDO = re.compile(r"(?:please )?undo(?: (?:that|it|this|the last one|my last change))?[.!]?")
_DONE = re.compile(
    r"(?:please )?(?:mark|tick off|tick|complete|close|finish)\s+(?:the\s+)?(?P<target>.+?)"
    r"(?:\s+one)?(?:\s+(?:as|is))?(?:\s+(?:done|complete|completed|closed|finished))?[.!]?"
)
_WE_OWE = re.compile(r"\bwe\b.*\bowe\b|\bowed? by us\b")
_THEY_OWE = re.compile(r"\b(?:they|them)\b.*\bowe\b|\bowes?\b.*\bus\b|\bowed? to us\b")
_BRIEF = re.compile(r"(?:summari[sz]e|sum up|recap|prepare|prep|brief me on)\s+(?P<rest>.+)")
_SINCE = re.compile(r"\bsince\s+(?P<since>[^,]+)")
_ASKED = re.compile(r"(?:when|what|who|why|where|did|have)\b.*\b(?:we|they|who|was|were)\b.+")
_SILENT = re.compile(
    r"(?:which|what|list|show)\b[^:]*\balliances?\b.*\b(?:no|without(?: an?| any)?)\s+"
    r"(?P<what>\w+)(?:.*?(?P<days>\d{1,4})\s+days?)?"
)
_EXPORT = re.compile(r"(?:export|download)\b(?P<rest>.*)")
_DUE = re.compile(r"what(?:'s| is| are)?\b.*\b(?:due|overdue|late|outstanding)\b.*")
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about agree agreed all an and any are at by call can commit committed decide decided
        did do does find for from had has have how i in is it last me meet met of on or our please
        promise promised said say search that the their them there they this to us was we were what
        when where who why with you""",
    )
)
_VERB_KINDS = {
    "agree": Kind.DECISION,
    "agreed": Kind.DECISION,
    "decide": Kind.DECISION,
    "decided": Kind.DECISION,
    "promise": Kind.COMMITMENT,
    "promised": Kind.COMMITMENT,
    "met": Kind.MEETING,
}
_FORMATS = {
    "csv": "csv",
    "excel": "csv",
    "spreadsheet": "csv",
    "markdown": "markdown",
    "md": "markdown",
    "json": "json",
    "ics": "ics",
    "ical": "ics",
    "calendar": "ics",
}


def read_phrase(text: str, known: Known) -> Command | None:
    """Return the command that the sentence *text* means, or ``None``."""
    line = " ".join(text.lower().replace("\u2019", "'").split())
    rules: tuple[Callable[[str, str, Known], Command | None], ...] = (
        _other_team,
        _undo,
        _owed,
        _silent,
        _due,
        _brief,
        _export,
        _done,
        _asked,
    )
    return next((command for rule in rules if (command := rule(line, text, known))), None)


def content_words(text: str) -> str:
    """Drop the words that carry no meaning in a search."""
    words = re.findall(r"[\w&+.'-]+", text)
    kept = [word for word in words if word.lower().strip(".'") not in _STOP_WORDS]
    return " ".join(word.strip(".'") for word in kept)


def read_export(text: str, known: Known) -> Export:
    """Read ``the acme log for legal as markdown``."""
    words = re.findall(r"\w+", text.lower())
    chosen = next((_FORMATS[word] for word in words if word in _FORMATS), "csv")
    alliance = partners.mentioned(text, known.alliances) or ""
    if not alliance:
        fillers = {"the", "log", "a", "as", "to", "whole", "full", "all", "everything", *_FORMATS}
        before, _, _ = re.sub(r"\s+", " ", text).partition(" for ")
        kept = [word for word in before.split() if word.lower().strip(",.") not in fillers]
        alliance = " ".join(kept).strip(" ,.")
    return Export(alliance=alliance, format=chosen)


def _other_team(line: str, _text: str, _known: Known) -> Command | None:
    return OtherTeam() if _OTHER_TEAM.match(line) else None


def _undo(line: str, _text: str, _known: Known) -> Command | None:
    return Undo() if _UNDO.fullmatch(line) else None


def _owed(line: str, text: str, known: Known) -> Command | None:
    if not line.startswith(("what", "show", "anything", "do we", "who", "list", "does")):
        return None
    alliance = partners.mentioned(text, known.alliances) or ""
    if _THEY_OWE.search(line):
        return Owed(alliance=alliance, side=Side.THEIRS)
    return Owed(alliance=alliance, side=Side.OURS) if _WE_OWE.search(line) else None


def _silent(line: str, _text: str, _known: Known) -> Command | None:
    match = _SILENT.match(line)
    if match is None:
        return None
    return Stale(days=int(match["days"] or 60), kind=kind_of(match["what"]))


def _due(line: str, text: str, known: Known) -> Command | None:
    if not _DUE.fullmatch(line):
        return None
    return Due(alliance=partners.mentioned(text, known.alliances) or "")


def _brief(line: str, text: str, known: Known) -> Command | None:
    match = _BRIEF.fullmatch(line)
    if match is None:
        return None
    alliance = partners.mentioned(text, known.alliances) or match["rest"].split(" since ")[0]
    since = _SINCE.search(line)
    day = read_date(since["since"], known.now, past=True) if since else None
    return Brief(alliance=alliance.strip(" ,."), since=day)


def _export(line: str, text: str, known: Known) -> Command | None:
    match = _EXPORT.fullmatch(line)
    return read_export(text[match.start("rest") :], known) if match else None


def _done(line: str, _text: str, _known: Known) -> Command | None:
    match = _DONE.fullmatch(line)
    return Done(target=match["target"]) if match else None


def _asked(line: str, text: str, known: Known) -> Command | None:
    if not _ASKED.fullmatch(line.rstrip("?.! ")):
        return None
    words = line.split()
    kinds = tuple(dict.fromkeys(_VERB_KINDS[word] for word in words if word in _VERB_KINDS))
    alliance = partners.mentioned(text, known.alliances) or ""
    name_words = set(alliance.lower().split())
    wanted = [w for w in content_words(text).split() if w.lower() not in name_words]
    return Find(words=" ".join(wanted), alliance=alliance, kinds=kinds) if wanted else None
