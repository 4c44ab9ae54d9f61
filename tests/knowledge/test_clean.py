"""Saved web pages lose their clutter; documents that only look like pages lose nothing."""

# ruff: noqa: E501  a case reads best on one line

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from knowledge.readers import read_source
from tests.knowledge import pages

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.model import Source


def read(folder: Path, text: str) -> Source:
    path = folder / "page.txt"
    path.write_text(text, encoding="utf-8")
    return read_source(path, "page.txt")


def everything(source: Source) -> str:
    """All that could be quoted or searched: text and headings."""
    return "\n".join([source.text, *(h for s in source.sections for h in s.headings)])


PAGES = [
    pytest.param(
        pages.PAYWALLED,
        (
            "Sharing Risk With a Rival",
            "Leila Haddad and Tom O'Brien",
            "12 March 2017",
            "The Harbour Review of Business",
        ),
        ["neither of them told its own crews why.", "kept its brand, its crews and its accounts."],
        [
            "Subscribe",
            "Log in",
            "min read",
            "LinkedIn",
            "free articles",
            "Mergers",
            "expensive idea",
        ],
        id="paywall, menu, most popular",
    ),
    pytest.param(
        pages.COMMENTED,
        ("Partner scorecards that people fill in", "Ruth Adeyemi", "September 9, 2019", ""),
        ["Nothing else was allowed on the sheet for a year."],
        ["forty numbers", "sheet of paper", "Reply", "email address", "in the comments", "Jonas"],
        id="comments below, doubled title",
    ),
    pytest.param(
        pages.TEASERS_INSIDE,
        ("How two hospitals share one scanner", "Petra Novak", "5 May 2021", "Alliance Weekly"),
        ["The contract was three pages long.", "a third one wants to join."],
        ["clauses you forgot", "lawyers", "prices fall", "Radiologists", "blurb"],
        id="teasers inside the article",
    ),
    pytest.param(
        pages.NOTICES,
        ("The Quiet Exit", "Dana Whitfield", "2020-11-03", ""),
        ["nobody was refused."],
        ["cookies", "Skip", "went wrong", "JavaScript", "rights reserved", "refresh"],
        id="cookie bar, error notices, copyright",
    ),
    pytest.param(
        pages.SHARED,
        ("Governance without meetings", "", "June 2018", "Trade Partner Journal"),
        ["They gave two reasons.", "Their papers went out ten days before"],
        ["Careers", "Facebook", "Advertisement", "Filed under", "inbox", "Follow us", "Enter your"],
        id="share bar, pull quote, newsletter",
    ),
    pytest.param(
        pages.CAPTIONS,
        ("Why partners drift apart", "", "", ""),
        ["each then argues from its own calendar.", "nothing but a change of date."],
        ["rowing boats", "Photo", "mediator"],
        id="doubled caption, photo credit",
    ),
    pytest.param(
        pages.NOTE_NUMERALS,
        ("Learning from failed ventures", "Carla Mendes", "Nov 2, 2009", ""),
        [
            "less than managers hope. Teams",
            "wrote them afterwards.",
            "we measured” in the sample, and it held in both regions.",
            "By version 2.1 of the form, which had No.5 as its longest question",
            "finished in an hour. None",
        ],
        ["hope.1", "afterwards.2", "[5]", "(7)"],
        id="note numerals",
    ),
    pytest.param(
        pages.EXCERPT,
        ("Ports Agree to Share Their Pilots", "", "", "The Northern Ledger"),
        ["The agreement runs for three years."],
        ["excerpt", "Newspaper article", "dvanced search", "error occurred", "…"],
        id="excerpt with repeated head",
    ),
    pytest.param(
        pages.UNKNOWN_MENU,
        ("Signals that a partner is leaving", "Omar Haddad", "14 February 2022", ""),
        ["a polite question about the notice period."],
        ["Podcast", "Events", "About us", "Terms", "Back to top"],
        id="menu with entries of its own",
    ),
]


@pytest.mark.parametrize(("page", "facts", "kept", "gone"), PAGES)
def test_a_saved_page_keeps_its_article_and_nothing_else(tmp_path, page, facts, kept, gone):
    source = read(tmp_path, page)

    work = source.work
    assert (work.title, work.author, work.published, work.publication) == facts
    assert [words for words in kept if words not in source.text] == []
    assert [words for words in gone if words in everything(source)] == []


def test_a_pull_quote_is_not_a_second_time_the_article(tmp_path):
    source = read(tmp_path, pages.SHARED)

    assert source.text.count("decides less than one that meets every quarter") == 1


KEPT_WHOLE = [
    pytest.param(pages.ABOUT_PAYWALLS, ["Trade journals put up", "Already a subscriber is a phrase", "To read the complete article a visitor", "Sign-up forms with more", "left more slowly"], id="about paywalls"),
    pytest.param(pages.COMMENTS_RECEIVED, ["prices would be set", "feared that their dairy", "both dairies stay open", "two thirds of the votes"], id="a section of comments received"),
    pytest.param(pages.MEMO, ["Pilot starts Monday", "Owner: Ken Ito", "Budget: 40,000 EUR", "No press before June", "Partner signs first"], id="memo of short lines"),
    pytest.param(pages.DATA_LINES, ["12 signed, 3 ended", "2020", "Total", "26 signed, 13 ended"], id="lines of data"),
    pytest.param(pages.LISTS, ["- Comments", "- Share", "- Contact", "3. Subscribe to its investor news."], id="lists"),
    pytest.param(pages.RUNBOOK, ["call the alliance desk", "1. Click here", "2. Please try again", "3. Log in", "An error has occurred in earlier", "Ann Lee"], id="runbook"),
    pytest.param(pages.VERSES, ["draw the line,\nwe met", "improve it."], id="verses"),
    pytest.param(pages.CHARTER, ["may comment on this charter", "Minutes of every discussion", "one newsletter a quarter"], id="charter with such headings"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "kept"), KEPT_WHOLE)
def test_a_document_that_is_no_page_keeps_every_word(tmp_path, document, kept):
    source = read(tmp_path, document)

    assert [words for words in kept if words not in everything(source)] == []


def test_twin_lines_of_data_both_stay(tmp_path):
    assert read(tmp_path, pages.DATA_LINES).text.count("7 signed, 5 ended") == 2


def test_a_memo_names_who_wrote_it_when_and_about_what(tmp_path):
    work = read(tmp_path, pages.MEMO).work

    assert (work.title, work.author, work.published) == ("Pilot go-live", "Ana Silva", "3 May 2023")


def test_short_lines_over_prose_are_headings(tmp_path):
    source = read(tmp_path, pages.CHARTER)

    assert [s.headings for s in source.sections] == [
        ("Purpose",), ("Comments",), ("Discussion",), ("Newsletter",),
    ]  # fmt: skip
