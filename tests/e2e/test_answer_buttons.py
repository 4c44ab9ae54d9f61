from __future__ import annotations

import html
import sqlite3
from typing import TYPE_CHECKING

from tests.e2e.people import JONAS, MAYA, prose, wait_for
from tests.e2e.reading import bold, claims, sources

if TYPE_CHECKING:
    from tests.e2e.conftest import World


def test_show_passage_opens_the_proving_words_in_their_place(world: World) -> None:
    people = world.people
    answer = world.answer(people.mention("what share of alliances fail?"))

    words, numbers = claims(answer)[0]
    people.press(answer, f"Show passage [{numbers[0]}]")
    view = people.modal()
    people.close_modal()

    assert bold(view)
    assert normal(words).rstrip("…") in normal(bold(view)) or normal(bold(view)) in normal(words)
    assert "indexed" in prose(view)
    title = view["blocks"][0]["text"]["text"]
    assert title in html.unescape(sources(answer))


def normal(text: str) -> str:
    return " ".join(html.unescape(text).split())


def test_every_citation_of_an_answer_can_be_opened(world: World) -> None:
    people = world.people
    answer = world.answer(people.mention("how is an alliance governed?"))
    numbers = sorted({n for _, cited in claims(answer) for n in cited})

    for number in numbers:
        people.press(answer, f"Show passage [{number}]" if len(numbers) > 1 else "Show passage")
        assert people.modal()["title"]["text"] == f"Passage [{number}]"
        people.close_modal()


def test_an_opinion_is_kept_per_person_and_can_be_changed(world: World) -> None:
    people = world.people
    question = people.mention("how do alliances build trust?")
    answer = world.answer(question)

    people.press(answer, "Helpful", user=MAYA)
    people.press(answer, "Not helpful", user=JONAS)
    wait_for(lambda: opinions(world, question["ts"]) == {MAYA: 1, JONAS: 0}, "two opinions")
    people.press(answer, "Not helpful", user=MAYA)

    wait_for(lambda: opinions(world, question["ts"]) == {MAYA: 0, JONAS: 0}, "a changed one")


def opinions(world: World, ts: str) -> dict[str, int]:
    with sqlite3.connect(world.bot.data_dir / "advisor.db") as db:
        rows = db.execute("SELECT person, is_helpful FROM feedback WHERE turn LIKE ?", (f"%{ts}",))
        return dict(rows.fetchall())
