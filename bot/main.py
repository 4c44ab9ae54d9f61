"""The composition root: settings become objects, objects become a running bot."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NoReturn

from bot.advisor.model import Question
from bot.errors import SettingsError
from bot.opening import Model, make_advisor, open_library, writing_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slack_bolt import App
    from slack_sdk import WebClient

    from bot.settings import Settings
    from bot.slack.services import Services
    from bot.store.database import Database
    from bot.work.engine import Engine
    from bot.work.reindexing import Reindexing
    from knowledge.retrieve import Library

logger = logging.getLogger(__name__)

FINISH_SECONDS = 20.0
"""How long questions under way may take to finish when the bot is told to stop."""

ALIVE = "alive"
"""A file in the data folder, touched while Slack can reach the bot: a sign of life for whoever
supervises it, at less cost than a request."""

SIGN_OF_LIFE_SECONDS = 10.0

NOISY = (
    *("slack_bolt", "slack_sdk", "dbos", "alembic", "uvicorn", "watchfiles"),
    *("sentence_transformers", "transformers", "chromadb", "httpx", "urllib3"),
)
"""Libraries that tell at INFO what nobody reads, and one that logs whole requests there."""

BOLT_READS = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN")
"""Bolt reads these past us: it takes the first two for the wish to install by OAuth, and drops the
token then; the last one it warns of, because it is given a client already."""


def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT, then finish what is under way.

    Raises:
        SettingsError: a setting is missing or wrong; every missing one is named.
        KnowledgeError: the library cannot be opened.
    """
    configure_logging(settings.log_level)
    began = time.monotonic()
    check_slack_settings(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with bolt_app(settings) as app, connected(app, settings) as is_connected:
        logger.info("ready after %.1f s", time.monotonic() - began)
        while not stop.is_set():
            if is_connected():
                (settings.data_dir / ALIVE).touch()
            stop.wait(SIGN_OF_LIFE_SECONDS)
        logger.info("stopping")
    _leave()


def _leave() -> NoReturn:
    """End the process at once.

    A reply that Slack does not take is offered for a quarter of an hour by a thread for which
    Python would wait. Its question is on disk and goes on at the next start.
    """
    logging.shutdown()
    os._exit(0)


def configure_logging(level: str) -> None:
    """Log to stderr; other people's loggers only from WARNING on, unless DEBUG is asked for."""
    try:
        logging.basicConfig(
            level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
        )
    except ValueError as error:
        raise SettingsError(f"ADVISOR_LOG_LEVEL: {error}") from error
    if logging.getLogger().level > logging.DEBUG:
        for name in NOISY:
            logging.getLogger(name).setLevel(logging.WARNING)


def check_slack_settings(settings: Settings) -> None:
    """See that everything Slack needs is set.

    Raises:
        SettingsError: names every fault at once.
    """
    faults = []
    bot = settings.slack_bot_token
    app, secret = settings.slack_app_token, settings.slack_signing_secret
    if bot is None:
        faults.append("SLACK_BOT_TOKEN is missing")
    elif not bot.get_secret_value().startswith("xoxb-"):
        faults.append("SLACK_BOT_TOKEN must begin with xoxb-")
    if app is None and secret is None:
        faults.append(
            "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing"
        )
    elif app is not None and not app.get_secret_value().startswith("xapp-"):
        faults.append("SLACK_APP_TOKEN must begin with xapp-")
    if faults:
        raise SettingsError(
            f"{'; '.join(faults)}. Set them in the environment or in .env; the README says where "
            "Slack shows them"
        )


@contextmanager
def bolt_app(settings: Settings) -> Iterator[App]:
    """Give the app with everything behind it at work; how Slack reaches it is the caller's choice.

    Raises:
        SettingsError: the bot token is missing or refused, or another bot uses the data folder.
        KnowledgeError: the library cannot be opened.
    """
    from bot.slack.app import make_app, make_client
    from bot.store.database import Database

    if settings.slack_bot_token is None:
        raise SettingsError("SLACK_BOT_TOKEN is missing")
    for name in BOLT_READS:
        os.environ.pop(name, None)
    client = make_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    secret = settings.slack_signing_secret
    with ExitStack() as stack:
        database = Database(settings.database)
        stack.callback(database.close)
        database.migrate()
        library = open_library(
            settings.index_dir,
            Model(settings.embedding_model, settings.embedding_revision),
            chroma_url=settings.chroma_url,
        )
        stack.callback(library.close)
        engine, services = _at_work(settings, database, library, client)
        stack.callback(engine.stop)
        app = make_app(client, secret.get_secret_value() if secret else None, services)
        reindexing = _reindexing(settings)
        stack.callback(reindexing.stop)
        engine.start()
        services.log.notices.start()
        reindexing.start()
        stack.callback(services.questions.wait_until_idle, FINISH_SECONDS)
        yield app


def _at_work(
    settings: Settings, database: Database, library: Library, client: WebClient
) -> tuple[Engine, Services]:
    """Put the use cases together and warm them up."""
    from bot.slack.audience import Readers
    from bot.slack.desk import SlackDesk
    from bot.slack.log_services import make_log_services
    from bot.slack.scope_desk import ScopeDesk
    from bot.slack.services import Services
    from bot.store.conversations import Conversations
    from bot.store.feedback import Feedback
    from bot.store.replicas import Replicas
    from bot.store.scopes import Scopes
    from bot.work.engine import Engine, Place
    from bot.work.questions import Questions

    advisor = make_advisor(library, writing_of(settings))
    library.warm()
    make_advisor(library).answer(Question("Why do alliances fail?"))  # without a paid model
    readers = Readers(client)
    conversations = Conversations(database)
    desk = SlackDesk(client, readers)
    engine = Engine(Place(settings.data_dir, database), Replicas(database))
    scopes = Scopes(database)
    questions = Questions(advisor, library, conversations, desk, scopes)
    log = make_log_services(database, client, readers, settings.log_reaction)
    scope_desk = ScopeDesk(client, scopes, library, readers)
    feedback = Feedback(database)
    return engine, Services(questions, conversations, feedback, readers, desk, log, scope_desk)


def _reindexing(settings: Settings) -> Reindexing:
    """Make what re-indexes by the clock, in a process of its own."""
    from bot.work.reindexing import Reindexing, Timetable

    cron = settings.reindex_cron
    command = (sys.executable, "-m", "scripts.reindex", "--json")
    return Reindexing(
        Timetable(cron, settings.time_zone) if cron else None,
        (*command, "--data-dir", str(settings.data_dir)),
    )


@contextmanager
def connected(app: App, settings: Settings) -> Iterator[Callable[[], bool]]:
    """Be reachable for Slack: by Socket Mode where there is an app token, else by HTTP.

    Gives a check whether it is so still.

    Raises:
        SettingsError: Slack refuses the app token, or the port is taken.
    """
    from bot.slack.server import http, socket_mode

    token = settings.slack_app_token
    if token is not None:
        with socket_mode(app, token.get_secret_value()) as is_connected:
            yield is_connected
    else:
        with http(app, settings.http_port) as is_serving:
            logger.info("listening on port %d, path /slack/events", settings.http_port)
            yield is_serving
