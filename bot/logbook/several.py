"""One line, several teams: whose log is meant where no channel says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.logbook import partners
from bot.logbook.commands import Due, Find, Help, Known, List, Owed, Show, Stale
from bot.logbook.errors import UnknownAllianceError
from bot.logbook.reading import read_command
from bot.logbook.replies import WhichTeam

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.logbook.commands import Command
    from bot.logbook.logbook import Logbook
    from bot.logbook.replies import Reply
    from bot.logbook.visit import Visit

    Answers = list[tuple[Visit, Reply]]

_NAMED = re.compile(
    r"(?:^|\s)team:\s*(?:[\"“](?P<quoted>[^\"”]+)[\"”]|(?P<plain>\S+))", re.IGNORECASE
)
_CHANNEL = re.compile(r"(?:^|\s)(?:in\s+)?<#(?P<id>[CG][A-Z0-9]{1,30})(?:\|[^<>]*)?>")
OVERVIEWS = (List, Due, Owed, Find, Stale)
"""What is answered of every team when none is named; all else is asked about first."""


def answer_among(book: Logbook, visits: Sequence[Visit], text: str) -> Answers:
    """Answer *text* in the team it means, or overviews in all; else ask which team is meant.

    A team is meant by ``team:NAME``, by one of its channels, or by an alliance that only it has.

    Raises:
        UserError: the message says what to mend.
    """
    return book.turns.take(lambda: _answer(book, visits, text))


def _answer(book: Logbook, visits: Sequence[Visit], text: str) -> Answers:
    named, line = _named(visits, text)
    if named is not None:
        return [(named, book.answer(named, line))]
    if len(visits) == 1:
        return [(visits[0], book.answer(visits[0], text))]
    names = {visit.team.id: tuple(book.open(visit).names()) for visit in visits}
    every = tuple(dict.fromkeys(name for known in names.values() for name in known))
    command = read_command(text, Known(visits[0].now, every))
    wanted = partners.mentioned(text, every)
    having = [v for v in visits if wanted and partners.match(wanted, names[v.team.id])]
    if len(having) == 1 or isinstance(command, Help):
        where = having[0] if having else visits[0]
        return [(where, book.answer(where, text))]
    if isinstance(command, OVERVIEWS) or command == Show():
        return _everywhere(book, having or visits, command)
    teams = tuple(visit.team for visit in having or visits)
    return [(visits[0], WhichTeam(teams, text))]


def _named(visits: Sequence[Visit], text: str) -> tuple[Visit | None, str]:
    """Return the visit to the team that *text* names, and the line without its name."""
    if match := _NAMED.search(text):
        name = match["quoted"] or match["plain"]
        teams = [visit.team.name for visit in visits]
        meant = partners.match(name, teams) or partners.suggest(name, teams)
        if meant is None:
            raise UserError(f"You are in no team called “{name}”. Yours: {', '.join(teams)}.")
        found = next(visit for visit in visits if visit.team.name == meant)
    elif match := _CHANNEL.search(text):
        here = [visit for visit in visits if match["id"] in visit.team.channels]
        if not here:
            return None, text
        found = here[0]
    else:
        return None, text
    return found, f"{text[: match.start()]} {text[match.end() :]}".strip()


def _everywhere(book: Logbook, visits: Sequence[Visit], command: Command) -> Answers:
    answers: Answers = []
    faults: list[UserError] = []
    for visit in visits:
        try:
            answers.append((visit, book.run(visit, command)))
        except UserError as error:
            faults.append(error)
    if not answers:
        raise max(faults, key=lambda e: bool(isinstance(e, UnknownAllianceError) and e.suggestion))
    return answers
