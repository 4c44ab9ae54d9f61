"""``advisor gaps``: from a bot's database and an index to what its keeper reads."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.advisor.model import RefusalReason
from bot.store.conversations import Conversations, Exchange, Outcome
from bot.store.database import Database
from bot.store.feedback import Feedback
from knowledge.blocks import BlockKind
from knowledge.errors import EmbeddingModelError
from knowledge.formats.markdown import blocks_from_markdown
from knowledge.model import Audience
from scripts.cli import app
from tests.bot.slack.made import proof
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import index, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NOW = datetime.now(UTC)
NOTES = {
    "meetings.md": "# Meetings\n\nA steering committee should meet every quarter.\n",
    "exit.md": "# Exit\n\nAn exit clause says how assets are split when an alliance ends.\n",
}
ANSWERED = "should a steering committee meet every quarter?"
NEAR = "exit assets split bread"
FAR = "who bakes [bold]bread[/bold]\x1b[31m with @U0PRIYA?"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("knowledge.embedder.load_embedder", lambda *_: HashingEmbedder())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    index(tmp_path / "data" / "index", write(tmp_path / "corpus", NOTES))
    return tmp_path / "data"


def keep(data: Path, *exchanges: Exchange, poor: str = "") -> None:
    database = Database(f"sqlite:///{data / 'advisor.db'}")
    database.migrate()
    for exchange in exchanges:
        Conversations(database).record(exchange)
    if poor:
        Feedback(database).give(poor, "U0SAM", is_helpful=False)
    database.close()


def exchange(question: str, asker: str = "U0MAYA", days: int = 1, **changes: object) -> Exchange:
    name = f"{question[:40]}-{asker}-{days}"
    made = Exchange(
        id=name,
        workspace="T0NORTH",
        channel="C0ACME",
        thread=name,
        message=name[-60:],
        asker=asker,
        question=question,
        standalone=question,
        outcome=Outcome.REFUSAL,
        reason=RefusalReason.NOT_IN_LIBRARY,
        reply="The library does not hold an answer to that.",
        audience=Audience.INTERNAL,
        confidence=0.3,
        composed_by="",
        build="b",
        posted="1.2",
        answered_at=NOW - timedelta(days=days),
        proofs=(proof(number=-1, quote="", source="exit.md"),),
    )
    return replace(made, **changes)


def advisor(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["gaps", *arguments])


def in_json(*arguments: str) -> dict:
    done = advisor("--json", *arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def asked(data: Path) -> None:
    keep(
        data,
        exchange(FAR, "U0MAYA", 1),
        exchange(FAR, "U0JONAS", 2),
        exchange(FAR, "U0JONAS", 3),
        exchange(ANSWERED, "U0SAM", 4),
    )


@pytest.mark.usefixtures("asked")
def test_people_read_groups_with_counts_a_passage_and_a_remedy():
    done = advisor()

    assert done.exit_code == 0
    assert "could not answer 4 questions, in 2 groups of one meaning." in done.stdout
    assert "1. who bakes [bold]bread[/bold] [31m with @someone?" in done.stdout
    assert f"asked 3 times by 2 people, last on {NOW - timedelta(days=1):%Y-%m-%d}" in done.stdout
    assert f"2. {ANSWERED}  answered now" in done.stdout
    assert "answered from: Meetings (meetings.md" in done.stdout
    assert "The bot answers it by now" in done.stdout


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("options", [(), ("--json",), ("--questions",)])
def test_nobody_and_no_place_is_named(options):
    shown = advisor(*options).output

    assert "\x1b[31m" not in shown
    assert [name for name in ("U0", "C0ACME", "T0NORTH") if name in shown] == []


@pytest.mark.usefixtures("asked")
def test_what_is_answered_by_now_can_be_left_out():
    assert [gap["standing"] for gap in in_json()["gaps"]] == ["open", "answered"]
    assert [gap["standing"] for gap in in_json("--open")["gaps"]] == ["open"]
    assert ANSWERED not in advisor("--open").stdout


@pytest.mark.usefixtures("asked")
def test_questions_come_one_a_line():
    lines = advisor("--questions").stdout.splitlines()

    assert lines == ["who bakes [bold]bread[/bold] [31m with @someone?", ANSWERED]
    assert advisor("--questions", "--limit", "1").stdout.splitlines() == lines[:1]


@pytest.mark.usefixtures("asked")
def test_a_limit_says_that_there_is_more():
    shown = advisor("--limit", "1").stdout

    assert "1 of 2 groups are shown; --limit N shows more." in shown
    assert ANSWERED not in shown


@pytest.mark.parametrize(
    "wordings",
    [
        ["how long --> may an exit take?"],
        ["how long may an exit take?", "how long may an exit then take?"],
    ],
)
def test_the_comment_it_proposes_is_one_that_the_library_reads(data, wordings):
    (data / "index").rename(data / "gone")
    keep(data, *(exchange(wording) for wording in wordings))
    (gap,) = in_json()["gaps"]

    blocks = blocks_from_markdown(f"# Exit\n\n{gap['comment']}\n\nThey meet.\n")

    (read,) = [block.text for block in blocks if block.kind is BlockKind.ASKED]
    assert sorted(read.split("\n")) == sorted(w.replace("-->", "->") for w in wordings)
    assert f"\n{gap['comment']}\n" in advisor().stdout


def test_no_comment_is_proposed_for_a_passage_that_is_far_or_no_markdown(data):
    (data / "index").rename(data / "gone")
    far = exchange(FAR, confidence=0.05)
    pdf = exchange(NEAR, proofs=(proof(number=-1, quote="", source="exit.pdf"),))
    keep(data, far, pdf)

    gaps = {gap["nearest"]["source"]: gap for gap in in_json()["gaps"]}

    assert [gap["comment"] for gap in gaps.values()] == ["", ""]
    assert gaps["exit.md"]["remedy"].startswith("Write about it")
    assert "say it in a Markdown note" in gaps["exit.pdf"]["remedy"]


def test_each_limit_says_what_would_lift_it(data):
    keep(data, exchange(ANSWERED, audience=Audience.SHARED))
    (gap,) = in_json()["gaps"]

    assert gap["standing"] == "limited"
    assert "audience: shared" in gap["remedy"]
    assert gap["comment"] == ""


def test_poor_answers_follow_in_a_table(data):
    good = exchange(ANSWERED, outcome=Outcome.ANSWER, reason="", proofs=(proof(number=1),))
    keep(data, good, poor=good.id)

    shown = advisor().stdout

    assert "had an answer to every question" in shown
    assert "Answers found not helpful: 1 of 1" in shown
    assert "notes/ends.md" in shown
    assert [one["question"] for one in in_json()["not_helpful"]] == [ANSWERED]


def test_only_what_was_asked_since_then_counts(data):
    keep(data, exchange(NEAR, days=5), exchange(FAR, days=50), exchange("why?", days=500))

    def times(*options):
        return sum(gap["times"] for gap in in_json(*options)["gaps"])

    day = (NOW - timedelta(days=60)).date().isoformat()
    assert [times(), times("--since", "10"), times("--since", day)] == [2, 1, 2]
    assert times("--since", "1000d") == 3


@pytest.mark.parametrize("since", ["soon", "2026-13-01", "2999-01-01", "999999999999", "-3"])
def test_a_moment_that_is_none_is_named(since):
    done = advisor(f"--since={since}")

    assert done.exit_code == 2
    assert since in done.output


def test_two_ways_to_print_are_one_too_many():
    assert advisor("--json", "--questions").exit_code == 2


def test_where_nobody_has_asked_it_says_how_to_begin():
    done = advisor()

    assert done.exit_code == 0
    assert "Nobody has asked the bot anything yet." in done.stdout
    assert "advisor demo" in done.stdout
    assert in_json()["gaps"] == []
    assert not advisor("--questions").stdout


def test_where_all_was_answered_it_says_so(data):
    keep(data, exchange(FAR, days=400))

    assert "had an answer to every question" in advisor().stdout


@pytest.mark.usefixtures("asked")
def test_without_an_index_it_lists_what_was_refused_then(data):
    (data / "index").rename(data / "gone")

    done = advisor("--json")

    (first, _) = json.loads(done.stdout)["gaps"]
    assert "what is answered by now is not known" in done.stderr
    assert (first["standing"], first["nearest"]["source"]) == ("unknown", "exit.md")
    assert "if not, write about it" in first["remedy"]
    assert not (data / "index").exists()


@pytest.mark.usefixtures("asked")
def test_without_a_model_questions_of_the_same_words_come_together(monkeypatch):
    def missing(*_):
        raise EmbeddingModelError("no model")

    monkeypatch.setattr("knowledge.embedder.load_embedder", missing)

    done = advisor("--json")

    assert "only questions of the same words are put together" in done.stderr
    assert [gap["times"] for gap in json.loads(done.stdout)["gaps"]] == [3, 1]
