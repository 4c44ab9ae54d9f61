"""The doctor finds what is wrong and says how to mend it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.slack.diagnosis import SCOPES
from bot.store.conversations import Conversations, Exchange, Outcome
from bot.store.database import Database
from knowledge.model import Audience
from scripts import doctor
from scripts.cli import app


@pytest.fixture
def examine(tmp_path, monkeypatch):
    """Run the doctor in an empty folder with only the given settings."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def run(**settings: str) -> tuple[int, dict[str, dict[str, str]]]:
        result = CliRunner().invoke(
            app, ["doctor", "--json", "--data-dir", str(tmp_path / "data")], env=settings
        )
        return result.exit_code, {f["what"]: f for f in json.loads(result.stdout)}

    return run


def test_missing_tokens_are_named_with_a_remedy(examine):
    status, findings = examine()

    assert status == 1
    assert findings["Slack bot token"]["detail"] == "SLACK_BOT_TOKEN is missing"
    assert "README" in findings["Slack bot token"]["remedy"]
    assert "SLACK_APP_TOKEN" in findings["the way in"]["detail"]


def test_what_needs_no_slack_is_sound_out_of_the_box(examine):
    _, findings = examine()

    assert findings["data folder"]["is_sound"] is True
    assert findings["database"]["detail"] == "SQLite, up to date"
    assert findings["embedding model"]["is_sound"] is True
    assert findings["index"]["is_sound"] is None


def test_a_slack_out_of_reach_is_told_from_a_wrong_token(examine):
    _, findings = examine(
        SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1", SLACK_API_URL="http://127.0.0.1:9/api/"
    )

    assert "out of reach" in findings["Slack bot token"]["detail"]
    assert "SLACK_API_URL" in findings["Slack app token"]["remedy"]


def test_a_database_that_does_not_answer_is_a_finding(examine):
    status, findings = examine(DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")

    assert status == 1
    assert "DATABASE_URL" in findings["database"]["remedy"]


def test_the_scopes_it_asks_for_are_those_of_the_manifest():
    manifest = json.loads(Path("manifest.json").read_text(encoding="utf-8"))

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_a_full_disk_is_a_finding(monkeypatch, examine):
    monkeypatch.setattr(doctor, "ROOM_NEEDED", 10**18)

    status, findings = examine()

    assert status == 1
    assert "make room" in findings["data folder"]["remedy"]


def test_a_chroma_server_out_of_reach_is_a_finding(examine):
    status, findings = examine(CHROMA_URL="http://127.0.0.1:9")

    assert status == 1
    assert "127.0.0.1:9 does not answer" in findings["Chroma server"]["detail"]
    assert "chroma run" in findings["Chroma server"]["remedy"]


def test_the_schedule_is_shown_with_its_next_time_or_its_fault(examine):
    _, sound = examine(ADVISOR_REINDEX_CRON="30 2 * * *", ADVISOR_TIME_ZONE="Asia/Tokyo")
    _, faulty = examine(ADVISOR_REINDEX_CRON="nightly")

    assert "at 02:30 JST" in sound["re-index schedule"]["detail"]
    assert "ADVISOR_REINDEX_CRON" in faulty["re-index schedule"]["detail"]


def test_a_language_model_that_cannot_be_opened_is_a_finding(examine):
    status, findings = examine(ADVISOR_MODEL="openai")

    assert status == 1
    assert "provider:name" in findings["language model"]["detail"]


def test_what_the_language_model_took_is_told(examine, tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'data' / 'advisor.db'}")
    database.migrate()
    answer = Exchange(
        "T:C:1", "T", "C", "1", "1", "U", "why?", "why?", Outcome.ANSWER, "", "So. [1]",
        Audience.INTERNAL, 0.9, "openai:x (prompt 1)", "b", "2", datetime.now(UTC),
        tokens_in=900, tokens_out=90, cost=0.0042,
    )  # fmt: skip
    fallback = replace(answer, id="T:C:2", message="2", composed_by="extractive", cost=None)
    library = replace(fallback, id="T:C:3", message="3", tokens_in=0, tokens_out=0)
    for exchange in (answer, fallback, library):
        Conversations(database).record(exchange)
    database.close()

    _, findings = examine()

    assert findings["model's work"]["detail"] == (
        "last 30 days: asked 2 times, wrote 50 %, 1,800 tokens in, 180 out, cost 0.0042 for 1 times"
    )
