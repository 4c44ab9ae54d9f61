"""The field's abbreviations, written out for the search."""

from __future__ import annotations

import re

_WRITTEN_OUT = {
    "ABP": "alliance business plan",
    "ALT": "alliance leadership team",
    "CA-AM": "certification of achievement alliance management ASAP",
    "CDA": "confidential disclosure agreement",
    "CSAP": "certified strategic alliance professional ASAP",
    "GTM": "go-to-market",
    "HBR": "Harvard Business Review",
    "IP": "intellectual property",
    "JBP": "joint business plan",
    "JDC": "joint development committee",
    "JMC": "joint management committee",
    "JPC": "joint project committee",
    "JSC": "joint steering committee",
    "JV": "joint venture",
    "KPI": "key performance indicator metric",
    "LOI": "letter of intent",
    "M&A": "merger and acquisition",
    "MDF": "market development funds",
    "MOU": "memorandum of understanding",
    "MSP": "multi-stakeholder partnership",
    "NGO": "non-governmental organisation nonprofit",
    "OEM": "original equipment manufacturer",
    "P3": "public-private partnership",
    "PPP": "public-private partnership",
    "PRM": "partner relationship management",
    "QBR": "quarterly business review",
    "R&D": "research and development",
    "RACI": "responsible accountable consulted informed",
    "RMP": "relationship management plan",
    "ROI": "return on investment",
    "SLA": "service level agreement",
    "SMR": "Sloan Management Review",
    "SOW": "statement of work",
    "STEERCO": "steering committee",
    "TOR": "terms of reference",
    "VOC": "voice of the customer",
}
_SHORTHAND = {
    "biz": "business",
    "collab": "collaboration",
    "comms": "communication",
    "dept": "department",
    "exec": "executive",
    "execs": "executive",
    "govt": "government",
    "mgmt": "management",
    "mgr": "manager",
    "ops": "operations",
    "org": "organisation",
    "perf": "performance",
    "prep": "preparation",
    "strat": "strategy",
}
"""How people shorten ordinary words of business when they type."""
_ONLY_IN_CAPITALS = {
    "AM": "alliance manager",
    "IS": "information systems",
    "SC": "steering committee",
    "SI": "systems integrator",
}
"""Also ordinary words or letters: meant only where they stand in capitals among small letters."""
_ASSOCIATION = "Association of Strategic Alliance Professionals"
_URGENT = re.compile(
    r"\b(?:need|want|please|reply|answer|done|back|it|this|that|help)\b", re.IGNORECASE
)
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[&-][A-Za-z0-9]+)*")


def written_out(text: str) -> list[str]:
    """Return what the abbreviations of *text* stand for, in order, each once."""
    shouting = text.isupper()
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        meaning = _meaning(match.group(), text, shouting=shouting)
        if meaning and meaning.lower() not in text.lower():
            found.append(meaning)
    return list(dict.fromkeys(found))


def is_abbreviation(word: str) -> bool:
    """Tell whether *word*, in whatever case, is one of the field's abbreviations."""
    return word.upper() in _WRITTEN_OUT or word.upper().removesuffix("S") in _WRITTEN_OUT


def _meaning(word: str, text: str, *, shouting: bool) -> str:
    upper = word.upper()
    singular = upper.removesuffix("S") if len(upper) > 2 else upper  # noqa: PLR2004
    if upper == "ASAP":
        return _ASSOCIATION if word == upper and not shouting and not _URGENT.search(text) else ""
    if word == upper and not shouting and upper in _ONLY_IN_CAPITALS:
        return _ONLY_IN_CAPITALS[upper]
    if word.lower() in _SHORTHAND:
        return _SHORTHAND[word.lower()]
    if word.islower() and upper in {"ALT", "TOR"}:
        return ""
    return _WRITTEN_OUT.get(upper) or _WRITTEN_OUT.get(singular, "")
