"""A Chroma server in place of the folder: how to reach it, what a build's collections are called.

A build is then a set of collections on the server, one a partition; its other files stay in the
build's folder. Imports chromadb, as only :mod:`knowledge.dense` does besides.
"""

from __future__ import annotations

import base64
import contextlib
import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar, cast
from urllib.parse import unquote, urlsplit

from knowledge.errors import IndexDamagedError, KnowledgeError, VectorServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    import tenacity
    from chromadb.api.client import Client

CONNECT_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 5.0
"""What a search waits for the server, which answers in milliseconds, before it helps itself."""
WRITE_SECONDS: Final = 120.0
"""What one batch may take to be written: its part of the graph is built meanwhile."""
PATIENCE: Final = 60.0
"""Seconds for which a re-index waits for a server that is being restarted."""
_ID_FILE: Final = "id"

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server, and the id of the index whose builds it holds.

    The id is part of every collection's name, so that several installations can share a server and
    none takes another's collections for its own leftovers.
    """

    url: str
    index: str

    @property
    def place(self) -> str:
        """The URL without a password, for people and logs."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}:{_port(self.url)}"

    def collection(self, build_id: str, partition: str) -> str:
        """Name the collection of one build's partition."""
        return f"{self._prefix}{build_id.lower()}.{partition}"

    @property
    def _prefix(self) -> str:
        return f"advisor.{self.index}."

    def build_of(self, collection: str) -> str | None:
        """Return the build, in lower case, whose collection this is; ``None`` if it is not ours."""
        if not collection.startswith(self._prefix):
            return None
        return collection.removeprefix(self._prefix).split(".")[0]


def server_of(index_dir: Path, url: str) -> Server | None:
    """Return the server of an index; ``None`` for no URL.

    Raises:
        KnowledgeError: the URL is malformed, or the index folder cannot be written.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or _port(url) is None:
        raise KnowledgeError(
            "CHROMA_URL is no address of a server: write it like http://127.0.0.1:8000"
        )
    return Server(url, _index_id(index_dir))


def connect(server: Server, seconds: float) -> Client:
    """Connect to a server; *seconds* is what it may take for an answer.

    Raises:
        VectorServerError: it does not answer.
    """
    import chromadb
    import httpx

    from knowledge.dense import chroma_settings

    parts = urlsplit(server.url)
    headers = {}
    if parts.username:
        # Chroma has no accounts since 1.0: this is for the proxy in front of it.
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    settings = chroma_settings(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=parts.hostname,
        chroma_server_http_port=_port(server.url),
    )
    with reaching(server, ""):
        client = cast(
            "Client",
            chromadb.HttpClient(
                host=str(parts.hostname),
                port=_port(server.url) or 0,
                ssl=parts.scheme == "https",
                headers=headers,
                settings=settings,
            ),
        )
        # Chroma's own session waits for ever; a question must not.
        session = getattr(client._server, "_session")  # noqa: B009, SLF001 - it offers no setting
        session.timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
    return client


@contextlib.contextmanager
def reaching(server: Server, build: str) -> Iterator[None]:
    """Translate what goes wrong on the way to the server.

    Raises:
        IndexDamagedError: a collection is not there.
        VectorServerError: the server does not answer, or not as it should.
    """
    import httpx
    from chromadb.errors import ChromaError, NotFoundError

    try:
        yield
    except NotFoundError as error:
        raise IndexDamagedError(build, f"{server.place} lacks it: {error}") from error
    except (ChromaError, httpx.HTTPError, OSError, ValueError) as error:
        raise VectorServerError(server.place, f"{type(error).__name__}: {error}") from error


def patiently(call: Callable[[], Result]) -> Result:
    """Call again while the server is away, for a minute at most; the call must bear repeating."""
    import tenacity

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(VectorServerError),
        wait=tenacity.wait_exponential_jitter(initial=0.2, max=5),
        stop=tenacity.stop_after_delay(PATIENCE),
        before_sleep=_told,
        reraise=True,
    )
    return retrying(call)


def _told(state: tenacity.RetryCallState) -> None:
    if state.outcome is not None:
        logger.warning("trying again: %s", state.outcome.exception())


def sweep(server: Server, kept: Collection[str]) -> None:
    """Delete this index's collections on the server but for those of the builds *kept*.

    A server that is away is no fault: the next run sweeps again.
    """
    names = {build.lower() for build in kept}
    try:
        client = connect(server, WRITE_SECONDS)
        with reaching(server, ""), contextlib.closing(client):
            for collection in client.list_collections():
                build = server.build_of(collection.name)
                if build is not None and build not in names:
                    client.delete_collection(collection.name)
    except KnowledgeError as error:
        logger.warning("old collections stay for now: %s", error)


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return None
    return port or (443 if parts.scheme == "https" else 8000)


def _index_id(index_dir: Path) -> str:
    path = index_dir / _ID_FILE
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise KnowledgeError(f"cannot read {path}: {error.strerror}") from error
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(secrets.token_hex(4))
    except FileExistsError:
        pass  # another process was quicker
    except OSError as error:
        raise KnowledgeError(f"cannot write {path}: {error.strerror}") from error
    return path.read_text(encoding="utf-8").strip()
