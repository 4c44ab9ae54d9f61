"""Check a folder of notes: every statement has its source and can be quoted alone.

The shipped library passes it in the test suite; an administrator's own notes with a ``works.toml``
can be checked with :func:`lint_notes` in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from knowledge.blocks import Block, KeyedSpan
from knowledge.errors import UnreadableSourceError
from knowledge.formats.citekeys import lift_citations
from knowledge.formats.frontmatter import split_front_matter
from knowledge.sentences import sentence_spans
from knowledge.works import WORKS_FILE, load_works

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from knowledge.model import Work

MAX_SENTENCE_WORDS = 60
MAX_PARAGRAPH_WORDS = 120
MAX_ITEM_WORDS = 40
COPIED_WORDS = 12
REHOSTED = "re-hosted copy"
REQUIRED_FACTS = ("title",)
SHIPPED_FACTS = ("title", "author", "publication", "published", "audience", "collection")

_LONE_NOUN = (
    "abstract|answer|article|authors?|blog post|blog(?! post)|book|chapter|excerpt|figures?|"
    "findings?|former|gap|guide|latter|list|model|page|paper|post|report|researchers|results?|"
    "review|rule|source|study|summary|survey|text|tool|writers?"
)
# An opening that points back: out of its place, in an answer, nobody knows what it means.
DANGLING = {
    "a pronoun": re.compile(
        r"(?:this|that|these|those|it|its|he|his|she|her|hers|they|their|theirs|them|such|both|"
        r"another|others|some of (?:them|these|those)|one of (?:them|these|those))\b"
    ),
    "a connective": re.compile(
        r"(?:also|and|again|additionally|besides|but|consequently|conversely|finally|furthermore|"
        r"hence|here|however|instead|likewise|meanwhile|moreover|nevertheless|nonetheless|or|"
        r"otherwise|similarly|so|still|then|therefore|thus|yet)\b(?!-)"
    ),
    "a reference back": re.compile(
        rf"(?:the (?:same|above|other|others)\b|as (?:above|before|noted|mentioned|already)\b|"
        rf"the (?:{_LONE_NOUN})\b(?! (?:at|between|by|for|from|in|of|on|that|to|with)\b| \W)|"
        r"(?:after|as|because of|besides|by|for|from|in|of|on|unlike|with) "
        r"(?:this|that|these|those|it|them|addition|contrast|example|instance|turn)\b)"
    ),
}
_QUOTE_MARKS = re.compile(r"^\W+")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a note or of the bibliography; ``line`` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Show it as editors link it: file, line, what is wrong and what to do."""
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph, list item or table row of a note, without its markers."""

    file: str
    line: int
    text: str
    spans: tuple[KeyedSpan, ...]
    is_item: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences."""
        return tuple(self.text[a:b] for a, b in sentence_spans(self.text))

    @property
    def keys(self) -> frozenset[str]:
        """The citation keys in it."""
        return frozenset(key for span in self.spans for key in span.keys)


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart: its facts, its headings with their lines, its statements."""

    file: str
    facts: Mapping[str, str]
    headings: tuple[tuple[int, int, str], ...]
    statements: tuple[Statement, ...]


def lint_notes(folder: Path, required_facts: Iterable[str] = REQUIRED_FACTS) -> list[Finding]:
    """Check the notes in *folder* and its ``works.toml``; an empty list means that all is well."""
    try:
        works = load_works(folder)
        notes = [read_note(path) for path in sorted(folder.glob("*.md"))]
    except UnreadableSourceError as error:
        return [Finding(error.name, 1, error.reason)]
    findings = [*_strays(folder), *_twins(notes)]
    for note in notes:
        findings += _facts(note, required_facts)
        findings += _emptiness(note)
        for statement in note.statements:
            findings += _sources(statement, works)
            findings += _wording(statement)
            findings += _lengths(statement)
    used = {key for note in notes for st in note.statements for key in st.keys}
    lines = _key_lines(folder)
    for key, work in works.items():
        findings += (Finding(WORKS_FILE, lines.get(key, 1), m) for m in _work(key, work, used))
    return sorted(findings, key=lambda f: (f.file, f.line))


def read_note(path: Path) -> Note:
    """Take a note apart; raises UnreadableSourceError for malformed front matter."""
    from markdown_it import MarkdownIt

    text = path.read_text(encoding="utf-8")
    head = split_front_matter(text, path.name)
    facts, body = head.facts, head.body
    skipped = text[: len(text) - len(body)].count("\n")
    headings: list[tuple[int, int, str]] = []
    statements: list[Statement] = []
    context: list[str] = []
    line = 0
    row: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.map is not None:
            line = skipped + token.map[0] + 1
        if token.type.endswith("_open"):
            context.append(token.type)
        elif token.type.endswith("_close"):
            if token.type == "tr_close" and "tbody_open" in context:
                statements.append(_statement(path.name, line, "; ".join(row), is_item=True))
            row = [] if token.type == "tr_close" else row
            context.pop()
        elif token.type != "inline":
            continue
        elif "heading_open" in context:
            headings.append((line, token.level, " ".join(token.content.split())))
        elif "tr_open" in context:
            row.append(token.content)
        else:
            is_item = "list_item_open" in context
            statements.append(_statement(path.name, line, token.content, is_item=is_item))
    known = {name: getattr(facts, name) for name in facts.__slots__}
    return Note(path.name, known, tuple(headings), tuple(statements))


def copied(statements: Iterable[Statement], documents: Mapping[str, str]) -> list[Finding]:
    """Find sentences that share a run of 12 words or more with one of the *documents*."""
    runs: dict[tuple[str, ...], str] = {}
    for name, text in documents.items():
        runs |= dict.fromkeys(_runs(text), name)
    return [
        Finding(st.file, st.line, f"'{' '.join(run)}' stands in {runs[run]}: use your own words")
        for st in statements
        for sentence in st.sentences
        if (run := next((r for r in _runs(sentence) if r in runs), None)) is not None
    ]


def dangling(sentence: str) -> str:
    """Say what *sentence* opens with that points back to another one, or return an empty string."""
    opening = _QUOTE_MARKS.sub("", sentence).casefold()
    return next((what for what, pattern in DANGLING.items() if pattern.match(opening)), "")


def _statement(file: str, line: int, content: str, *, is_item: bool) -> Statement:
    block = lift_citations(Block(" ".join(content.split())))
    return Statement(file, line, block.text, block.spans, is_item)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return (tuple(words[i : i + COPIED_WORDS]) for i in range(len(words) - COPIED_WORDS + 1))


def _strays(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")):
            continue
        if path.suffix != ".md" and path.name != WORKS_FILE:
            yield Finding(path.name, 1, f"is neither a note (.md) nor {WORKS_FILE}: move it away")


def _twins(notes: Iterable[Note]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for note in notes:
        title = note.facts["title"].casefold()
        if title and (other := first.setdefault(title, note.file)) != note.file:
            yield Finding(note.file, 1, f"has the title of {other}: give each note its own")


def _facts(note: Note, required: Iterable[str]) -> Iterator[Finding]:
    for name in required:
        if not note.facts.get(name):
            yield Finding(note.file, 1, f"front matter lacks '{name}': add it")


def _emptiness(note: Note) -> Iterator[Finding]:
    if not note.statements:
        yield Finding(note.file, 1, "holds no statement: write one or remove the note")
        return
    said = {statement.line for statement in note.statements}
    last = max(said) + 1
    for at, (line, level, text) in enumerate(note.headings):
        following = note.headings[at + 1 :]
        end = next((ln for ln, lv, _ in following if lv <= level), last)
        if not any(line < one < max(end, line) for one in said):
            yield Finding(note.file, line, f"nothing stands under the heading '{text}'")


def _sources(statement: Statement, works: Mapping[str, Work]) -> Iterator[Finding]:
    place = (statement.file, statement.line)
    covered = max((span.end for span in statement.spans), default=0)
    if covered < len(statement.text):
        yield Finding(
            *place, f"'{_start(statement.text[covered:])}' has no source: end it in [@key]"
        )
    for key in sorted(statement.keys - set(works)):
        yield Finding(*place, f"cites '{key}', which {WORKS_FILE} does not have: add it there")


def _wording(statement: Statement) -> Iterator[Finding]:
    place = (statement.file, statement.line)
    for sentence in statement.sentences:
        if what := dangling(sentence):
            yield Finding(
                *place, f"'{_start(sentence)}' opens with {what}: name who or what is meant"
            )


def _lengths(statement: Statement) -> Iterator[Finding]:
    place = (statement.file, statement.line)
    limit, kind = (
        (MAX_ITEM_WORDS, "list item") if statement.is_item else (MAX_PARAGRAPH_WORDS, "paragraph")
    )
    if (words := len(statement.text.split())) > limit:
        yield Finding(*place, f"the {kind} has {words} words, at most {limit}: split it")
    for sentence in statement.sentences:
        if (words := len(sentence.split())) > MAX_SENTENCE_WORDS:
            yield Finding(
                *place,
                f"'{_start(sentence)}' has {words} words, at most {MAX_SENTENCE_WORDS}: split it",
            )


def _work(key: str, work: Work, used: set[str]) -> Iterator[str]:
    if not _KEY.fullmatch(key):
        yield f"key '{key}': use lower-case letters, digits and hyphens, as in kale-2002"
    if key not in used:
        yield f"no note cites '{key}': cite it or remove it"
    if not work.seen:
        yield f"'{key}' does not say how the work was seen: fill in 'seen'"
    if work.url and REHOSTED in work.seen:
        yield f"'{key}' links to a re-hosted copy: leave 'url' empty"
    if work.url and not _is_link(work.url):
        yield f"'{key}' has a malformed link {work.url!r}"


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    well_formed = parts.scheme in {"http", "https"} and "." in host.strip(".")
    return well_formed and not re.search(r"[\s<>\"|`]", url)


def _key_lines(folder: Path) -> dict[str, int]:
    path = folder / WORKS_FILE
    if not path.is_file():
        return {}
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return {m[1]: n for n, line in numbered if (m := re.match(r"\[\"?([^\]\"]+)\"?\]", line))}


def _start(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")  # noqa: PLR2004 - a glimpse
