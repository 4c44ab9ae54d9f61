"""``advisor reindex``: index the shipped library and folders of documents."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.console import DataDir, load_settings, run_alone
from scripts.progress import Bars

if TYPE_CHECKING:
    from bot.settings import Settings
    from knowledge.builds import BuildInfo, Builds
    from knowledge.gather import Unreadable
    from knowledge.reindex import ReindexReport, Request

_SHOWN = 20


def command(  # noqa: PLR0913 - one parameter an option
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FOLDER", help="Folders of documents; none means the same as last time."
        ),
    ] = None,
    *,
    library: Annotated[
        bool | None,
        typer.Option(
            "--library/--no-library",
            help="Index the shipped notes on alliance management too, or leave them out.",
            show_default="with them",
        ),
    ] = None,
    only_library: Annotated[
        bool, typer.Option("--only-library", help="Forget all folders: index the notes alone.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Read and embed everything again, changed or not.")
    ] = False,
    list_builds: Annotated[
        bool, typer.Option("--list", help="Show the builds on disk and change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data_dir: DataDir = None,
) -> None:
    r"""Index the shipped library and your own documents, while the bot goes on answering.

    Files that did not change are not read again, and passages that did not change are not
    embedded again; files that are gone leave the index. The bot keeps using the old index until
    the new one is complete, then takes up the new one by itself. A run that was killed leaves the
    old index as it was, and the next run goes on where that one stopped.

    Reads Markdown, text, HTML, PDF, Word and PowerPoint files, and BEIR's `corpus.jsonl[.gz]`.
    The folders that you name replace those of the run before; name all that you want.

    What to type:

    - `advisor reindex`: the same documents as last time, brought up to date
    - `advisor reindex ~/alliances ~/playbooks`: these two folders and the shipped library
    - `advisor reindex --no-library ~/alliances`: your documents only
    - `advisor reindex --list`: what is on disk

    Ends with status 0 when the index is up to date (documents that could not be read are listed),
    with 1 when it could not be made; the old one then stays.
    """
    from knowledge.builds import Builds
    from knowledge.reindex import Request

    settings = load_settings(data_dir)
    builds = Builds(settings.index_dir)
    if list_builds:
        _list(builds, as_json=as_json)
        return
    if only_library and (folders or library is False):
        raise typer.BadParameter(
            "goes with neither a FOLDER nor --no-library", param_hint="--only-library"
        )
    request = Request(tuple(folders or ()), library, only_library, full)
    report = _reindex(settings, builds, request)
    if as_json:
        print(json.dumps(asdict(report), ensure_ascii=False))
    else:
        _show(report)


def _reindex(settings: Settings, builds: Builds, request: Request) -> ReindexReport:
    from knowledge.embedder import load_embedder
    from knowledge.reindex import reindex, resolve

    resolve(builds, request)  # a wrong folder is told at once, not after the model has loaded
    with Bars() as bars:
        bars.stage("Loading the model", 0)
        embedder = load_embedder(settings.embedding_model, settings.embedding_revision)
        return reindex(settings.index_dir, embedder, request, bars)


def _show(report: ReindexReport) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    done = "is in service" if report.is_new else "stays: nothing has changed"
    console.print(f"Build {report.build} {done} ({report.seconds:.1f} s).", markup=False)
    sources = Table("added", "changed", "removed", "unchanged", "unreadable", title="Documents")
    sources.add_row(
        *map(str, (report.added, report.changed, report.removed, report.unchanged)),
        str(len(report.unreadable)),
    )
    passages = Table("in the index", "embedded now", "carried over", title="Passages")
    passages.add_row(*map(str, (report.passages, report.embedded, report.carried)))
    console.print(sources, passages)
    _complain(report.unreadable)


def _complain(unreadable: tuple[Unreadable, ...]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    if not unreadable:
        return
    table = Table("document", "reason", title="Not in the index")
    for one in unreadable[:_SHOWN]:
        table.add_row(escape(_plain(one.name)), escape(_plain(one.reason)))
    console = Console(highlight=False)
    console.print(table)
    if len(unreadable) > _SHOWN:
        console.print(f"… and {len(unreadable) - _SHOWN} more; --json lists all of them.")


def _plain(text: str) -> str:
    """Take control characters out of a file name: a terminal would obey them."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _list(builds: Builds, *, as_json: bool) -> None:
    from knowledge.errors import NoIndexError

    infos = [builds.info(build_id) for build_id in builds.finished()]
    current = builds.current_or_none()
    if as_json:
        rows = [_row(info, current, builds.size(info.id)) for info in infos]
        print(json.dumps(rows, ensure_ascii=False))
    elif infos:
        _show_builds(infos, current, builds)
    else:
        raise NoIndexError(str(builds.index_dir))


def _row(info: BuildInfo, current: str | None, size: int) -> dict[str, object]:
    return {
        "id": info.id,
        "current": info.id == current,
        "built_at": info.built_at.isoformat(timespec="seconds"),
        "sources": info.sources,
        "passages": info.passages,
        "model": info.model,
        "bytes": size,
        "folders": list(info.folders),
        "with_library": info.with_library,
    }


def _show_builds(infos: list[BuildInfo], current: str | None, builds: Builds) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("", "build", "made", "documents", "passages", "model", "size", "of")
    table.columns[1].no_wrap = True  # people copy it
    for info in infos:
        corpus = [*(["shipped library"] if info.with_library else []), *info.folders]
        table.add_row(
            "→" if info.id == current else "",
            info.id,
            f"{info.built_at.astimezone():%Y-%m-%d %H:%M}",
            f"{info.sources:,}",
            f"{info.passages:,}",
            escape(info.model),
            f"{builds.size(info.id) / 1e6:,.1f} MB",
            escape(_plain(", ".join(corpus))),
        )
    Console(highlight=False).print(table)


if __name__ == "__main__":
    run_alone(command)
