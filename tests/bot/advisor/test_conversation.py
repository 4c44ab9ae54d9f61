import pytest

from bot.advisor.conversation import asks_for_more, standalone
from bot.advisor.model import Question, Turn
from tests.bot.advisor.made import asked

ANSWER = "Koen Heimeriks examined 200 firms. [1] Others disagree. [2]"


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        # a bare question word asks the last question anew
        (
            "When should a steering committee meet?",
            "and how often?",
            "How often should a steering committee meet?",
        ),
        ("Why do alliances fail?", "how often?", "How often do alliances fail?"),
        ("How do we end an alliance?", "when?", "When do we end an alliance?"),
        ("How do we end an alliance?", "But why?", "Why do we end an alliance?"),
        ("Should we run health checks?", "how often?", "How often should we run health checks?"),
        ("Should we run health checks?", "Why?", "Why should we run health checks?"),
        ("Who chairs the steering committee?", "why", "Why chairs the steering committee?"),
        # another subject
        (
            "Why do strategic alliances fail?",
            "what about pharma alliances?",
            "Why do pharma alliances fail?",
        ),
        (
            "Why do strategic alliances fail?",
            "and for JVs?",
            "Why do strategic alliances fail for JVs?",
        ),
        ("How do alliances end?", "what about pharma?", "How do alliances end for pharma?"),
        ("How do alliances end?", "how about in Asia?", "How do alliances end in Asia?"),
        (
            "How often should the JSC meet?",
            "and the working teams?",
            "How often should the JSC meet for the working teams?",
        ),
        (
            "How often should the JSC meet?",
            "what if it's a JV?",
            "How often should the JSC meet for a JV?",
        ),
        ("What did Heimeriks find?", "and Kale?", "What did Kale find?"),
        ("What did Heimeriks find?", "what about Das and Teng?", "What did Das and Teng find?"),
        ("How do we measure alliances?", "with two partners?", None),
        (
            "What is the failure rate of alliances?",
            "in what year?",
            "What is the failure rate of alliances in what year?",
        ),
        # pronouns
        (
            "What is a health check?",
            "how often should it be done?",
            "How often should health check be done?",
        ),
        ("What is a QBR?", "what are its benefits?", "What are QBR's benefits?"),
        ("What is a QBR?", "Who attends it?", "Who attends QBR?"),
        (
            "Why do alliances fail?",
            "How can we prevent that?",
            "How can we prevent alliances fail?",
        ),
        ("What is an executive sponsor?", "do we need one?", "Do we need executive sponsor?"),
        (
            "What did Heimeriks find?",
            "how many firms did he study?",
            "How many firms did Heimeriks study?",
        ),
        ("What is a charter?", "is this legally binding?", "Is charter legally binding?"),
        ("What are steering committees?", "do they decide?", "Do steering committees decide?"),
        # more, examples
        ("How do we end an alliance?", "tell me more", "How do we end an alliance?"),
        ("How do we end an alliance?", "anything else?", "How do we end an alliance?"),
        ("How do we end an alliance?", "more details please", "How do we end an alliance?"),
        ("What is coopetition?", "any examples?", "Examples of coopetition?"),
        ("What is coopetition?", "for example?", "Examples of coopetition?"),
        # too short to stand alone
        ("What is a QBR?", "Who should attend?", "Who should attend (QBR)?"),
        ("What is a QBR?", "which numbers?", "Which numbers (QBR)?"),
        # complete new questions stay as they are
        ("What is a QBR?", "What is an alliance charter?", None),
        ("What is a QBR?", "What does MDF mean?", None),
        ("What is a QBR?", "How long does it take to launch an alliance?", None),
        ("What is a QBR?", "Why do partners hide their problems?", None),
        ("What is a QBR?", "Is there evidence that trust matters?", None),
        ("What is a QBR?", "Who owns the escalation path?", None),
        ("What is a QBR?", "Is it normal that partners argue about money?", None),
        ("What is a QBR?", "Which metrics belong on a scorecard?", None),
        ("What is a QBR?", "How should we split revenue with a reseller?", None),
        ("What is a QBR?", "What did Kanter write about alliances?", None),
        ("What is a QBR?", "Should those who negotiate also manage the alliance?", None),
        ("What is a QBR?", "alliance governance models", None),
    ],
)
def test_a_follow_up_stands_alone(before, text, expected):
    if expected is None:
        expected = text if text != "with two partners?" else f"{before[:-1]} with two partners?"

    assert standalone(asked(text, before, answer=ANSWER)) == expected


@pytest.mark.parametrize(
    "text", ["who said that?", "says who?", "source?", "Really?", "Where is that from?"]
)
def test_a_doubt_asks_for_the_source_of_the_last_answer(text):
    question = asked(text, "How many firms were studied?", answer=ANSWER)

    assert standalone(question) == "Who said: Koen Heimeriks examined 200 firms."


def test_without_a_thread_the_text_stays():
    assert standalone(asked("and  how often?")) == "and how often?"


def test_small_talk_in_between_does_not_hide_the_subject():
    thread = (Turn("What is a QBR?", "What is a QBR?", ANSWER), Turn("thanks", "", "Welcome!"))

    assert standalone(Question("how often?", thread)) == "How often is a QBR?"


def test_a_chain_of_follow_ups_keeps_the_subject():
    first = asked("and how often?", "When should a steering committee meet?")
    second = Question(
        "what about working teams?", (*first.thread, Turn("and how often?", standalone(first), ""))
    )

    assert standalone(second) == "How often should a steering committee meet for working teams?"


def test_asking_for_more_is_told_from_asking_anew():
    assert asks_for_more("ok, tell me more")
    assert asks_for_more("what else?")
    assert not asks_for_more("Why do more alliances fail?")
