"""State, history and undo agree, whatever people do in whatever order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from bot.logbook.model import Alliance, Entry, Filter, Kind
from bot.logbook.replies import Saved
from tests.bot.logbook.conftest import visitor

if TYPE_CHECKING:
    from bot.logbook.logbook import Logbook
    from bot.store.logbook import TeamLog

State = tuple[str, str] | None
"""Summary and status of an entry; ``None`` when it is not there."""

PEOPLE = st.sampled_from(["UANN", "UBOB"])
NUMBERS = st.integers(1, 2)
STEPS = st.one_of(
    st.tuples(st.just("log"), PEOPLE, st.sampled_from(["action", "risk", "decision"])),
    st.tuples(st.just("edit"), PEOPLE, NUMBERS, st.sampled_from(["a", "b"])),
    st.tuples(st.just("done"), PEOPLE, NUMBERS),
    st.tuples(st.just("delete"), PEOPLE, NUMBERS),
    st.tuples(st.just("replace"), PEOPLE, NUMBERS),
    st.tuples(st.just("undo"), PEOPLE),
)
DONE = {"action": "done", "risk": "closed"}
NEW = {"action": "open", "risk": "open", "decision": "agreed"}


@dataclass
class Deed:
    who: str
    changes: list[tuple[int, State, State]]
    is_undo: bool = False
    is_undone: bool = False


@dataclass
class Model:
    """The log as simple as it can be: states, and deeds in order."""

    now: dict[int, State] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)

    def do(self, deed: Deed) -> bool:
        for number, _, after in deed.changes:
            self.now[number] = after
        self.deeds.append(deed)
        return True

    def log(self, who: str, kind: str) -> bool:
        number = len(self.kinds) + 1
        self.kinds[number] = kind
        return self.do(Deed(who, [(number, None, ("new", NEW[kind]))]))

    def edit(self, who: str, number: int, text: str) -> bool:
        state = self.now.get(number)
        if state is None or (self.kinds[number] == "decision" and state[0] != text):
            return False
        return self.do(Deed(who, [(number, state, (text, state[1]))]))

    def done(self, who: str, number: int) -> bool:
        state = self.now.get(number)
        if state is None or state[1] != "open":
            return False
        return self.do(Deed(who, [(number, state, (state[0], DONE[self.kinds[number]]))]))

    def delete(self, who: str, number: int) -> bool:
        state = self.now.get(number)
        return state is not None and self.do(Deed(who, [(number, state, None)]))

    def replace(self, who: str, number: int) -> bool:
        state = self.now.get(number)
        if state is None or self.kinds[number] != "decision" or state[1] == "replaced":
            return False
        new = len(self.kinds) + 1
        self.kinds[new] = "decision"
        changes = [(new, None, ("new", "agreed")), (number, state, (state[0], "replaced"))]
        return self.do(Deed(who, changes))

    def undo(self, who: str) -> bool:
        standing = [d for d in self.deeds if d.who == who and not d.is_undo and not d.is_undone]
        if not standing or any(self.now[n] != after for n, _, after in standing[-1].changes):
            return False
        standing[-1].is_undone = True
        back = [(n, after, before) for n, before, after in standing[-1].changes]
        return self.do(Deed(who, back, is_undo=True))


LINES = {
    "log": "log Acme {0}: new",
    "edit": "edit #{0} summary {1}",
    "done": "done #{0}",
    "delete": "delete #{0} because so",
    "replace": "log Acme decision: new, replaces #{0}",
    "undo": "undo",
}


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=16))
@example([("log", "UANN", "action"), ("edit", "UBOB", 1, "a"), ("undo", "UANN")])
@example([("log", "UANN", "action"), ("undo", "UANN"), ("undo", "UANN")])
@example([("log", "UANN", "decision"), ("replace", "UBOB", 1), ("undo", "UBOB"), ("undo", "UANN")])
def test_state_history_and_undo_agree(book: Logbook, steps: list[tuple[str, ...]]) -> None:
    ann = visitor(book, f"C{next(_channels)}", "UANN")
    log = ann.book.open(ann.visit)
    ann.by("UROOT")("new Acme")
    model = Model()
    for name, who, *rest in steps:
        expected = getattr(model, name)(who, *rest)
        try:
            reply = ann.by(who)(LINES[name].format(*rest))
            happened = isinstance(reply, Saved) or name == "undo"
        except UserError:
            happened = False
        assert happened == expected, (name, who, rest)
        _compare(log, model)


_channels = itertools.count(100)
_ANY_KIND = Kind.NOTE


def _compare(log: TeamLog, model: Model) -> None:
    there = {entry.number: (entry.summary, entry.status) for entry in log.entries(Filter())}
    assert there == {number: state for number, state in model.now.items() if state}
    for number in model.now:
        expected = [
            (deed.who, before, after)
            for deed in model.deeds
            for at, before, after in deed.changes
            if at == number
        ]
        assert _history(log, number) == expected


def _history(log: TeamLog, number: int) -> list[tuple[str, State, State]]:
    found = []
    last: Entry | Alliance | None = None
    shape = Entry(1, _ANY_KIND, "", number=number)
    for operation in reversed(log.history(shape)):
        (change,) = operation.changes
        if last is not None:  # no state is lost between two lines of history
            assert change.before is not None
            assert replace(change.before, version=0) == replace(last, version=0)
        last = change.after
        found.append((operation.who, _state(change.before), _state(change.after)))
    return found


def _state(subject: Entry | Alliance | None) -> State:
    if not isinstance(subject, Entry) or subject.removed:
        return None
    return subject.summary, subject.status
