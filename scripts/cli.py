"""The ``advisor`` command: one subcommand a file of this package."""

from __future__ import annotations

import importlib

import typer

from scripts.console import guarded

COMMANDS = ("run", "demo", "ask", "search", "reindex", "watch", "gaps", "doctor")
"""Modules of this package with a function ``command``, in the order that ``--help`` lists them."""
GROUPS = ("evaluate", "log")
"""Modules of this package with subcommands of their own, in an ``app``."""

app = typer.Typer(
    name="advisor",
    help="Cited answers on alliance management in Slack, and each team's alliance log.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _name in COMMANDS:
    app.command(_name)(guarded(importlib.import_module(f"scripts.{_name}").command))
for _name in GROUPS:
    app.add_typer(importlib.import_module(f"scripts.{_name}").app, name=_name)


def main() -> None:
    """Run the ``advisor`` command line."""
    app()
