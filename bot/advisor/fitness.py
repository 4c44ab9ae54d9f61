"""Tells whether a sentence of a document is fit to stand in an answer, and whether alone."""

from __future__ import annotations

import re

from bot.advisor.orders import gives_orders
from bot.advisor.phrases import at_start

MIN_WORDS = 4
MAX_CHARACTERS = 600
FEW_WORDS = 6
_HEADING_WORDS = 9
_TITLE_CASE = 0.6

_CALLS_TO_ACTION = at_start(
    r"""
    see also|learn more|find out more|continue reading|read (more|on|next|also|the (full|whole))
    click (here|on|the|this|below|to)|tap here|subscribe|sign (up|in)|log ?in|order now|buy now
    register (now|here|for|today)|download (the|our|a|now|here|your)|buy the book|buy a copy
    follow (us|me)|contact (us|me|our)|get in touch|share (this|on)|join (us|our|the conversation)
    visit (us|our|the (web)?site)|leave a (comment|reply)|post a comment
    watch (the|our|now)|listen (to the|now)|request a demo|book a (demo|call)
    start your free trial|copyright|©|all rights reserved|related (articles?|posts?|reading)
    you (may|might) also like|advertisement|sponsored|photo(graph)?:.*|image:.*|table of contents
    this (article|content|page) is (for|only|available|not)|cookies?\b.*\bconsent
    """
)
_LIST_MARKER = re.compile(r"^\s*(?:[-*•‣◦–]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")  # noqa: RUF001
_LABEL = re.compile(r"^[^.,:;]{1,60}:\s")
_SENTENCE_END = re.compile(r"[.!:;…)\]\"'\u2019\u201d]\W*$")
_QUESTION_END = re.compile(r"\?[\"'\u201d\u2019)\]\s]*$")

_DEMONSTRATIVES = (
    r"(?:this|these)\b(?! (?:year|note|library)\b)|those\b(?! who\b)|that\b|such\b(?! as\b)|"
    # "It takes years to …" has no antecedent; "It failed" has one.
    r"it\b(?! (?:takes?|is|was|seems?|helps?|pays?|can|may|might)\b[^,;]*?\b(?:to|that|when|if)\b)|"
    r"its|he|she|his|her|hers|him|they|their|theirs|them"
)
_BACK_REFERENCES = (
    r"the (?:same|latter|former|above|following|stud(?:y|ies)|authors?|articles?|papers?|reports?|"
    r"surveys?|researchers?|findings?|results?|others?|second|third|fourth|fifth|last|answer|point|"
    r"reasons? (?:is|are)|difference (?:is|was)|idea (?:is|was))|"
    r"(?:some|most|many|both|all|none|one|two|three) of (?:these|those|them)|"
    r"(?:two|three|five|ten|several|many|some) (?:days|weeks|months|years) "
    r"(?:later|earlier|before|after)"
)
_CONNECTIVES = (
    r"however|moreover|furthermore|but|and|or|so|nor|yet|thus|therefore|hence|instead|also|"
    r"additionally|similarly|likewise|conversely|consequently|nevertheless|nonetheless|accordingly|"
    r"then|another|again|meanwhile|otherwise|besides|too|still|second(?:ly)?|third(?:ly)?|fourth|"
    r"finally|lastly|next|rather|after that|before that|because of (?:this|that)|even so|even then|"
    r"worse|as such|above all|in addition|in (?:contrast|turn|short|fact|other words)|"
    r"by (?:contrast|then|comparison)|on the (?:other hand|contrary)|as a (?:result|consequence)|"
    r"for (?:example|instance)|(?:in|for|at|to|with|of|from|under) (?:this|that|these|those|such)|"
    r"not so|not only that|why|here"
)
_PRONOUNS = re.compile(r"^[\W_]*(?:it|its|he|she|his|her|they|their)\b", re.IGNORECASE)
_POINTERS = re.compile(
    r"^[\W_]*(?:this|that|these|those|such|the (?:latter|former|above|same|difference|reasons?)|"
    r"(?:in|for|at|to|with|of|from|under|by|because of|after|before|despite|like) "
    r"(?:this|that|these|those|such)|thus|therefore|hence|consequently|accordingly|as a result|"
    r"as a consequence|for (?:example|instance)|in (?:other words|contrast)|by (?:contrast|"
    r"comparison)|instead|otherwise|even so|not so|why|here|similarly|likewise|conversely)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    rf"^[\W_]*(?:{_DEMONSTRATIVES}|{_BACK_REFERENCES}|{_CONNECTIVES})\b", re.IGNORECASE
)


def is_fit(text: str, *, is_item: bool = False) -> bool:
    """Tell whether *text* states something that an answer may quote.

    Questions, headings, calls to action, links, code, encoded text and orders to whoever (or
    whatever) reads the document are not statements. ``is_item`` is for list items, which may be
    short and need no full stop.
    """
    bare = without_marker(text).strip()
    count = len(bare.split())
    if count < (2 if is_item else MIN_WORDS) or len(bare) > MAX_CHARACTERS:
        return False
    if _QUESTION_END.search(bare) or _CALLS_TO_ACTION.match(bare):
        return False
    if not is_item and _looks_like_heading(bare, count):
        return False
    return not gives_orders(bare)


def ends_sentence(text: str) -> bool:
    """Tell whether *text* ends as a sentence does, so that another may follow on its line."""
    return bool(_SENTENCE_END.search(text))


def without_marker(text: str) -> str:
    """Return a list item's words without its bullet or number; they stay verbatim."""
    return text[match.end() :] if (match := _LIST_MARKER.match(text)) else text


def is_fragment(text: str) -> bool:
    """Tell whether a list item says nothing without its list: a label with a gloss, a few words."""
    bare = without_marker(text)
    few = len(bare.split()) < FEW_WORDS
    return bool(_LABEL.match(bare)) or (few and not ends_sentence(bare))


def leans_on_previous(text: str) -> bool:
    """Tell whether *text* hangs on the one before it (``This study``, ``He``, ``However,``)."""
    return bool(_LEANS.match(without_marker(text)))


def leans_by_pronoun(text: str) -> bool:
    """Tell whether *text* opens with a pronoun for somebody or something named before it."""
    return bool(_PRONOUNS.match(without_marker(text))) and leans_on_previous(text)


def points_at_previous(text: str) -> bool:
    """Tell whether *text* speaks of the very sentence before it (``This``, ``Therefore``)."""
    return bool(_POINTERS.match(without_marker(text)))


def _looks_like_heading(text: str, count: int) -> bool:
    if ends_sentence(text):
        return False
    capitals = sum(word[:1].isupper() for word in text.split())
    return count < _HEADING_WORDS or text.isupper() or capitals > count * _TITLE_CASE
