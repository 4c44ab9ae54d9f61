from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.e2e.bot import ADVISOR, advisor, environment
from tests.e2e.people import wait_for

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.e2e


def test_a_watch_follows_its_folder_and_outlives_what_goes_wrong(tmp_path: Path) -> None:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    data.mkdir()
    corpus.mkdir()
    (corpus / "a.md").write_text("# Quorum\n\nThe quorum is seven delegates.", encoding="utf-8")
    log = tmp_path / "log"
    command = [ADVISOR, "watch", "--no-library", "--quiet-for", "0.3", corpus]
    with log.open("w") as out:
        watch = subprocess.Popen(command, env=environment(data), cwd=data, stderr=out)

    def said(text: str, times: int = 1) -> None:
        wait_for(lambda: log.read_text().count(text) >= times, f"'{text}' is logged", 60)

    try:
        said("is in service")
        (corpus / "b.md").write_text("# Exit\n\nThe exit takes ninety days.", encoding="utf-8")
        said("is in service", times=2)
        (corpus / "a.md").unlink()
        (corpus / "b.md").unlink()
        said("the old index stays")
        (corpus / "c.md").write_text("# Trust\n\nTrust takes three years.", encoding="utf-8")
        said("1 added, 0 changed, 2 removed")
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(30) == 0
    finally:
        watch.kill()
        watch.wait()

    assert "stopped" in log.read_text()
    listed = advisor("reindex", "--list", "--json", data_dir=data)
    assert json.loads(listed.stdout)[-1]["sources"] == 1
