"""The log's part of the Home tab: one's teams, their alliances, and what is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.slack.blocks.elements import Block, actions, button, contexts, header, section, sections
from bot.slack.blocks.logbook_cards import NEW_ALLIANCE
from bot.slack.blocks.logbook_lists import NEW_ENTRY, alliance_line, row_block
from bot.slack.blocks.logbook_words import value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.logbook.model import Team
    from bot.logbook.replies import DueList, Portfolio

MOST_TEAMS = 4
MOST_ALLIANCES = 15
MOST_DUE = 6
"""Together they stay below the hundred blocks of a Home tab."""


@dataclass(frozen=True, slots=True)
class HomeTeam:
    """One team as its member sees it at home."""

    team: Team
    portfolio: Portfolio
    due: DueList


def log_home_blocks(teams: Sequence[HomeTeam], rest: Sequence[Team] = ()) -> list[Block]:
    """Draw the person's teams, or teach how a log begins; *rest* are only named."""
    if not teams:
        return [
            header("Your team's alliance log"),
            *sections(
                "No log yet. In your team's channel, type\n`/alliance new Acme`\nand then\n"
                "`/alliance log Acme decision: pilot moves to Q1, owner @priya`\n"
                "Everybody in that channel shares its log, and nobody else can see it."
            ),
        ]
    blocks: list[Block] = []
    for home in teams:
        blocks += _team_blocks(home)
    if rest:
        channels = ", ".join(f"<#{team.channels[0]}>" for team in rest if team.channels)
        blocks += contexts(f"More logs: {channels}")
    return blocks


def _team_blocks(home: HomeTeam) -> list[Block]:
    team = home.team
    blocks: list[Block] = [header(f"Alliances of {team.name}")]
    lines = home.portfolio.lines
    if lines:
        shown = "\n".join(
            alliance_line(line, home.portfolio.today) for line in lines[:MOST_ALLIANCES]
        )
        blocks += sections(shown)
    else:
        blocks += sections("No alliances yet: *New alliance* starts one.")
    if len(lines) > MOST_ALLIANCES:
        blocks += contexts(f"and {len(lines) - MOST_ALLIANCES} more: `/alliance show`")
    for title, rows in (("Overdue", home.due.overdue), ("Due soon", home.due.upcoming)):
        if rows:
            blocks.append(section(f"*{title}*"))
            blocks += [row_block(row, team, home.due.today) for row in rows[:MOST_DUE]]
        if len(rows) > MOST_DUE:
            count = f"{'more than ' if home.due.more else ''}{len(rows) - MOST_DUE}"
            blocks += contexts(f"and {count} more: `/alliance due`")
    buttons = [button("New alliance", NEW_ALLIANCE, value(team))]
    if lines:
        buttons.insert(0, button("New entry", NEW_ENTRY, value(team)))
    return [*blocks, actions(buttons)]
