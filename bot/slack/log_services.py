"""What the log's listeners work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.logbook.logbook import Logbook
from bot.slack.crier import SlackCrier
from bot.slack.home_tab import HomeTab
from bot.slack.log_desk import LogDesk
from bot.slack.membership import Members
from bot.slack.reception import Reception
from bot.work.notices import Notices

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.slack.audience import Readers
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class LogServices:
    """The log behind its listeners; ``emoji`` is the reaction that offers to log a message."""

    logbook: Logbook
    reception: Reception
    desk: LogDesk
    home: HomeTab
    notices: Notices
    emoji: str


def make_log_services(
    database: Database, client: WebClient, readers: Readers, emoji: str
) -> LogServices:
    """Put the log together on a database and a workspace; durable work is launched later."""
    members = Members(client)
    logbook = Logbook(database, lambda _workspace, channel, who: members.is_in(channel, who))
    reception = Reception(logbook.teams, readers, members)
    return LogServices(
        logbook=logbook,
        reception=reception,
        desk=LogDesk(client, logbook),
        home=HomeTab(client, logbook, reception),
        notices=Notices(database, logbook, SlackCrier(client, readers)),
        emoji=emoji,
    )
