"""Registers every table: whoever needs the whole schema imports this module."""

from bot.store import conversations, feedback, logbook_tables, replicas, scopes

__all__ = ["conversations", "feedback", "logbook_tables", "replicas", "scopes"]
