from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from knowledge.builds import Builds
from knowledge.confidence import NEUTRAL
from knowledge.errors import IndexDamagedError, IndexMismatchError, NoIndexError
from knowledge.model import Audience
from knowledge.retrieve import Library
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, index, start, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Opener = Callable[..., Library]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Index some files and open the library on them."""
    libraries = []

    def open_(files: dict[str, str], **options: object) -> Library:
        index(tmp_path / "index", write(tmp_path / "corpus", files), **options)
        libraries.append(Library(tmp_path / "index", HashingEmbedder()))
        return libraries[-1]

    yield open_
    for library in libraries:
        library.close()


def sources(library: Library, query: str, **options: object) -> list[str]:
    return [hit.passage.source_id for hit in library.search(query, **options).hits]


def test_the_passage_with_the_words_of_the_query_comes_first(opened: Opener) -> None:
    library = opened(NOTES)

    result = library.search("which exit triggers does the clause name?")

    first = result.hits[0]
    assert first.passage.source_id == "exit.md"
    assert first.score == max(hit.score for hit in result.hits)
    assert first.lexical is not None
    assert result.build == library.build.id


def test_hits_carry_the_cosine_of_every_sentence(opened: Opener) -> None:
    library = opened(NOTES)

    hit = library.search("Assets are split by contract.").hits[0]

    assert len(hit.sentence_scores) == len(hit.passage.sentences) == 2
    assert hit.sentence_vectors is not None
    assert hit.sentence_vectors.shape == (2, 64)
    assert hit.sentence_scores[1] == pytest.approx(1.0, abs=0.001)
    query = HashingEmbedder().embed_query("Assets are split by contract.")
    assert np.allclose(hit.sentence_vectors @ query, hit.sentence_scores, atol=0.001)


def test_a_dense_score_is_the_cosine_even_where_only_the_words_matched(opened: Opener) -> None:
    library = opened(NOTES)
    embedder = HashingEmbedder()
    query = "promises"

    for hit in library.search(query).hits:
        exact = embedder.embed_query(query) @ embedder.embed_query(hit.passage.indexed_text)
        assert hit.dense == pytest.approx(float(exact), abs=0.001)


@pytest.mark.parametrize("query", ["", "   ", "!!! ??? …", "🤝🤝", "title:(AND OR NOT", "a" * 9000])
def test_no_query_is_malformed(opened: Opener, query: str) -> None:
    result = opened(NOTES).search(query)

    assert 0.0 <= result.confidence <= 1.0


def test_query_syntax_is_only_words(opened: Opener) -> None:
    library = opened(NOTES)

    plain = library.search("exit clause")
    dressed = library.search('+exit -"clause*"^9 ~')

    assert [h.lexical for h in plain.hits] == [h.lexical for h in dressed.hits]


SECRET = "---\naudience: internal\n---\n\n# Secret\n\nThe exit clause of the Acme contract."
PUBLIC = "---\naudience: shared\n---\n\n# Public\n\nAn exit clause in general."


def test_a_shared_audience_never_sees_an_internal_source(opened: Opener) -> None:
    library = opened({"secret.md": SECRET, "public.md": PUBLIC})

    assert set(sources(library, "exit clause Acme")) == {"secret.md", "public.md"}
    assert sources(library, "exit clause Acme", audience=Audience.SHARED) == ["public.md"]
    assert sources(library, "Acme contract", audience=Audience.SHARED, top=100) == ["public.md"]


def test_a_shared_audience_gets_nothing_from_an_internal_corpus(opened: Opener) -> None:
    result = opened({"secret.md": SECRET}).search("exit clause Acme", audience=Audience.SHARED)

    assert result.hits == ()
    assert result.confidence == 0.0


def test_a_source_made_internal_disappears_for_a_shared_audience(
    opened: Opener, tmp_path: Path
) -> None:
    opened({"note.md": PUBLIC}).close()
    library = opened({"note.md": PUBLIC.replace("shared", "internal")})

    assert sources(library, "exit clause", audience=Audience.SHARED) == []
    assert sources(library, "exit clause") == ["note.md"]


def test_collections_restrict_a_search(opened: Opener) -> None:
    library = opened(
        {
            "a.md": "---\ncollection: legal team\n---\n\n# A\n\nThe exit clause.",
            "b.md": "# B\n\nThe exit clause too.",
        }
    )

    assert sources(library, "exit clause", collections={"legal team"}) == ["a.md"]
    assert sources(library, "exit clause", collections={""}) == ["b.md"]
    assert sources(library, "exit clause", collections={"nobody's"}) == []
    assert len(sources(library, "exit clause")) == 2


def test_the_same_words_are_returned_once_unless_copies_are_wanted(opened: Opener) -> None:
    library = opened(NOTES | {"copy.md": NOTES["exit.md"].replace("# Exit", "# Leaving")})

    once = sources(library, "exit clause triggers")
    all_of_them = sources(library, "exit clause triggers", copies=True)

    assert len({"exit.md", "copy.md"} & set(once)) == 1
    assert {"exit.md", "copy.md"} <= set(all_of_them)


def test_the_text_around_a_passage_is_the_sources_own(opened: Opener) -> None:
    library = opened({"long.md": "# A\n\nFirst part.\n\n# B\n\nSecond part.\n\n# C\n\nThird part."})
    second = library.search("Second part").hits[0].passage

    before, after = library.around(second)

    assert second.text == "Second part."
    assert "First part." in before
    assert "Third part." in after
    assert library.passage(second.id) == second
    assert library.passage("unknown") is None


def test_opening_without_an_index_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match="advisor reindex"):
        Library(tmp_path, HashingEmbedder())


def test_opening_with_another_model_says_which_and_what_to_run(tmp_path: Path) -> None:
    index(tmp_path / "index", write(tmp_path / "corpus", NOTES))

    with pytest.raises(IndexMismatchError, match=r"revision 1, the settings say 2.*reindex"):
        Library(tmp_path / "index", HashingEmbedder(revision="2"))


@pytest.mark.parametrize(
    "victim", ["lexical", "passages.sqlite", "chroma", "vectors", "build.json"]
)
def test_a_damaged_build_says_what_to_run(tmp_path: Path, victim: str) -> None:
    import shutil

    index(tmp_path / "index", write(tmp_path / "corpus", NOTES))
    builds = Builds(tmp_path / "index")
    folder = builds.folder(builds.current())
    for path in folder.glob("passages.f32" if victim == "vectors" else victim):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.write_bytes(b"torn")

    with pytest.raises(IndexDamagedError, match="advisor reindex --full"):
        Library(tmp_path / "index", HashingEmbedder())

    assert index(tmp_path / "index", tmp_path / "corpus", full=True).is_new
    Library(tmp_path / "index", HashingEmbedder()).close()


def test_a_search_in_the_old_build_survives_promotion_and_pruning(
    opened: Opener, tmp_path: Path
) -> None:
    library = opened(NOTES)
    with library._follower.lease() as old:
        for _ in range(3):
            index(tmp_path / "index", tmp_path / "corpus", full=True)

        found = old.store.passages([0, 1, 2])
        near = old.dense.nearest(np.eye(1, 64, dtype=np.float32)[0], old.info.partitions, 3)

    assert len(found) == len(near) == 3


def test_a_build_of_another_model_is_not_taken_up(
    opened: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = opened(NOTES)
    before = library.build.id
    index(tmp_path / "index", tmp_path / "corpus", embedder=HashingEmbedder(revision="2"))
    library._follower._closed = True  # stop the thread: the next lines do its work in the open
    library._follower._thread.join()

    with pytest.raises(IndexMismatchError):
        library._follower._swap()

    assert library.build.id == before
    assert sources(library, "exit clause")[0] == "exit.md"


SEARCHER = """
import sys, time
from pathlib import Path
from knowledge.retrieve import Library
from tests.fakes import HashingEmbedder

library = Library(Path(sys.argv[1]), HashingEmbedder())
first, searches, deadline = library.build.id, 0, time.monotonic() + 60
print("ready", flush=True)
while library.build.id == first and time.monotonic() < deadline:
    result = library.search("exit clause triggers")
    assert result.hits[0].passage.source_id == "exit.md", result
    assert len(result.hits) >= 3, result
    searches += 1
late = library.search("a note that came late").hits[0].passage.source_id
print(library.build.id, searches, late, flush=True)
library.close()
"""


def test_another_process_searches_on_during_a_reindex_and_then_sees_the_new_build(
    tmp_path: Path,
) -> None:
    corpus = write(tmp_path / "corpus", NOTES)
    index(tmp_path / "index", corpus)
    process = start(SEARCHER, tmp_path / "index")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    write(corpus, {"late.md": "# Late\n\nA note that came late."})

    report = index(tmp_path / "index", corpus)

    out, errors = process.communicate(timeout=90)
    assert process.returncode == 0, errors
    build, searches, late = out.split()
    assert build == report.build
    assert int(searches) > 0
    assert late == "late.md"


def test_a_wording_by_which_people_ask_leads_to_its_passage(opened: Opener) -> None:
    plain = "## Exit\n\n{}Leave in good order and early.\n\n## Launch\n\nBegin in good order.\n"
    wording = "<!-- asked:\nhow can we get divorced\n-->\n\n"
    library = opened({"a.md": plain.format(wording)})

    (hit, *_) = library.search("how can we get divorced").hits

    assert hit.passage.headings == ("Exit",)
    assert hit.passage.asked == ("how can we get divorced",)
    assert len(hit.sentence_scores) == len(hit.passage.sentences)
    assert hit.sentence_vectors is not None
    assert len(hit.sentence_vectors) == len(hit.passage.sentences)


def test_a_changed_wording_is_embedded_anew(tmp_path: Path) -> None:
    text = "## Exit\n\n<!-- asked:\n{}\n-->\n\nLeave in good order.\n"
    corpus = write(tmp_path / "corpus", {"a.md": text.format("how to get out")})
    index(tmp_path / "index", corpus)
    write(corpus, {"a.md": text.format("how to part ways")})

    report = index(tmp_path / "index", corpus)

    assert report.embedded == 1


def test_words_of_several_wordings_count_together(opened: Opener) -> None:
    section = "## {}\n\n<!-- asked:\n{}\n-->\n\nBegin and end in good order.\n\n"
    first, second = "how can we get divorced", "quit a bad marriage gently"
    question = "how can we get divorced and quit"

    apart = section.format("Exit", first) + section.format("Launch", second)
    one = opened({"a.md": apart}).signals(question)
    both = opened({"a.md": section.format("Exit", f"{first}\n{second}")}).signals(question)

    assert one is not None
    assert both is not None
    assert both.statement > one.statement


@pytest.mark.parametrize(("title", "heading"), [("{}", "Opening"), ("Minutes", "{}")])
def test_how_near_a_title_or_heading_comes_is_a_signal_of_its_own(
    opened: Opener, title: str, heading: str
) -> None:
    text = f"---\ntitle: {title}\n---\n\n## {heading}\n\nThe contract of Globex ends in May.\n"
    question = "how long is the term of notice for Globex"

    near = opened({"a.md": text.format("Term of notice for Globex")}).signals(question)
    far = opened({"a.md": text.format("Weather")}).signals(question)

    assert near is not None
    assert far is not None
    assert near.label > far.label + 0.3


def test_where_people_wrote_how_they_ask_a_label_counts_for_nothing(opened: Opener) -> None:
    text = "---\ntitle: Term of notice\n---\n\n## Letters\n\n{}Notice is due by letter.\n"
    asked = "<!-- asked:\nmay we give notice by mail\n-->\n\n"

    without = opened({"a.md": text.format("")}).signals("how long is the term of notice")
    having = opened({"a.md": text.format(asked)}).signals("how long is the term of notice")

    assert without is not None
    assert having is not None
    assert without.label > having.label == NEUTRAL


def test_wordings_by_which_people_ask_count_as_the_passage_they_ask_for(opened: Opener) -> None:
    text = "## Letters\n\n{}Notice is due by letter.\n"
    asked = "<!-- asked:\nmay we mail it\nis e-mail good enough\n-->\n\n"

    without = opened({"a.md": text.format("")}).signals("is it good enough to mail it")
    having = opened({"a.md": text.format(asked)}).signals("is it good enough to mail it")

    assert without is not None
    assert having is not None
    assert having.text > without.text + 0.2


def test_a_section_that_two_wordings_ask_for_comes_before_one_that_one_does(opened: Opener) -> None:
    section = "## {}\n\n<!-- asked:\n{}\n-->\n\nBegin and end in good order.\n\n"
    question = "how can we get divorced"
    chance = f"{question}\nboil a large pot of fresh beans"
    meant = f"{question} soon\n{question} quietly"

    library = opened({"a.md": section.format("Kitchen", chance) + section.format("Ends", meant)})

    assert library.search(question).hits[0].passage.headings == ("Ends",)
