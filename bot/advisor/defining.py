"""Tells which sentences say what a thing is, and what thing that is."""

from __future__ import annotations

import re

from bot.advisor.words import listed, stems

_HAPPENS = re.compile(
    r"(?:\w+ly |often |seldom |not )*(?!(?:called|defined|described|known) )\w+ed\b"
)
_COPULAS = listed("is are means mean refers denotes describes stands covers consists")


def defined_in(text: str) -> frozenset[str]:
    """Return the stems of what *text* defines ("X is a …"), or nothing when it defines nothing."""
    head, verb, rest = _partition_at_copula(text)
    article = rest.split(maxsplit=1)[:1]
    if verb.lower() not in {"is", "are"} or article not in (["a"], ["an"], ["the"]):
        return frozenset()
    return frozenset(stems(head.split(",")[0]))


def defines(text: str, term: str) -> bool:
    """Tell whether a clause of *text* says near its beginning what *term* is.

    Other names between commas ("X, also called Y, is …") belong to the subject; "X is often asked"
    tells of X what happens to it, not what it is.
    """
    wanted = stems(term)
    for clause in text.split(";"):
        head, verb, rest = _partition_at_copula(clause)
        subject = stems(head.split(",")[0])
        if verb and len(subject) <= len(wanted) + 4 and set(wanted) <= set(subject):
            return not (verb.lower() in {"is", "are"} and _HAPPENS.match(rest))
    return False


def _partition_at_copula(text: str) -> tuple[str, str, str]:
    tokens = text.split()
    for place, token in enumerate(tokens[:22]):
        if token.strip(",;").lower() in _COPULAS:
            return " ".join(tokens[:place]), token, " ".join(tokens[place + 1 :])
    return text, "", ""
