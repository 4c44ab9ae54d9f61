"""Cut a source into passages: stretches that a citation can point to and a model can hold."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise, zip_longest
from typing import TYPE_CHECKING, Final

from knowledge.fitting import fit
from knowledge.model import Passage, Section, Sentence, Source
from knowledge.packing import pack
from knowledge.sentences import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from knowledge.model import Attribution, Work

# A title and headings longer than this share of the limit are shortened in what is embedded.
_LARGEST_HEAD: Final = 0.25

# A tokenizer may make one token of a kilobyte without spaces; no reader can take in a passage of
# such tokens.
_LONGEST_TOKEN: Final = 16

# What a cut costs, by what it parts; an empty passage costs 1.
_AFTER_LEAD_IN: Final = 4.0
_INSIDE_ITEM: Final = 2.0
_INSIDE_LIST: Final = 1.0
_INSIDE_SENTENCE: Final = 0.5
_INSIDE_PARAGRAPH: Final = 0.15


_LINE_BEGINS: Final = re.compile(r"\n|\A")
_LINE_ENDS: Final = re.compile(r"[ \t]*(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence or item (or a piece of an overlong one), by its characters in the source.

    ``fact`` numbers the paragraph-long attribution that it belongs to; 0 is none.
    """

    start: int
    end: int
    size: int
    is_item: bool
    is_rest: bool
    works: tuple[Work, ...]
    fact: int


def split(source: Source, count_tokens: Callable[[str], int], max_tokens: int) -> list[Passage]:
    """Cut *source* into passages whose indexed text has at most *max_tokens* tokens.

    *count_tokens* counts a text with whatever special tokens the model adds. Only a title and
    headings that alone take a quarter of the limit make an indexed text longer; the embedder
    shortens those. No two passages overlap, and what lies between them is white space.
    """
    special = count_tokens("")

    def size(text: str) -> int:
        return max(1, count_tokens(text) - special, len(text) // _LONGEST_TOKEN)

    passages: list[Passage] = []
    twins: Counter[str] = Counter()
    for section in source.sections or (Section(0, len(source.text)),):
        head = size(" ".join((source.work.title, *section.headings)))
        room = max(1, max_tokens - special - min(head, int(max_tokens * _LARGEST_HEAD)))
        parts = _parts(source, section, size, room)
        for _, fact in groupby(parts, key=lambda part: part.fact):
            run = list(fact)
            for group in pack([p.size for p in run], _penalties(source.text, run), room):
                chosen = [run[i] for i in group]
                passages.append(_passage(source, section, chosen, len(passages), twins))
    return passages


def _parts(source: Source, section: Section, size: Callable[[str], int], room: int) -> list[_Part]:
    """Return the sentences and items of *section*, none larger than *room* tokens."""
    text = source.text[section.start : section.end]
    found = list(pieces(text))
    stated = _Stated(source, section)
    parts: list[_Part] = []
    for piece, after in zip_longest(found, found[1:]):
        start, end = section.start + piece.start, section.start + piece.end
        leads_in = text[piece.end - 1] == ":" and after is not None and after.is_item
        fact = 0 if piece.is_item or leads_in else stated.paragraph(start, end)
        works = stated.works(start, end)
        for left, right, tokens in fit(source.text, start, end, size, room):
            is_rest = left > start
            parts.append(
                _Part(left, right, tokens, piece.is_item and not is_rest, is_rest, works, fact)
            )
    return parts


class _Stated:
    """Which works a stretch of one section reports."""

    def __init__(self, source: Source, section: Section) -> None:
        self._text = source.text
        self._attributions = [
            a for a in source.attributions if a.start < section.end and section.start < a.end
        ]

    def works(self, start: int, end: int) -> tuple[Work, ...]:
        """Return the works that characters *start* to *end* report, each once."""
        near = (a for a in self._attributions if a.start < end and start < a.end)
        return tuple(dict.fromkeys(work for a in near for work in a.works))

    def paragraph(self, start: int, end: int) -> int:
        """Number the attribution of a whole paragraph that holds these characters; 0 is none."""
        for number, attribution in enumerate(self._attributions, start=1):
            if attribution.start <= start and end <= attribution.end:
                return number if self._is_paragraph(attribution) else 0
        return 0

    def _is_paragraph(self, attribution: Attribution) -> bool:
        return bool(
            _LINE_BEGINS.match(self._text, max(0, attribution.start - 1))
            and _LINE_ENDS.match(self._text, attribution.end)
        )


def _penalties(text: str, parts: Sequence[_Part]) -> list[float]:
    """Return what a cut before each part costs."""
    costs = [0.0]
    for before, part in pairwise(parts):
        if part.is_rest:
            costs.append(_INSIDE_SENTENCE)
        elif part.is_item:
            costs.append(_AFTER_LEAD_IN if text[before.end - 1] == ":" else _INSIDE_LIST)
        elif "\n" in text[before.end : part.start]:
            costs.append(0.0)
        else:
            costs.append(_INSIDE_PARAGRAPH)
    return costs


def _passage(
    source: Source,
    section: Section,
    parts: Sequence[_Part],
    ordinal: int,
    twins: Counter[str],
) -> Passage:
    start, end = parts[0].start, parts[-1].end
    text = source.text[start:end]
    sentences = tuple(
        Sentence(part.start - start, part.end - start, part.works, part.is_item) for part in parts
    )
    identity = _identity(source, section, text, sentences)
    twins[identity] += 1
    return Passage(
        id=identity if twins[identity] == 1 else f"{identity}-{twins[identity]}",
        source_id=source.id,
        ordinal=ordinal,
        text=text,
        start=start,
        end=end,
        work=source.work,
        sentences=sentences,
        headings=section.headings,
        page=section.page,
        page_kind=section.page_kind,
        page_end=section.page_end,
        asked=section.asked,
        audience=source.audience,
        collection=source.collection,
    )


def _identity(source: Source, section: Section, text: str, sentences: Sequence[Sentence]) -> str:
    """Digest all that a passage's vectors and locator depend on."""
    digest = hashlib.sha256()
    for field in _fields(source, section, text, sentences):
        digest.update(f"{len(field)}:{field}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def _fields(
    source: Source, section: Section, text: str, sentences: Sequence[Sentence]
) -> Iterator[str]:
    yield from (source.id, source.work.title, text, f"{section.page_kind} {section.page}")
    if section.page_end is not None:
        yield str(section.page_end)
    yield from section.headings
    yield from (f"{sentence.start}-{sentence.end}" for sentence in sentences)
