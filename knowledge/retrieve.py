"""The library: from a query to ranked passages with a calibrated confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowledge.asking import Asking
from knowledge.builds import Builds
from knowledge.confidence import Signals, confidence
from knowledge.fingerprint import fingerprint
from knowledge.fusion import WEIGHTS
from knowledge.model import Audience, SearchResult
from knowledge.open_build import Follower
from knowledge.query import JUDGED, Query

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from knowledge.embedder import Embedder
    from knowledge.manifest import BuildInfo
    from knowledge.model import Passage
    from knowledge.open_build import OpenBuild

_AROUND: Final = 600
"""Characters of a source shown before and after a passage."""


def search_build(  # noqa: PLR0913 - those of Library.search
    build: OpenBuild,
    query: str,
    asking: Asking,
    *,
    top: int = 10,
    audience: Audience = Audience.INTERNAL,
    collections: Collection[str] | None = None,
    copies: bool = False,
) -> SearchResult:
    """Search one open build for *query*; see :meth:`Library.search`."""
    asked = Query(build, query, asking, audience, collections)
    scored = asked.scored(max(WEIGHTS.candidates, top))
    # However few are asked for, the same hits are judged.
    hits = asked.hits(scored, max(top, JUDGED), copies=copies)
    sure = confidence(asked.signals(hits)) if hits else 0.0
    return SearchResult(query, hits[:top], sure, build.info.id)


class Library:
    """What is indexed, searched in the build that is current at that moment.

    Safe to use from several threads. A promoted build is taken up within about a second without
    any search waiting for it.

    Raises on opening:
        NoIndexError: nothing has been indexed yet.
        IndexMismatchError: the index was built with another model or other settings.
        IndexDamagedError: its files cannot be read.
    """

    def __init__(self, index_dir: Path, embedder: Embedder, chroma_url: str = "") -> None:
        self._embedder = embedder
        self._asking = Asking(embedder)
        self._follower = Follower(Builds(index_dir, chroma_url), fingerprint(embedder))

    @property
    def build(self) -> BuildInfo:
        """The build that the next search uses."""
        return self._follower.info

    @property
    def embedder(self) -> Embedder:
        """What embeds its queries, for whoever compares texts as the search does."""
        return self._embedder

    def warm(self) -> None:
        """Search once, so that the first question finds model and index in memory."""
        self.search("warm up")

    def search(
        self,
        query: str,
        *,
        top: int = 10,
        audience: Audience = Audience.INTERNAL,
        collections: Collection[str] | None = None,
        copies: bool = False,
    ) -> SearchResult:
        """Return the *top* passages for *query* that *audience* may read, best first.

        *collections* restricts the search to sources of those collections. Passages of the same
        words in several sources are returned once, unless *copies* asks for all of them.
        """
        with self._follower.lease() as build:
            return search_build(
                build,
                query,
                self._asking,
                top=top,
                audience=audience,
                collections=collections,
                copies=copies,
            )

    def signals(self, query: str, *, without: Collection[str] = ()) -> Signals | None:
        """Return what the confidence in *query* is made of, to fit its coefficients to.

        As if the sources named in *without* were not in the library. ``None`` where nothing is
        found, which needs no model to tell.
        """
        with self._follower.lease() as build:
            asked = Query(build, query, self._asking, Audience.INTERNAL, None)
            scored = asked.scored(WEIGHTS.candidates)
            if without:
                rows = (row for name in without for row in build.store.rows_in(name))
                scored = scored.without(frozenset(rows))
            hits = asked.hits(scored, JUDGED, copies=False)
            return asked.signals(hits) if hits else None

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage of the current build by id."""
        with self._follower.lease() as build:
            return build.store.passage(passage_id)

    def collections(self, audience: Audience) -> dict[str, int]:
        """Count the documents of each collection that *audience* may read; ``""`` is none."""
        with self._follower.lease() as build:
            return build.store.collections(audience)

    def vocabulary(self) -> frozenset[str]:
        """Return the words that the passages use, casefolded."""
        with self._follower.lease() as build:
            return build.vocabulary

    def around(self, passage: Passage) -> tuple[str, str]:
        """Return the source's text before and after *passage*, some 600 characters each."""
        with self._follower.lease() as build:
            text = build.store.text_of(passage.source_id)
        if text[passage.start : passage.end] != passage.text:
            return "", ""  # the source has changed since the passage was found
        before = text[max(passage.start - _AROUND, 0) : passage.start]
        return before, text[passage.end : passage.end + _AROUND]

    def close(self) -> None:
        """Close the index."""
        self._follower.close()
