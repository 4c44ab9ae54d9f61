"""Putting a build that is already there into service: rollback, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from knowledge.errors import IndexDamagedError, NotForServiceError

if TYPE_CHECKING:
    from knowledge.builds import Builds
    from knowledge.manifest import BuildInfo


@dataclass(frozen=True, slots=True)
class Switch:
    """Which build was in service and which one is now; ``before`` is empty where there was none."""

    before: str
    now: str


def roll_back(builds: Builds) -> Switch:
    """Put the build before the current one into service and set the current one aside.

    Raises:
        NoIndexError: nothing is in service.
        NotForServiceError: there is no older build, or it was made with another model.
        IndexBusyError: a re-index is at work.
    """
    with builds.writing():
        current = builds.current()
        target = builds.before(current)
        if target is None:
            raise NotForServiceError(_nothing_older(builds, current))
        return _switch(builds, current, target)


def put_into_service(builds: Builds, build_id: str) -> Switch:
    """Put any finished build into service, one that was set aside too.

    Raises:
        NotForServiceError: there is no such build, or it was made with another model.
        IndexBusyError: a re-index is at work.
    """
    with builds.writing():
        if build_id not in builds.finished():
            known = ", ".join(builds.finished()) or "none"
            raise NotForServiceError(f"there is no build {build_id}; on disk: {known}")
        return _switch(builds, builds.current_or_none(), build_id)


def _switch(builds: Builds, current: str | None, target: str) -> Switch:
    try:
        info = builds.info(target)
    except IndexDamagedError as error:
        raise NotForServiceError(
            f"build {target} cannot be put into service ({error.reason}): run 'advisor reindex' "
            "to make one that can"
        ) from error
    if current is not None and _is_of_another_kind(info, builds, current):
        raise NotForServiceError(
            f"build {target} was made with another model or version ({info.model}), and the bot "
            "could not search it: run 'advisor reindex' with the settings that you want instead"
        )
    builds.take_back(target)
    builds.promote(target)
    # Whatever is newer was left on purpose: neither a rollback nor a re-index of the same documents
    # must bring it back by itself.
    now = datetime.now().astimezone()
    for newer in builds.finished():
        if newer > target and builds.why_aside(newer) is None:
            builds.set_aside(newer, f"rolled back on {now:%Y-%m-%d at %H:%M}")
    return Switch(current or "", target)


def _is_of_another_kind(info: BuildInfo, builds: Builds, current: str) -> bool:
    try:
        return info.fingerprint != builds.info(current).fingerprint
    except IndexDamagedError:  # then anything that can be read is better than what is in service
        return False


def _nothing_older(builds: Builds, current: str) -> str:
    newer = [i for i in builds.aside() if i > current]
    if not newer:
        return f"{current} is the only build: there is none to go back to"
    return (
        f"{current} is the oldest build on disk. To return to the newer one: "
        f"advisor reindex --promote {newer[-1]}"
    )
