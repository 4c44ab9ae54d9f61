"""The made-up workspace that the demo and the end-to-end tests open in the Slack stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TEAM = "T0NORTHWIND"
BOT_USER = "U0ADVISOR"
BOT_NAME = "Advisor"
BOT_TOKEN = "xoxb-demo"  # noqa: S105 - the stand-in takes any token
APP_TOKEN = "xapp-demo"  # noqa: S105 - same


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works there; ``time_zone`` is an IANA name."""

    id: str
    handle: str
    name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that everybody in the workspace has joined, the bot included."""

    id: str
    name: str
    topic: str


PEOPLE = (
    Person("U0MAYA", "maya", "Maya Okafor", "Europe/London"),
    Person("U0JONAS", "jonas", "Jonas Lind", "Europe/Stockholm"),
    Person("U0PRIYA", "priya", "Priya Nair", "Asia/Kolkata"),
    Person("U0SAM", "sam", "Sam Whitfield", "America/New_York"),
)
"""The first is who the page acts as until its reader chooses another."""

GENERAL = Channel("C0GENERAL", "general", "Company-wide: ask @Advisor about alliance management")
ACME = Channel("C0ACME", "acme-alliance", "Everything on the alliance with Acme")
GLOBEX = Channel("C0GLOBEX", "globex-alliance", "Everything on the alliance with Globex")
CHANNELS = (GENERAL, ACME, GLOBEX)


def stand_in_config() -> dict[str, Any]:
    """Return the workspace in the stand-in's own configuration format."""
    members = [*(person.id for person in PEOPLE), BOT_USER]
    return {
        "workspace": {"name": "Northwind Therapeutics", "domain": "northwind", "teamId": TEAM},
        "apps": [
            {
                "appId": "A0ADVISOR",
                "botUserId": BOT_USER,
                "botName": BOT_NAME,
                "botToken": BOT_TOKEN,
                "appToken": APP_TOKEN,
                "mode": "socket",
            }
        ],
        "users": [
            {"id": p.id, "name": p.handle, "real_name": p.name, "tz": p.time_zone} for p in PEOPLE
        ],
        "channels": [
            {"id": c.id, "name": c.name, "topic": c.topic, "members": members} for c in CHANNELS
        ],
    }
