import pytest

from bot.advisor.figures import figures, measures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("63 per cent of firms", {"63%"}),
        ("63% of firms", {"63%"}),
        ("sixty-three percent of firms", {"63%"}),
        ("between 30% and 70%", {"30%", "70%"}),
        ("a rate of 60\N{EN DASH}70%", {"60%", "70%"}),
        ("a rate of 60-70 per cent", {"60%", "70%"}),
        ("3,400 alliances", {"3400"}),
        ("3.4 thousand alliances", {"3400"}),
        ("worth $54 million each", {"$54000000"}),
        ("worth $54m each", {"$54000000"}),
        ("seven years and 192 portfolios", {"7", "192"}),
        ("in 2009, 57% of 430 companies", {"2009", "57%", "430"}),
        ("nearly half of alliances", {"50%"}),
        ("in Q4 of the year", {"q4"}),
        ("one of them said so", set()),
        ("2001, 3 firms", {"2001", "3"}),
        ("12.50 euros", {"12.5"}),
    ],
)
def test_figures_are_read_in_one_notation(text, expected):
    assert figures(text) == expected


def test_years_are_figures_but_not_measures():
    assert measures("In 2009 a survey of 430 companies found 57%.") == {"430", "57%"}
