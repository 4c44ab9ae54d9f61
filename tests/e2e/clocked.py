"""``advisor run`` at a set time: the real bot, whose notices believe that it is MOMENT.

``python -m tests.e2e.clocked MOMENT``; MOMENT is ISO 8601 with a time zone. The clock is looked at
every second instead of every five minutes.
"""

from __future__ import annotations

import sys
from datetime import datetime

from bot.work import notices
from scripts.cli import app


def main() -> None:
    moment = datetime.fromisoformat(sys.argv[1])
    notices.EVERY = "* * * * * *"
    notices.Notices.__init__.__defaults__ = (lambda: moment,)  # type: ignore[misc]
    app(["run"])


if __name__ == "__main__":
    main()
