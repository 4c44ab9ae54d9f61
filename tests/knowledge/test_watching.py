from __future__ import annotations

import threading
from pathlib import Path
from typing import Self

import pytest

from knowledge import watching
from knowledge.watching import changes, is_document
from tests.e2e.people import wait_for


class NotingEvent(threading.Event):
    """An event that tells whether somebody has waited for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waited = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.set()
        return super().wait(timeout)


class Watch:
    """What a watch on *folders* yields, gathered in a thread."""

    def __init__(self, *folders: Path, poll: bool = False) -> None:
        self.seen: list[int] = []
        self.stop = NotingEvent()
        self._folders = folders
        self._poll = poll
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        for count in changes(self._folders, 0.2, self.stop, poll=self._poll):
            self.seen.append(count)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(10)


def begun(watch: Watch) -> None:
    wait_for(lambda: watch.seen == [0], "the watch has begun")


@pytest.mark.parametrize("poll", [False, True])
def test_a_change_is_reported_once_all_is_quiet(tmp_path: Path, poll: bool) -> None:
    (tmp_path / "deep").mkdir()
    with Watch(tmp_path, poll=poll) as watch:
        begun(watch)
        (tmp_path / "deep" / "a.md").write_text("x", encoding="utf-8")
        wait_for(lambda: len(watch.seen) == 2, "the change is seen")

    assert watch.seen[1] >= 1


def test_many_changes_at_once_are_one_report(tmp_path: Path) -> None:
    with Watch(tmp_path) as watch:
        begun(watch)
        for number in range(50):
            (tmp_path / f"n{number}.md").write_text("x", encoding="utf-8")
        wait_for(lambda: sum(watch.seen) >= 50, "all are seen")

    assert len(watch.seen) <= 3


def test_what_changes_while_the_first_report_is_worked_on_is_not_missed(tmp_path: Path) -> None:
    stop = threading.Event()
    reports = changes([tmp_path], 0.2, stop)

    assert next(reports) == 0
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    assert next(reports) == 1

    stop.set()
    assert list(reports) == []


def test_one_looks_now_and_then_though_nothing_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "CATCH_UP", 0.6)
    with Watch(tmp_path) as watch:
        wait_for(lambda: watch.seen == [0, 0, 0], "it looks again")


def test_a_folder_that_was_gone_and_is_back_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_MISSING", 0.05)
    folder = tmp_path / "share"

    with Watch(folder) as watch:
        wait_for(watch.stop.waited.is_set, "the watch waits for the folder")
        folder.mkdir()
        begun(watch)
        folder.rmdir()
        watch.stop.waited.clear()
        wait_for(watch.stop.waited.is_set, "the watch waits again")
        folder.mkdir()
        wait_for(lambda: watch.seen[-1:] == [0] and len(watch.seen) > 1, "the folder is back")


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("notes/a.md", True),
        ("a.pdf", True),
        (".git/index", False),
        ("notes/.a.md.swp", False),
        ("~$report.docx", False),
        ("paper.pdf.crdownload", False),
        ("a.md~", False),
    ],
)
def test_files_of_editors_and_downloads_are_nobodys_documents(name: str, matters: bool) -> None:
    root = Path("/home/.hidden/docs")

    assert is_document(root / name, [root]) is matters
