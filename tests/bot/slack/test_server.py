from __future__ import annotations

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.builtin import SocketModeClient

from bot.errors import SettingsError
from bot.slack.app import make_app, make_client
from bot.slack.server import LARGEST_BODY, _close, http, socket_mode
from tests.bot.slack.bench import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_bolt import App
    from slack_sdk.socket_mode.builtin.connection import ConnectionState

    from tests.bot.slack.bench import Bench
    from tests.bot.slack.web_api import WebApi

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def app(bench: Bench, api: WebApi) -> App:
    return make_app(make_client("xoxb-test", api.api_url), SECRET, bench.services)


@pytest.fixture
def url(app: App) -> Iterator[str]:
    port = free_port()
    with http(app, port):
        yield f"http://127.0.0.1:{port}"


def post(url: str, body: str, *, secret: str = SECRET, age: int = 0) -> int:
    timestamp = str(int(time.time()) - age)
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    request = urllib.request.Request(  # noqa: S310 - the address is our own
        f"{url}/slack/events",
        data=body.encode(),
        headers={
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": str(signature),
        },
    )
    try:
        with direct.open(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def mention(ts: str = "1.1") -> str:
    event = {"type": "app_mention", "user": "U1", "text": "why?", "channel": "C1", "ts": ts}
    return json.dumps(
        {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{ts}", "event": event}
    )


def test_a_signed_event_is_answered(url: str, bench: Bench, api: WebApi) -> None:
    status = post(url, mention())
    bench.finish()

    assert status == 200
    assert len(api.replies("1.1")) == 1


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"secret": "another secret"}, id="another secret"),
        pytest.param({"age": 600}, id="ten minutes old"),
    ],
)
def test_an_event_that_slack_did_not_sign_is_refused_and_not_logged(
    url: str, bench: Bench, caplog: pytest.LogCaptureFixture, forged: dict[str, int]
) -> None:
    caplog.set_level("INFO")

    status = post(url, mention().replace("why?", "Initech merger?"), **forged)  # type: ignore[arg-type]

    assert status == 401
    assert bench.advisor.asked == []
    assert "Initech" not in caplog.text


def test_it_says_that_it_lives(url: str) -> None:
    with direct.open(f"{url}/health", timeout=5) as response:
        assert response.read() == b"ok"


def test_a_body_that_is_too_large_is_refused_unread(url: str) -> None:
    connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("Content-Length", str(LARGEST_BODY + 1))
    connection.endheaders()

    assert connection.getresponse().status == 413
    connection.close()


def test_a_slow_acknowledgement_does_not_hold_up_the_others(
    url: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, arrived = threading.Event(), threading.Event()
    take = bench.services.questions.take

    def slow_take(asked: object) -> None:
        arrived.set()
        go_on.wait(10)
        take(asked)  # type: ignore[arg-type]

    monkeypatch.setattr(bench.services.questions, "take", slow_take)
    slow = threading.Thread(target=post, args=(url, mention()))
    slow.start()
    assert arrived.wait(10)

    with direct.open(f"{url}/health", timeout=2) as response:
        assert response.status == 200
    go_on.set()
    slow.join(10)


def test_a_port_that_is_taken_is_told(app: App) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()

        with (
            pytest.raises(SettingsError, match="ADVISOR_HTTP_PORT"),
            http(app, taken.getsockname()[1]),
        ):
            pass


def test_an_app_token_that_slack_refuses_is_told(app: App, api: WebApi) -> None:
    api.next("apps.connections.open", error="invalid_auth")

    with (
        pytest.raises(SettingsError, match=r"invalid_auth.*SLACK_APP_TOKEN"),
        socket_mode(app, "xapp-wrong"),
    ):
        pass


def test_a_bot_token_that_slack_refuses_is_told(bench: Bench, api: WebApi) -> None:
    api.next("auth.test", error="invalid_auth")

    with pytest.raises(SettingsError, match=r"SLACK_BOT_TOKEN.*invalid_auth"):
        make_app(make_client("xoxb-wrong", api.api_url), None, bench.services)


def test_a_slack_out_of_reach_is_told(bench: Bench) -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN"):
        make_app(make_client("xoxb-x", "http://127.0.0.1:9/api/"), None, bench.services)


def test_many_events_at_once_all_get_their_answer(url: str, bench: Bench, api: WebApi) -> None:
    senders = [threading.Thread(target=post, args=(url, mention(f"{n}.5"))) for n in range(20)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(10)
    bench.finish()
    wait_for(lambda: len(api.messages) == 20)

    assert {m["thread_ts"] for m in api.messages} == {f"{n}.5" for n in range(20)}


class LateReader:
    """A session whose reader begins while the client is closing, as it may at any moment."""

    sock = None
    session_id = "late"
    is_read = False

    def is_active(self) -> bool:
        return True

    def check_state(self) -> None:
        pass

    def disconnect(self) -> None:
        pass

    close = disconnect

    def run_until_completion(self, state: ConnectionState) -> None:
        self.is_read = True
        while not state.terminated:
            time.sleep(0.001)
        state.terminated = False  # what the client does when a reader begins
        while not state.terminated:
            time.sleep(0.001)


def test_a_reader_that_begins_while_the_connection_closes_is_ended_too() -> None:
    session = LateReader()
    client = SocketModeClient("xapp-1")
    client.current_session = session  # its runner begins within a tenth of a second
    wait_for(lambda: session.is_read)

    closing = threading.Thread(target=_close, args=(client,), daemon=True)
    closing.start()
    closing.join(10)

    assert not closing.is_alive()
