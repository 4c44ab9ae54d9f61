"""A process of the edge that may be killed: it delivers what it reads, one message a line.

``python -m tests.bot.slack.bot_process API_URL FOLDER [DATABASE_URL]``; a line is ``ts text``.
With a database URL it is one of several replicas, which give each other up after two seconds.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from bot.slack import live
from bot.work import engine
from tests.bot.slack.bench import bench_on


def main() -> None:
    api_url, folder, *database_url = sys.argv[1:]
    engine.HEARTBEAT, engine.DEAD_AFTER = timedelta(seconds=0.5), timedelta(seconds=2)
    live.LIVE_AFTER = 0.0
    with bench_on(api_url, Path(folder), database_url=next(iter(database_url), "")) as bench:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for line in sys.stdin:
            ts, _, text = line.strip().partition(" ")
            bench.mention(text, ts=ts)
            sys.stdout.write(f"taken {ts}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
