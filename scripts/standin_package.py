"""The Slack stand-in's program: fetched from npm once, checked to the byte, kept in a cache.

It is `local-slack <https://github.com/parvalabs/local-slack>`_ (MIT): one executable with a web
page like Slack's, a part of the Web API, Socket Mode and a control API for tests.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BotError

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = "0.1.8"


@dataclass(frozen=True, slots=True)
class Package:
    """A platform's npm package: what the registry must hand over, to the byte.

    ``integrity`` is npm's own (SHA-512 of the tarball); ``program_digest`` is the SHA-256 of
    the executable inside, so that a damaged or exchanged cache is noticed without the tarball.
    """

    name: str
    size: int
    integrity: str
    program_digest: str


PACKAGES = {
    ("Linux", "x86_64"): Package(
        name="local-slack-linux-x64",
        size=36_856_687,
        integrity="sha512-2BCTKxKajjZNWCSCj66Jq5VDScUDNpGZ1lA3281I8RvpDE4/ULCwC26TlcW6/4sPbSTs02Q3KjTiltJp3ZBEvg==",
        program_digest="3332007b797969d835f694b463ac526f7ef1fc66afac93f950f585105fe4815f",
    ),
}
"""By (system, machine). Only what has been fetched, checked and run is listed."""


class StandInError(BotError):
    """The stand-in was fetched or started and something is wrong with it."""


class StandInUnavailableError(StandInError):
    """The stand-in is not to be had here: no npm, no network, or a platform without a package."""


def cache_folder() -> Path:
    """Return where fetched programs are kept: ``$XDG_CACHE_HOME`` or ``~/.cache``, our own part."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "alliance-advisor"


def obtain(on_progress: Callable[[int, int], None] | None = None) -> Path:
    """Return the stand-in's program, fetched through npm if the cache does not hold it intact.

    ``on_progress`` is told bytes done and bytes in all while fetching, and nothing otherwise.

    Raises:
        StandInUnavailableError: it is not in the cache and cannot be fetched here.
        StandInError: what the registry handed over is not the package that was checked.
    """
    system = (platform.system(), platform.machine())
    package = PACKAGES.get(system)
    if package is None:
        raise StandInUnavailableError(
            f"the Slack page is packaged for Linux on x86-64, not for {' on '.join(system)}"
        )
    program = cache_folder() / f"local-slack-{VERSION}" / "local-slack"
    if not (program.is_file() and _digest(program) == package.program_digest):
        program.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=program.parent, prefix="fetch-") as folder:
            tarball = _fetch(package, Path(folder), on_progress)
            _unpack(tarball, package, Path(folder) / "program").replace(program)
    return program


def _fetch(package: Package, folder: Path, on_progress: Callable[[int, int], None] | None) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise StandInUnavailableError("the Slack page comes from npm, and npm is not installed")
    cache = folder / "npm"
    command = [npm, "pack", f"{package.name}@{VERSION}", "--pack-destination", str(folder)]
    # A cache of its own shows how much has arrived and leaves nothing behind.
    command += ["--cache", str(cache), "--loglevel", "error"]
    command += ["--fetch-retries", "1", "--fetch-retry-mintimeout", "500"]
    with (folder / "npm.log").open("w+b") as log:
        with subprocess.Popen(  # noqa: S603 - fixed arguments
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        ) as process:
            while process.poll() is None:
                time.sleep(0.1)
                if on_progress:
                    on_progress(min(_folder_size(cache), package.size), package.size)
        log.seek(0)
        said = log.read().decode(errors="replace")
    tarball = next(folder.glob("*.tgz"), None)
    if process.returncode or tarball is None:
        raise StandInUnavailableError(f"npm could not fetch {package.name}: {_reason(said)}")
    return tarball


def _reason(said: str) -> str:
    """Return the line of npm's complaint that names the cause."""
    lines = [line.removeprefix("npm error ").strip() for line in said.splitlines()]
    told = [line for line in lines if line and not line.startswith(("code ", "syscall ", "errno "))]
    return told[0][:200] if told else "it did not say why"


def _folder_size(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # npm moves its files while we look
            size += path.stat().st_size
    return size


def _unpack(tarball: Path, package: Package, target: Path) -> Path:
    """Write the one executable of *tarball* to *target* once both are what was pinned."""
    kind, _, expected = package.integrity.partition("-")
    with tarball.open("rb") as file:
        actual = base64.b64encode(hashlib.file_digest(file, kind).digest()).decode()
    if actual != expected:
        raise StandInError(
            f"the registry's {package.name}@{VERSION} is not the one that was checked "
            f"(sha512-{actual}); nothing was installed"
        )
    with tarfile.open(tarball, "r:gz") as archive:
        source = archive.extractfile("package/bin/local-slack")
        if source is None:
            raise StandInError(f"{package.name}@{VERSION} holds no program")
        with source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
    target.chmod(0o755)
    return target


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
