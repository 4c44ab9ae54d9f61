from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from scripts.workspace import GLOBEX
from tests.e2e.bot import advisor
from tests.e2e.people import wait_for
from tests.e2e.reading import assert_every_sentence_is_cited, prose, sources

if TYPE_CHECKING:
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
