"""Documents are read in processes that can be killed, and a bad one costs nobody else anything."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from knowledge.corpus import CorpusFile, list_corpus
from knowledge.errors import KnowledgeError
from knowledge.limits import Limits
from knowledge.reader_pool import ReaderPool
from tests.knowledge.indexing import write

if TYPE_CHECKING:
    from pathlib import Path

# Stands in for a parser that goes wrong in C, where no exception helps: the reading processes
# import it before anything else, as Python does with a module of this name.
SABOTAGE = """
import knowledge.readers as readers, os, signal, time

def broken(data, name):
    if b"segfault" in data:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"spin" in data:
        while True:
            pass
    if b"greedy" in data:
        bytearray(4_000_000_000)
    if b"print" in data:
        os.write(1, b"noise" * 1000)
    return healthy(data, name)

healthy = readers.READERS[readers.Kind.MARKDOWN]
readers.READERS[readers.Kind.MARKDOWN] = broken
"""


@pytest.fixture
def sabotaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "site", {"sabotage.py": SABOTAGE})
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setattr(
        "knowledge.reader_pool._PROGRAM",
        "import os, sys; sys.path[:] = sys.argv[1].split(os.pathsep); import sabotage; "
        "from knowledge.reader_process import main; main()",
    )


def outcome(folder: Path, files: dict[str, str], limits: Limits | None = None) -> dict[str, str]:
    corpus = list_corpus(write(folder, files))
    with ReaderPool(limits or Limits(), 2) as pool:
        for file in corpus:
            pool.ask(file)
        replies = [pool.reply() for _ in corpus]
    return {
        file.id: reply.document.source.text if reply.document else f"! {reply.reason}"
        for file, reply in zip(corpus, replies, strict=True)
    }


def test_replies_come_in_the_order_of_asking(tmp_path):
    files = {f"{n:03}.md": f"Text {n}. " * (1 + 500 * (n % 7 == 0)) for n in range(60)}

    found = outcome(tmp_path / "corpus", files)

    assert list(found) == sorted(files)
    assert all(found[name] == text.strip() for name, text in files.items())


@pytest.mark.usefixtures("sabotaged")
def test_a_crash_costs_one_document(tmp_path):
    files = {f"{n}.md": "Fine words." for n in range(10)} | {"4.md": "segfault"}

    found = outcome(tmp_path / "corpus", files)

    assert found.pop("4.md") == "! crashed its parser (SIGSEGV)"
    assert set(found.values()) == {"Fine words."}


@pytest.mark.usefixtures("sabotaged")
def test_a_parser_that_never_ends_is_killed_in_time(tmp_path):
    files = {f"{n}.md": "Fine words." for n in range(10)} | {"3.md": "spin"}

    # Long enough for the fine ones on a machine that is busy with other things.
    found = outcome(tmp_path / "corpus", files, Limits(seconds=8))

    assert found.pop("3.md") == "! took longer than the 8 s that ADVISOR_FILE_SECONDS allows"
    assert set(found.values()) == {"Fine words."}


@pytest.mark.usefixtures("sabotaged")
def test_a_parser_that_takes_all_memory_is_stopped(tmp_path):
    found = outcome(tmp_path / "corpus", {"a.md": "greedy", "b.md": "Fine words."})

    assert found == {
        "a.md": "! needs more than the 2 GB of memory that a document may take",
        "b.md": "Fine words.",
    }


@pytest.mark.usefixtures("sabotaged")
def test_what_a_parser_prints_is_no_reply(tmp_path):
    assert outcome(tmp_path / "corpus", {"a.md": "print"}) == {"a.md": "print"}


def test_processes_that_do_not_start_are_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("knowledge.reader_pool._PROGRAM", "raise SystemExit(3)")

    with pytest.raises(KnowledgeError, match="does not start"):
        outcome(tmp_path / "corpus", {"a.md": "Words."})


@pytest.mark.usefixtures("sabotaged")
def test_no_process_outlives_the_pool(tmp_path):
    write(tmp_path / "corpus", {"a.md": "spin"})
    with ReaderPool(Limits(), 1) as pool:
        pool.ask(CorpusFile("a.md", tmp_path / "corpus" / "a.md", 4))
        (process,) = pool._processes
        while not pool.is_ready() and not process.is_up:
            time.sleep(0.01)

    assert process._process.returncode is not None
