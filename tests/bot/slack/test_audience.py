from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.slack import patience
from bot.slack.app import make_client
from bot.slack.audience import Readers
from knowledge.model import Audience

if TYPE_CHECKING:
    from tests.bot.slack.web_api import WebApi


class Clock:
    """A clock that tests move."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def readers(api: WebApi, clock: Clock) -> Readers:
    return Readers(make_client("xoxb-test", api.api_url), clock)


def test_a_channel_of_colleagues_is_internal(readers: Readers, api: WebApi) -> None:
    api.members["C1"] = ["U1", "U2", "U0BOT"]

    assert readers.of_channel("C1") is Audience.INTERNAL


@pytest.mark.parametrize(
    "facts",
    [
        {"is_ext_shared": True},
        {"is_pending_ext_shared": True},
        {"pending_shared": ["T9"]},
        {"pending_connected_team_ids": ["T9"]},
        {"is_shared": True},
    ],
)
def test_a_channel_with_another_organisation_is_shared(
    readers: Readers, api: WebApi, facts: dict[str, Any]
) -> None:
    api.channels["C1"] = facts

    assert readers.of_channel("C1") is Audience.SHARED


def test_a_channel_of_several_workspaces_of_one_enterprise_is_internal(
    readers: Readers, api: WebApi
) -> None:
    api.channels["C1"] = {"is_shared": True, "is_org_shared": True}

    assert readers.of_channel("C1") is Audience.INTERNAL


@pytest.mark.parametrize("guest", ["is_restricted", "is_ultra_restricted", "is_stranger"])
def test_one_guest_makes_a_channel_shared(readers: Readers, api: WebApi, guest: str) -> None:
    api.users |= {f"U{n}": {} for n in range(3, 9)} | {"U9": {guest: True}}
    api.members["C1"] = list(api.users)

    assert readers.of_channel("C1") is Audience.SHARED
    assert readers.of_person("U9") is Audience.SHARED
    assert readers.of_person("U8") is Audience.INTERNAL


def test_a_member_nobody_knows_makes_a_channel_shared(readers: Readers, api: WebApi) -> None:
    api.members["C1"] = ["U1", "U-unheard-of"]

    assert readers.of_channel("C1") is Audience.SHARED


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.list"])
def test_what_slack_does_not_tell_counts_as_shared_until_it_does(
    readers: Readers, api: WebApi, method: str
) -> None:
    api.next(method, error="missing_scope")

    assert readers.of_channel("C1") is Audience.SHARED
    assert readers.of_channel("C1") is Audience.INTERNAL


def test_a_channel_we_cannot_see_is_shared(readers: Readers) -> None:
    assert readers.of_channel("C-closed") is Audience.SHARED


def test_an_answer_is_remembered_for_a_minute(readers: Readers, api: WebApi, clock: Clock) -> None:
    readers.of_channel("C1")
    api.channels["C1"] = {"is_ext_shared": True}

    before = readers.of_channel("C1")
    clock.now = 61.0
    after = readers.of_channel("C1")

    assert (before, after) == (Audience.INTERNAL, Audience.SHARED)


def test_a_new_colleague_is_looked_up_before_they_count_as_unknown(
    readers: Readers, api: WebApi, clock: Clock
) -> None:
    readers.of_channel("C1")
    api.users["U7"] = {}
    api.members["C1"] = ["U1", "U7"]

    clock.now = 61.0

    assert readers.of_channel("C1") is Audience.INTERNAL


def test_a_busy_slack_is_asked_again(
    readers: Readers, api: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience._brief, "sleep", lambda _: None)
    api.next("users.list", status=429, error="ratelimited", headers={"Retry-After": "1"})

    assert readers.of_channel("C1") is Audience.INTERNAL
