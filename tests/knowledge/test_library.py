import re
from pathlib import Path

import pytest

from knowledge.library_lint import (
    SHIPPED_FACTS,
    Note,
    Statement,
    copied,
    dangling,
    lint_notes,
    read_note,
)
from knowledge.model import Audience
from knowledge.readers import read_source
from knowledge.works import load_works

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "knowledge" / "library"
CORPUS = ROOT.parent / "shared" / "corpus"
NOTES = sorted(LIBRARY.glob("*.md"))
TEMPLATES = (
    "alliance-charter",
    "joint-business-plan",
    "steering-committee-agenda",
    "first-100-days",
    "health-check-survey",
    "scorecard",
    "escalation-ladder",
    "qbr-agenda",
    "partner-fit-checklist",
    "exit-playbook",
    "raci",
    "launch-checklist",
    "monthly-report",
    "cadence-matrix",
    "meeting-minutes",
    "risk-register",
)
# What belongs to the making of the notes and not into them.
LEAKS = {
    "a number of the working notes": re.compile(r"\bF\d{3}\b"),
    "a grade's shorthand": re.compile(r"\bn/s\b|\bseed\b|\bfact sheet\b", re.IGNORECASE),
    "the name of a working file": re.compile(r"[0-9a-f]{12,}\.txt|\bfacts\.md\b|\bdomain\.md\b"),
}
WORKS = '[kale-2002]\ntitle = "Alliance capability"\nseen = "abstract"\n'
GOOD = (
    "---\ntitle: Offices\n---\n\n## Does it pay?\n\nKale (2002) found that it pays. [@kale-2002]\n"
)


@pytest.fixture(scope="module")
def shipped() -> list[Note]:
    return [read_note(path) for path in NOTES]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "works.toml").write_text(WORKS, encoding="utf-8")
    (tmp_path / "note.md").write_text(GOOD, encoding="utf-8")
    return tmp_path


def write(folder: Path, body: str) -> None:
    (folder / "note.md").write_text(f"{GOOD}\n{body}\n", encoding="utf-8")


def messages(folder: Path) -> list[str]:
    return [str(finding) for finding in lint_notes(folder)]


def test_the_shipped_library_passes_its_lint():
    findings = lint_notes(LIBRARY, SHIPPED_FACTS)

    assert not findings, "\n".join(map(str, findings))


def test_no_shorthand_of_the_working_notes_reaches_the_library():
    texts = {path: path.read_text(encoding="utf-8") for path in (*NOTES, LIBRARY / "works.toml")}

    found = {
        f"{path.name}: '{match[0]}' is {what}"
        for path, text in texts.items()
        for what, pattern in LEAKS.items()
        for match in pattern.finditer(text)
    }

    assert not found


@pytest.mark.shared
def test_no_sentence_of_the_library_is_copied_from_the_source_documents(shipped: list[Note]):
    if not CORPUS.is_dir():
        pytest.skip("the source documents are not beside this checkout (../shared/corpus)")
    documents = {
        path.name: path.read_text(encoding="utf-8", errors="replace")
        for path in CORPUS.rglob("*")
        if path.is_file()
    }

    findings = copied([st for note in shipped for st in note.statements], documents)

    assert not findings, "\n".join(map(str, findings))


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_every_sentence_of_a_shipped_note_names_its_works_once_it_is_read(path: Path):
    source = read_source(path, f"library/{path.name}")

    marked = [False] * len(source.text)
    for attribution in source.attributions:
        marked[attribution.start : attribution.end] = [True] * (attribution.end - attribution.start)
        assert attribution.works
    bare = "".join(" " if done else c for c, done in zip(source.text, marked, strict=True))
    assert not re.search(r"[a-z]", bare), " ".join(bare.split())
    assert source.audience is Audience.SHARED
    assert source.collection == "library"
    assert source.work.publication == "Alliance Advisor library"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_that_it_is_ours_and_is_a_list_that_fits_one_passage(name: str):
    path = LIBRARY / f"template-{name}.md"

    note = read_note(path)

    assert "note: Practice note by Alliance Advisor, no outside source" in path.read_text("utf-8")
    lead, items = note.statements[0], [st for st in note.statements if st.is_item]
    assert "practice note by Alliance Advisor, no outside source" in lead.text
    assert lead.text.endswith(":")
    assert len(items) >= 5
    for heading, nearest in _lists(note).items():
        assert sum(st.is_item for st in nearest) <= 12, heading
        assert sum(len(st.text.split()) for st in nearest) <= 150, heading
    assert all("practice-note" in st.keys for st in items)


def test_a_work_that_only_a_blog_reports_is_cited_as_the_blog(shipped: list[Note]):
    figures = [st for n in shipped for st in n.statements if re.search(r"\b71%", st.text)]

    assert figures
    assert all("it-alliances-blog" in st.keys for st in figures)


def test_titles_that_no_page_showed_stand_in_brackets_and_every_work_says_how_it_was_seen():
    works = load_works(LIBRARY)

    assert works["smj-2009-capability"].title.startswith("[")
    assert all(work.seen for work in works.values())
    assert not any(work.url for work in works.values() if "re-hosted copy" in work.seen)


def test_clean_notes_have_no_findings(notes: Path):
    assert lint_notes(notes) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("Nobody says so.", "note.md:9: 'Nobody says so.' has no source", id="no key"),
        pytest.param(
            "Kale said so. [@kale-2002] Nobody said more.",
            "note.md:9: 'Nobody said more.' has no source",
            id="key too early",
        ),
        pytest.param("- An item without one.", "note.md:9:", id="item"),
        pytest.param(
            "| Step | Source |\n|---|---|\n| Launch | none |", "note.md:11:", id="table row"
        ),
        pytest.param(
            "Somebody said so. [@nobody-1999]",
            "note.md:9: cites 'nobody-1999', which works.toml does not have",
            id="unknown key",
        ),
        pytest.param(
            "This study agrees. [@kale-2002]",
            "note.md:9: 'This study agrees.' opens with a pronoun",
            id="dangling",
        ),
        pytest.param(
            f"{'Word ' * 61}end. [@kale-2002]", "has 62 words, at most 60", id="long sentence"
        ),
        pytest.param(
            f"{'Kale found words. ' * 41} [@kale-2002]",
            "the paragraph has 123 words, at most 120",
            id="long paragraph",
        ),
        pytest.param(
            f"- {'Kale found words. ' * 14} [@kale-2002]",
            "the list item has 42 words, at most 40",
            id="long item",
        ),
        pytest.param("## Later", "note.md:9: nothing stands under the heading", id="empty heading"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(notes: Path, body: str, expected: str):
    write(notes, body)

    assert any(expected in message for message in messages(notes)), messages(notes)


@pytest.mark.parametrize(
    ("works", "expected"),
    [
        pytest.param(
            '[other]\ntitle = "T"\nseen = "abstract"', "no note cites 'other'", id="orphan"
        ),
        pytest.param(
            '[kale-2002]\ntitle = "T"\nseen = "re-hosted copy"\nurl = "https://example.org/x"',
            "works.toml:1: 'kale-2002' links to a re-hosted copy",
            id="copy with link",
        ),
        pytest.param(
            '[kale-2002]\ntitle = "T"\nseen = "abstract"\nurl = "https://no host/x"',
            "malformed link",
            id="malformed link",
        ),
        pytest.param(
            '[kale-2002]\ntitle = "T"\nseen = "abstract"\nurl = "ftp://example.org/x"',
            "url must begin with https://",
            id="not a web link",
        ),
        pytest.param('[kale-2002]\ntitle = "T"', "does not say how the work was seen", id="seen"),
        pytest.param(
            '[Kale_2002]\ntitle = "T"\nseen = "abstract"', "use lower-case letters", id="key"
        ),
        pytest.param("[kale-2002", "is not valid TOML", id="not TOML"),
    ],
)
def test_a_fault_of_the_bibliography_is_named(notes: Path, works: str, expected: str):
    (notes / "works.toml").write_text(works, encoding="utf-8")

    assert any(expected in message for message in messages(notes)), messages(notes)


def test_notes_without_statements_with_one_title_or_of_another_type_are_found(notes: Path):
    (notes / "empty.md").write_text("---\ntitle: Offices\n---\n", encoding="utf-8")
    (notes / "draft.docx").write_bytes(b"PK")

    found = messages(notes)

    assert any("empty.md:1: holds no statement" in message for message in found)
    assert any("note.md:1: has the title of empty.md" in message for message in found)
    assert any("draft.docx:1: is neither a note" in message for message in found)


def test_facts_that_a_note_must_state_are_asked_for(notes: Path):
    found = [str(f) for f in lint_notes(notes, SHIPPED_FACTS)]

    assert "note.md:1: front matter lacks 'author': add it" in found


@pytest.mark.parametrize(
    "sentence",
    [
        "This study followed 15 alliances.",
        "These are the four steps.",
        "They found the opposite.",
        "He warns of overconfidence.",
        "It also gives continuity.",
        "Its eight stages are listed.",
        "Such functions codify know-how.",
        "However, the gap is smaller.",
        "Also, run it twice a year.",
        "The study covers 430 companies.",
        "The same firms earned 1.35%.",
        "The authors add a caution.",
        "The survey, of 2009, differs.",
        "As above, ask both sides.",
        "In contrast, flexible firms do well.",
        "For example, charges for shared services.",
        "Another practitioner disagrees.",
        "Both hold.",
        "“That is it,” says Kale.",
    ],
)
def test_a_sentence_that_points_back_is_dangling(sentence: str):
    assert dangling(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Kale, Dyer and Singh (2002) found a gap.",
        "The gap between the partners' views matters more.",
        "The guide of the CDC names six steps.",
        'The blog post "Why Don\'t IT Alliances Work Out?" reports 71%.',
        "The 2009 edition of ASAP's survey gives 57%.",
        "Thistle Ltd. joined the alliance.",
        "Italian partners agreed.",
        "So-called soft exits are rare.",
        "Hence-Miller (2001) disagrees.",
    ],
)
def test_a_sentence_that_names_its_subject_is_not_dangling(sentence: str):
    assert not dangling(sentence)


def test_a_run_of_twelve_words_is_a_copy_and_eleven_are_not():
    words = [f"word{n}" for n in range(12)]
    longer = Statement("a.md", 3, f"Says: {' '.join(words)}.", (), is_item=False)
    shorter = Statement("a.md", 5, f"Says: {' '.join(words[:11])}.", (), is_item=False)

    found = copied([longer, shorter], {"page.txt": f"Before, {' '.join(words)} after."})

    assert [(finding.file, finding.line) for finding in found] == [("a.md", 3)]


def _lists(note: Note) -> dict[str, list[Statement]]:
    """Each heading's statements: a passage is cut at headings."""
    lists: dict[str, list[Statement]] = {}
    for statement in note.statements:
        heading = max((h for h in note.headings if h[0] < statement.line), default=(0, 0, ""))
        lists.setdefault(heading[2], []).append(statement)
    return lists
