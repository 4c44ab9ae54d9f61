from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.advisor.advisor import Advisor
from bot.advisor.gaps import Nearest, Standing, gaps, looked_up
from bot.advisor.model import Question
from bot.store.gaps import Miss
from knowledge.alike import alike
from knowledge.model import Audience
from tests.bot.advisor.made import passage
from tests.fakes import HashingEmbedder, StubLibrary

DAY = datetime(2026, 11, 20, 9, tzinfo=UTC)
MISS = Miss(
    workspace="T1",
    person="U1",
    question="how many partners should a steering committee have?",
    at=DAY,
    audience=Audience.INTERNAL,
    scope=None,
    confidence=0.3,
    source="meetings.md",
    title="Meetings",
    locator="Meetings > Who",
)


def miss(question: str, day: int = 0, person: str = "U1", **changes: object) -> Miss:
    return replace(MISS, question=question, at=DAY + timedelta(days=day), person=person, **changes)


def by_words(texts):
    return alike(texts, HashingEmbedder(dimension=256))


def test_the_most_frequent_group_comes_first_and_then_the_newest():
    found = gaps(
        [
            miss("who pays the taxes?", 1),
            miss("does rain matter?", 2),
            miss("how is trust built?", 0, "U1"),
            miss("How is trust built", 3, "U2"),
            miss("how is real trust built?", 1, "U1"),
        ],
        by_words,
    )

    assert [(gap.question, gap.times, gap.people) for gap in found] == [
        ("how is trust built?", 3, 2),
        ("does rain matter?", 1, 1),
        ("who pays the taxes?", 1, 1),
    ]
    assert found[0].wordings == ("how is trust built?", "how is real trust built?")
    assert found[0].last == DAY + timedelta(days=3)


def test_the_wording_asked_most_often_stands_for_all():
    found = gaps([miss("how is real trust built?"), *[miss("how is trust built?")] * 2], by_words)

    assert [gap.question for gap in found] == ["how is trust built?"]


def test_the_nearest_passage_is_the_newest_questions():
    (gap,) = gaps([miss("why?", 1, source="new.md"), miss("why?", 0, source="old.md")], by_words)
    (far,) = gaps([miss("why?", source="")], by_words)

    assert gap.nearest == Nearest("new.md", "Meetings", "Meetings > Who", 0.3)
    assert far.nearest is None
    assert gap.standing is Standing.UNKNOWN


def test_workspaces_are_told_apart_only_where_there_are_several():
    one = gaps([miss("why?"), miss("why?")], by_words)
    two = gaps([miss("why?"), miss("why?", workspace="T2")], by_words)

    assert [(gap.workspace, gap.times) for gap in one] == [("", 2)]
    assert sorted((gap.workspace, gap.times) for gap in two) == [("T1", 1), ("T2", 1)]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("can @U0PRIYA sign?", "can @someone sign?"),
        ("can @priya.nair sign?", "can @someone sign?"),
        ("what is #C0ACME for?", "what is #a-channel for?"),
        ("may p.nair@acme.example sign\nfor us?", "may (an address) sign for us?"),
        ("is C# the #1 choice?", "is C# the #1 choice?"),
    ],
)
def test_people_and_channels_are_not_named(asked, shown):
    (gap,) = gaps([miss(asked)], by_words)

    assert gap.question == shown
    assert gap.asked == (Question(shown),)


QUARTERLY = replace(
    passage("A steering committee should meet every quarter.", source="meetings.md"),
    collection="Handbook",
)


def advisor(*passages, sure=None):
    return Advisor(StubLibrary(*passages, sure=sure)).answer


def standing(*misses, answer):
    (gap,) = gaps(misses, lambda texts: [range(len(texts))])
    return looked_up(gap, answer)


ASKED = "should a steering committee meet every quarter?"


def test_what_the_library_answers_by_now_is_told_with_the_passage():
    gap = standing(miss(ASKED), answer=advisor(QUARTERLY))

    assert gap.standing is Standing.ANSWERED
    assert gap.unanswered == ()
    assert gap.nearest is not None
    assert gap.nearest.source == "meetings.md"
    assert gap.nearest.confidence > 0.5


def test_what_it_still_lacks_stays_open_with_the_passage_that_is_nearest_now():
    gap = standing(miss("how is bread baked?", source="gone.md"), answer=advisor(QUARTERLY))

    assert gap.standing is Standing.OPEN
    assert gap.unanswered == ("how is bread baked?",)
    assert gap.nearest is not None
    assert gap.nearest.source == "meetings.md"


def test_where_nothing_is_found_the_passage_of_then_is_kept():
    assert standing(miss("why?"), answer=advisor()).nearest == Nearest(
        "meetings.md", "Meetings", "Meetings > Who", 0.3
    )


def test_some_wordings_answered_point_to_the_passage_that_answers_them():
    gap = standing(miss("how is bread baked?"), miss(ASKED), answer=advisor(QUARTERLY))

    assert gap.standing is Standing.PARTLY
    assert gap.unanswered == ("how is bread baked?",)
    assert gap.nearest is not None
    assert gap.nearest.confidence > 0.5


@pytest.mark.parametrize(
    "limit", [{"audience": Audience.SHARED}, {"scope": frozenset({"Contracts"})}]
)
def test_what_is_answered_but_not_for_who_asked_is_told_apart(limit):
    gap = standing(miss(ASKED, **limit), answer=advisor(QUARTERLY))

    assert gap.standing is Standing.LIMITED
    assert gap.unanswered == (ASKED,)
    assert gap.nearest is not None
    assert gap.nearest.source == "meetings.md"


def test_a_limit_explains_nothing_where_the_whole_library_lacks_it_too():
    limited = miss("how is bread baked?", scope=frozenset({"Contracts"}))

    assert standing(limited, answer=advisor(QUARTERLY)).standing is Standing.OPEN
