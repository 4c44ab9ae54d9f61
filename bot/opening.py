"""Opens what answers questions: the embedder, the library and the advisor over it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.errors import NoIndexError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.advisor.advisor import Advisor
    from knowledge.reindex import Progress
    from knowledge.retrieve import Library

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Model:
    """Which embedding model to use: a name or folder, and a revision of it."""

    name: str
    revision: str = ""


def open_library(index_dir: Path, model: Model, progress: Progress | None = None) -> Library:
    """Open the index; where there is none yet, index the shipped library first.

    Raises:
        KnowledgeError: the model or the index is unfit; the message says what to do.
    """
    from knowledge.embedder import load_embedder
    from knowledge.reindex import Request, reindex
    from knowledge.retrieve import Library

    embedder = load_embedder(model.name, model.revision)
    try:
        return Library(index_dir, embedder)
    except NoIndexError:
        logger.info("nothing is indexed yet: indexing the shipped library")
        reindex(index_dir, embedder, Request(only_library=True), progress)
        return Library(index_dir, embedder)


def make_advisor(library: Library) -> Advisor:
    """Make the advisor that answers from a library."""
    from bot.advisor.advisor import Advisor

    return Advisor(library)
