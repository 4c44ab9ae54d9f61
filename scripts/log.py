"""``advisor log``: alliance logs as an administrator: list, export, import, purge."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import UserError
from scripts.console import DataDir, guarded, load_settings, open_database

if TYPE_CHECKING:
    from bot.logbook.archive import Fault, ReadLog
    from bot.logbook.model import Team
    from bot.logbook.table import ReadTable
    from bot.store.database import Database

app = typer.Typer(
    help="Alliance logs as an administrator: list, export, import, purge. Whoever can read the "
    "database can use these; nobody in Slack can.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

TeamId = Annotated[int, typer.Argument(metavar="TEAM", help="The team's id, as 'list' shows it.")]
FAULTS_SHOWN = 20
LONGEST_LOGIN = 32


@app.command("list")
@guarded
def list_teams(*, data_dir: DataDir = None) -> None:
    """List the teams with their channels and how much their logs hold.

    Example: *advisor log list*
    """
    from bot.store.restore import Archive
    from bot.store.teams import TeamStore

    with open_database(load_settings(data_dir)) as database:
        for team in TeamStore(database).all():
            archive = Archive(database, team)
            held = (
                f"{len(archive.alliances())} alliances, {sum(1 for _ in archive.entries())} entries"
            )
            where = f"{team.workspace} {','.join(team.channels)}"
            print(f"{team.id}\t{team.name}\t{where}\t{held}")


@app.command("export")
@guarded
def export_log(
    team_id: TeamId,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Write one team's whole log as JSON lines: entries, history and deletions, nothing left out.

    Example: *advisor log export 1 -o acme.jsonl*
    """
    from bot.logbook.archive import archive_lines
    from bot.store.restore import Archive

    with open_database(load_settings(data_dir)) as database:
        team = _team(database, team_id)
        lines = archive_lines(team, Archive(database, team))
        if output is None:
            for line in lines:
                print(line)
            return
        with output.open("w", encoding="utf-8") as file:
            count = sum(1 for line in lines if file.write(f"{line}\n"))
    print(f"{count} lines written to {output}", file=sys.stderr)


@app.command("import")
@guarded
def import_log(  # noqa: PLR0913  the options of a command
    file: Annotated[
        Path, typer.Argument(help="A file that 'export' wrote, or a table (.csv).", exists=True)
    ],
    *,
    team_id: Annotated[
        int, typer.Option("--team", metavar="TEAM", help="Add a table to this team's log.")
    ] = 0,
    workspace: Annotated[
        str, typer.Option(help="Slack workspace id; else the one in the file.")
    ] = "",
    channel: Annotated[
        list[str] | None, typer.Option(help="Channel id of the team; else those in the file.")
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good lines although some are bad.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Write an exported log back, with its numbers and history, into a team whose log is empty.

    A table (.csv) with the columns of */alliance export csv* adds its entries to a team's log
    instead; alliances that are not there yet are started. It has no history and no deletions.

    Bad lines are named by their numbers; without --skip-bad nothing is written then.

    Example: *advisor log import acme.jsonl --channel C0123456789*

    Example: *advisor log import acme.csv --team 1*
    """
    from bot.logbook.archive import read_archive
    from bot.logbook.table import read_table

    if file.suffix.lower() == ".csv":
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            table = read_table(lines)
        _tell_faults(file, table.faults, may_skip=skip_bad and bool(table.rows))
        with open_database(load_settings(data_dir)) as database:
            print(_add(database, table, team_id))
        return
    with file.open(encoding="utf-8", errors="replace") as lines:
        read = read_archive(lines)
    _tell_faults(file, read.faults, may_skip=skip_bad and bool(read.team))
    with open_database(load_settings(data_dir)) as database:
        team = _restore(database, read, workspace, channel or [])
    print(f"{len(read.alliances)} alliances and {len(read.entries)} entries are in team {team.id}")


@app.command("purge")
@guarded
def purge_log(
    team_id: TeamId,
    *,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the database.")],
    days: Annotated[
        int, typer.Option("--older-than", min=0, help="Only what was deleted so many days ago.")
    ] = 30,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Erase for good what people deleted, with its history. It cannot be undone, and is logged.

    Example: *advisor log purge 1 --older-than 90 --reason "retention policy"*
    """
    from bot.store.restore import Archive

    now = datetime.now(UTC)
    with open_database(load_settings(data_dir)) as database:
        team = _team(database, team_id)
        what = f"what team {team.id} ({team.name}) deleted more than {days} days ago"
        if not yes and not typer.confirm(f"Erase for good {what}?"):
            raise typer.Exit(1)
        archive = Archive(database, team)
        gone = archive.purge(now - timedelta(days=days), getpass.getuser(), now, reason)
    print(f"erased {gone.entries} entries and {gone.alliances} alliances of team {team.id}")


def _team(database: Database, team_id: int) -> Team:
    from bot.store.teams import TeamStore

    found = next((team for team in TeamStore(database).all() if team.id == team_id), None)
    if found is None:
        raise UserError(f"there is no team {team_id}; 'advisor log list' shows them")
    return found


def _tell_faults(file: Path, faults: list[Fault], *, may_skip: bool) -> None:
    for fault in faults[:FAULTS_SHOWN]:
        print(f"{file}:{fault.line}: {fault.reason}", file=sys.stderr)
    if len(faults) > FAULTS_SHOWN:
        print(f"and {len(faults) - FAULTS_SHOWN} more bad lines", file=sys.stderr)
    if faults and not may_skip:
        raise UserError(f"{len(faults)} bad lines; nothing was imported")


def _add(database: Database, table: ReadTable, team_id: int) -> str:
    from bot.logbook.model import Audience
    from bot.logbook.table import write_table
    from bot.store.logbook import TeamLog

    if not team_id:
        raise UserError("say with --team whose log the table is for; 'advisor log list' shows them")
    if not table.rows:
        raise UserError("the table has no entries")
    team = _team(database, team_id)
    log = TeamLog(database, team, Audience.INTERNAL)
    new, count = write_table(log, table, getpass.getuser()[:LONGEST_LOGIN], datetime.now(UTC))
    return f"{count} entries, and {new} new alliances, were added to team {team.id}"


def _restore(database: Database, read: ReadLog, workspace: str, channels: list[str]) -> Team:
    from dataclasses import replace

    from bot.store.restore import Archive
    from bot.store.teams import TeamStore

    store = TeamStore(database)
    its_workspace = workspace or str(read.team["workspace"])
    its_channels = channels or [str(channel) for channel in read.team["channels"]]
    if not its_channels:
        raise UserError("the file names no channel; give one with --channel")
    known = store.of_channel(its_workspace, its_channels[0])
    name, zone = str(read.team["name"]), str(read.team["zone"])
    now = datetime.now(UTC)
    team = known or store.make(its_workspace, its_channels[0], name, zone, now)
    Archive(database, team).restore(
        list(read.alliances.values()), list(read.entries.values()), list(read.operations.values())
    )
    for channel in its_channels[1:]:
        team = store.link(team, channel)
    if known is None:
        opted = replace(team, digest=read.team["digest"], reminders=read.team["reminders"])
        team = store.save(opted)
    return team


if __name__ == "__main__":
    app()
