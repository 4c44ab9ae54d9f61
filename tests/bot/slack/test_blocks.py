from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.blocks.answers import Footer, reply_messages, shared_messages
from bot.slack.blocks.home import PROMPTS, home_view
from bot.slack.blocks.passages import missing_view, passage_view
from bot.slack.blocks.sources import source_list, source_of
from bot.store.conversations import Outcome, Proof
from knowledge.model import Audience, Work
from tests.bot.slack.checker import check_message, check_view
from tests.bot.slack.made import ARTICLE, proof

KEY = "T0NORTHWIND:C0GENERAL:1795438223.000001"

ROUGH = st.text(
    alphabet=st.one_of(st.sampled_from("<>&|*_~`:! \n\u202e\u200b"), st.characters()), max_size=400
)
LONG = st.builds(lambda text, times: text * times, ROUGH, st.integers(1, 40))
WORKS = st.builds(
    Work, title=LONG, author=ROUGH, publication=ROUGH, published=ROUGH, url=ROUGH, seen=ROUGH
)


@st.composite
def proofs(draw: st.DrawFn, number: int = 1) -> Proof:
    text = draw(LONG)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    work = draw(WORKS)
    return proof(
        number=number,
        text=text,
        quote=text[start:end],
        before=draw(LONG),
        after=draw(LONG),
        source=draw(LONG),
        locator=draw(LONG),
        work=work,
        contained_in=draw(st.one_of(st.just(work), WORKS)),
    )


@st.composite
def proof_lists(draw: st.DrawFn) -> list[Proof]:
    few = draw(st.lists(proofs(), max_size=3))
    count = draw(st.integers(0, 60)) if few else 0
    return [proof(number=n + 1, work=few[n % len(few)].work) for n in range(count)]


@settings(max_examples=60, deadline=None)
@given(LONG, st.sampled_from(Outcome), proof_lists(), st.booleans())
def test_whatever_is_answered_slack_takes_every_message(
    text: str, outcome: Outcome, kept: list[Proof], is_private: bool
) -> None:
    messages = reply_messages(text, outcome, kept, KEY, Footer(asks_to_share=is_private))

    assert messages
    for number, message in enumerate(messages, start=1):
        check_message(message.text, list(message.blocks))
        assert message.blocks[0]["block_id"] == f"answer:{KEY}:{number}"


@settings(max_examples=30, deadline=None)
@given(LONG, LONG, proof_lists())
def test_whatever_is_shared_slack_takes_every_message(
    question: str, text: str, kept: list[Proof]
) -> None:
    for message in shared_messages("U0MAYA", question, text, kept, KEY):
        check_message(message.text, list(message.blocks))


@settings(max_examples=60, deadline=None)
@given(proofs())
def test_whatever_a_passage_says_slack_takes_the_modal(kept: Proof) -> None:
    check_view(passage_view(kept))


def test_the_home_tab_and_the_openers_are_within_slack_s_limits() -> None:
    check_view(home_view("U0ADVISOR"))
    check_view(missing_view("There is nothing to see."))
    assert len(PROMPTS) <= 4


def test_an_answer_shows_text_sources_and_buttons_in_that_order() -> None:
    messages = reply_messages("Trust was lost early. [1]", Outcome.ANSWER, [proof()], KEY)

    [message] = messages
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["section", "context", "actions", "actions"]
    assert message.text == "Trust was lost early."
    assert _labels(message.blocks[2]) == ["Show passage"]
    assert _labels(message.blocks[3]) == ["Helpful", "Not helpful"]


def test_only_a_private_answer_offers_to_share() -> None:
    answer = reply_messages("Yes. [1]", Outcome.ANSWER, [proof()], KEY, Footer(asks_to_share=True))
    refusal = reply_messages("No.", Outcome.REFUSAL, [], KEY, Footer(asks_to_share=True))

    assert "Share in channel" in json.dumps(answer[0].blocks)
    assert "Share in channel" not in json.dumps(refusal[0].blocks)


def test_a_remark_is_words_only() -> None:
    [message] = reply_messages("Hello!", Outcome.REMARK, [], KEY)

    assert [block["type"] for block in message.blocks] == ["section"]


def test_a_refusal_offers_the_nearest_passages_without_numbers() -> None:
    nearest = [proof(number=-1, quote=""), proof(number=-2, quote="")]

    [message] = reply_messages("The library lacks it.", Outcome.REFUSAL, nearest, KEY)

    shown = json.dumps(message.blocks, ensure_ascii=False)
    assert "Nearest in the library, not an answer" in shown
    assert "[1]" not in shown
    assert '"value": "T0NORTHWIND:C0GENERAL:1795438223.000001#-2"' in shown


def test_many_citations_take_a_menu_in_place_of_buttons() -> None:
    kept = [proof(number=n) for n in range(1, 31)]

    [message] = reply_messages("Much. [1]", Outcome.ANSWER, kept, KEY)

    menus = [b["elements"][0] for b in message.blocks if b["type"] == "actions"][:2]
    assert [len(menu["options"]) for menu in menus] == [25, 5]


def test_a_long_answer_goes_on_in_further_messages() -> None:
    text = "\n".join(f"• Sentence number {n} of a long answer. [1]" for n in range(900))

    messages = reply_messages(text, Outcome.ANSWER, [proof()], KEY)

    assert len(messages) > 2
    assert all("Sentence" in json.dumps(m.blocks) for m in messages)
    assert messages[1].text.startswith("(2/")


def test_a_shared_answer_says_who_asked_what() -> None:
    [message] = shared_messages("U0MAYA", "Why <!here>?", "So. [1]", [proof()], KEY)

    shown = message.blocks[0]["elements"][0]["text"]
    assert shown == "<@U0MAYA> asked: Why &lt;!here&gt;?"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        pytest.param(
            {},
            "<https://a.example/x|Why alliances end> — Ada Byron, 2016 · page 3 · Causes",
            id="whole",
        ),
        pytest.param(
            {"work": Work("A study"), "contained_in": Work("A study"), "locator": ""},
            "A study",
            id="title only",
        ),
        pytest.param(
            {"contained_in": Work("Our note"), "locator": "Our note > Rates"},
            "<https://a.example/x|Why alliances end> — Ada Byron, 2016 · "
            "in the note “Our note” · Rates",
            id="told by a note",
        ),
        pytest.param(
            {"work": Work("S", seen="abstract"), "contained_in": Work("S", seen="abstract")},
            "S · seen as abstract · page 3 · Why alliances end &gt; Causes",
            id="seen as abstract",
        ),
    ],
)
def test_a_source_is_named_by_title_who_when_and_where(
    changes: dict[str, object], line: str
) -> None:
    assert source_of(proof(**changes)) == line


def test_citations_of_one_place_share_a_line() -> None:
    listed = source_list([proof(number=1), proof(number=2), proof(number=3, locator="page 9")])

    assert [line.split(" ")[0] for line in listed.split("\n")] == ["[1][2]", "[3]"]


def test_a_passage_marks_the_quoted_words_between_its_surroundings() -> None:
    view = passage_view(proof())

    texts = [
        block["text"]["text"] if "text" in block else block["elements"][0]["text"]
        for block in view["blocks"]
    ]
    assert texts[0] == "Why alliances end"
    assert texts[2:5] == [
        "… What stands before.",
        "First words. *Trust was lost early.* Last words.",
        "What stands after. …",
    ]
    assert "20 November 2026, 09:30 UTC" in texts[5]
    assert "notes/ends.md" in texts[5]


def test_quoted_words_over_several_lines_are_marked_line_by_line() -> None:
    kept = proof(text="one\ntwo three\nfour", quote="two three\nfour")

    shown = json.dumps(passage_view(kept), ensure_ascii=False)

    assert "one\\n*two three*\\n*four*" in shown


def test_a_nearest_passage_proves_nothing_and_says_so() -> None:
    shown = json.dumps(passage_view(proof(number=-1, quote="", work=ARTICLE)))

    assert "it proves nothing" in shown
    assert "*" not in shown.replace("*/", "")


def _labels(block: dict[str, object]) -> list[str]:
    elements = block["elements"]
    assert isinstance(elements, list)
    return [element["text"]["text"] for element in elements]


def test_an_internal_passage_looks_like_any_other() -> None:
    check_view(passage_view(proof(audience=Audience.INTERNAL)))


def test_what_is_said_aside_stands_quietly_below_the_sources():
    aside = "The language model gave no usable answer."

    [message] = reply_messages("Yes. [1]", Outcome.ANSWER, [proof()], KEY, Footer(aside=aside))

    quiet = [b["elements"][0]["text"] for b in message.blocks if b["type"] == "context"]
    assert quiet[-1] == aside
