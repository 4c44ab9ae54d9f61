"""Upkeep of durable work: taking over from the dead, forgetting what is long finished."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dbos import DBOS

if TYPE_CHECKING:
    from bot.store.replicas import Replicas

logger = logging.getLogger(__name__)

BATCH = 500


def take_over(replicas: Replicas, own: str, version: str, dead_after: timedelta) -> int:
    """Continue the work of replicas without a sign of life; return how many workflows.

    The claim on a dead replica is a lease, so of several survivors one alone takes over.
    """
    pending = DBOS.list_workflows(
        status="PENDING", app_version=version, load_input=False, load_output=False
    )
    alive = replicas.alive(dead_after)
    owners = {w.executor_id for w in pending if w.executor_id} - alive - {own}
    mine = {owner for owner in owners if replicas.claim(owner, dead_after)}
    orphans = [w.workflow_id for w in pending if w.executor_id in mine]
    if orphans:
        logger.warning("taking over %d workflows of %d dead replicas", len(orphans), len(mine))
        DBOS.resume_workflows(orphans)
    return len(orphans)


def forget_finished(older_than: timedelta) -> int:
    """Delete finished workflows of some age; return how many."""
    before = (datetime.now(UTC) - older_than).isoformat()
    gone = 0
    while finished := DBOS.list_workflows(
        status=["SUCCESS", "ERROR", "CANCELLED"],
        completed_before=before,
        limit=BATCH,
        load_input=False,
        load_output=False,
    ):
        DBOS.delete_workflows([w.workflow_id for w in finished])
        gone += len(finished)
    return gone
