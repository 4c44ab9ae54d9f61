"""``make bench``: every figure in one run, as a table or ``--json``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from tests.bench.figures import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.figures import Figure


def main() -> None:
    """Measure the parts asked for, or all."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(_parts())}; all by default")
    parser.add_argument("--documents", type=int, default=120, help="documents to index (120)")
    parser.add_argument("--rounds", type=int, default=20, help="times each question is asked (20)")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    options = parser.parse_args()
    parts = _parts()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    for part in options.parts or parts:
        sys.stderr.write(f"measuring {part} …\n")
        figures += parts[part](options)
    if options.json:
        json.dump([asdict(figure) for figure in figures], sys.stdout, ensure_ascii=False, indent=1)
    else:
        machine = f"{os.cpu_count()} cores, {platform.machine()}"
        show(figures, f"{machine}, Python {platform.python_version()}")


def _parts() -> dict[str, Callable[[argparse.Namespace], list[Figure]]]:
    from tests.bench import (
        answers,
        awkward,
        commands,
        embedding,
        faults,
        indexing,
        injection,
        logbook,
        slack,
        writing,
    )

    return {
        "answers": lambda options: answers.measure(options.rounds),
        "awkward": lambda _: awkward.measure(),
        "commands": lambda _: commands.measure(),
        "embedding": lambda options: embedding.measure(options.documents),
        "faults": lambda _: faults.measure(),
        "injection": lambda _: injection.measure(),
        "indexing": lambda options: indexing.measure(options.documents),
        "log": lambda _options: logbook.measure(),
        "writing": lambda _: writing.measure(),
        "slack": lambda options: slack.measure(options.rounds),
    }


if __name__ == "__main__":
    main()
