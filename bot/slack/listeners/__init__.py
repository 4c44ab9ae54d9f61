"""What the bot listens to: one module a subject, each with ``register(app, services)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.listeners import (
    advisor,
    alliance,
    alliance_buttons,
    alliance_forms,
    alliance_messages,
    ask,
    feedback,
    home,
    messages,
    passages,
    share,
    understood,
)

if TYPE_CHECKING:
    from slack_bolt import App

    from bot.slack.services import Services


def register(app: App, services: Services) -> None:
    """Register every listener; ``manifest.json`` names the same events and commands."""
    messages.register(app, services)
    ask.register(app, services)
    passages.register(app, services)
    feedback.register(app, services)
    share.register(app, services)
    understood.register(app, services)
    home.register(app, services)
    advisor.register(app, services.scopes)
    for module in (alliance, alliance_buttons, alliance_forms, alliance_messages):
        module.register(app, services.log)
