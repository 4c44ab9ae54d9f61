import pytest

from bot.advisor.form import asks_figure, asks_money, asks_share, form_of, sides_of, term_of
from bot.advisor.model import Form


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Why do alliances fail?", Form.FACT),
        ("Who owns the agenda?", Form.FACT),
        ("What is the role of an executive sponsor?", Form.FACT),
        ("What is the failure rate of alliances?", Form.FACT),
        ("When does a partner become a rival?", Form.FACT),
        ("What is an alliance charter?", Form.DEFINITION),
        ("What's a QBR?", Form.DEFINITION),
        ("Define alliance capability", Form.DEFINITION),
        ("What does JSC stand for?", Form.DEFINITION),
        ("What is a balanced scorecard?", Form.DEFINITION),
        ("Can you give me a steering committee agenda?", Form.OUTLINE),
        ("agenda for a JSC meeting", Form.OUTLINE),
        ("Draft an alliance charter for us", Form.OUTLINE),
        ("What should go in an exit playbook?", Form.OUTLINE),
        ("What belongs in a joint business plan?", Form.OUTLINE),
        ("What are the stages of the alliance lifecycle?", Form.OUTLINE),
        ("launch checklist", Form.OUTLINE),
        ("list the traits of good alliance managers", Form.OUTLINE),
        ("JV vs licensing", Form.COMPARISON),
        ("Difference between an alliance and a merger?", Form.COMPARISON),
        ("How does ISO 44001 differ from BS 11000?", Form.COMPARISON),
        ("Should we build or buy?", Form.COMPARISON),
        ("Compare equity alliances with contractual ones", Form.COMPARISON),
        ("Is a joint venture better than a contract?", Form.COMPARISON),
        ("How do we launch an alliance?", Form.HOW_TO),
        ("What should we do when the sponsor leaves?", Form.HOW_TO),
        ("Best way to escalate an issue", Form.HOW_TO),
        ("Do alliances need a contract?", Form.YES_NO),
        ("Is a scorecard useful for alliances?", Form.YES_NO),
        ("Should legal attend the steering committee?", Form.YES_NO),
    ],
)
def test_the_question_chooses_the_form(question, form):
    assert form_of(question) is form


def test_the_term_and_the_sides_are_taken_from_the_question():
    sides = sides_of("What is the difference between trust and control?")

    assert term_of("What is relational governance?") == "relational governance"
    assert term_of("What is the best structure?") == ""
    assert sides is not None
    assert (sides.first, sides.second) == ("trust", "control")


def test_a_question_after_a_figure_is_told_from_one_after_a_share():
    assert asks_figure("How often should we meet?")
    assert not asks_share("How often should we meet?")
    assert asks_share("What share of joint ventures fails?")
    assert not asks_figure("Why do joint ventures fail?")


@pytest.mark.parametrize(
    ("question", "is_share", "is_money"),
    [
        ("What does an alliance manager earn in the Netherlands?", False, True),
        ("annual cost of a typical alliance office", False, True),
        ("yearly costs of a typical alliance office", False, True),
        ("What is the fee of the exam?", False, True),
        ("MDF as % of partner revenue, any benchmark?", True, False),
    ],
)
def test_pay_costs_and_per_cent_signs_ask_for_figures(
    question: str, is_share: bool, is_money: bool
) -> None:
    assert asks_figure(question)
    assert asks_share(question) is is_share
    assert asks_money(question) is is_money


@pytest.mark.parametrize(
    "question",
    [
        "What would earn their trust?",
        "What does it take to earn trust?",
        "Who bears the costs?",
        "What are the costs of a missing sponsor?",
    ],
)
def test_trust_that_is_earned_and_costs_that_are_borne_are_no_figures(question: str) -> None:
    assert not asks_figure(question)
