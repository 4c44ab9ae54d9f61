"""``advisor reindex``: index the shipped library and folders of documents."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scripts.console import DataDir, load_settings, run_alone, step_back
from scripts.progress import Bars
from scripts.reindex_report import (
    show_builds,
    show_plan,
    show_report,
    show_switch,
    told_outline,
    told_plan,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings
    from knowledge.builds import Builds
    from knowledge.embedder import Embedder
    from knowledge.plan import Outline, Plan
    from knowledge.reindex import Request

BUSY = 75
"""Exit status when another re-index is at work: sysexits' EX_TEMPFAIL, "try again later"."""


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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")
    ] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Go on when far fewer documents are there.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Promote even if golden questions lose their sources.")
    ] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Put the build before this one back into service.")
    ] = False,
    promote: Annotated[
        str | None,
        typer.Option(metavar="BUILD", help="Put this build of --list into service."),
    ] = None,
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

    Before the promotion the new build is asked golden questions: those that come with the library,
    and yours in `golden.jsonl` in the data folder (*advisor evaluate make-questions* drafts them).
    Where fewer find their sources than before, the build is set aside and the old one stays.

    Reads Markdown, text, HTML, PDF, Word, PowerPoint and Excel files, mails, EPUB books, zip
    archives of these, and BEIR's `corpus.jsonl[.gz]`; docs/documents.md says what of each.
    The folders that you name replace those of the run before; name all that you want.

    What to type:

    - `advisor reindex`: the same documents as last time, brought up to date
    - `advisor reindex ~/alliances ~/playbooks`: these two folders and the shipped library
    - `advisor reindex --no-library ~/alliances`: your documents only
    - `advisor reindex --dry-run ~/alliances`: what that would change, and how long it would take
    - `advisor reindex --rollback`: back to the index before
    - `advisor reindex --list`: what is on disk

    Ends with status 0 when the index is up to date (documents that could not be read are listed),
    with 1 when the old one stayed (the reason is said), with 75 when another re-index is at work.
    """
    from knowledge.builds import Builds
    from knowledge.errors import IndexBusyError

    settings = load_settings(data_dir)
    builds = Builds(settings.index_dir, settings.chroma_url)
    _check_choice(dry_run=dry_run, rollback=rollback, promote=promote, list_builds=list_builds)
    if only_library and (folders or library is False):
        raise typer.BadParameter(
            "goes with neither a FOLDER nor --no-library", param_hint="--only-library"
        )
    try:
        if list_builds:
            show_builds(builds, as_json=as_json)
        elif rollback or promote is not None:
            _switch(builds, promote, as_json=as_json)
        else:
            request = request_of(
                settings,
                folders=tuple(folders or ()),
                with_library=library,
                only_library=only_library,
                full=full,
                allow_shrink=allow_shrink,
                force=force,
            )
            work = _rehearse if dry_run else _reindex
            work(settings, builds, request, as_json=as_json)
    except IndexBusyError as error:
        print(f"advisor: {error}", file=sys.stderr)
        raise typer.Exit(BUSY) from None


def request_of(settings: Settings, **choices: Any) -> Request:
    """Return a request with *choices*, and with what the settings say of every re-index."""
    from knowledge.limits import Limits
    from knowledge.request import Request

    return Request(
        golden=settings.golden_file,
        chroma_url=settings.chroma_url,
        limits=Limits(settings.file_seconds, settings.file_megabytes * 1_000_000),
        **choices,
    )


def _check_choice(**chosen: object) -> None:
    names = [
        f"--{name.removesuffix('_builds').replace('_', '-')}" for name, on in chosen.items() if on
    ]
    if len(names) > 1:
        raise typer.BadParameter("does something of its own", param_hint=" with ".join(names))


def _switch(builds: Builds, build_id: str | None, *, as_json: bool) -> None:
    from knowledge.service import put_into_service, roll_back

    switch = roll_back(builds) if build_id is None else put_into_service(builds, build_id)
    if as_json:
        print(json.dumps(asdict(switch)))
    else:
        show_switch(switch, builds)


def _rehearse(settings: Settings, builds: Builds, request: Request, *, as_json: bool) -> None:
    from knowledge.in_service import resolve
    from knowledge.reindex import dry_run

    resolve(builds, request)
    with Bars() as bars:
        plan = dry_run(settings.index_dir, _embedder(settings, bars), request, bars)
    if as_json:
        print(json.dumps(asdict(plan), ensure_ascii=False))
    else:
        show_plan(plan)


def _reindex(settings: Settings, builds: Builds, request: Request, *, as_json: bool) -> None:
    from knowledge.errors import ShrunkCorpusError
    from knowledge.in_service import resolve
    from knowledge.reindex import reindex

    step_back()
    # A wrong folder, or another run at work, is told at once and not after the model has loaded.
    builds.check_free()
    resolve(builds, request)
    with Bars() as bars:
        embedder = _embedder(settings, bars)
    while True:
        try:
            with Bars() as bars:
                report = reindex(settings.index_dir, embedder, request, bars, _teller(bars))
            break
        except ShrunkCorpusError as error:
            if as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            left = f"Only {error.now:,} of {error.before:,} documents are left."
            if not typer.confirm(f"{left} Are the others meant to go?", err=True):
                raise
            request = replace(request, allow_shrink=True)
    if as_json:
        print(json.dumps(asdict(report), ensure_ascii=False))
    else:
        show_report(report)
    if report.set_aside:
        raise typer.Exit(1)


def _embedder(settings: Settings, bars: Bars) -> Embedder:
    from knowledge.embedder import load_embedder

    bars.stage("Loading the model", 0)
    return load_embedder(settings.embedding_model, settings.embedding_revision)


def _teller(bars: Bars) -> Callable[[Outline | Plan], None]:
    from knowledge.plan import Outline

    def tell(what: Outline | Plan) -> None:
        bars.say(told_outline(what) if isinstance(what, Outline) else told_plan(what))

    return tell


if __name__ == "__main__":
    run_alone(command)
