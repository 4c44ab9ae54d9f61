"""Words that turn a statement round: negations, quantifiers, modal verbs, opposites, comparisons.

A claim may say less than its evidence ("many" for "most") but not more, and not the contrary.
"""

from __future__ import annotations

import re

from bot.advisor.clauses import Word, contraries, words_of
from bot.advisor.comparison import sides
from bot.advisor.words import listed

NEGATIONS = listed(
    "not no never none nobody nothing neither nor cannot can't don't doesn't didn't isn't aren't "
    "wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't mustn't without lack "
    "lacks lacked lacking unable hardly scarcely nowhere rather"
)
_HALF_NEGATIONS = frozenset({"rather"})
_FAILING = frozenset({"fail", "fails", "failed", "failing"})
_QUANTIFIERS = {
    **dict.fromkeys(listed("all every always each entire entirely invariably everywhere"), 5),
    **dict.fromkeys(
        listed(
            "most majority mostly usually typically normally generally mainly largely commonly "
            "predominantly"
        ),
        4,
    ),
    **dict.fromkeys(listed("many often frequently numerous regularly widely much"), 3),
    **dict.fromkeys(listed("some several sometimes certain occasionally partly"), 2),
    **dict.fromkeys(listed("few rarely seldom minority hardly little"), 1),
    **dict.fromkeys(listed("none never nobody nothing no"), 0),
}
_ONLY = listed("only solely exclusively")
_WEAK = listed("may might could can possibly perhaps potentially")
_STRONG = listed("must always guarantee guarantees guaranteed certainly inevitably proves proven")
_OBLIGING = listed("must need needs required requires require have should never always only ought")
_EACH = listed("every each")
_TIMES = listed("day week fortnight month quarter year hour minute")
_SCOPE = 6
_HEADS = 2
_SHORT = 3
_STRAY = 2


def turned_round(claim: str, evidence: str) -> str:
    """Return the word by which *claim* says more than *evidence*, or the contrary.

    An empty string where there is none. *evidence* should be no more than the few sentences that
    back the claim: words of others would excuse what these do not say.
    """
    said, backing = words_of(claim), words_of(evidence)
    crossed = sides(claim, evidence)
    for check in (_negated, _quantified, _obliged):
        word = check(said, backing)
        if word:
            return word
    return crossed.fault or _opposed(said, backing, excused=crossed.turns)


def _heads(words: tuple[Word, ...], place: int, count: int) -> list[str]:
    """Return the stems of the next *count* telling words after *place*, in its sentence part."""
    heads: list[str] = []
    for word in words[place + 1 : place + 1 + 2 * count + 4]:
        if word.clause > words[place].clause + (0 if heads else 1):
            break
        if not word.is_empty and word.text not in NEGATIONS:
            heads.append(word.stem)
        if len(heads) == count:
            break
    return heads


def _negated_places(words: tuple[Word, ...]) -> list[int]:
    return [
        n
        for n, word in enumerate(words)
        if (word.text in NEGATIONS and word.text not in _HALF_NEGATIONS)
        or (word.text in _FAILING and _next_text(words, n) == "to")
        or word.text.endswith("n't")
    ]


def _next_text(words: tuple[Word, ...], place: int) -> str:
    return words[place + 1].text if place + 1 < len(words) else ""


def _negated(said: tuple[Word, ...], backing: tuple[Word, ...]) -> str:
    """Find a word that one side denies and the other does not."""
    for mine, other in ((said, backing), (backing, said)):
        denials = _negated_places(other)
        aside = [n for n, word in enumerate(other) if word.text in _HALF_NEGATIONS]
        denied = {h for n in denials for h in _heads(other, n, _SCOPE)}
        put_off = {h for n in aside for h in _heads(other, n, _SCOPE)}
        opposite = {contrary for word in other for contrary in contraries(word.stem)}
        present = {word.stem for word in other if not word.is_empty}
        for place in _negated_places(mine):
            heads = _heads(mine, place, _HEADS)
            twice = mine is said and 0 < len(denials) < len(_negated_places(mine))
            excused = set(heads) & (denied | (opposite - present)) or set(heads[:1]) & put_off
            if not heads or (excused and not twice):
                continue
            if mine is said or set(heads) <= present:
                return mine[place].text
    return ""


def _quantified(  # noqa: C901 - one rule after the other
    said: tuple[Word, ...], backing: tuple[Word, ...]
) -> str:
    """Find a quantity that the claim raises, turns or leaves out."""
    for place, word in enumerate(said):
        rank = _QUANTIFIERS.get(word.text)
        if word.text in _ONLY and not _is_only_of(_heads(said, place, _HEADS), backing):
            return word.text
        if rank is None or (word.text == "most" and _is_superlative(said, place)):
            continue
        if word.text in _EACH and _next_text(said, place) in _TIMES:
            continue  # how often something happens is an amount
        if not _rank_stands(rank, _ranks_for(_heads(said, place, _SHORT), backing), backing):
            return word.text
    for place, word in enumerate(backing):
        rank = _QUANTIFIERS.get(word.text, 9)
        if word.text in _ONLY and _has_heads(said, _heads(backing, place, _HEADS)):
            if not any(w.text in _ONLY for w in said) and _denials(said) <= _denials(backing):
                return word.text
            continue
        if rank in (1, 2) and _has_heads(said, _heads(backing, place, _HEADS)):
            weak = any(_QUANTIFIERS.get(w.text, 9) <= 2 or w.text in _WEAK for w in said)  # noqa: PLR2004
            if not weak and not any(c.isdigit() for w in said for c in w.text):
                return word.text
    return ""


def _is_only_of(heads: list[str], backing: tuple[Word, ...]) -> bool:
    """Tell whether *backing* has its "only" before one of *heads* too, or before a number."""
    limited = [_heads(backing, place, _SHORT) for place, w in enumerate(backing) if w.text in _ONLY]
    return any(not heads or not other or set(heads) & set(other) for other in limited)


def _is_superlative(words: tuple[Word, ...], place: int) -> bool:
    before = words[place - 1].text if place else ""
    return before == "the" or _next_text(words, place).endswith(("al", "ive", "ent", "ant", "ous"))


def _ranks_for(heads: list[str], backing: tuple[Word, ...]) -> set[int]:
    """Return the ranks that *backing* gives to *heads*, or all of its ranks where it has none."""
    ranked = [
        (place, _QUANTIFIERS[word.text])
        for place, word in enumerate(backing)
        if word.text in _QUANTIFIERS
    ]
    near = {rank for place, rank in ranked if set(heads) & set(_heads(backing, place, _SHORT))}
    return near or {rank for _, rank in ranked}


def _denials(words: tuple[Word, ...]) -> int:
    return sum(word.text in NEGATIONS for word in words)


def _rank_stands(rank: int, known: set[int], backing: tuple[Word, ...]) -> bool:
    if rank == 0:
        return 0 in known or any(word.text in NEGATIONS for word in backing)
    if rank == 1:
        return 1 in known or 0 in known
    if any(0 <= other - rank <= 1 for other in known if other > 1):
        return True
    shares = [float(word.text) for word in backing if re.fullmatch(r"\d+(?:\.\d+)?", word.text)]
    enough = {5: 100.0, 4: 50.0, 3: 25.0, 2: 2.0}[rank]
    return any(enough < share <= 100 for share in shares) or (rank == 2 and not known)  # noqa: PLR2004


def _has_heads(words: tuple[Word, ...], heads: list[str]) -> bool:
    present = {word.stem for word in words if not word.is_empty}
    return bool(heads) and set(heads) <= present


def _obliged(said: tuple[Word, ...], backing: tuple[Word, ...]) -> str:
    """Find certainty or duty that the evidence does not speak of."""
    own, other = {w.text for w in said}, {w.text for w in backing}
    if own & _STRONG and not other & (_STRONG | _OBLIGING):
        return min(own & _STRONG)
    for place, word in enumerate(backing):
        if (
            word.text in _WEAK
            and word.text != "can"
            and _has_heads(said, _heads(backing, place, 1))
        ):
            hedges = _WEAK | {"sometimes", "some", "likely", "tend", "tends", "risk", "should"}
            if not own & hedges:
                return word.text
    return ""


def _opposed(said: tuple[Word, ...], backing: tuple[Word, ...], *, excused: bool) -> str:
    """Find a word whose opposite the evidence uses in its place."""
    own = {word.stem for word in said}
    other = {word.stem for word in backing}
    denied_here = {h for n in _negated_places(said) for h in _heads(said, n, _SHORT)}
    denied_there = {h for n in _negated_places(backing) for h in _heads(backing, n, _SHORT)}
    for place, word in enumerate(said):
        opposites = contraries(word.stem) & other
        if not opposites:
            continue
        if word.stem in other and not _has_replaced(word.stem, opposites, said, backing):
            if not excused and _stands_for_other(said, place, backing, opposites):
                return word.text
            continue
        parity = (word.stem in denied_here) != bool(opposites & denied_there)
        kept = opposites <= own and not _has_replaced(word.stem, opposites, said, backing)
        if not parity and not excused and not kept:
            return word.text
    return ""


def _has_replaced(
    stemmed: str, opposites: frozenset[str], said: tuple[Word, ...], backing: tuple[Word, ...]
) -> bool:
    """Tell whether the claim has one more of a word and one less of its opposites."""
    more = sum(w.stem == stemmed for w in said) > sum(w.stem == stemmed for w in backing)
    fewer = sum(w.stem in opposites for w in said) < sum(w.stem in opposites for w in backing)
    return more and fewer


def _stands_for_other(
    said: tuple[Word, ...], place: int, backing: tuple[Word, ...], opposites: frozenset[str]
) -> bool:
    """Tell whether the word at *place* has the company of its opposite in the evidence."""
    company = _company(said, place)
    same = [_company(backing, n) for n, w in enumerate(backing) if w.stem == said[place].stem]
    turned = [_company(backing, n) for n, w in enumerate(backing) if w.stem in opposites]
    mine = max((len(company & near) for near in same), default=0)
    theirs = max((len(company & near) for near in turned), default=0)
    return theirs >= mine + _STRAY


def _company(words: tuple[Word, ...], place: int) -> frozenset[str]:
    """Return the telling stems of the same clause, no more than six words away."""
    here = words[place]
    return frozenset(
        word.stem
        for n, word in enumerate(words)
        if word.clause == here.clause and 0 < abs(n - place) <= _SCOPE and not word.is_empty
    )
