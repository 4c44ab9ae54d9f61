"""Passage vectors in Chroma: one collection a partition, cosine distance, our own vectors.

A build's collections are in a folder of its own, or on a server (:mod:`knowledge.dense_server`);
these two are the only modules that import chromadb. A Chroma folder is written by one process,
once, while its build is unfinished; afterwards processes only read it (a reader never sees what
another process adds, and two writers damage the index).
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from knowledge.dense_server import ANSWER_SECONDS, WRITE_SECONDS, connect, patiently, reaching
from knowledge.errors import IndexDamagedError
from knowledge.manifest import Partition, partition_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

    from knowledge.dense_server import Server
    from knowledge.model import Audience, Vectors

FOLDER: Final = "chroma"
_SQLITE: Final = "chroma.sqlite3"
_HNSW: Final[CreateHNSWConfiguration] = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 32,
    "ef_search": 200,
}
"""Recall@100 is 0.995 and more against exact search (5,000 clustered vectors, 384 dimensions)."""


Place = tuple["Audience", str]
"""The audience and collection that make a partition."""


@dataclass(frozen=True, slots=True)
class DenseBase:
    """A finished build whose Chroma folder a new build may begin with."""

    build: Path
    partitions: tuple[Partition, ...]


class _Folder:
    """The collections of a build in its own folder."""

    def __init__(self, build: Path) -> None:
        self.build = build
        with self.reaching():
            self.client = _client(build / FOLDER)

    def name(self, partition: str) -> str:
        """Return what a partition's collection is called."""
        return partition

    def reaching(self) -> AbstractContextManager[None]:
        """Translate what goes wrong."""
        return _translated(self.build.name)

    def write(self, call: Callable[[], None]) -> None:
        """Make a change."""
        with self.reaching():
            call()


class _OnServer:
    """The collections of a build on a server; changes are made again where it is away a while."""

    def __init__(self, build: Path, server: Server, seconds: float) -> None:
        self.build = build
        self._server = server
        self.client = connect(server, seconds)

    def name(self, partition: str) -> str:
        """Return what a partition's collection is called."""
        return self._server.collection(self.build.name, partition)

    def reaching(self) -> AbstractContextManager[None]:
        """Translate what goes wrong."""
        return reaching(self._server, self.build.name)

    def write(self, call: Callable[[], None]) -> None:
        """Make a change that bears repeating."""

        def attempt() -> None:
            with self.reaching():
                call()

        patiently(attempt)


class DenseWriter:
    """Fills the collections of a new build, from nothing or from a copy of another build's folder.

    Building a graph takes milliseconds a passage, so that a copy to which only the difference is
    applied is some fifty times as fast for a change of one in a hundred. A server copies nothing.
    """

    def __init__(
        self, build: Path, base: DenseBase | None = None, server: Server | None = None
    ) -> None:
        self._live: dict[Place, int] = {}
        self._dead: dict[Place, int] = {}
        self._chroma: _Folder | _OnServer
        if server is not None:
            self._chroma = patiently(lambda: _OnServer(build, server, WRITE_SECONDS))
        else:
            if base is not None:
                with _translated(build.name):
                    _copy(base.build / FOLDER, build / FOLDER)
                self._live = {(p.audience, p.collection): p.passages for p in base.partitions}
                self._dead = {(p.audience, p.collection): p.dead for p in base.partitions}
            self._chroma = _Folder(build)
        self._batch = self._chroma.client.get_max_batch_size()
        self._open: dict[Place, Collection] = {}

    def add(self, place: Place, passage_ids: Sequence[str], vectors: Vectors) -> None:
        """Add passages of one partition, by id, with their unit vectors."""
        target = self._collection(place)
        for first in range(0, len(passage_ids), self._batch):
            ids = list(passage_ids[first : first + self._batch])
            block = vectors[first : first + self._batch]
            self._chroma.write(lambda ids=ids, block=block: target.upsert(ids, block))  # type: ignore[misc]
        self._live[place] = self._live.get(place, 0) + len(passage_ids)

    def remove(self, place: Place, passage_ids: Sequence[str]) -> None:
        """Take passages out of one partition; they must be in it."""
        target = self._collection(place)
        with self._chroma.reaching():
            for first in range(0, len(passage_ids), self._batch):
                target.delete(ids=list(passage_ids[first : first + self._batch]))
        self._live[place] -= len(passage_ids)
        self._dead[place] = self._dead.get(place, 0) + len(passage_ids)
        if not self._live[place]:
            self.drop(place)

    def drop(self, place: Place) -> None:
        """Delete one partition."""
        with self._chroma.reaching():
            self._chroma.client.delete_collection(self._name(place))
        for known in (self._live, self._dead, self._open):
            known.pop(place, None)

    def wear(self, place: Place, gone: int) -> float:
        """Return the share of dead passages once *gone* more are taken out."""
        dead = self._dead.get(place, 0) + gone
        return dead / max(dead + self._live.get(place, 0) - gone, 1)

    def close(self) -> tuple[Partition, ...]:
        """Finish writing and return the partitions made."""
        self._chroma.client.close()
        return tuple(
            Partition(partition_name(*place), *place, count, self._dead.get(place, 0))
            for place, count in sorted(self._live.items())
        )

    def _name(self, place: Place) -> str:
        return self._chroma.name(partition_name(*place))

    def _collection(self, place: Place) -> Collection:
        if place not in self._open:
            self._chroma.write(lambda: self._make(place))
        return self._open[place]

    def _make(self, place: Place) -> None:
        client, name = self._chroma.client, self._name(place)
        self._open[place] = (
            client.get_collection(name, embedding_function=None)
            if place in self._live
            else client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": _HNSW}
            )
        )


def _copy(old: Path, new: Path) -> None:
    """Copy a Chroma folder that other processes may have open to read."""
    shutil.copytree(old, new, ignore=shutil.ignore_patterns(_SQLITE, f"{_SQLITE}-*"))
    # Chroma writes a row or two into this file whenever it is opened; SQLite's own copy is whole.
    with (
        contextlib.closing(sqlite3.connect(old / _SQLITE)) as source,
        contextlib.closing(sqlite3.connect(new / _SQLITE)) as target,
    ):
        source.backup(target)


class DenseIndex:
    """The collections of a finished build, to search from any thread.

    Raises:
        IndexDamagedError: they are not what was written.
        VectorServerError: the server does not answer; a search raises it too.
    """

    def __init__(
        self, build: Path, partitions: Sequence[Partition], server: Server | None = None
    ) -> None:
        self._build = build.name
        self._chroma = _OnServer(build, server, ANSWER_SECONDS) if server else _Folder(build)
        try:
            with self._chroma.reaching():
                self._collections = {p.name: self._opened(p) for p in partitions}
        except BaseException:
            self._chroma.client.close()
            raise

    def nearest(
        self, vector: Vectors, partitions: Sequence[Partition], limit: int
    ) -> list[tuple[str, float]]:
        """Return ids and cosines of the *limit* nearest passages, the nearest first."""
        found: list[tuple[str, float]] = []
        for partition in partitions:
            with self._chroma.reaching():
                answer = self._collections[partition.name].query(
                    query_embeddings=np.asarray(vector, dtype=np.float32)[np.newaxis],
                    n_results=min(limit, partition.passages),
                    include=["distances"],
                )
            distances = (answer["distances"] or [[]])[0]
            found += [(i, 1.0 - d) for i, d in zip(answer["ids"][0], distances, strict=True)]
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def close(self) -> None:
        """Free the index's memory."""
        self._chroma.client.close()

    def _opened(self, partition: Partition) -> Collection:
        name = self._chroma.name(partition.name)
        collection = self._chroma.client.get_collection(name, embedding_function=None)
        count = collection.count()
        if count != partition.passages:
            raise IndexDamagedError(
                self._build, f"{partition.name} holds {count} vectors, not {partition.passages}"
            )
        return collection


@contextlib.contextmanager
def _translated(build: str) -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, sqlite3.Error) as error:
        raise IndexDamagedError(build, f"{type(error).__name__}: {error}") from error


def _client(folder: Path) -> Client:
    import chromadb

    settings = chroma_settings(
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        is_persistent=True,
        persist_directory=str(folder),
    )
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    return cast("Client", client)  # which has close(), unlike the interface it is announced as


def chroma_settings(**chosen: Any) -> Settings:
    """Return Chroma's settings, all of ours said aloud.

    They read .env and generic names (TENANT_ID, ALLOW_RESET, MIGRATIONS …) from the environment;
    what is passed here wins over both.
    """
    from chromadb.config import Settings

    return Settings(
        _env_file=None,
        environment="",
        tenant_id="default",
        topic_namespace="default",
        allow_reset=False,
        anonymized_telemetry=False,
        migrations="apply",
        migrations_hash_algorithm="md5",
        **chosen,
    )
