"""Slash text is read as people type it, and never trips."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.logbook.commands import (
    Brief,
    Delete,
    Done,
    Due,
    Edit,
    Export,
    Find,
    HealthCheck,
    Help,
    Known,
    List,
    Log,
    New,
    OtherTeam,
    Owed,
    Show,
    Stale,
    TeamCommand,
    Undo,
)
from bot.logbook.model import Audience, Dimension, Kind, Side
from bot.logbook.reading import read_command
from bot.logbook.text import LONGEST_LINE
from bot.logbook.usage import USAGES

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
KNOWN = Known(NOW, ("Acme", "Acme Japan", "Globex", "Initech", "Hooli"))


def read(text: str) -> object:
    return read_command(text, KNOWN)


def read_entry(text: str) -> Log:
    command = read(text)
    assert isinstance(command, Log)
    return command


def test_a_decision_is_read_with_its_owner_its_date_and_the_partners_person() -> None:
    entry = read_entry(
        "log decision Acme: pilot moves to Q1, agreed 12 Nov, owner Priya, partner Tom"
    )

    assert (entry.alliance, entry.kind) == ("Acme", Kind.DECISION)
    assert entry.clauses.summary == "pilot moves to Q1"
    assert entry.clauses.happened_on == date(2026, 11, 12)
    assert entry.clauses.owner == "Priya"
    assert entry.clauses.fields == {"partner": "Tom"}


def test_a_risk_is_read_with_likelihood_and_impact_wherever_the_partner_stands() -> None:
    entry = read_entry("add risk: initech sponsor leaving in jan, likely, would hurt")

    assert (entry.alliance, entry.kind) == ("Initech", Kind.RISK)
    assert entry.clauses.fields == {"likelihood": "high", "impact": "high"}


@pytest.mark.parametrize(
    "text",
    [
        "log Acme commitment: send API doc, owner <@U123|tom>, due next friday, theirs, #shared",
        "log Acme commitment: send API doc due next friday owner <@U123|tom>, they owe #shared",
        "log commitment Acme: send API doc owner <@U123|tom> due 4 Dec, their side #shared",
        "add a promise for Acme: send API doc, theirs #shared, due 2026-12-04, assigned to <@U123>",
        "Acme commitment: send API doc, due: 4 Dec, owner: <@U123|tom>, theirs, #shared",
        "log Acme comitment send API doc, due 4 Dec, owner <@U123|tom>, theirs, #shared",
    ],
)
def test_a_commitment_is_the_same_however_it_is_worded(text: str) -> None:
    entry = read_entry(text)

    assert (entry.alliance, entry.kind) == ("Acme", Kind.COMMITMENT)
    assert entry.clauses.summary == "send API doc"
    assert entry.clauses.owner == "<@U123>"
    assert entry.clauses.due_on == date(2026, 12, 4)
    assert entry.clauses.side is Side.THEIRS
    assert entry.clauses.audience is Audience.SHARED


def test_a_due_date_nobody_can_read_is_kept_as_text_and_reported() -> None:
    clauses = read_entry("log Acme action: renew, due sometime in Jan").clauses

    assert (clauses.due_on, clauses.due_text) == (None, "sometime in Jan")
    assert clauses.remarks == ["I could not read “sometime in Jan” as one day; it is kept as text."]


def test_an_unknown_choice_is_reported_with_the_right_ones() -> None:
    clauses = read_entry("log Acme risk: fire, likelihood enormous").clauses

    assert clauses.fields == {}
    assert clauses.remarks == ["Likelihood is one of low, medium, high, very high; not “enormous”."]


def test_commas_and_colons_of_a_sentence_stay_in_it() -> None:
    clauses = read_entry("log Acme note: they asked: price, scope, and time by Tom").clauses

    assert clauses.summary == "they asked: price, scope, and time by Tom"


def test_lines_after_the_first_are_the_details() -> None:
    clauses = read_entry(
        "log Acme issue: late data, high\nfeed stopped on Monday\nno reply"
    ).clauses

    assert clauses.summary == "late data"
    assert clauses.fields == {"priority": "high"}
    assert clauses.details == "feed stopped on Monday\nno reply"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("what do we still owe globex before thursdays steerco", Owed("Globex", Side.OURS)),
        ("what do THEY owe us", Owed("", Side.THEIRS)),
        ("what does globex owe us?", Owed("Globex", Side.THEIRS)),
        ("owed Acme theirs", Owed("Acme", Side.THEIRS)),
        ("mark the API doc one done", Done("api doc")),
        ("done 12", Done("12")),
        ("summarise acme since the last QBR, 5 bullets", Brief("Acme")),
        ("brief Acme since 1 Nov", Brief("Acme", date(2026, 11, 1))),
        (
            "when did we agree exclusivity with hooli and who was there",
            Find("exclusivity", "Hooli", (Kind.DECISION,)),
        ),
        ("find acme exclusivity", Find("exclusivity", "Acme")),
        ("which alliances have had no meeting in 60 days", Stale(60, Kind.MEETING)),
        ("stale", Stale()),
        ("undo that", Undo()),
        ("undo", Undo()),
        ("export the acme log for legal", Export("Acme", "csv")),
        ("export Acme markdown", Export("Acme", "markdown")),
        ("show me the other team's log", OtherTeam()),
        ("export another team's log", OtherTeam()),
        ("show Acme", Show("Acme")),
        ("acme", Show("Acme")),
        ("show #12", Show("#12")),
        (
            "list Acme Japan open risks page 2",
            List("Acme Japan", (Kind.RISK,), only_open=True, page=2),
        ),
        ("list my actions", List("", (Kind.ACTION,), owner="me")),
        ("due Acme 30", Due("Acme", 30)),
        ("due this week mine", Due("", 7, owner="me")),
        ("edit #12 due friday", Edit("#12", "due friday")),
        ("edit Acme stage active", Edit("Acme", "stage active")),
        ("delete 12 because logged twice", Delete("12", "logged twice")),
        ("new Umbrella, stage active", New("Umbrella", "stage active")),
        ("new Umbrella shared", New("Umbrella", "shared,")),
        ("team rename The A team", TeamCommand("rename", "The A team")),
        ("team", TeamCommand("show")),
        ("", Help()),
        ("help log", Help("log")),
    ],
)
def test_a_line_is_read_as_the_command_it_means(text: str, command: object) -> None:
    assert read(text) == command


@pytest.mark.parametrize(
    "text",
    ["log Acme note: the other team agreed", "log Acme issue: alliance without a sponsor"],
)
def test_an_entry_that_sounds_like_a_question_is_still_an_entry(text: str) -> None:
    assert read_entry(text).alliance == "Acme"


def test_a_health_check_is_read_with_both_sides_and_the_gap() -> None:
    command = read("health check initech us 4.1 them 3.2, gap is decision speed")

    assert command == HealthCheck(
        "Initech",
        {(Side.OURS, Dimension.OVERALL): "4.1", (Side.THEIRS, Dimension.OVERALL): "3.2"},
        gap="decision speed",
    )


def test_a_health_check_is_read_by_dimension() -> None:
    command = read("log health Acme: governance us 3,5 them 2/5; culture them 4, 12 respondents")

    assert isinstance(command, HealthCheck)
    assert command.scores == {
        (Side.OURS, Dimension.GOVERNANCE): "3.5",
        (Side.THEIRS, Dimension.GOVERNANCE): "2",
        (Side.THEIRS, Dimension.CULTURE): "4",
    }
    assert command.respondents == "12"


def test_a_health_check_refuses_names() -> None:
    with pytest.raises(UsageError, match="never keeps who answered"):
        read("health Acme us 4 them 3 from <@U123|priya>")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("brif Acme", "brief"),
        ("lgo Acme risk: x", "log"),
        ("exprot", "export"),
        ("heatlh", "health"),
    ],
)
def test_a_slip_in_a_subcommand_is_suggested(text: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"Did you mean `{meant}`") as caught:
        read(text)

    assert USAGES[meant].line in caught.value.usage


def test_a_line_that_is_too_long_is_told_so() -> None:
    with pytest.raises(UsageError, match="2,000 is the most"):
        read("log Acme note: " + "x" * 10_240)


def test_invisible_characters_do_not_survive() -> None:
    clauses = read_entry("log Acme note: a\u202eb\u200bc\x00d\x1b[31m \u2066e").clauses

    assert clauses.summary == "abcd[31m e"


PIECES = st.sampled_from(
    [
        *USAGES,
        *(
            "Acme",
            "acme japan",
            "risk:",
            "decision",
            "health",
            "us 4",
            "them 9",
            "<@U123|x>",
            "<!channel>",
        ),
        *(
            "due",
            "by",
            "next friday",
            "31 Feb",
            "owner",
            ",",
            ";",
            ":",
            "\n",
            "#shared",
            "#12",
            "12",
        ),
        *(
            "\u202e",
            "\x00",
            "&lt;",
            "<#C1|x>",
            "replaces",
            "page 0",
            "99999999999999999999",
            "²",
            "٣",
        ),
        *("what do we owe", "mark", "done", "which alliances no", "since", "details:", "status x"),
    ]
)


@settings(max_examples=1500, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(st.one_of(PIECES, st.text(max_size=8))).map(" ".join))
)
@example("x" * 10_240)
@example("due ²")
@example("\u202e" * 500 + "log Acme")
@example("log " + "a " * (LONGEST_LINE // 2 - 4))
@example("log Acme risk: " + "," * 1500)
def test_no_text_trips_it(text: str) -> None:
    usage = "/alliance "
    try:
        read(text)
    except UsageError as error:
        usage = error.usage

    assert usage.startswith("/alliance ")
