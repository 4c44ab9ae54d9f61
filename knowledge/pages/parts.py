"""The parts of an HTML page that its own marks call machinery: comments, menus, share bars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.pages.vocabulary import MACHINERY, MACHINERY_ROLES

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    ("div", "section", "aside", "ul", "ol", "form", "footer", "header", "nav", "details", "article")
)
_NEVER_TEXT = ("script", "style", "template", "noscript", "iframe", "svg", "button", "select")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LARGEST_PART = 0.6
# The caption of a figure or chart is part of the argument; that of a photograph is not.
_FIGURE = re.compile(r"(?:fig(?:ure|\.)|table|chart|exhibit|diagram|box) ?\d", re.IGNORECASE)


def without_machinery(text: str) -> tuple[HtmlElement | None, bool]:
    """Parse a page and cut what its own marks call machinery; tell whether there was any."""
    from lxml import html
    from lxml.etree import ParserError

    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        root = html.document_fromstring(text.encode(), parser=parser)
    except ParserError:
        return None, False
    _tidy(root)
    total = max(len(_text(root)), 1)
    cut = False
    for element in list(root.iter()):
        if _is_hidden(element) or (_is_machinery(element) and _may_go(element, total)):
            _drop(element)
            cut = True
    return root, cut


def _tidy(root: HtmlElement) -> None:
    """Cut scripts, controls, photo captions and note numerals; part terms from their meaning."""
    for element in list(root.iter(*_NEVER_TEXT)):
        # Machine-readable facts sit in a script; kreuzberg reads them and no other.
        if element.get("type") != "application/ld+json":
            _drop(element)
    for caption in list(root.iter("figcaption")):
        if not _FIGURE.match(_text(caption).strip()):
            _drop(caption)
    for raised in list(root.iter("sup")):
        if _is_note(raised):
            _drop(raised)
    for term in root.iter("dt"):
        _end_with_colon(term)


def _is_note(raised: HtmlElement) -> bool:
    """Tell a note's numeral from a power: it links to its note, or stands behind a word's end."""
    if not re.fullmatch(r"[\[(]?(?:\d{1,3}|[*\u2020\u2021a-z])[\])]?", _text(raised).strip()):
        return False
    before = raised.getprevious()
    parent = raised.getparent()
    text = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    return raised.find(".//a") is not None or bool(
        re.search(r"(?:[a-z]{4}|[.,;:!?%)\]\u201d\"])\Z", text)
    )


def _end_with_colon(term: HtmlElement) -> None:
    """Part a term from its meaning, which otherwise runs on as if it were one sentence."""
    if re.search(r"[\w)]\s*\Z", _text(term)):
        last = term[-1] if len(term) else None
        if last is None:
            term.text = (term.text or "").rstrip() + ":"
        else:
            last.tail = (last.tail or "").rstrip() + ":"


def _text(element: _Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _is_hidden(element: HtmlElement) -> bool:
    """Tell whether nobody sees the element: what no reader saw is no source for an answer."""
    if element.tag in {"html", "body"} or not isinstance(element.tag, str):
        return False
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _is_machinery(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.get("role") in MACHINERY_ROLES:
        return True
    if element.tag not in _BLOCKS:
        return False
    marks = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return any(MACHINERY.match(mark) for mark in marks)


def _may_go(element: HtmlElement, total: int) -> bool:
    """Keep what holds the headline or most of the page's words, whatever it is called."""
    if element.tag in {"html", "body", "main"} or element.find(".//h1") is not None:
        return False
    return len(_text(element)) < _LARGEST_PART * total
