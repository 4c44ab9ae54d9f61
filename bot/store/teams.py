"""Teams: which channels share one log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from bot.errors import UserError
from bot.logbook.model import Team
from bot.store.database import insert_new
from bot.store.logbook_tables import team_channels, teams

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from bot.store.database import Database


class ChannelTakenError(UserError):
    """The channel already belongs to a team."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            f"<#{channel}> already belongs to another team's log; unlink it there first."
        )


class TeamChangedError(UserError):
    """Somebody changed the team meanwhile."""

    def __init__(self) -> None:
        super().__init__("Somebody else just changed this team; look again and repeat your change.")


class TeamStore:
    """Finds and changes teams. Only teams of the given workspace are ever returned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_channel(self, workspace: str, channel: str) -> Team | None:
        """Return the team of one channel."""
        found = self.of_channels(workspace, [channel])
        return found[0] if found else None

    def of_channels(self, workspace: str, channels: Collection[str]) -> list[Team]:
        """Return the teams that any of these channels belongs to, by name."""
        with self._database.reading() as connection:
            ids = select(team_channels.c.team).where(
                team_channels.c.workspace == workspace, team_channels.c.channel.in_(channels)
            )
            wanted = select(teams).where(teams.c.workspace == workspace, teams.c.id.in_(ids))
            rows = connection.execute(wanted.order_by(teams.c.name, teams.c.id)).all()
            return [_team(connection, row) for row in rows]

    def all(self, workspace: str | None = None) -> list[Team]:
        """Return every team: for schedules and administrators, never for a person in Slack."""
        with self._database.reading() as connection:
            wanted = select(teams).order_by(teams.c.id)
            if workspace is not None:
                wanted = wanted.where(teams.c.workspace == workspace)
            return [_team(connection, row) for row in connection.execute(wanted).all()]

    def get(self, workspace: str, team_id: int) -> Team | None:
        """Return one team of this workspace."""
        with self._database.reading() as connection:
            wanted = select(teams).where(teams.c.workspace == workspace, teams.c.id == team_id)
            row = connection.execute(wanted).one_or_none()
            return None if row is None else _team(connection, row)

    def make(self, workspace: str, channel: str, name: str, zone: str, at: datetime) -> Team:
        """Make the channel a team; when two people do it at once, both get the same one."""
        existing = self.of_channel(workspace, channel)
        if existing:
            return existing
        with self._database.transaction() as connection:
            made = insert(teams).values(
                workspace=workspace,
                name=name,
                zone=zone,
                digest=False,
                reminders=False,
                version=1,
                next_alliance=1,
                next_entry=1,
                next_operation=1,
                created_at=at,
            )
            team_id = connection.execute(made.returning(teams.c.id)).scalar_one()
            values = {"workspace": workspace, "channel": channel, "team": team_id}
            if not insert_new(connection, team_channels, values):
                connection.execute(delete(teams).where(teams.c.id == team_id))
        team = self.of_channel(workspace, channel)
        assert team is not None  # noqa: S101  just made, by us or by whoever was faster
        return team

    def link(self, team: Team, channel: str) -> Team:
        """Let another channel share the team's log.

        Raises:
            ChannelTakenError: the channel already belongs to a team.
        """
        with self._database.transaction() as connection:
            values = {"workspace": team.workspace, "channel": channel, "team": team.id}
            if channel not in team.channels and not insert_new(connection, team_channels, values):
                raise ChannelTakenError(channel)
        return self._again(team)

    def unlink(self, team: Team, channel: str) -> Team:
        """Take a channel away from the team."""
        with self._database.transaction() as connection:
            connection.execute(
                delete(team_channels).where(
                    team_channels.c.workspace == team.workspace,
                    team_channels.c.channel == channel,
                    team_channels.c.team == team.id,
                )
            )
        return self._again(team)

    def save(self, team: Team) -> Team:
        """Keep the team's name, zone and reminders.

        Raises:
            TeamChangedError: somebody else changed it since it was read.
        """
        with self._database.transaction() as connection:
            done = connection.execute(
                update(teams)
                .where(
                    teams.c.workspace == team.workspace,
                    teams.c.id == team.id,
                    teams.c.version == team.version,
                )
                .values(
                    name=team.name,
                    zone=team.zone,
                    digest=team.digest,
                    reminders=team.reminders,
                    version=team.version + 1,
                )
            )
            if done.rowcount != 1:
                raise TeamChangedError
        return self._again(team)

    def _again(self, team: Team) -> Team:
        found = self.get(team.workspace, team.id)
        if found is None:
            raise TeamChangedError
        return found


def _team(connection: Connection, row: Row[tuple[object, ...]]) -> Team:
    wanted = select(team_channels.c.channel).where(team_channels.c.team == row.id)
    channels = connection.execute(wanted.order_by(team_channels.c.channel)).scalars()
    return Team(
        id=row.id,
        workspace=row.workspace,
        name=row.name,
        channels=tuple(channels),
        zone=row.zone,
        digest=row.digest,
        reminders=row.reminders,
        version=row.version,
    )
