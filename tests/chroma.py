"""A real Chroma server of the tests' own, on loopback, that can be killed and started again."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.e2e.people import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMA = Path(sys.executable).with_name("chroma")


class ChromaServer:
    """``chroma run`` over one folder and one port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.folder.mkdir(exist_ok=True)
        place = ["--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [CHROMA, "run", *place], cwd=self.folder, stdout=log, stderr=log
            )
        wait_for(self._answers, "the Chroma server answers", 60)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            return httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).is_success
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """Kill it as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def running_chroma(folder: Path) -> Iterator[ChromaServer]:
    """Run a server while the context lasts."""
    server = ChromaServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
