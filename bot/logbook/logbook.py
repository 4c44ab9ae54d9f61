"""The log's front door: one typed command in, one typed reply out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.logbook import briefs, export, heading, health, looking, undoing, writing
from bot.logbook.commands import (
    Brief,
    Command,
    Delete,
    Done,
    Due,
    Edit,
    Export,
    Find,
    Health,
    HealthCheck,
    Help,
    Known,
    List,
    Log,
    New,
    OtherTeam,
    Owed,
    Show,
    Stale,
    TeamCommand,
    Undo,
)
from bot.logbook.errors import NotYoursError
from bot.logbook.finding import entry_number
from bot.logbook.model import Audience
from bot.logbook.reading import read_command
from bot.logbook.replies import HelpText
from bot.logbook.teamwork import TeamDesk
from bot.logbook.turns import Turns
from bot.store.logbook import TeamLog
from bot.store.teams import TeamStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.logbook.replies import Reply
    from bot.logbook.visit import Visit
    from bot.store.database import Database


class Logbook:
    """All teams' logs. Every door asks for a :class:`Visit`, which names the one team."""

    def __init__(self, database: Database, is_member: Callable[[str, str, str], bool]) -> None:
        """Keep logs in *database*; *is_member(workspace, channel, person)* asks Slack."""
        self.teams = TeamStore(database)
        self.turns = Turns()
        self._database = database
        self._team_desk = TeamDesk(self.teams, is_member)

    def open(self, visit: Visit) -> TeamLog:
        """Return the log of the visit's team, as far as its audience may see it."""
        return TeamLog(self._database, visit.team, visit.audience)

    def read(self, visit: Visit, text: str) -> Command:
        """Read slash text as the person means it here.

        Raises:
            UsageError: nobody could tell what was meant.
        """
        return read_command(text, Known(visit.now, tuple(self.open(visit).names())))

    def answer(self, visit: Visit, text: str) -> Reply:
        """Read slash text and do it.

        Raises:
            UserError: the message says what to mend.
        """
        return self.turns.take(lambda: self.run(visit, self.read(visit, text)))

    def undo(self, visit: Visit, operation: int | None = None) -> Reply:
        """Take back the person's last change, or the one named."""
        # People may take back what they wrote even where outsiders keep them from reading it.
        whole = TeamLog(self._database, visit.team, Audience.INTERNAL)
        return undoing.undo(visit, whole, operation)

    def run(self, visit: Visit, command: Command) -> Reply:
        """Do what *command* says, in the visit's team and nowhere else.

        Raises:
            UserError: the message says what to mend.
        """
        return self.turns.take(lambda: self._run(visit, command))

    def _run(self, visit: Visit, command: Command) -> Reply:
        if isinstance(command, Undo):
            return self.undo(visit, command.operation)
        if isinstance(command, TeamCommand):
            return self._team_desk.run(visit, self.open(visit), command)
        return _USE_CASES[type(command)](visit, self.open(visit), command)


def _edit(visit: Visit, log: TeamLog, command: Edit) -> Reply:
    if entry_number(command.target) is not None:
        return writing.edit_entry(visit, log, command)
    return heading.edit_alliance(visit, log, command)


def _delete(visit: Visit, log: TeamLog, command: Delete) -> Reply:
    if entry_number(command.target) is not None:
        return writing.delete_entry(visit, log, command.target, command.reason)
    return heading.delete_alliance(visit, log, command.target, command.reason)


def _help(_visit: Visit, _log: TeamLog, command: Help) -> Reply:
    return HelpText(command.topic)


def _refuse(_visit: Visit, _log: TeamLog, _command: OtherTeam) -> Reply:
    raise NotYoursError(
        "You see the logs of the teams whose channels you are in, and no other. "
        "Ask in that team's channel, or ask to be invited there."
    )


_USE_CASES: dict[type, Callable[[Visit, TeamLog, Any], Reply]] = {
    New: heading.new_alliance,
    Log: writing.log_entry,
    HealthCheck: health.record_check,
    Done: writing.finish_entry,
    Edit: _edit,
    Delete: _delete,
    Export: export.export,
    OtherTeam: _refuse,
    List: looking.list_entries,
    Show: looking.show,
    Due: looking.due,
    Owed: looking.owed,
    Health: health.show_trend,
    Find: looking.find,
    Brief: briefs.brief,
    Stale: looking.stale,
    Help: _help,
}
