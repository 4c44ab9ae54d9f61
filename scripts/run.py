"""``advisor run``: the Slack bot."""

from __future__ import annotations

from scripts.console import DataDir, load_settings, run_alone


def command(data_dir: DataDir = None) -> None:
    """Run the Slack bot until it is stopped with Ctrl-C or SIGTERM.

    It needs SLACK_BOT_TOKEN, and SLACK_APP_TOKEN for Socket Mode (no public address needed) or
    SLACK_SIGNING_SECRET for HTTP on ADVISOR_HTTP_PORT, path /slack/events. Where nothing is
    indexed yet it indexes the shipped library first. *advisor doctor* checks all of it.

    A question that was taken in is answered even if the bot is killed meanwhile: at the next start,
    once.

    Examples: *advisor run*, *advisor run --data-dir /var/lib/advisor*
    """
    from bot.main import run

    run(load_settings(data_dir))


if __name__ == "__main__":
    run_alone(command)
