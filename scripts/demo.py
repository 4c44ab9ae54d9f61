"""``advisor demo``: a Slack look-alike in the browser with the real bot, or a terminal chat."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import webbrowser
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.errors import BotError
from scripts.console import DataDir, load_settings, run_alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.standin import StandIn

MARKER = "made-by-advisor-demo"
"""An empty file in a demo's data folder; ``--fresh`` empties no folder without it."""
WELCOME = (
    "Hi! The Advisor answers questions about alliance management here, and every sentence of an "
    "answer has its source. Pick *@Advisor* from the list that opens when you type @, and ask."
)


class DemoError(BotError):
    """The demo could not start; the message says why and what to do."""


def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 0,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Only print the page's address.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget what earlier demos have stored.")
    ] = False,
    terminal: Annotated[
        bool, typer.Option("--terminal", help="Chat in the terminal instead of the browser.")
    ] = False,
    standin: Annotated[
        Path | None,
        typer.Option(help="A local-slack program of your own, for platforms without a package."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Try the bot in a Slack look-alike in your browser.

    Nothing is sent to Slack. The look-alike's program (37 MB) is fetched through npm the first time
    and kept in ~/.cache/alliance-advisor. What the demo stores stays in data/demo.

    Examples: *advisor demo*, *advisor demo --port 4000 --no-open*, *advisor demo --terminal*
    """
    folder = _demo_folder(data_dir, fresh=fresh)
    program = None if terminal else standin or _obtained()
    with _ended_by_signals():
        if program is None:
            from scripts.terminal_chat import chat

            chat(folder)
        else:
            _show(program, folder, port, no_open=no_open)


def _demo_folder(data_dir: Path | None, *, fresh: bool) -> Path:
    folder = (data_dir or load_settings().data_dir / "demo").resolve()
    if fresh and folder.exists():
        if not (folder / MARKER).exists():
            raise DemoError(f"{folder} was not made by the demo: remove it yourself if you want to")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()
    return folder


def _obtained() -> Path | None:
    """Return the stand-in's program, or say why there is none."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from scripts.standin_package import StandInUnavailableError, obtain

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("Fetching the Slack look-alike", total=None, visible=False)
        try:
            return obtain(
                lambda done, total: progress.update(task, completed=done, total=total, visible=True)
            )
        except StandInUnavailableError as error:
            cause = str(error)
    print(f"{cause[0].upper()}{cause[1:]}. Here is the same bot in the terminal.", file=sys.stderr)
    return None


def _show(program: Path, folder: Path, port: int, *, no_open: bool) -> None:
    from scripts.standin import running
    from scripts.workspace import GENERAL, PEOPLE, stand_in_config

    with running(program, stand_in_config(), port) as slack:
        welcome = {"channel": GENERAL.id, "user": PEOPLE[1].id, "text": WELCOME}
        slack.control("message", welcome)
        with _bot(slack, folder) as bot:
            _wait_for_bot(slack, bot)
            _introduce(slack.url)
            if not no_open and _has_browser():
                webbrowser.open(slack.url)
            _wait_for_end(slack, bot)


@contextmanager
def _bot(slack: StandIn, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``advisor run`` in this terminal until the block is left."""
    from scripts.standin import bound, end
    from scripts.workspace import APP_TOKEN, BOT_TOKEN

    real = ("SLACK_", "DATABASE_URL", "CHROMA_URL", "ADVISOR_DATA_DIR")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(real)}
    environment |= {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "ADVISOR_DATA_DIR": str(folder),
    }
    process = subprocess.Popen(  # noqa: S603 - our own program
        bound([sys.executable, "-m", "scripts.run"]),
        env=environment,
        cwd=folder,  # the .env of a real workspace lies elsewhere and stays unread
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us: the bot ends before its Slack does
    )
    try:
        yield process
    finally:
        end(process)


def _wait_for_bot(slack: StandIn, bot: subprocess.Popen[bytes]) -> None:
    from rich.console import Console

    with Console(stderr=True).status("Starting the bot; the first time it indexes its library …"):
        while not slack.has_bot:
            if bot.poll() is not None:
                raise DemoError(
                    "the bot did not start: see above; 'advisor demo --fresh' starts from nothing"
                )
            time.sleep(0.1)


def _introduce(url: str) -> None:
    from rich.console import Console
    from rich.panel import Panel

    Console().print(
        Panel.fit(
            f"The page is at [bold]{url}[/bold]\n\n"
            "In #general type   [bold]@Advisor why do alliances fail?[/bold] (Tab picks the name)\n"
            "For your eyes only [bold]/ask what makes a good steering committee?[/bold]\n"
            "In #acme-alliance  [bold]/alliance help[/bold]\n\n"
            "Ctrl-C ends it. While it runs, others on your network can open the page too.",
            title="Alliance Advisor",
            highlight=False,
        )
    )


def _has_browser() -> bool:
    """Tell whether a page can be shown: a text browser would take over this terminal."""
    graphical = sys.platform in {"darwin", "win32"}
    return graphical or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _wait_for_end(slack: StandIn, bot: subprocess.Popen[bytes]) -> None:
    try:
        while slack.process.poll() is None and bot.poll() is None:
            time.sleep(0.2)
    except KeyboardInterrupt:
        print("\nEnding the demo.")
        return
    which = "the bot" if bot.poll() is not None else "the Slack look-alike"
    raise DemoError(f"{which} has ended by itself; what it said stands above")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Take a closed terminal or a polite kill for Ctrl-C, so that nothing is left running."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), interrupt) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


if __name__ == "__main__":
    run_alone(command)
