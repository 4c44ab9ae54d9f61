"""The Home tab of one person: their teams' logs, and how to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.logbook.commands import Due
from bot.logbook.looking import due, portfolio
from bot.slack.blocks.home import home_view
from bot.slack.blocks.logbook_home import MOST_TEAMS, HomeTeam, log_home_blocks
from bot.slack.patience import briefly

if TYPE_CHECKING:
    from typing import Any

    from slack_sdk import WebClient

    from bot.logbook.logbook import Logbook
    from bot.logbook.visit import Visit
    from bot.slack.reception import Reception


class HomeTab:
    """Draws the Home tab, for its person alone."""

    def __init__(self, client: WebClient, logbook: Logbook, reception: Reception) -> None:
        self._client = client
        self._logbook = logbook
        self._reception = reception
        self._bot_user = ""

    def publish(self, workspace: str, person: str) -> None:
        """Draw it anew.

        Raises:
            SlackApiError, OSError: Slack does not take it.
        """
        view = self.view(workspace, person)
        briefly(self._client.views_publish, user_id=person, view=view)

    def view(self, workspace: str, person: str) -> dict[str, Any]:
        """Return the tab: logs first where there are any, else how to ask first."""
        teams = self._reception.teams_of(workspace, person)
        visits = [self._reception.visit_home(team, person) for team in teams[:MOST_TEAMS]]
        homes = self._logbook.turns.take(lambda: [self._home(visit) for visit in visits])
        rest = teams[MOST_TEAMS:]
        asking = home_view(self._bot())
        logs = log_home_blocks(homes, rest)
        blocks = [*logs, *asking["blocks"]] if homes else [*asking["blocks"], *logs]
        return {**asking, "blocks": blocks}

    def _home(self, visit: Visit) -> HomeTeam:
        log = self._logbook.open(visit)
        return HomeTeam(visit.team, portfolio(visit, log), due(visit, log, Due()))

    def _bot(self) -> str:
        if not self._bot_user:
            self._bot_user = str(briefly(self._client.auth_test).get("user_id") or "")
        return self._bot_user
