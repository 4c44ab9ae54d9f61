"""A log book on a real database, at a set moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.logbook.logbook import Logbook
from bot.logbook.model import Audience
from bot.logbook.visit import Visit

if TYPE_CHECKING:
    from bot.logbook.replies import Reply
    from bot.store.database import Database

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@dataclass
class People:
    """Who is in which channel, as Slack would tell."""

    channels: dict[str, set[str]]

    def is_in(self, _workspace: str, channel: str, person: str) -> bool:
        return person in self.channels.get(channel, set())


@dataclass
class Team:
    """One person of a team at its log; types a line, gets a reply."""

    book: Logbook
    visit: Visit

    def __call__(self, line: str) -> Reply:
        return self.book.answer(self.visit, line)

    def by(self, who: str) -> Team:
        return Team(self.book, replace(self.visit, who=who))

    def among(self, audience: Audience) -> Team:
        return Team(self.book, replace(self.visit, audience=audience))

    def at(self, now: datetime) -> Team:
        return Team(self.book, replace(self.visit, now=now))


@pytest.fixture
def people() -> People:
    return People({"C1": {"UANN", "UBOB"}, "C2": {"UEVE"}})


@pytest.fixture
def book(database: Database, people: People) -> Logbook:
    return Logbook(database, people.is_in)


def visitor(book: Logbook, channel: str, who: str) -> Team:
    team = book.teams.make("T1", channel, f"team of {channel}", "Europe/Berlin", MONDAY)
    return Team(book, Visit(team, who, Audience.INTERNAL, MONDAY))


@pytest.fixture
def acme(book: Logbook) -> Team:
    """Ann of the team in C1, which has an alliance with Acme."""
    team = visitor(book, "C1", "UANN")
    team("new Acme, stage active, sponsor Grace, their sponsor Hal")
    return team


@pytest.fixture
def eve(book: Logbook) -> Team:
    """Eve of another team in the same workspace."""
    return visitor(book, "C2", "UEVE")
