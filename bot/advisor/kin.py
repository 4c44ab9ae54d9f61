"""Words that say the same in an answer, by stem, and words that only frame a statement."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.advisor.words import listed, stem

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALIKE = """
firm company business enterprise corporation organisation organization
alliance partnership collaboration
venture jv
share proportion percentage rate portion
study survey research investigation
employee staff personnel
goal objective aim target
problem difficulty issue trouble
reason cause
important crucial vital key essential critical central
begin start commence launch
end terminate termination dissolve exit
create build establish form set
choose select pick selection choice
meet meeting convene gather
show demonstrate indicate reveal
need require necessary requirement
help assist aid support
big large major
often frequent frequently common commonly
improve better enhance
fail failure unsuccessful
success succeed successful
disagree differ dispute conflict disagreement
agree agreement consensus
expert specialist
measure metric measurement assess
decide decision determine
usual typical normal usually typically normally generally
year annual annually yearly
quarter quarterly
month monthly
week weekly
rule principle guideline
trouble struggle
profit profitable profitability
perform performance
learn learning lesson
plan planning
team group
member participant
phase stage step
oversee supervise
revise review
gain obtain earn receive
about around roughly approximately nearly almost close
per cent percent percentage
third two-third
run operate manage
dedicated special specialised specialized
include contain cover comprise
resolve settle solve
yield bring brought produce deliver
trust confidence
rival competitor
less fewer
rise rose risen raise increase grow grew grown climb
reduce lower decrease decline fall fell drop shrink shrank
seldom rarely infrequently
answer reply respond response
ask request
avoid evade
alter change modify shift
arrange organise organize
blame fault
buy bought purchase acquire
cautious careful
client customer
combine join merge unite
competence capability ability skill
complete finish
complex complicated
component element part
concern worry
connect link tie
consequence effect impact influence
cooperate collaborate
damage harm hurt
delay postpone
depend rely
difference gap
distinct separate
divide split
draw drew drawn
duty obligation responsibility
easy simple
emphasise emphasize highlight stress underline
enable allow permit let
encourage promote foster
error mistake
exact precise accurate
exchange swap trade
expect anticipate
extra additional
fast quick rapid quickly rapidly
former previous earlier prior
formal official
full entire whole
happen occur
idea concept notion
identical same
income revenue
industry sector
joint shared mutual
keep kept retain
kind type sort
lack absence shortage
limit restrict constrain
main chief primary principal
manner way approach method technique
mind opinion view perspective
monitor track watch
multiple several various
new novel
novice beginner
pace speed
people person individual
promise commit
reach achieve attain accomplish
recognise recognize
regular periodic
reinforce strengthen strengthening
rebuild restore
remove delete
safe secure
scarce rare
seek sought try attempt
spend spent expend
stop cease halt
strategy strategic
sufficient enough adequate
teach taught train
tension friction
understand understood grasp
utilise utilize use apply
value worth
vary differ
weaken undermine
"""
_FRAME = listed(
    "find found report say argue write wrote conclude note warn show suggest claim state observe "
    "add advise recommend describe estimate count judge record list cite define accord think "
    "explain propose call maintain point put hold give see identify overall typically fact study "
    "article paper library note source author survey finding also further "
    "mean total number case per cent percent percentage thousand million billion hundred dollar "
    "euro "
    "evidence short brief briefly summary bottom line main word result conclusion outcome one "
    "roughly approximately around close nearly almost reportedly ought behind least saw seen went "
    "gone came took taken put kept became become ever just merely simply mere such lot"
)
FRAME = frozenset(stem(word) for word in _FRAME)
"""Stems that say how something is known, or lead up to it, and nothing of the matter itself."""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _ALIKE.split("\n"):
        stems = [stem(word) for word in line.split()]
        for one in stems:
            table.setdefault(one, stems[0])
    return table


_TABLE: Mapping[str, str] = MappingProxyType(_table())


FAMILY = 8
"""Stems that begin with the same letters, this many at least, and differ by a suffix are kin."""


def kin(stemmed: str) -> str:
    """Return the stem that stands for *stemmed* and for those that say the same."""
    return _TABLE.get(stemmed) or _TABLE.get(family := _family(stemmed), family)


def _family(stemmed: str) -> str:
    """Return a long stem without the suffix by which Snowball keeps word families apart."""
    for suffix in ("ariti", "arili", "arian", "ari", "ar", "iti", "ic", "al", "ion", "or", "er"):
        if stemmed.endswith(suffix) and len(stemmed) - len(suffix) >= FAMILY:
            return stemmed.removesuffix(suffix)
    return stemmed
