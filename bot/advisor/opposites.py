"""Words and their opposites, by stem: what one cannot be said of where the other holds."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.advisor.words import stem

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAIRS = """
more greater bigger additional | less fewer smaller
increase increased increases increasing grow grew grows rise rose rises raise raises raised gain gained expand expands climb climbed | decrease decreased decreases decreasing shrink shrank shrinks fall fell falls drop dropped drops reduce reduces reduced decline declined declines lower lowers lowered cut cuts lose lost
high higher highest | low lower lowest
above over exceed exceeds | below under
before | after
earlier early earliest | later late latest
better best stronger | worse worst weaker
succeed success successful succeeds successes | fail failure failing fails unsuccessful failures
strong stronger strengthen strengthens | weak weaker weaken weakens
improve improves improved improvement | worsen worsens worsened harm harms damage damages
benefit benefits advantage advantages help helps | cost costs disadvantage disadvantages harm harms hinder hinders risk
positive positively | negative negatively
longer long | shorter short
first | last
internal internally | external externally
formal formally | informal informally
large larger largest | small smaller smallest
experienced | inexperienced
with | without
begin begins start starts begun | end ends stop stops finish
agree agrees agreed accept accepts | disagree disagrees disagreed reject rejects
same similar alike | different differ differs
easy easier easily | hard harder difficult hardly
often frequently | rarely seldom
always | never
everybody everyone | nobody
most majority | few minority
all every | none no
include includes including | exclude excludes excluding
support supports supported | oppose opposes undermine undermines
allow allows permit permits | forbid forbids prohibit prohibits prevent prevents
encourage encourages promote promotes | discourage discourages
enough sufficient | insufficient
possible | impossible
stable stability | unstable instability
equal equally even | unequal unequally uneven
fast faster quickly quick | slow slower slowly
open openly | closed secretly secret
public | private
central centralised centralized | decentral decentralised decentralized local
explicit explicitly | implicit implicitly
voluntary | compulsory mandatory
temporary | permanent
minimum least | maximum
joint jointly together | separately separate alone
win wins won | lose loses lost
cooperate cooperation cooperative | compete competition competitive
trust trusts trusting | distrust mistrust
confident confidence | doubt doubts
major main | minor
necessary needed essential | unnecessary needless
common | rare uncommon
complete full whole fully | partial partly incomplete
likely | unlikely
certain | uncertain
clear clearly | unclear vague
aligned align | misaligned
working | failing
satisfy satisfies satisfied please pleases | disappoint disappoints disappointed
adequate | inadequate
announce announces announced | cancel cancels cancelled
technical | relational
deliberate planned | accidental unplanned
"""  # noqa: E501 - one pair of groups a line


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _PAIRS.split("\n"):
        if not line.strip():
            continue
        groups = [{stem(word) for word in side.split()} for side in line.split("|")]
        one, other = groups[0] - groups[1], groups[1] - groups[0]
        for word in one:
            table.setdefault(word, set()).update(other)
        for word in other:
            table.setdefault(word, set()).update(one)
    return {word: frozenset(others - {word}) for word, others in table.items()}


OPPOSITES: Mapping[str, frozenset[str]] = MappingProxyType(_table())
"""Stem → the stems of its opposites."""
