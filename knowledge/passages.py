"""Cut a source into passages: stretches that a citation can point to and a model can hold."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from knowledge.model import Passage, Section, Sentence, Source
from knowledge.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Callable

_ITEM = re.compile(r"\s*(?:[-*•\u2013]|\d{1,3}[.)])\s")


def split(source: Source, count_tokens: Callable[[str], int], max_tokens: int) -> list[Passage]:
    """Cut *source* into passages whose indexed text has at most *max_tokens* tokens."""
    sections = source.sections or (Section(0, len(source.text)),)
    passages: list[Passage] = []
    for section in sections:
        spans = [
            (section.start + a, section.start + b)
            for a, b in sentence_spans(source.text[section.start : section.end])
        ]
        head = " ".join((source.work.title, *section.headings))
        room = max_tokens - count_tokens(head)
        group: list[tuple[int, int]] = []
        for span in spans:
            if group and count_tokens(source.text[group[0][0] : span[1]]) > room:
                passages.append(_passage(source, section, group, len(passages)))
                group = []
            group.append(span)
        if group:
            passages.append(_passage(source, section, group, len(passages)))
    return passages


def _passage(
    source: Source, section: Section, spans: list[tuple[int, int]], ordinal: int
) -> Passage:
    start, end = spans[0][0], spans[-1][1]
    text = source.text[start:end]
    sentences = tuple(
        Sentence(
            a - start,
            b - start,
            works=tuple(
                dict.fromkeys(
                    w for at in source.attributions if at.start < b and a < at.end for w in at.works
                )
            ),
            is_item=bool(_ITEM.match(source.text[a:b])),
        )
        for a, b in spans
    )
    key = "\0".join((source.id, text, str(section.page), *section.headings, str(ordinal)))
    return Passage(
        id=hashlib.sha256(key.encode()).hexdigest()[:32],
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
        audience=source.audience,
        collection=source.collection,
    )
