"""Tell the site's own voice from the author's, a line or a sentence at a time."""

from __future__ import annotations

import re

from knowledge.pages.vocabulary import (
    CALLS,
    COPYRIGHT,
    LABELS,
    NAVIGATION,
    NAVIGATION_PHRASES,
    NOTICES,
    PAYWALL,
)
from knowledge.sentences import sentence_spans


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return [text[start:end] for start, end in sentence_spans(text)]


def is_label(text: str) -> bool:
    """Tell whether a line is one of a page's controls, credits or notes about itself."""
    return bool(LABELS.match(text) or COPYRIGHT.match(text))


def is_navigation(text: str) -> bool:
    """Tell whether a short line is a menu's: one known entry, a bar of them, or a breadcrumb."""
    key = text.strip().casefold()
    if key in NAVIGATION or key in NAVIGATION_PHRASES:
        return True
    entries = [part.strip().casefold() for part in re.split(r"\s*[|>»\u203a·•/]\s*|\s{2,}", text)]
    entries = [entry for entry in entries if entry]
    known = sum(entry in NAVIGATION or entry in NAVIGATION_PHRASES for entry in entries)
    if len(entries) > 1:
        return known >= len(entries) / 3 and all(len(e.split()) <= 5 for e in entries)  # noqa: PLR2004
    words = key.split()
    return 1 < len(words) <= 12 and sum(w in NAVIGATION for w in words) >= 0.7 * len(words)  # noqa: PLR2004


def is_notice(text: str) -> bool:
    """Tell whether a whole paragraph is the site speaking: an error, a cookie bar, a paywall."""
    sentences = sentences_of(text)
    about_site = [bool(NOTICES.match(s) or PAYWALL.match(s)) for s in sentences]
    calls = [bool(CALLS.match(s)) for s in sentences]
    spoken = sum(a or b for a, b in zip(about_site, calls, strict=True))
    return any(about_site) and spoken >= 0.6 * len(sentences)


def is_call(text: str) -> bool:
    """Tell whether every sentence of a paragraph asks for a click, an address or a reaction."""
    return all(CALLS.match(s) or PAYWALL.match(s) for s in sentences_of(text))
