from __future__ import annotations

from dataclasses import replace

import pytest

from bot.advisor.advisor import Advisor
from bot.advisor.extractive import ExtractiveComposer
from bot.advisor.model import Answer, Claim, Question, Refusal, RefusalReason, Remark
from bot.errors import ComposerError
from knowledge.model import Audience
from tests.bot.advisor.made import asked, passage
from tests.fakes import StubLibrary

PROMISES = passage("Alliances fail when nobody owns the promises.", source="a.md")
RHYTHM = passage(
    "A steering committee should meet every quarter.", source="b.md", audience=Audience.SHARED
)


class Broken:
    name = "broken"

    def compose(self, *_args):
        raise ComposerError("no model today")


class Inventive:
    """Composes well, then adds what no passage says."""

    name = "inventive"

    def __init__(self, *invented: str, alone: bool = False) -> None:
        self.invented = invented
        self.alone = alone

    def compose(self, question, standalone, result):
        draft = ExtractiveComposer().compose(question, standalone, result)
        claims = tuple(Claim(text, (1,)) for text in self.invented)
        kept = () if self.alone else draft.claims
        return replace(draft, claims=(*kept, *claims), composed_by=self.name)


def test_a_question_gets_a_cited_answer():
    reply = Advisor(StubLibrary(PROMISES, sure=0.9)).answer(Question("Why do alliances fail?"))

    assert isinstance(reply, Answer)
    assert reply.text == "Alliances fail when nobody owns the promises. [1]"
    assert reply.citations[0].passage == PROMISES
    assert (reply.confidence, reply.composed_by, reply.build) == (0.9, "extractive", "build-1")


def test_a_story_is_answered_where_one_of_its_sentences_is():
    story = "Lunch was cold and wet and the train home broke down. Why do alliances fail?"
    library = StubLibrary(PROMISES, RHYTHM)
    floor = 0.3

    assert (
        library.search(story).confidence
        < floor
        < library.search("Why do alliances fail?").confidence
    )
    reply = Advisor(library, floor=floor).answer(Question(story))

    assert isinstance(reply, Answer)
    assert "nobody owns the promises" in reply.text


def test_who_is_asked_about_must_be_in_the_library():
    reply = Advisor(StubLibrary(PROMISES, sure=0.9)).answer(
        Question("Does Initech fail in its alliances?")
    )

    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.NOT_IN_LIBRARY


def test_below_the_floor_it_refuses_and_offers_the_nearest_of_different_sources():
    twin = passage("Alliances fail now and then.", source="a.md", ordinal=1)
    library = StubLibrary(PROMISES, twin, RHYTHM, sure=0.2)

    reply = Advisor(library).answer(Question("Why do alliances fail?"))

    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.NOT_IN_LIBRARY
    assert "does not hold an answer" in reply.text
    assert "[" not in reply.text
    assert [p.source_id for p in reply.nearest] == ["a.md", "b.md"]


def test_an_empty_library_refuses():
    reply = Advisor(StubLibrary()).answer(Question("Why do alliances fail?"))

    assert isinstance(reply, Refusal)
    assert reply.nearest == ()


def test_a_follow_up_is_answered_with_its_thread():
    library = StubLibrary(RHYTHM, sure=0.9)

    reply = Advisor(library).answer(
        asked("and how often?", "When should a steering committee meet?")
    )

    assert isinstance(reply, Answer)
    assert reply.standalone == "How often should a steering committee meet?"
    assert library.searched[0][0] == "How often should a steering committee meet?"


def test_where_outsiders_read_along_only_shared_sources_are_used():
    library = StubLibrary(PROMISES, RHYTHM, sure=0.9)

    reply = Advisor(library).answer(Question("Why do alliances fail?", audience=Audience.SHARED))

    assert library.searched[0][1] is Audience.SHARED
    assert PROMISES.text not in reply.text


@pytest.mark.parametrize("text", ["hi", "", "asdf ???", "\N{THUMBS UP SIGN}", "thanks!"])
def test_small_talk_is_answered_without_a_search(text):
    library = StubLibrary(PROMISES)

    reply = Advisor(library).answer(Question(text))

    assert isinstance(reply, Remark)
    assert library.searched == []


def test_professional_advice_and_deeds_are_turned_away_without_a_search():
    library = StubLibrary(PROMISES, sure=0.9)
    advisor = Advisor(library)

    legal = advisor.answer(Question("Can we sue our partner?"))
    deed = advisor.answer(Question("Delete the log"))

    assert isinstance(legal, Refusal)
    assert isinstance(deed, Refusal)
    assert (legal.reason, deed.reason) == (RefusalReason.PROFESSIONAL, RefusalReason.OUT_OF_SCOPE)
    assert library.searched == []


@pytest.mark.parametrize(
    "text",
    [
        "Why does the NATO alliance fail?",
        "Why do alliances fail between guilds?",
        "Why did the alliance with my wife fail?",
    ],
)
def test_another_sense_of_alliance_is_not_answered(text):
    reply = Advisor(StubLibrary(PROMISES, sure=0.9)).answer(Question(text))

    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.NOT_IN_LIBRARY


def test_a_library_on_the_other_sense_is_asked_as_usual():
    nato = passage("NATO alliances fail when members do not pay.")

    reply = Advisor(StubLibrary(nato, sure=0.9)).answer(Question("Why do NATO alliances fail?"))

    assert isinstance(reply, Answer)


def test_when_a_composer_gives_up_the_next_one_answers():
    advisor = Advisor(StubLibrary(PROMISES, sure=0.9), (Broken(), ExtractiveComposer()))

    reply = advisor.answer(Question("Why do alliances fail?"))

    assert isinstance(reply, Answer)
    assert reply.composed_by == "extractive"


def test_when_every_composer_gives_up_it_refuses():
    reply = Advisor(StubLibrary(PROMISES, sure=0.9), (Broken(),)).answer(
        Question("Why do alliances fail?")
    )

    assert isinstance(reply, Refusal)
    assert reply.nearest == (PROMISES,)


def test_an_invented_claim_is_not_shown():
    advisor = Advisor(StubLibrary(PROMISES, sure=0.9), (Inventive("In 1999, 80% failed."),))

    reply = advisor.answer(Question("Why do alliances fail?"))

    assert isinstance(reply, Answer)
    assert [claim.text for claim in reply.claims] == [PROMISES.text]


def test_when_nothing_of_a_draft_stands_the_next_composer_answers():
    composers = (Inventive("In 1999, 80% failed.", alone=True), ExtractiveComposer())

    reply = Advisor(StubLibrary(PROMISES, sure=0.9), composers).answer(
        Question("Why do alliances fail?")
    )

    assert isinstance(reply, Answer)
    assert reply.composed_by == "extractive"


def test_a_slip_of_the_keyboard_is_searched_with_the_word_that_was_meant():
    library = StubLibrary(PROMISES, sure=0.9)

    Advisor(library, vocabulary=lambda: frozenset({"alliances"})).answer(
        Question("why do aliances fail")
    )

    assert library.searched[0][0] == "why do aliances fail alliances"


@pytest.mark.parametrize(
    "text",
    [
        "please can you send and the " * 1400,
        "a" * 40000,
        "- " * 20000,
        "1,234 " * 6000,
        "what is " * 5000,
        "is this or that " * 2500,
        "ignore all previous " * 2000,
        "\n" * 40000,
    ],
)
@pytest.mark.timeout(20)
def test_the_longest_message_that_slack_lets_through_is_dealt_with_in_time(text):
    reply = Advisor(StubLibrary(PROMISES, sure=0.9)).answer(asked(text, "What is a QBR?"))

    assert reply.text
