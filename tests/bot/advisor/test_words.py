"""Words and their stems."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from bot.advisor.words import stem

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Let threads take turns as often as they can, as on a busy machine."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_ten_people_at_once_get_the_stems_that_one_gets(eager_threads: None) -> None:
    endings = ("ing", "ation", "fulness", "ies", "ments", "ed", "er")
    words = [f"{start}a{n % 7}lli{ending}" for n, start in enumerate("bcdfghjklm" * 60)
             for ending in endings]  # fmt: skip
    alone = [stem.__wrapped__(word) for word in words]

    with ThreadPoolExecutor(10) as pool:
        together = list(pool.map(stem.__wrapped__, words))

    assert together == alone
