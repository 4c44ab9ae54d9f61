from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import SettingsError
from bot.main import check_slack_settings, configure_logging
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _levels() -> Iterator[None]:
    names = ["", "slack_bolt", "slack_sdk", "dbos", "uvicorn", "alembic"]
    before = {name: logging.getLogger(name).level for name in names}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param({}, ["SLACK_BOT_TOKEN is missing", "SLACK_APP_TOKEN"], id="nothing set"),
        pytest.param(
            {"SLACK_BOT_TOKEN": "xoxb-1"}, ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"], id="one set"
        ),
        pytest.param(
            {"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"},
            ["SLACK_BOT_TOKEN must begin with xoxb-", "SLACK_APP_TOKEN must begin with xapp-"],
            id="swapped",
        ),
    ],
)
def test_every_fault_of_the_slack_settings_is_named_at_once(
    given: dict[str, Any], named: list[str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        check_slack_settings(Settings(**given))

    assert all(name in str(caught.value) for name in named)
    assert "1" not in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"},
    ],
)
def test_either_way_to_reach_slack_will_do(given: dict[str, Any]) -> None:
    check_slack_settings(Settings(**given))


@pytest.mark.usefixtures("_levels")
def test_libraries_keep_quiet_at_info(caplog: pytest.LogCaptureFixture) -> None:
    configure_logging("info")

    for name in ("slack_bolt", "slack_sdk", "dbos", "uvicorn"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert caplog.text == ""


@pytest.mark.usefixtures("_levels")
def test_an_unknown_log_level_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])

    with pytest.raises(SettingsError, match="ADVISOR_LOG_LEVEL"):
        configure_logging("loud")
