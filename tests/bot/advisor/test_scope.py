"""The words behind ``/advisor sources``."""

from __future__ import annotations

import pytest

from bot.advisor.scope import Choice, Look, understood
from bot.errors import UsageError, UserError

LIBRARY = {"": 3, "Contracts": 12, "Play, books": 5, "library": 43}


@pytest.mark.parametrize(
    ("text", "chosen", "wish"),
    [
        ("", None, Look()),
        ("show", None, Look()),
        ("all", frozenset({"Contracts"}), Choice(None)),
        ("only contracts", None, Choice(frozenset({"Contracts"}))),
        ("only Contracts, library", None, Choice(frozenset({"Contracts", "library"}))),
        ('only "play, books"', None, Choice(frozenset({"Play, books"}))),
        ("only \u201cplay,  books\u201d", None, Choice(frozenset({"Play, books"}))),
        ("only other documents", None, Choice(frozenset({""}))),
        ("add library", frozenset({"Contracts"}), Choice(frozenset({"Contracts", "library"}))),
        ("remove Contracts", None, Choice(frozenset({"", "Play, books", "library"}))),
        ("remove Gone", frozenset({"Gone", "library"}), Choice(frozenset({"library"}))),
    ],
)
def test_words_show_or_choose(text, chosen, wish):
    assert understood(text, LIBRARY, chosen) == wish


@pytest.mark.parametrize(
    ("text", "chosen", "message"),
    [
        ("only contrcts", None, "Did you mean “Contracts”"),
        ("only zzz", None, "It has Contracts, library, other documents, Play, books."),
        ("remove Contracts", frozenset({"Contracts"}), "nothing to answer from"),
        ("only", None, "Name a collection"),
    ],
)
def test_what_makes_no_sense_says_what_would(text, chosen, message):
    with pytest.raises(UserError, match=message):
        understood(text, LIBRARY, chosen)


@pytest.mark.parametrize("text", ["everything", "help", "all Contracts"])
def test_other_words_teach_the_right_ones(text):
    with pytest.raises(UsageError, match="/advisor sources"):
        understood(text, LIBRARY, None)
