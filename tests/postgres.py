"""A PostgreSQL server of the tests' own, from Debian's packages, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HOW_TO_GET_IT = "PostgreSQL's server binary is missing; on Debian: apt-get install postgresql"


def server_folder() -> Path | None:
    """Find the folder of ``initdb`` and ``pg_ctl``, the newest version first."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = [*([Path(on_path)] if on_path else []), *debian]
    return found[0].parent if found else None


@contextmanager
def running_server(binaries: Path) -> Iterator[str]:
    """Run a server on a free port in a temporary folder; give its URL without a database."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    port = _free_port()
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    _run([binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "tests"], owner)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    log = folder / "log"
    _run(
        [binaries / "pg_ctl", "-D", folder / "data", "-l", log, "-w", "-o", options, "start"], owner
    )
    try:
        yield f"postgresql+psycopg://tests@127.0.0.1:{port}"
    finally:
        _run([binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], owner)
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; somebody else must."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _run(command: list[Path | str], owner: pwd.struct_passwd | None) -> None:
    who = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid}
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **who,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
