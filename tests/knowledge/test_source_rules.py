"""``sources.toml`` says what documents are: by pattern, nearest first, errors by line."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from knowledge.builds import Builds
from knowledge.errors import CorpusError
from knowledge.gather import gather
from knowledge.model import Audience, Work
from knowledge.passage_store import PassageStore
from knowledge.reader_pool import ReaderPool
from knowledge.readers import read_document
from knowledge.retrieve import Library
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import index, write

if TYPE_CHECKING:
    from pathlib import Path


def corpus(folder: Path, rules: str, *names: str) -> Path:
    return write(folder / "corpus", {"sources.toml": rules} | dict.fromkeys(names, "Words."))


def said(folder: Path) -> dict[str, str]:
    """Return the collection of each document."""
    found = gather((folder,), with_library=False)
    return {file.id: file.stated.collection for file in found.files}


PATTERNS = [
    pytest.param("a.md", ["a.md", "deep/a.md"], id="a name, at any depth"),
    pytest.param("/a.md", ["a.md"], id="a name here"),
    pytest.param("deep/a.md", ["deep/a.md"], id="a path"),
    pytest.param("*.md", ["a.md", "b c.md", "deep/a.md", "deep/er/x.md"], id="a suffix"),
    pytest.param("deep/*", ["deep/a.md", "deep/er/x.md"], id="a folder's files"),
    pytest.param("deep/*.md", ["deep/a.md"], id="a star stops at a slash"),
    pytest.param("deep/", ["deep/a.md", "deep/er/x.md"], id="a folder"),
    pytest.param("er", ["deep/er/x.md"], id="a folder by name"),
    pytest.param("deep/**/x.md", ["deep/er/x.md"], id="two stars"),
    pytest.param("**/x.md", ["deep/er/x.md"], id="two stars first"),
    pytest.param("?.md", ["a.md", "deep/a.md", "deep/er/x.md"], id="one character"),
    pytest.param("[!ax].md", [], id="none of these characters"),
    pytest.param("[a-c].md", ["a.md", "deep/a.md"], id="a range"),
    pytest.param("b c.md", ["b c.md"], id="a space"),
    pytest.param("*", ["a.md", "b c.md", "deep/a.md", "deep/er/x.md"], id="everything"),
]


@pytest.mark.parametrize(("pattern", "matched"), PATTERNS)
def test_patterns_match_as_gitignore_reads_them(tmp_path, pattern, matched):
    rules = f'["{pattern}"]\ncollection = "X"\n'
    folder = corpus(tmp_path, rules, "a.md", "b c.md", "deep/a.md", "deep/er/x.md")

    assert [name for name, collection in said(folder).items() if collection] == matched


def test_all_keys_name_the_work(tmp_path):
    rules = """
["report.txt"]
title = "Q3 review with Acme"
author = ["Priya Nair", "Ken Ito"]
publication = "Northwind"
year = 2026
url = "https://wiki.example.com/q3"
audience = "shared"
collection = "Reviews"
"""
    folder = corpus(tmp_path, rules, "report.txt")
    (file,) = gather((folder,), with_library=False).files

    source = read_document(file).source

    assert source.work == Work(
        "Q3 review with Acme",
        "Priya Nair, Ken Ito",
        "Northwind",
        "2026",
        "https://wiki.example.com/q3",
    )
    assert (source.audience, source.collection) == (Audience.SHARED, "Reviews")


def test_a_later_table_and_a_nearer_file_go_first_key_by_key(tmp_path):
    rules = '["*"]\ncollection = "All"\nauthor = "We"\n["b.md"]\ncollection = "B"\n'
    folder = corpus(tmp_path, rules, "a.md", "b.md", "deep/b.md")
    write(folder, {"deep/sources.toml": '["b.md"]\ncollection = "Deep"\n'})

    files = gather((folder,), with_library=False).files

    assert {f.id: (f.stated.collection, f.stated.author) for f in files} == {
        "a.md": ("All", "We"),
        "b.md": ("B", "We"),
        "deep/b.md": ("Deep", "We"),
    }


def test_front_matter_goes_before_rules_and_rules_before_what_a_format_tells(tmp_path):
    rules = '["*"]\ntitle = "By rule"\nauthor = "By rule"\n'
    folder = corpus(tmp_path, rules)
    write(folder, {"a.md": "---\ntitle: By front matter\n---\n# By heading\n\nWords."})
    (file,) = gather((folder,), with_library=False).files

    work = read_document(file).source.work

    assert (work.title, work.author) == ("By front matter", "By rule")


@pytest.mark.parametrize(
    ("rule", "document", "audience"),
    [
        ("internal", "shared", Audience.INTERNAL),
        ("shared", "internal", Audience.INTERNAL),
        ("shared", "shared", Audience.SHARED),
    ],
)
def test_of_two_audiences_the_narrower_holds(tmp_path, rule, document, audience):
    folder = corpus(tmp_path, f'["*"]\naudience = "{rule}"\n')
    write(folder, {"a.md": f"---\naudience: {document}\n---\nWords."})
    (file,) = gather((folder,), with_library=False).files

    assert read_document(file).source.audience is audience


def stored(index_dir: Path) -> dict[str, tuple[str, str, str]]:
    builds = Builds(index_dir)
    store = PassageStore(builds.folder(builds.current()))
    found = store.passages(range(len(store))).values()
    return {p.source_id: (p.work.title, p.work.author, p.collection) for p in found}


def test_what_is_said_of_an_archive_holds_inside_but_for_its_title(tmp_path):
    rules = """
["deal.zip"]
title = "The Acme deal"
author = "Legal"
collection = "Deals"
["deal.zip/notes/*"]
title = "A note"
"""
    folder = corpus(tmp_path, rules, "x.md")
    with zipfile.ZipFile(folder / "deal.zip", "w") as archive:
        archive.writestr("terms.md", "Terms.")
        archive.writestr("notes/a.md", "A note.")

    index(tmp_path / "index", folder)

    assert stored(tmp_path / "index") == {
        "x.md": ("X", "", ""),
        "deal.zip/terms.md": ("Terms", "Legal", "Deals"),
        "deal.zip/notes/a.md": ("A note", "Legal", "Deals"),
    }


def test_a_change_reads_again_only_what_it_concerns(tmp_path, monkeypatch):
    opened = []
    ask = ReaderPool.ask
    monkeypatch.setattr(
        ReaderPool, "ask", lambda pool, file: (opened.append(file.id), ask(pool, file))
    )
    folder = corpus(tmp_path, '["a.md"]\nauthor = "Ken"\n', "a.md", "b.md", "c.md")
    index(tmp_path / "index", folder)
    opened.clear()
    write(folder, {"sources.toml": '["a.md"]\nauthor = "Ken"\n["b.md"]\nauthor = "Priya"\n'})

    report = index(tmp_path / "index", folder)

    assert opened == ["b.md"]
    assert (report.changed, report.embedded) == (1, 0)
    assert stored(tmp_path / "index")["b.md"] == ("B", "Priya", "")


BROKEN = [
    pytest.param('["a.md"\n', r"not valid TOML.*line 1", id="no TOML"),
    pytest.param(
        '["a.md"]\n\naudience = "all"\n', r"line 3: audience 'all' is unknown", id="audience"
    ),
    pytest.param('["a.md"]\nurl = "ftp://x"\n', r"line 2: url must begin", id="url"),
    pytest.param(
        '["b"]\n[a.md]\ntitle = "x"\n', r'line 2: .*in quotes, \["a.md"\]', id="no quotes"
    ),
    pytest.param('title = "x"\n', r"line 1: 'title' stands under no pattern", id="no pattern"),
]


@pytest.mark.parametrize(("rules", "message"), BROKEN)
def test_an_error_names_file_and_line_and_changes_nothing(tmp_path, rules, message):
    folder = corpus(tmp_path, rules, "a.md")

    with pytest.raises(CorpusError, match=rf"sources\.toml.*{message}.*nothing was changed"):
        gather((folder,), with_library=False)


def test_what_nobody_knows_and_what_matches_nothing_is_reported(tmp_path):
    rules = '["a.md"]\nautor = "Ken"\nmood = "good"\n["gone.md"]\nyear = 2026\n'
    folder = corpus(tmp_path, rules, "a.md")

    report = index(tmp_path / "index", folder)

    known = "title, author, publication, published, url, audience, collection"
    assert {c.name for c in report.caveats} == {"sources.toml"}
    assert [c.text for c in report.caveats] == [
        "line 2: key 'autor' is not known: did you mean 'author'?",
        f"line 3: key 'mood' is not known: known are {known}",
        "'gone.md' matches no document",
    ]


def test_a_slip_in_front_matter_is_reported_and_other_programs_keys_are_not(tmp_path):
    folder = write(
        tmp_path / "corpus", {"a.md": "---\ntitel: Exit\nlayout: post\ntags: [a]\n---\nWords."}
    )

    report = index(tmp_path / "index", folder)

    assert [c.text for c in report.caveats] == [
        "front matter: key 'titel' is not known: did you mean 'title'?"
    ]


def test_a_corpus_file_s_records_take_what_is_said_of_it(tmp_path):
    folder = corpus(tmp_path, '["corpus.jsonl"]\ncollection = "Papers"\ntitle = "All"\n')
    write(folder, {"corpus.jsonl": '{"_id": "7", "title": "Trust", "text": "Trust grows."}\n'})

    index(tmp_path / "index", folder)

    assert stored(tmp_path / "index") == {"7": ("Trust", "", "Papers")}


def test_a_search_keeps_to_the_collections_that_it_is_given(tmp_path):
    rules = '["contracts/"]\ncollection = "Contracts"\n["out.md"]\naudience = "shared"\n'
    folder = corpus(tmp_path, rules)
    text = "An exit clause names the triggers."
    write(folder, {"contracts/a.md": f"{text} A.", "b.md": f"{text} B.", "out.md": f"{text} C."})
    index(tmp_path / "index", folder)
    library = Library(tmp_path / "index", HashingEmbedder())

    def found(**limits) -> set[str]:
        return {h.passage.source_id for h in library.search("exit clause", **limits).hits}

    assert library.collections(Audience.INTERNAL) == {"Contracts": 1, "": 2}
    assert library.collections(Audience.SHARED) == {"": 1}
    assert found() == {"contracts/a.md", "b.md", "out.md"}
    assert found(collections={"Contracts"}) == {"contracts/a.md"}
    assert found(collections={""}) == {"b.md", "out.md"}
    assert found(collections={""}, audience=Audience.SHARED) == {"out.md"}
    assert found(collections={"Gone"}) == set()
    library.close()
