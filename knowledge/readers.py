"""One table of readers: what a file is decides how it becomes a source."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from knowledge.blocks import Block, BlockKind, Draft, assemble, same_words
from knowledge.clean import clean_page, undouble
from knowledge.corpus import CorpusFile
from knowledge.errors import UnreadableSourceError
from knowledge.facts import agreed, of_all_inside
from knowledge.formats.archive import member_of, read_archive
from knowledge.formats.beir import CORPUS_FILES, read_record
from knowledge.formats.book import read_book
from knowledge.formats.encoding import decode
from knowledge.formats.frontmatter import split_front_matter
from knowledge.formats.html import read_html
from knowledge.formats.kinds import SUFFIXES, Kind, kind_of
from knowledge.formats.mail import attachment, read_mail
from knowledge.formats.markdown import blocks_from_markdown
from knowledge.formats.pdf import read_pdf
from knowledge.formats.plaintext import blocks_from_text, with_headings
from knowledge.formats.sheets import read_sheets
from knowledge.formats.slides import read_slides
from knowledge.formats.word import read_word
from knowledge.limits import LARGEST, too_large
from knowledge.model import Audience, Source, Work
from knowledge.textform import even_out, one_line
from knowledge.works import WORKS_FILE, load_works

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from knowledge.blocks import DocumentFacts

MOST_CHARACTERS: Final = 10_000_000
"""Characters of one document: some 5,000 pages. What is longer is a dump, and takes an hour."""
DEEPEST: Final = 3
"""Documents in documents: a mail in a mail in an archive."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file gave.

    ``source`` is ``None`` for what only holds other documents. ``attached`` names those that are
    read on their own, ``skipped`` those that are not, with the reason. ``caveats`` say what an
    administrator should know of a document that was read.
    """

    source: Source | None
    attached: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    caveats: tuple[str, ...] = ()


def read_source(path: Path, source_id: str) -> Source:
    """Read one file (or one record of a BEIR corpus) as the source *source_id*.

    Raises UnreadableSourceError naming the source and saying why: no such file, a type that is not
    read, damaged, protected by a password, malformed front matter, a citation key that
    ``works.toml`` beside the file lacks, or no text in it.
    """
    source = read_document(CorpusFile(source_id, path, 0)).source
    if source is None:
        raise UnreadableSourceError(source_id, "only holds other documents")
    return source


def read_document(file: CorpusFile, largest: int = LARGEST) -> Document:
    """Read one document of at most *largest* bytes; raises like :func:`read_source`."""
    if file.path.name in CORPUS_FILES and not file.inside:
        return Document(_with_facts(read_record(file.path, file.id), of_all_inside(file.stated)))
    if PurePosixPath(file.name).suffix.casefold() not in SUFFIXES:
        suffix = PurePosixPath(file.name).suffix
        raise UnreadableSourceError(file.id, f"files of type '{suffix}' are not read")
    data = _bytes(file, largest)
    if not data.strip():
        raise UnreadableSourceError(file.id, "is empty")
    kind = kind_of(data, file.id, file.name)
    if kind is Kind.ARCHIVE:
        draft = read_archive(data, file.id, largest)
    else:
        draft = READERS[kind](data, file.id)
    caveats = (*_misnamed(file.name, kind), *draft.caveats)
    attached, skipped = draft.attached, draft.skipped
    if attached and len(file.inside) >= DEEPEST:
        skipped += tuple((name, "lies too deep in other documents") for name in attached)
        attached = ()
    if kind is Kind.ARCHIVE:
        return Document(None, attached, skipped, caveats)
    source = _source(draft, file, hashlib.sha256(data).hexdigest())
    if not source.text.strip() and not (attached or skipped):
        raise UnreadableSourceError(file.id, "holds no readable text")
    if len(source.text) > MOST_CHARACTERS:
        reason = f"holds {len(source.text):,} characters, more than {MOST_CHARACTERS:,}: split it"
        raise UnreadableSourceError(file.id, reason)
    return Document(source if source.text.strip() else None, attached, skipped, caveats)


def _with_facts(record: Source, facts: DocumentFacts) -> Source:
    """Say of a record what is said of the whole corpus file."""
    return replace(
        record,
        work=replace(
            record.work,
            author=facts.author,
            publication=facts.publication,
            published=facts.published,
        ),
        audience=Audience(facts.audience or record.audience),
        collection=facts.collection,
    )


def _source(draft: Draft, file: CorpusFile, digest: str) -> Source:
    facts = agreed(draft.stated, file.stated).or_else(draft.facts)
    title = facts.title or _first_heading(draft) or _name_as_title(file.name)
    works = _works_cited(draft, file.path, file.id)
    body = assemble(_without_title(draft.blocks, title), title, works.__getitem__)
    return Source(
        id=file.id,
        work=Work(title, facts.author, facts.publication, facts.published, facts.url),
        text=body.text,
        sections=body.sections,
        attributions=body.attributions,
        audience=Audience(facts.audience or _default_audience(file.id)),
        collection=facts.collection,
        digest=digest,
    )


def _read_markdown(data: bytes, name: str) -> Draft:
    text = even_out(decode(data, name))
    _refuse_link_list(text, name)
    head = split_front_matter(text, name)
    blocks = tuple(blocks_from_markdown(head.body))
    return Draft(blocks, stated=head.facts, caveats=head.caveats)


def _read_text(data: bytes, name: str) -> Draft:
    decoded = even_out(decode(data, name))
    _refuse_link_list(decoded, name)
    head = split_front_matter(decoded, name)
    text, doubled = undouble(head.body)
    page = clean_page(blocks_from_text(text), doubled)
    blocks = tuple(with_headings(page.blocks))
    return Draft(blocks, page.facts, stated=head.facts, caveats=head.caveats)


READERS: Mapping[Kind, Callable[[bytes, str], Draft]] = {
    Kind.MARKDOWN: _read_markdown,
    Kind.TEXT: _read_text,
    Kind.HTML: read_html,
    Kind.MAIL: read_mail,
    Kind.PDF: read_pdf,
    Kind.WORD: read_word,
    Kind.SLIDES: read_slides,
    Kind.SHEET: read_sheets,
    Kind.BOOK: read_book,
}


def _bytes(file: CorpusFile, largest: int) -> bytes:
    if file.path.is_dir():
        raise UnreadableSourceError(file.id, "is a folder, not a document")
    try:
        if not file.inside:
            return _whole(file.path, file.id, largest)
        with file.path.open("rb") as opened:
            is_archive = opened.read(2) == b"PK"
        outer, *rest = file.inside
        if is_archive:
            data = member_of(file.path, file.id, outer, largest)
        else:
            data = attachment(_whole(file.path, file.id, largest), file.id, outer)
    except OSError as error:
        raise UnreadableSourceError(file.id, f"cannot be opened: {error.strerror}") from error
    for name in rest:
        data = attachment(data, file.id, name)
    if len(data) > largest:
        raise UnreadableSourceError(file.id, too_large(len(data), largest))
    return data


def _whole(path: Path, name: str, largest: int) -> bytes:
    """Read a file, at most one byte more than *largest*, whatever size it says or grows to."""
    size = path.stat().st_size
    if size > largest:
        raise UnreadableSourceError(name, too_large(size, largest))
    with path.open("rb") as opened, BytesIO() as out:
        while len(block := opened.read(1 << 20)):
            out.write(block)
            if out.tell() > largest:
                raise UnreadableSourceError(name, too_large(out.tell(), largest))
        return out.getvalue()


def _misnamed(name: str, kind: Kind) -> tuple[str, ...]:
    suffix = PurePosixPath(name).suffix
    if SUFFIXES[suffix.casefold()] is kind:
        return ()
    article = "an" if kind.value[0] in "EA" else "a"
    return (f"is {article} {kind} named {suffix}: read as what it is",)


_LINK_LINE: Final = re.compile(r"(?:[-*+]|\d+[.)])?\s*<?(?:https?://|www\.)\S+>?\s*\Z")


def _refuse_link_list(text: str, name: str) -> None:
    """Refuse a file of nothing but web addresses: they are not fetched, and say nothing."""
    lines = [line.strip() for line in text.split("\n")]
    written = [line for line in lines if line and not line.startswith("#")]
    if written and all(_LINK_LINE.match(line) for line in written):
        count = f"{len(written)} web addresses" if len(written) > 1 else "one web address"
        reason = f"is a list of {count}, which are not fetched: save the pages into the folder"
        raise UnreadableSourceError(name, reason)


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


def _name_as_title(name: str) -> str:
    """Make a title of a file name: ``joint_business-plan.md`` → ``Joint business plan``."""
    stem = name.encode("utf-8", "replace").decode()  # a byte that is no UTF-8 is no letter
    words = one_line(even_out(PurePosixPath(stem).stem).replace("_", " ").replace("-", " "))
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
