"""A Chroma server in place of the folder: the same behaviour, and questions outlive the server."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from knowledge import dense_server, dense_steady
from knowledge.builds import Builds
from knowledge.dense import FOLDER
from knowledge.dense_server import Server, connect, server_of
from knowledge.errors import IndexMismatchError, KnowledgeError, VectorServerError
from knowledge.open_build import open_current
from knowledge.progress import Silent
from knowledge.reindex import Request, reindex
from knowledge.retrieve import Library
from knowledge.service import roll_back
from tests.chroma import ChromaServer, running_chroma
from tests.e2e.people import wait_for
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import contents, index, write
from tests.knowledge.test_incremental import WORDS, edit, note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with running_chroma(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def own(tmp_path: Path) -> Iterator[ChromaServer]:
    with running_chroma(tmp_path / "chroma") as server:
        yield server


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    draw = random.Random(4)
    return write(tmp_path / "corpus", {f"n{n}.md": note(draw) for n in range(40)})


def found(library: Library) -> list[list[tuple[str, float]]]:
    return [
        [(h.passage.id, round(h.score, 4)) for h in library.search(word, copies=True).hits]
        for word in WORDS
    ]


def opened(index_dir: Path, url: str = "") -> Library:
    return Library(index_dir, HashingEmbedder(), url)


def collections(server: ChromaServer) -> set[str]:
    client = connect(Server(server.url, ""), 10)
    try:
        return {collection.name for collection in client.list_collections()}
    finally:
        client.close()


def builds_on(server: ChromaServer, builds: Builds) -> set[str]:
    assert builds.server is not None
    return {b for name in collections(server) if (b := builds.server.build_of(name))}


def test_a_server_finds_what_a_folder_finds(
    tmp_path: Path, corpus: Path, shared: ChromaServer
) -> None:
    index(tmp_path / "folder", corpus)
    index(tmp_path / "server", corpus, chroma_url=shared.url)

    with_folder, with_server = opened(tmp_path / "folder"), opened(tmp_path / "server", shared.url)
    try:
        assert found(with_server) == found(with_folder)
    finally:
        with_folder.close()
        with_server.close()
    builds = Builds(tmp_path / "server")
    assert not (builds.folder(builds.current()) / FOLDER).exists()


def test_changes_and_a_rollback_are_followed_by_several_readers(
    tmp_path: Path, corpus: Path, shared: ChromaServer
) -> None:
    builds = Builds(tmp_path / "index", shared.url)
    first = index(builds.index_dir, corpus, chroma_url=shared.url).build
    readers = [opened(builds.index_dir, shared.url) for _ in range(3)]
    try:
        edit(corpus, random.Random(1))
        second = index(builds.index_dir, corpus, chroma_url=shared.url).build
        for reader in readers:
            wait_for(lambda reader=reader: reader.build.id == second, "the new build is served")
        assert len({str(found(reader)) for reader in readers}) == 1
        roll_back(builds)
        for reader in readers:
            wait_for(lambda reader=reader: reader.build.id == first, "the old build is served")
    finally:
        for reader in readers:
            reader.close()


def test_collections_of_old_and_of_killed_builds_go_and_other_peoples_stay(
    tmp_path: Path, corpus: Path, shared: ChromaServer
) -> None:
    other = Builds(tmp_path / "other", shared.url)
    index(other.index_dir, corpus, chroma_url=shared.url)
    builds = Builds(tmp_path / "index", shared.url)
    ids = []
    for turn in range(3):
        edit(corpus, random.Random(turn))
        ids.append(index(builds.index_dir, corpus, chroma_url=shared.url).build)
    client = connect(Server(shared.url, ""), 10)
    assert builds.server is not None
    client.create_collection(builds.server.collection("killed", "internal-0"))
    client.create_collection("somebody-elses")
    client.close()

    edit(corpus, random.Random(9))
    ids.append(index(builds.index_dir, corpus, chroma_url=shared.url).build)

    assert builds_on(shared, builds) == {i.lower() for i in ids[-2:]}
    assert builds_on(shared, other) == {other.current().lower()}
    assert "somebody-elses" in collections(shared)


def test_questions_outlive_the_server(
    tmp_path: Path, corpus: Path, own: ChromaServer, caplog: pytest.LogCaptureFixture
) -> None:
    index(tmp_path / "index", corpus, chroma_url=own.url)
    library = opened(tmp_path / "index", own.url)
    try:
        before = found(library)
        own.kill()
        assert found(library) == before
        assert "does not answer" in caplog.text
        with caplog.at_level("INFO"):
            own.start()
            wait_for(lambda: "answers again" in caplog.text, "the server is found again")
        assert found(library) == before
    finally:
        library.close()


def test_a_library_opens_while_the_server_is_away(
    tmp_path: Path, corpus: Path, own: ChromaServer
) -> None:
    index(tmp_path / "index", corpus, chroma_url=own.url)
    library = opened(tmp_path / "index", own.url)
    before = found(library)
    library.close()
    own.kill()

    library = opened(tmp_path / "index", own.url)
    try:
        assert found(library) == before
    finally:
        library.close()


class Disturber(Silent):
    """Calls *disturb* once, in the middle of the dense index."""

    def __init__(self, disturb: Callable[[], None]) -> None:
        self._disturb: Callable[[], None] | None = disturb
        self._name = ""

    def stage(self, name: str, total: int) -> None:
        self._name = name

    def advance(self, steps: int) -> None:
        if self._name == "Indexing" and self._disturb is not None:
            disturb, self._disturb = self._disturb, None
            disturb()


def test_a_re_index_outlives_a_restart_of_the_server(
    tmp_path: Path, corpus: Path, own: ChromaServer
) -> None:
    index(tmp_path / "index", corpus, chroma_url=own.url)
    edit(corpus, random.Random(1))
    restart = threading.Thread(target=own.start)

    def disturb() -> None:
        own.kill()
        restart.start()

    request = Request((corpus,), with_library=False, chroma_url=own.url)
    report = reindex(tmp_path / "index", HashingEmbedder(), request, Disturber(disturb))
    restart.join()

    assert report.is_new
    index(tmp_path / "folder", corpus)
    with_folder, with_server = opened(tmp_path / "folder"), opened(tmp_path / "index", own.url)
    try:
        assert found(with_server) == found(with_folder)
    finally:
        with_folder.close()
        with_server.close()


def test_a_re_index_without_its_server_says_so_and_the_next_one_goes_on(
    tmp_path: Path, corpus: Path, own: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_server, "PATIENCE", 0.5)
    builds = Builds(tmp_path / "index", own.url)
    first = index(builds.index_dir, corpus, chroma_url=own.url).build
    write(corpus, {"new.md": "# New\n\nA single new passage."})
    request = Request((corpus,), with_library=False, chroma_url=own.url)

    with pytest.raises(VectorServerError, match=rf"127\.0\.0\.1:{own.port} does not answer"):
        reindex(builds.index_dir, HashingEmbedder(), request, Disturber(own.kill))

    assert builds.current() == first
    own.start()
    embedder = HashingEmbedder()
    report = reindex(builds.index_dir, embedder, request)
    assert report.is_new
    assert embedder.embedded == []
    assert builds_on(own, builds) == {first.lower(), report.build.lower()}


def test_an_index_on_a_server_names_the_setting_that_is_missing(
    tmp_path: Path, corpus: Path, shared: ChromaServer
) -> None:
    index(tmp_path / "index", corpus, chroma_url=shared.url)

    with pytest.raises(IndexMismatchError, match="CHROMA_URL"):
        opened(tmp_path / "index")


def test_an_index_moves_to_a_server_and_back(
    tmp_path: Path, corpus: Path, shared: ChromaServer
) -> None:
    builds = Builds(tmp_path / "index", shared.url)
    index(builds.index_dir, corpus)
    there, back = HashingEmbedder(), HashingEmbedder()

    on_server = index(builds.index_dir, corpus, chroma_url=shared.url, embedder=there)
    in_folder = index(builds.index_dir, corpus, embedder=back)

    assert (on_server.is_new, in_folder.is_new) == (True, True)
    assert there.embedded == back.embedded == []
    assert len(contents(builds)) == in_folder.passages


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://host", "http://", "http://host:port"])
def test_a_malformed_address_is_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(KnowledgeError, match="CHROMA_URL"):
        server_of(tmp_path, url)


def test_a_password_in_the_address_is_told_to_nobody(tmp_path: Path) -> None:
    server = server_of(tmp_path, "https://me:secret@vectors.example.com")

    assert server is not None
    assert server.place == "https://vectors.example.com:443"


def test_exact_search_reads_every_partition_it_may_and_no_other(
    tmp_path: Path, corpus: Path
) -> None:
    index(tmp_path / "index", corpus)
    builds = Builds(tmp_path / "index")
    build = open_current(builds, builds.info(builds.current()).fingerprint)
    exact = dense_steady.ExactDense(build.store, build.vectors)
    vector = HashingEmbedder().embed_query("trust and risk")
    try:
        for partitions in (build.info.partitions, build.info.partitions[:1], ()):
            near = build.dense.nearest(vector, partitions, 10)
            mine = exact.nearest(vector, partitions, 10)
            assert np.allclose([s for _, s in mine], [s for _, s in near], atol=1e-4)
    finally:
        build.close()
