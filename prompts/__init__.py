"""Prompts for chat models, one a file."""
