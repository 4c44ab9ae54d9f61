"""The keyword index: BM25 over stemmed words, in tantivy. The only module that imports it.

A query is data: it is cut into words and every word becomes a term; nothing that a person types is
read as query syntax.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final

import tantivy

from knowledge.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from knowledge.manifest import Partition

FOLDER: Final = "lexical"
_ANALYZER: Final = "advisor_en"
_MAX_TERMS: Final = 128
"""Different words of a query that count, the first ones; nobody's question has more."""
_K1: Final = 1.2
"""Tantivy's fixed BM25 parameter: a word's score stays below its rarity times ``_K1 + 1``."""
_PRESENCE: Final = 3.0
"""Added for a word's being there at all, as a share of its rarity.

Tantivy's BM25 has fixed parameters; this makes the first occurrence of a word count for more than
repeats of it, as a smaller ``k1`` would; chosen with :class:`knowledge.fusion.Weights`.
"""
_FIELDS: Final = ("body", "asked")
"""Where a word's presence counts. People's wordings count for no more than that: their repeats and
their length would say nothing of the passage."""
_STOP_WORDS: Final = (
    "a an the this that these those there their they he she his her it its you your we our i me my"
    " and or but not no nor if than then so such both each any some all only own same too very just"
    " of in on at to for from by with as into about over under between after before during through"
    " is are was were be been being am do does did done doing have has had having will would shall"
    " should can could may might must"
    " what when where who whom whose which why how many much often"
    " s t d m don isn aren wasn weren doesn didn hasn haven hadn won wouldn couldn shouldn ve ll re"
    " tell explain describe mean means meaning define definition please"
)
"""Words that say how one asks, not what about; they count where a query holds nothing else."""
_HEAP: Final = 64 << 20


class LexicalWriter:
    """Fills the keyword index of a new build."""

    def __init__(self, build: Path) -> None:
        folder = build / FOLDER
        folder.mkdir()
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer(_ANALYZER, _analyzer())
        # One thread: segments, and with them ties in a ranking, come out the same every time.
        self._writer = index.writer(heap_size=_HEAP, num_threads=1)

    def add(self, row: int, text: str, partition: str, asked: str = "") -> None:
        """Add a passage's words under its row number and the name of its partition.

        *asked* are the wordings by which people ask for it.
        """
        document = tantivy.Document()
        document.add_unsigned("row", row)
        document.add_text("body", text)
        if asked:
            document.add_text("asked", asked)
        document.add_text("partition", partition)
        self._writer.add_document(document)

    def close(self) -> None:
        """Commit, and wait until everything is on disk."""
        self._writer.commit()
        self._writer.wait_merging_threads()


class LexicalIndex:
    """The keyword index of a finished build, to search from any thread."""

    def __init__(self, build: Path) -> None:
        try:
            self._index = tantivy.Index.open(str(build / FOLDER))
        except ValueError as error:
            raise IndexDamagedError(build.name, str(error)) from error
        self._schema = self._index.schema
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._searcher = self._index.searcher()
        self._analyzer = _analyzer()
        self._stop = frozenset(self.terms(_STOP_WORDS))

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def terms(self, text: str) -> list[str]:
        """Cut *text* into the stemmed words that the index knows it by."""
        return list(self._analyzer.analyze(text))

    def keywords(self, query: str) -> list[str]:
        """Return the words of *query* that say what it is about, stemmed, repeats included."""
        terms = self.terms(query)
        return [term for term in terms if term not in self._stop] or terms

    def rarity(self, term: str) -> float:
        """Return the word's inverse document frequency as BM25 has it."""
        count, frequency = len(self), self.document_frequency(term)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

    def ceiling(self, terms: Sequence[str]) -> float:
        """Return the score that no passage can pass in a search for *terms*."""
        counted = list(Counter(terms).items())[:_MAX_TERMS]
        return sum(n * self.rarity(t) for t, n in counted) * (_K1 + 1 + _PRESENCE)

    def document_frequency(self, term: str) -> int:
        """Return how many passages hold the stemmed word, or are asked for with it."""
        # The larger of both stands for how many they are together, which costs a search to know.
        return max(int(self._searcher.doc_freq(field, term)) for field in _FIELDS)

    def search(
        self,
        terms: Sequence[str],
        *,
        limit: int,
        partitions: Sequence[Partition] | None = None,
        rows: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Return rows and BM25 scores, the best first.

        *partitions* and *rows* restrict what is searched; ``None`` does not.
        """
        counted = list(Counter(terms).items())[:_MAX_TERMS]
        if not counted:
            return []
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, self._any_of(counted))]
            + [
                (tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0))
                for only in self._restrictions(partitions, rows)
            ]
        )
        hits = self._searcher.search(query, limit=limit, count=False).hits
        numbers = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [(int(n or 0), float(s)) for n, (s, _) in zip(numbers, hits, strict=True)]

    def _any_of(self, counted: Sequence[tuple[str, int]]) -> tantivy.Query:
        parts = []
        for term, count in counted:
            # "freq" is what BM25 needs; positions would only be read for phrases.
            part = tantivy.Query.term_query(self._schema, "body", term, index_option="freq")
            present = tantivy.Query.const_score_query(
                self._anywhere(term), _PRESENCE * self.rarity(term) * count
            )
            repeated = tantivy.Query.boost_query(part, float(count)) if count > 1 else part
            parts += [(tantivy.Occur.Should, repeated), (tantivy.Occur.Should, present)]
        return tantivy.Query.boolean_query(parts)

    def _anywhere(self, term: str) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.term_query(self._schema, field, term, index_option="basic"),
                )
                for field in _FIELDS
            ]
        )

    def _restrictions(
        self, partitions: Sequence[Partition] | None, rows: Sequence[int] | None
    ) -> list[tantivy.Query]:
        found = []
        if partitions is not None:
            names = [p.name for p in partitions]
            found.append(tantivy.Query.term_set_query(self._schema, "partition", names))
        if rows is not None:
            found.append(tantivy.Query.term_set_query(self._schema, "row", list(rows)))
        return found


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_text_field("body", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("asked", tokenizer_name=_ANALYZER, index_option="basic")
    builder.add_text_field("partition", tokenizer_name="raw", index_option="basic")
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
