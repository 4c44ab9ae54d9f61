"""The ``advisor`` command: one subcommand a file of this package."""

from __future__ import annotations


def main() -> None:
    """Run the ``advisor`` command line."""
