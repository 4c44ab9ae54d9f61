"""Registers every table: whoever needs the whole schema imports this module."""

from bot.store import conversation_tables, feedback, logbook_tables, replicas, scopes

__all__ = ["conversation_tables", "feedback", "logbook_tables", "replicas", "scopes"]
