"""``advisor evaluate``: measure search and answers over standard files and one's own questions."""

from __future__ import annotations

import importlib

import typer

from scripts.console import guarded

COMMANDS = {
    "retrieval": "scripts.evaluate_retrieval",
    "answers": "scripts.evaluate_answers",
    "refusal": "scripts.evaluate_refusal",
    "citations": "scripts.evaluate_citations",
    "make-questions": "scripts.evaluate_make_questions",
}
"""Subcommands, in the order that ``--help`` lists them, with the modules that hold them."""

app = typer.Typer(
    help="Measure how well search and answers work: as tables, as JSON, and as a gate.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for _name, _module in COMMANDS.items():
    app.command(_name)(guarded(importlib.import_module(_module).command))


if __name__ == "__main__":
    app()
