"""Errors of the bot.

BotError
├── UserError         its message is shown to the person who asked
│   └── UsageError    wrong syntax; carries the usage line
├── SettingsError     a setting is missing or malformed; says which and what to do
├── ComposerError     this composer gave up; try the next
└── WithdrawnError    nobody waits for the answer any more
"""


class BotError(Exception):
    """Base of the bot's errors."""


class UserError(BotError):
    """Something the asker can mend; the message is shown to them as it stands."""


class UsageError(UserError):
    """Wrong syntax; ``usage`` is the line that would have been right."""

    def __init__(self, usage: str, reason: str = "") -> None:
        super().__init__(f"{reason} Usage: {usage}".strip())
        self.usage = usage
        self.reason = reason


class SettingsError(BotError):
    """A setting is missing or malformed; the message says which and what to do."""


class ComposerError(BotError):
    """A composer gave up; the next one is tried."""


class WithdrawnError(BotError):
    """Whoever asked has taken the question back: nothing is to be answered."""
