"""The log's reception: lets people in to the teams whose channels they are in, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.logbook.errors import NotYoursError
from bot.logbook.model import Audience
from bot.logbook.visit import Visit
from bot.slack.membership import moment_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from slack_bolt.context import BoltContext

    from bot.logbook.model import Team
    from bot.slack.audience import Readers
    from bot.slack.membership import Members
    from bot.store.teams import TeamStore

NOT_IN = (
    "I cannot see that you are in this channel, so I show nothing of its log. If it is a private "
    "channel, invite me first: /invite @Advisor."
)
NO_TEAM = (
    "You are in no channel that has an alliance log. Type `/alliance new` and a partner's name in "
    "your team's channel to begin one."
)


class SeveralTeamsError(UserError):
    """No channel says whose log is meant; ``visits`` are those that it could be."""

    def __init__(self, visits: Sequence[Visit]) -> None:
        names = ", ".join(visit.team.name for visit in visits)
        super().__init__(f"You are in several teams: {names}. Which one do you mean?")
        self.visits = list(visits)


class Reception:
    """Makes a :class:`Visit` of who is asking where, after checking with Slack."""

    def __init__(
        self,
        teams: TeamStore,
        readers: Readers,
        members: Members,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._teams = teams
        self._readers = readers
        self._members = members
        self._clock = clock

    def at_command(self, workspace: str, channel: str, person: str) -> Visit:
        """Let somebody in who types a command; the first one in a channel makes it a team.

        Raises:
            UserError: Slack does not say that they are in the channel.
            SeveralTeamsError: in a direct message, of somebody who is in several teams.
        """
        if channel.startswith("D"):
            return self._directly(workspace, person)
        if not self._members.is_in(channel, person):
            raise NotYoursError(NOT_IN)
        team = self._teams.of_channel(workspace, channel)
        if team is None:
            now = self._now(person, "")
            name = self._members.name_of(channel) or "team"
            zone = self._members.zone_of(person) or "UTC"
            team = self._teams.make(workspace, channel, name, zone, now)
        return self._visit(team, person, channel)

    def at_message(self, workspace: str, channel: str, person: str) -> Visit:
        """Let somebody in who wants to log a message: in its channel's team, or their only one.

        Raises:
            UserError: they are not in the channel.
            SeveralTeamsError: the channel has no team, and they are in several.
        """
        team = None if channel.startswith("D") else self._teams.of_channel(workspace, channel)
        if team is None:
            return self._directly(workspace, person)
        if not self._members.is_in(channel, person):
            raise NotYoursError(NOT_IN)
        return self._visit(team, person, channel)

    def at_team(self, workspace: str, team_id: int, person: str, channel: str = "") -> Visit:
        """Let somebody in who presses a button or sends a form that names a team.

        *channel* is where they do it, if in a channel: who can read there decides what is shown.

        Raises:
            NotYoursError: they are in none of the team's channels now.
        """
        team = self._teams.get(workspace, team_id)
        if team is None or not self._is_member(team, person):
            raise NotYoursError("That belongs to a team whose channels you are not in.")
        return self._visit(team, person, channel)

    def teams_of(self, workspace: str, person: str) -> list[Team]:
        """Return the teams whose channels the person is in now."""
        return [t for t in self._teams.all(workspace) if self._is_member(t, person)]

    def visit_home(self, team: Team, person: str) -> Visit:
        """Let a member of *team* see its log where nobody else reads along."""
        return self._visit(team, person, "")

    def _directly(self, workspace: str, person: str) -> Visit:
        teams = self.teams_of(workspace, person)
        if not teams:
            raise UserError(NO_TEAM)
        visits = [self._visit(team, person, "") for team in teams]
        if len(visits) > 1:
            raise SeveralTeamsError(visits)
        return visits[0]

    def _is_member(self, team: Team, person: str) -> bool:
        return any(self._members.is_in(channel, person) for channel in team.channels)

    def _visit(self, team: Team, person: str, channel: str) -> Visit:
        is_channel = bool(channel) and not channel.startswith("D")
        readers = self._readers
        seen = readers.of_channel(channel) if is_channel else readers.of_person(person)
        return Visit(team, person, Audience(seen.value), self._now(person, team.zone))

    def _now(self, person: str, otherwise: str) -> datetime:
        at = self._clock() if self._clock else None
        return moment_in(self._members.zone_of(person) or otherwise, at)


def refuse_strangers(context: BoltContext) -> None:
    """Let nobody in who acts from another organisation.

    Raises:
        NotYoursError: the actor's workspace and enterprise are not the installation's.
    """
    theirs, ours = context.actor_team_id, context.team_id
    same_enterprise = (
        context.enterprise_id is not None and context.actor_enterprise_id == context.enterprise_id
    )
    if theirs and ours and theirs != ours and not same_enterprise:
        raise NotYoursError("This log belongs to another organisation.")
