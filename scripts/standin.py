"""The Slack stand-in as a process: started on a port of its own, waited for, ended."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.standin_package import StandInError

if TYPE_CHECKING:
    from collections.abc import Iterator

READY_WITHIN = 20.0
"""Seconds that the stand-in may take to answer; it takes some 0.3."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A running stand-in."""

    url: str
    api_url: str
    """The base of its Web API as the bot reaches it, for ``SLACK_API_URL``."""
    process: subprocess.Popen[bytes]

    @property
    def has_bot(self) -> bool:
        """Whether a bot has opened a Socket Mode connection since the start."""
        log = self.control("log")["log"]
        return any(e["kind"] == "socket" and "connected" in e["summary"] for e in log)

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call its control API: GET, or POST where there is a body."""
        request = urllib.request.Request(  # noqa: S310 - the address is our own
            f"{self.url}/_control/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        # A proxy of the environment must not come between us and our own machine.
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request, timeout=10) as response:
            return json.load(response)


@contextlib.contextmanager
def running(
    program: Path, config: dict[str, Any], port: int = 0, bot_host: str = "localhost"
) -> Iterator[StandIn]:
    """Run the stand-in on *port* (0: a free one) and stop it afterwards.

    ``bot_host`` is this machine as the bot calls it.

    Raises:
        StandInError: the port is taken, or the program does not start.
    """
    if port and _is_taken(port):
        raise StandInError(f"port {port} is in use: choose another with --port")
    port = port or _free_port()
    with tempfile.TemporaryDirectory(prefix="advisor-slack-") as folder:
        config_file = Path(folder) / "workspace.json"
        config_file.write_text(json.dumps(config), encoding="utf-8")
        log = Path(folder) / "log"
        command = [str(program), "--config", str(config_file), "--port", str(port)]
        command += ["--base-host", bot_host, "--files-dir", str(Path(folder) / "files")]
        with log.open("wb") as output:
            # A session of its own: Ctrl-C is for us, and we end the bot before its Slack.
            process = subprocess.Popen(  # noqa: S603 - fixed arguments
                bound(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            stand_in = StandIn(
                f"http://localhost:{port}", f"http://{bot_host}:{port}/api/", process
            )
            _wait_until_ready(stand_in, log)
            yield stand_in
        finally:
            end(process)


def bound(command: list[str]) -> list[str]:
    """Return *command* in a form that ends with us even if we are killed, where the system can."""
    tie = ["setpriv", "--pdeathsig", "TERM"]
    if sys.platform != "linux" or shutil.which(tie[0]) is None:
        return command
    trial = subprocess.run([*tie, "true"], capture_output=True, check=False)  # noqa: S603 - fixed
    return [*tie, *command] if trial.returncode == 0 else command


def end(process: subprocess.Popen[bytes], patience: float = 10.0) -> None:
    """Ask *process* to end, and kill it after *patience* seconds."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_ready(stand_in: StandIn, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if stand_in.process.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            stand_in.control("state")
            return
        time.sleep(0.05)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    cause = next((line.strip() for line in lines if "error:" in line or "✗" in line), "no answer")
    raise StandInError(f"the Slack stand-in did not start: {cause[:200]}")


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))  # the stand-in binds every interface, so must the probe
        except OSError:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])
