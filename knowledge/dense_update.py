"""The dense index of a new build: from nothing, or by the difference to the build before."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING, Final

import numpy as np

from knowledge import dense
from knowledge.dense import DenseWriter
from knowledge.errors import IndexDamagedError
from knowledge.passage_store import PassageStore
from knowledge.vectors import VectorFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from knowledge.dense import DenseBase, Place
    from knowledge.index_writer import Heritage
    from knowledge.manifest import Partition
    from knowledge.model import Audience, Vectors

_BATCH: Final = 2000
_WORN: Final = 0.2
"""Share of dead passages in a graph above which it is built anew; below, recall does not suffer."""

logger = logging.getLogger(__name__)
_Members = dict["Place", tuple[list[int], list[str]]]


def write_dense(
    folder: Path,
    store: PassageStore,
    vectors: Vectors,
    heritage: Heritage,
    advance: Callable[[int], None],
) -> tuple[Partition, ...]:
    """Write the dense index of the passages in *store*, whose vectors are given by row.

    A copy of the inherited one is brought up to date where there is one; damage there costs time,
    not the run.
    """
    if heritage.base is not None:
        try:
            return _updated(folder, store, vectors, heritage.base, advance)
        except IndexDamagedError as error:
            logger.warning("the dense index is built anew: %s", error)
            shutil.rmtree(folder / dense.FOLDER, ignore_errors=True)
    writer = DenseWriter(folder, server=heritage.server)
    _add(writer, _members(store.places()), vectors, advance)
    return writer.close()


def build_anew(folder: Path, dimension: int) -> tuple[Partition, ...]:
    """Write the dense index of a build again, from its passages and its vector files."""
    shutil.rmtree(folder / dense.FOLDER, ignore_errors=True)
    store = PassageStore(folder)
    try:
        writer = DenseWriter(folder)
        _add(writer, _members(store.places()), VectorFiles(folder, dimension).all, lambda _: None)
        return writer.close()
    finally:
        store.close()


def _updated(
    folder: Path,
    store: PassageStore,
    vectors: Vectors,
    base: DenseBase,
    advance: Callable[[int], None],
) -> tuple[Partition, ...]:
    old = PassageStore(base.build)
    try:
        gone = _members(old.places_besides(folder))
    finally:
        old.close()
    added = _members(store.places_besides(base.build))
    writer = DenseWriter(folder, base)
    try:
        _apply(writer, store, gone, added)
        _add(writer, added, vectors, advance)
    except BaseException:
        writer.close()
        raise
    return writer.close()


def _apply(writer: DenseWriter, store: PassageStore, gone: _Members, added: _Members) -> None:
    """Take out what is gone; a partition too worn for that is dropped and *added* as a whole."""
    worn = {place for place, (rows, _) in gone.items() if writer.wear(place, len(rows)) > _WORN}
    if worn:
        every = _members(store.places())
        added |= {place: every[place] for place in worn if place in every}
    for place, (_, ids) in gone.items():
        if place in worn:
            writer.drop(place)
        else:
            writer.remove(place, ids)


def _add(
    writer: DenseWriter, members: _Members, vectors: Vectors, advance: Callable[[int], None]
) -> None:
    for place, (rows, ids) in members.items():
        for first in range(0, len(rows), _BATCH):
            some = slice(first, first + _BATCH)
            block = np.ascontiguousarray(vectors[rows[some]])
            writer.add(place, ids[some], block)
            advance(len(block))


def _members(places: Sequence[tuple[int, str, Audience, str]]) -> _Members:
    """Sort rows and ids of passages by the partition that they belong to."""
    members: _Members = {}
    for row, passage_id, audience, collection in places:
        rows, ids = members.setdefault((audience, collection), ([], []))
        rows.append(row)
        ids.append(passage_id)
    return members
