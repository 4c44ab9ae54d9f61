"""What ``advisor reindex`` shows to people: the plan before, the report after, the builds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.builds import Builds
    from knowledge.gate import Verdict
    from knowledge.gather import Caveat, Unreadable
    from knowledge.manifest import BuildInfo
    from knowledge.plan import Outline, Plan
    from knowledge.reindex import ReindexReport
    from knowledge.service import Switch

_SHOWN = 20
_MINUTE, _HOUR = 60, 3600


def told_outline(outline: Outline) -> str:
    """Say what was found before anything is read."""
    if outline.indexed_at is None:
        return f"{outline.documents:,} documents to read."
    since = f"{outline.indexed_at.astimezone():%Y-%m-%d %H:%M}"
    known = outline.documents - outline.added
    return (
        f"{outline.documents:,} documents: {outline.added:,} new, {outline.removed:,} gone, "
        f"{known:,} to compare with the index of {since}."
    )


def told_plan(plan: Plan) -> str:
    """Say what will be done, once everything that changed was read."""
    return (
        f"{plan.added:,} added, {plan.changed:,} changed, {plan.removed:,} removed, "
        f"{plan.unchanged:,} unchanged, {len(plan.unreadable):,} unreadable. "
        f"{plan.to_embed:,} of {plan.passages:,} passages to embed, {_about(plan.seconds)}; "
        f"some {_size(plan.needed)} of disk, {_size(plan.free)} free."
    )


def show_plan(plan: Plan) -> None:
    """Show what a re-index would do."""
    from rich.console import Console

    console = Console(highlight=False)
    console.print("Nothing was changed. A re-index would find:", markup=False, soft_wrap=True)
    _show_documents(plan.added, plan.changed, plan.removed, plan.unchanged, plan.unreadable)
    console.print(
        f"{plan.to_embed:,} of {plan.passages:,} passages would be embedded, "
        f"{_about(plan.seconds)} in all. It needs some {_size(plan.needed)} of disk; "
        f"{_size(plan.free)} is free.",
        markup=False,
        soft_wrap=True,
    )
    _complain(plan.unreadable, plan.caveats)
    if plan.objection:
        console.print(f"It would stop: {_plain(plan.objection)}", markup=False, soft_wrap=True)


def show_report(report: ReindexReport) -> None:
    """Show what a re-index did."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if report.is_new:
        done = "is in service"
    elif report.set_aside:
        done = f"stays: build {report.set_aside} was set aside, see below"
    else:
        done = "stays: nothing has changed"
    console.print(
        f"Build {report.build} {done} ({report.seconds:.1f} s).", markup=False, soft_wrap=True
    )
    _show_documents(
        report.added, report.changed, report.removed, report.unchanged, report.unreadable
    )
    passages = Table("in the index", "embedded now", "carried over", title="Passages")
    passages.add_row(*(f"{n:,}" for n in (report.passages, report.embedded, report.carried)))
    console.print(passages)
    _complain(report.unreadable, report.caveats)
    if report.verdict is not None and (report.verdict.asked or report.verdict.differences):
        _show_verdict(report.verdict)
    if report.set_aside:
        console.print(
            f"The old index stays. Look into it, then run 'advisor reindex' again; or put the new "
            f"one into service as it is: advisor reindex --promote {report.set_aside}",
            markup=False,
            soft_wrap=True,
        )


def show_switch(switch: Switch, builds: Builds) -> None:
    """Say which build is in service now and how to undo it."""
    info = builds.info(switch.now)
    made = f"{info.built_at.astimezone():%Y-%m-%d %H:%M}"
    print(
        f"Build {switch.now} of {made} is in service: {info.sources:,} documents, "
        f"{info.passages:,} passages. A running bot takes it up within seconds."
    )
    if switch.before and switch.before != switch.now:
        print(f"To undo this: advisor reindex --promote {switch.before}")


def show_builds(builds: Builds, *, as_json: bool) -> None:
    """List the builds on disk.

    Raises:
        NoIndexError: there is none.
    """
    from knowledge.errors import IndexDamagedError, NoIndexError

    infos, unusable = [], {}
    for build_id in builds.finished():
        try:
            infos.append(builds.info(build_id))
        except IndexDamagedError as error:
            unusable[build_id] = error.reason
    if not infos and not unusable:
        raise NoIndexError(str(builds.index_dir))
    if as_json:
        rows = [_row(info, builds) for info in infos]
        rows += [{"id": build_id, "unusable": why} for build_id, why in unusable.items()]
        print(json.dumps(rows, ensure_ascii=False))
        return
    if infos:
        _show_infos(infos, builds)
    for build_id, why in unusable.items():
        print(f"{build_id} cannot be used ({_plain(why)}); a later re-index deletes it.")


def _row(info: BuildInfo, builds: Builds) -> dict[str, object]:
    return {
        "id": info.id,
        "current": info.id == builds.current_or_none(),
        "set_aside": builds.why_aside(info.id),
        "built_at": info.built_at.isoformat(timespec="seconds"),
        "sources": info.sources,
        "passages": info.passages,
        "model": info.model,
        "bytes": builds.size(info.id),
        "folders": list(info.folders),
        "with_library": info.with_library,
    }


def _show_infos(infos: Iterable[BuildInfo], builds: Builds) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("", "build", "made", "documents", "passages", "model", "size")
    for column in table.columns[:3]:
        column.no_wrap = True  # people copy the id
    current = builds.current_or_none()
    notes = []
    for info in infos:
        corpus = [*(["the shipped library"] if info.with_library else []), *info.folders]
        notes.append(f"{info.id} holds {_plain(', '.join(corpus))}.")
        why = builds.why_aside(info.id)
        if why is not None:
            notes.append(f"{info.id} was set aside: {_plain(why)}.")
        table.add_row(
            "→" if info.id == current else "" if why is None else "✗",
            info.id,
            f"{info.built_at.astimezone():%Y-%m-%d %H:%M}",
            f"{info.sources:,}",
            f"{info.passages:,}",
            escape(info.model),
            _size(builds.size(info.id)),
        )
    console = Console(highlight=False)
    console.print(table)
    for note in notes:
        console.print(note, markup=False, soft_wrap=True)


def _show_documents(
    added: int, changed: int, removed: int, unchanged: int, unreadable: tuple[Unreadable, ...]
) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("added", "changed", "removed", "unchanged", "unreadable", title="Documents")
    table.add_row(*(f"{n:,}" for n in (added, changed, removed, unchanged, len(unreadable))))
    Console(highlight=False).print(table)


def _complain(unreadable: Sequence[Unreadable], caveats: Sequence[Caveat]) -> None:
    _list("Not in the index", "reason", [(one.name, one.reason) for one in unreadable])
    _list("In the index, but", "what to know", [(one.name, one.text) for one in caveats])


def _list(title: str, what: str, rows: Sequence[tuple[str, str]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    if not rows:
        return
    table = Table("document", what, title=title)
    for row in rows[:_SHOWN]:
        table.add_row(*(escape(_plain(text)) for text in row))
    Console(highlight=False).print(table)
    _more(len(rows))


def _show_verdict(verdict: Verdict) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    before = "" if verdict.found_before is None else f", {verdict.found_before} before"
    console.print(
        f"Golden questions: {verdict.found} of {verdict.asked} find their sources{before}."
    )
    if verdict.objection:
        console.print(f"The gate objects: {verdict.objection}.", markup=False, soft_wrap=True)
    if not verdict.differences:
        return
    table = Table("", "question", "was", "now", title="Answered differently now")
    order = ("lost", "gained", "changed")
    for one in sorted(verdict.differences, key=lambda d: order.index(d.kind))[:_SHOWN]:
        table.add_row(one.kind, *(escape(_plain(t)) for t in (one.question, one.was, one.now)))
    console.print(table)
    _more(len(verdict.differences))


def _more(count: int) -> None:
    if count > _SHOWN:
        print(f"… and {count - _SHOWN} more; --json lists all of them.")


def _about(seconds: float) -> str:
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return f"about {seconds / _MINUTE:.0f} min"
    return f"about {seconds / _HOUR:.1f} h"


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"  # noqa: PLR2004


def _plain(text: str) -> str:
    """Take control characters out of a file name: a terminal would obey them."""
    return "".join(c if c.isprintable() else "?" for c in text)
