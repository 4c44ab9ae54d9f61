"""Use cases of a team: show, rename, link and unlink channels, digest, reminders, time zone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from rapidfuzz import process

from bot.errors import UsageError, UserError
from bot.logbook.model import Filter
from bot.logbook.replies import TeamCard
from bot.logbook.text import LONGEST_NAME
from bot.logbook.usage import usage_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.logbook.commands import TeamCommand
    from bot.logbook.model import Team
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog
    from bot.store.teams import TeamStore

CHANNEL_TOKEN = re.compile(r"<#(?P<id>[CG][A-Z0-9]{1,30})(?:\|[^<>]*)?>")
_ON = frozenset({"on", "yes", "start", "true"})
_OFF = frozenset({"off", "no", "stop", "false"})


class TeamDesk:
    """Shows and changes teams.

    ``is_member`` tells whether a person is in a channel now; a channel is linked or unlinked only
    by somebody who is in it.
    """

    def __init__(self, store: TeamStore, is_member: Callable[[str, str, str], bool]) -> None:
        self._store = store
        self._is_member = is_member

    def run(self, visit: Visit, log: TeamLog, command: TeamCommand) -> TeamCard:
        """Do what *command* says.

        Raises:
            UsageError: the argument makes no sense.
            UserError: the person may not, or it would leave the log without a channel.
        """
        team, remark = self._changed(visit, command)
        return TeamCard(team, len(log.alliances()), log.count(Filter()), remark)

    def _changed(self, visit: Visit, command: TeamCommand) -> tuple[Team, str]:
        does: dict[str, Callable[[Visit, str], tuple[Team, str]]] = {
            "rename": self._rename,
            "link": self._link,
            "unlink": self._unlink,
            "digest": self._digest,
            "reminders": self._reminders,
            "zone": self._zone,
        }
        if command.action not in does:
            return visit.team, ""
        return does[command.action](visit, command.argument.strip())

    def _rename(self, visit: Visit, name: str) -> tuple[Team, str]:
        if not name or len(name) > LONGEST_NAME:
            raise UsageError(usage_line("team"), f"A name has 1 to {LONGEST_NAME} characters.")
        return self._store.save(replace(visit.team, name=name)), "Renamed."

    def _link(self, visit: Visit, argument: str) -> tuple[Team, str]:
        linked = self._store.link(visit.team, self._channel(visit, argument))
        return linked, "Linked: people in that channel share this log."

    def _unlink(self, visit: Visit, argument: str) -> tuple[Team, str]:
        channel = self._channel(visit, argument)
        if channel not in visit.team.channels:
            raise UserError("That channel is not linked to this log.")
        if len(visit.team.channels) == 1:
            raise UserError("It is the only channel of this log: nobody could reach the log.")
        return self._store.unlink(visit.team, channel), "Unlinked: that channel has no log now."

    def _channel(self, visit: Visit, argument: str) -> str:
        match = CHANNEL_TOKEN.search(argument)
        if match is None:
            raise UsageError(usage_line("team"), "Name the channel with #, so that Slack links it.")
        if not self._is_member(visit.team.workspace, match["id"], visit.who):
            raise UserError("Only somebody who is in both channels can do that.")
        return match["id"]

    def _digest(self, visit: Visit, argument: str) -> tuple[Team, str]:
        is_on = _is_on("digest", argument)
        remark = "The weekly digest comes on Mondays." if is_on else "The digest is off."
        return self._store.save(replace(visit.team, digest=is_on)), remark

    def _reminders(self, visit: Visit, argument: str) -> tuple[Team, str]:
        is_on = _is_on("reminders", argument)
        remark = "Due things are recalled here." if is_on else "Reminders are off."
        return self._store.save(replace(visit.team, reminders=is_on)), remark

    def _zone(self, visit: Visit, name: str) -> tuple[Team, str]:
        zones = sorted(available_timezones())
        wanted = name.lower().replace(" ", "_")
        found = next((zone for zone in zones if zone.lower() == wanted), None)
        if found is None:
            close = process.extractOne(name, zones, score_cutoff=60)
            hint = f" Did you mean `{close[0]}`?" if close else ""
            raise UsageError(usage_line("team"), f"I know no time zone “{name[:40]}”.{hint}")
        team = self._store.save(replace(visit.team, zone=found))
        return team, f"The team's time zone is {found}."


def _is_on(name: str, argument: str) -> bool:
    word = argument.lower()
    if word not in _ON | _OFF:
        raise UsageError(usage_line("team"), f"`{name}` is on or off.")
    return word in _ON
