"""A replica that re-indexes every second.

``python -m tests.bot.reindexing_process FOLDER LOG URL``; a run adds a line to LOG. It
ends when its stdin does.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.store.database import Database
from bot.store.replicas import Replicas
from bot.work.engine import Engine, Place
from bot.work.reindexing import Reindexing, Timetable

RUN = "import sys; open(sys.argv[1], 'a').write('run\\n'); print('{}')"


def main() -> None:
    folder, log, url = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    database = Database(url)
    database.migrate()
    engine = Engine(Place(folder, database), Replicas(database))
    command = (sys.executable, "-c", RUN, log)
    reindexing = Reindexing(Timetable("* * * * * *", "UTC"), command)
    engine.start()
    reindexing.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    reindexing.stop()
    engine.stop()


if __name__ == "__main__":
    main()
