from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import clip, first_sentence, inert, inert_line, link, plain, split, visible
from tests.bot.slack.checker import check_mrkdwn

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("<>&|*_~`:!@#/\n\t \u202e\u200b\u200d\ufeff\u2028"), st.characters()
    ),
    max_size=300,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("<!channel> look", "&lt;!channel&gt; look", id="channel"),
        pytest.param("<@U123|boss>", "&lt;@U123|boss&gt;", id="person"),
        pytest.param("<!subteam^S1>", "&lt;!subteam^S1&gt;", id="group"),
        pytest.param("<https://evil.example|ours>", "&lt;https://evil.example|ours&gt;", id="link"),
        pytest.param("R&D &amp; co", "R&amp;D &amp;amp; co", id="ampersands"),
        pytest.param("a\u202eb\u200bc\ufeffd", "abcd", id="invisible"),
        pytest.param("one\u2028two\r\nthree", "one\ntwo\nthree", id="line ends"),
        pytest.param("> quoted", "\u203a quoted", id="quotation"),
        pytest.param("snake_case 3 ~ 4", "snake_case 3 ~ 4", id="harmless marks"),
        pytest.param("10:30:45", "10:30:45", id="clock"),
    ],
)
def test_untrusted_text_comes_out_inert(text: str, shown: str) -> None:
    assert inert(text) == shown


@pytest.mark.parametrize("text", ["*bold*", "_slanted_", "~struck~", "`code`", "```x```", ":tada:"])
def test_formatting_in_untrusted_text_is_shown_and_not_done(text: str) -> None:
    shown = inert(text)

    assert not re.search(r"(?<!\w)[*_~`]\S|:\w+:", shown)
    assert len(shown) == len(text)


@given(NASTY)
def test_no_text_can_ping_link_or_hide_anything(text: str) -> None:
    check_mrkdwn(inert(text))
    check_mrkdwn(inert_line(text, 100))


@given(NASTY, NASTY)
def test_no_address_can_break_out_of_its_link(url: str, label: str) -> None:
    check_mrkdwn(link(f"https://a.example/{url}", inert_line(label, 80)))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://user:pass@a.example/",
        "https://",
        "//a.example/x",
        "https://[oops",
        "",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_what_is_no_web_page_is_not_linked(url: str) -> None:
    assert link(url, "Title") == "Title"


def test_a_web_page_is_linked() -> None:
    linked = link("https://a.example/x?a=1&b=<2>", "Title")

    assert linked == "<https://a.example/x?a=1&amp;b=%3C2%3E|Title>"


@given(NASTY.map(lambda text: text * 20), st.integers(min_value=40, max_value=400))
def test_splitting_keeps_the_limit_and_every_word(text: str, limit: int) -> None:
    whole = inert(text)

    pieces = split(whole, limit)

    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(whole.split())
    for piece in pieces:
        check_mrkdwn(piece)


def test_splitting_does_not_cut_a_link_or_an_entity() -> None:
    text = "word " * 16 + "<https://a.example/|a label of words> " + "&amp;" * 40

    for limit in range(50, 130):
        for piece in split(text, limit):
            check_mrkdwn(piece)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("Most end early. Some do not.", "Most end early.", id="sentences"),
        pytest.param("Most end early\n• one", "Most end early", id="lines"),
        pytest.param(
            "About 3.5 of 10 fail. So be it.", "About 3.5 of 10 fail.", id="decimal point"
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_notification_shows_the_first_sentence(text: str, first: str) -> None:
    assert first_sentence(text) == first


@given(NASTY, st.integers(min_value=2, max_value=80))
def test_labels_are_one_line_within_their_limit(text: str, limit: int) -> None:
    label = plain(text, limit)

    assert 1 <= len(label) <= limit
    assert "\n" not in label


@given(NASTY)
def test_what_is_visible_stays(text: str) -> None:
    kept = visible(text)

    assert visible(kept) == kept
    assert html.unescape(inert("R&D <x>")) == "R&D <x>"


def test_a_clipped_text_says_that_it_is_clipped() -> None:
    assert clip("alliances", 5) == "alli…"
    assert clip("alliance", 8) == "alliance"
