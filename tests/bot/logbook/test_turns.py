from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.logbook.turns import Turns
from tests.e2e.people import wait_for


def test_whoever_came_first_is_served_first() -> None:
    turns, served, free = Turns(at_once=1), list[int](), threading.Event()
    began, line = threading.Event(), turns._pool._work_queue

    def hold() -> None:
        began.set()
        free.wait(10)

    with ThreadPoolExecutor(20) as people:
        held = people.submit(turns.take, hold)
        began.wait(10)
        waiting = []
        for number in range(10):
            waiting.append(people.submit(turns.take, lambda n=number: served.append(n)))
            wait_for(lambda n=number: line.qsize() > n, "he stands in line")
        free.set()
        for one in (held, *waiting):
            one.result(10)

    assert served == list(range(10))


def test_whoever_is_served_does_not_wait_for_himself() -> None:
    turns = Turns(at_once=1)

    assert turns.take(lambda: turns.take(lambda: "served")) == "served"


def test_what_goes_wrong_is_told_to_whom_it_went_wrong() -> None:
    turns = Turns(at_once=1)

    with pytest.raises(ValueError, match="mine"):
        turns.take(lambda: int("mine"))
    assert turns.take(lambda: 1) == 1
