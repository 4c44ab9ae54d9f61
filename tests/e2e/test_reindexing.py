from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from scripts.workspace import GLOBEX
from tests.e2e.bot import Bot, advisor
from tests.e2e.people import wait_for
from tests.e2e.reading import assert_every_sentence_is_cited, prose, sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.conftest import World

HANDBOOK = """---
title: Globex collaboration handbook
author: Office of Alliances
---

# Quorum

The Globex steering quorum is seven delegates, of whom three must come from the laboratory in Turku.
"""


def test_a_re_index_while_questions_go_on_disturbs_none_and_is_served_afterwards(
    world: World, tmp_path: Path
) -> None:
    people, bot = world.people, world.bot
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    done = threading.Event()
    answers = []

    def ask_on() -> None:
        while not done.is_set():
            answers.append(people.reply(people.mention("why do alliances fail?")))

    asking = threading.Thread(target=ask_on)
    asking.start()
    try:
        report = advisor("reindex", str(corpus), data_dir=bot.data_dir)
    finally:
        done.set()
        asking.join()

    assert report.returncode == 0, report.stderr
    assert len(answers) > 3
    for answer in answers:
        assert_every_sentence_is_cited(answer)

    def new_document_is_cited() -> bool:
        question = people.mention("what is the Globex steering quorum?", channel=GLOBEX.id)
        answer = people.reply(question)
        return "seven delegates" in prose(answer) and "handbook" in sources(answer)

    wait_for(new_document_is_cited, "the new document is cited")


def test_the_bot_re_indexes_by_the_clock(make_world: Callable[[], World], tmp_path: Path) -> None:
    world = make_world()
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("# First\n\nA first document.", encoding="utf-8")
    assert advisor("reindex", str(corpus), data_dir=world.bot.data_dir).returncode == 0
    clock = {"ADVISOR_REINDEX_CRON": "*/20 * * * * *", "ADVISOR_TIME_ZONE": "Asia/Tokyo"}
    bot = Bot(world.relay, world.bot.data_dir, **clock)
    with bot.running():
        wait_for(lambda: "next re-indexed on" in bot.said(), "the next time is logged")
        (corpus / "handbook.md").write_text(HANDBOOK, encoding="utf-8")

        def new_document_is_cited() -> bool:
            question = world.people.mention("what is the Globex steering quorum?")
            return "handbook" in sources(world.people.reply(question))

        wait_for(new_document_is_cited, "the new document is cited", 90)
        wait_for(lambda: "documents re-indexed: {'build'" in bot.said(), "the run is logged", 60)

    assert "JST" in bot.said()
