"""One table of readers: a file's suffix decides how it becomes a source."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from knowledge.blocks import Block, BlockKind, Draft, assemble, same_words
from knowledge.clean import clean_page, undouble
from knowledge.errors import UnreadableSourceError
from knowledge.formats.beir import CORPUS_FILES, read_record
from knowledge.formats.encoding import decode
from knowledge.formats.frontmatter import split_front_matter
from knowledge.formats.html import read_html
from knowledge.formats.markdown import blocks_from_markdown
from knowledge.formats.pdf import read_pdf
from knowledge.formats.plaintext import blocks_from_text, with_headings
from knowledge.formats.slides import read_slides
from knowledge.formats.word import read_word
from knowledge.model import Audience, Source, Work
from knowledge.textform import even_out, one_line
from knowledge.works import WORKS_FILE, load_works

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


def read_source(path: Path, source_id: str) -> Source:
    """Read one file (or one record of a BEIR corpus) as the source *source_id*.

    Raises UnreadableSourceError naming the source and saying why: no such file, a type that is not
    read, damaged, protected by a password, malformed front matter, a citation key that
    ``works.toml`` beside the file lacks, or no text in it.
    """
    if path.name in CORPUS_FILES:
        return read_record(path, source_id)
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        raise UnreadableSourceError(source_id, f"files of type '{path.suffix}' are not read")
    data = _bytes(path, source_id)
    draft = reader(data, source_id)
    facts = draft.facts
    title = facts.title or _first_heading(draft) or _name_as_title(path)
    works = _works_cited(draft, path, source_id)
    body = assemble(_without_title(draft.blocks, title), title, works.__getitem__)
    if not body.text.strip():
        raise UnreadableSourceError(source_id, "holds no readable text")
    return Source(
        id=source_id,
        work=Work(title, facts.author, facts.publication, facts.published, facts.url),
        text=body.text,
        sections=body.sections,
        attributions=body.attributions,
        audience=Audience(facts.audience or _default_audience(source_id)),
        collection=facts.collection,
        digest=hashlib.sha256(data).hexdigest(),
    )


def _read_markdown(data: bytes, name: str) -> Draft:
    facts, body = split_front_matter(even_out(decode(data, name)), name)
    return Draft(tuple(blocks_from_markdown(body)), facts)


def _read_text(data: bytes, name: str) -> Draft:
    facts, body = split_front_matter(even_out(decode(data, name)), name)
    text, doubled = undouble(body)
    page = clean_page(blocks_from_text(text), doubled)
    return Draft(tuple(with_headings(page.blocks)), facts.or_else(page.facts))


READERS: Mapping[str, Callable[[bytes, str], Draft]] = {
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".txt": _read_text,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".pptx": read_slides,
}
SUFFIXES = frozenset(READERS)


def _bytes(path: Path, source_id: str) -> bytes:
    if path.is_dir():
        raise UnreadableSourceError(source_id, "is a folder, not a document")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSourceError(source_id, f"cannot be opened: {error.strerror}") from error
    if not data.strip():
        raise UnreadableSourceError(source_id, "is empty")
    return data


def _without_title(blocks: Sequence[Block], title: str) -> Sequence[Block]:
    """Leave out the line that repeats the title above the text, where there is a text."""
    first = blocks[0] if blocks else None
    if first is None or first.kind is not BlockKind.PARAGRAPH or len(blocks) == 1:
        return blocks
    return blocks[1:] if same_words(first.text, title) else blocks


def _default_audience(source_id: str) -> Audience:
    return Audience.SHARED if source_id.startswith("library/") else Audience.INTERNAL


def _first_heading(draft: Draft) -> str:
    return next((b.text for b in draft.blocks if b.kind is BlockKind.HEADING and b.level == 1), "")


def _name_as_title(path: Path) -> str:
    """Make a title of a file name: ``joint_business-plan.md`` → ``Joint business plan``."""
    words = one_line(even_out(path.stem).replace("_", " ").replace("-", " "))
    return words[:1].upper() + words[1:]


def _works_cited(draft: Draft, path: Path, source_id: str) -> Mapping[str, Work]:
    keys = dict.fromkeys(key for b in draft.blocks for span in b.spans for key in span.keys)
    if not keys:
        return {}
    works = load_works(path.parent)
    missing = [key for key in keys if key not in works]
    if missing:
        raise UnreadableSourceError(
            source_id, f"cites {', '.join(missing)}, which {WORKS_FILE} beside it does not have"
        )
    return works
