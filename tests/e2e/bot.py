"""The real bot as a process, as an administrator starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.standin import bound
from scripts.workspace import APP_TOKEN, BOT_TOKEN
from tests.e2e.people import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.relay import Relay

ADVISOR = Path(sys.executable).with_name("advisor")
READY_WITHIN = 60.0
"""Seconds; generous because the machine that runs the tests may be busy."""


def environment(data_dir: Path, **extra: str) -> dict[str, str]:
    """Return an environment with our settings and none of the surrounding ones."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "ADVISOR_"))}
    settings = {
        "ADVISOR_DATA_DIR": str(data_dir),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
    }
    return clean | settings | {"ADVISOR_LOG_LEVEL": "INFO"} | extra


def advisor(*arguments: str, data_dir: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run one ``advisor`` command to its end."""
    return subprocess.run(
        [ADVISOR, *arguments],
        env=environment(data_dir, **extra),
        cwd=data_dir,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


class Bot:
    """One ``advisor run`` process after another over the same data folder."""

    program: tuple[str, ...] = (str(ADVISOR), "run")
    beside = 0
    """How many other bots are connected to the same relay."""

    def __init__(self, relay: Relay, data_dir: Path, **extra: str) -> None:
        self.relay = relay
        self.data_dir = data_dir
        self.extra = extra
        self.log = Path(tempfile.mkstemp(dir=data_dir, prefix="bot-", suffix=".log")[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until Slack sees it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                bound(list(self.program)),
                env=environment(self.data_dir, SLACK_API_URL=self.relay.api_url, **self.extra),
                cwd=self.data_dir,  # an .env of the checkout is not ours to read
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_for(self._connected, "the bot connects", READY_WITHIN)

    def _connected(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the bot ended:\n{self.said()}"
        return self.relay.connections > self.beside

    def kill(self) -> None:
        """Pull the plug: SIGKILL."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        gone = "the dead bot's connection goes"
        wait_for(lambda: self.relay.connections <= self.beside, gone)

    def stop(self) -> int:
        """End it as a service manager does and return its exit status."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(45)

    def said(self) -> str:
        """Return its log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @contextmanager
    def running(self) -> Iterator[Bot]:
        try:
            self.start()
            yield self
        finally:
            self.stop()
