import base64
import hashlib
import io
import platform
import stat
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import standin_package
from scripts.standin_package import (
    PACKAGES,
    VERSION,
    StandInError,
    StandInUnavailableError,
    cache_folder,
    obtain,
)

PROGRAM = b"#!/bin/sh\necho hello\n"
NPM = """#!{python}
import pathlib, shutil, sys
calls = pathlib.Path({calls!r})
calls.write_text(calls.read_text() + "x")
if {complaint!r}:
    sys.exit({complaint!r})
folder = sys.argv[sys.argv.index("--pack-destination") + 1]
shutil.copy({tarball!r}, folder)
"""


class Registry:
    """An npm on the path that hands over a tarball of our making, or complains."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        self.tarball = folder / "package.tgz"
        self.calls.write_text("")

    def hands_over(self, program: bytes = PROGRAM, complaint: str = "") -> None:
        with tarfile.open(self.tarball, "w:gz") as archive:
            member = tarfile.TarInfo("package/bin/local-slack")
            member.size = len(program)
            archive.addfile(member, io.BytesIO(program))
        npm = self.folder / "npm"
        npm.write_text(
            NPM.format(
                python=sys.executable,
                calls=str(self.calls),
                complaint=complaint,
                tarball=str(self.tarball),
            )
        )
        npm.chmod(0o755)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    registry = Registry(tmp_path)
    registry.hands_over()
    digest = hashlib.sha512(registry.tarball.read_bytes()).digest()
    package = replace(
        next(iter(PACKAGES.values())),
        size=registry.tarball.stat().st_size,
        integrity=f"sha512-{base64.b64encode(digest).decode()}",
        program_digest=hashlib.sha256(PROGRAM).hexdigest(),
    )
    here = (platform.system(), platform.machine())
    monkeypatch.setattr(standin_package, "PACKAGES", {here: package})
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return registry


def test_the_program_is_fetched_once_and_then_taken_from_the_cache(registry: Registry) -> None:
    first = obtain()
    second = obtain()

    assert first == second == cache_folder() / f"local-slack-{VERSION}" / "local-slack"
    assert first.read_bytes() == PROGRAM
    assert first.stat().st_mode & stat.S_IXUSR
    assert registry.calls.read_text() == "x"
    assert [path.name for path in first.parent.iterdir()] == ["local-slack"]


def test_fetching_tells_how_far_it_is(registry: Registry) -> None:
    told: list[tuple[int, int]] = []

    obtain(lambda done, total: told.append((done, total)))

    assert told
    assert {total for _, total in told} == {registry.tarball.stat().st_size}


def test_a_damaged_cache_is_replaced(registry: Registry) -> None:
    program = obtain()
    program.write_bytes(b"damaged")

    obtain()

    assert program.read_bytes() == PROGRAM
    assert registry.calls.read_text() == "xx"


def test_another_package_than_the_pinned_one_is_not_installed(registry: Registry) -> None:
    registry.hands_over(b"something else")

    with pytest.raises(StandInError, match="is not the one that was checked") as raised:
        obtain()

    assert not isinstance(raised.value, StandInUnavailableError)
    assert not list(cache_folder().rglob("local-slack-*/*"))


def test_npm_s_own_reason_is_told_in_one_line(registry: Registry) -> None:
    registry.hands_over(
        complaint="npm error code ENOTFOUND\nnpm error syscall getaddrinfo\n"
        "npm error network request to http://nowhere.invalid/ failed"
    )

    with pytest.raises(
        StandInUnavailableError, match="network request to http://nowhere"
    ) as raised:
        obtain()

    assert "\n" not in str(raised.value)


def test_without_npm_it_says_so(registry: Registry) -> None:
    (registry.folder / "npm").unlink()

    with pytest.raises(StandInUnavailableError, match="npm is not installed"):
        obtain()


def test_a_platform_without_a_package_is_named(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "sparc")

    with pytest.raises(StandInUnavailableError, match=r"not for .* on sparc"):
        obtain()

    assert not registry.calls.read_text()
