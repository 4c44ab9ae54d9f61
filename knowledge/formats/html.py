"""HTML to blocks: parts that are marked as page machinery are cut, the rest becomes Markdown."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from knowledge.blocks import Block, BlockKind, DocumentFacts, Draft, words_key
from knowledge.clean import clean_page
from knowledge.formats.encoding import decode
from knowledge.formats.extraction import HTML, extract
from knowledge.pages.parts import without_machinery
from knowledge.textform import even_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CONVERTERS_HEAD = re.compile(
    r"\A---\n(?:[^\n]*\n)*?\n## title:[^\n]*\n|\A---\n(?:[\w:.-]+: [^\n]*\n)+", re.MULTILINE
)
_PERMALINK = re.compile(r"\[[\u00b6#\u00a7]\]\([^)]*\)")
_NOTE_LINK = re.compile(r"\\?\[\\?\[?\d{1,3}\\?\]?\]\(#[^)]*\)")
_SITE_SUFFIX = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb-]\s+")
_DATES = (
    "article-published_time",
    "article.published",
    "citation_publication_date",
    "citation_date",
    "datepublished",
    "dc.date",
    "dc.date.issued",
    "date",
    "pubdate",
    "publish-date",
)


def read_html(data: bytes, name: str) -> Draft:
    """Read a saved web page or an HTML document: its main text, its title and who wrote it."""
    declared = _DECLARED.search(data[:4096])
    text = even_out(decode(data, name, declared[1].decode() if declared else ""))
    root, cut = without_machinery(text)
    if root is None:
        return Draft(())
    extracted = extract(_serialised(root), HTML, name)
    blocks = _blocks(extracted.content)
    facts = _facts(extracted.metadata, blocks)
    page = clean_page(blocks, is_page=cut)
    return Draft(tuple(page.blocks), facts.or_else(page.facts))


def blocks_of_html(text: str, name: str) -> list[Block]:
    """Return the blocks of an HTML text that is part of a document: a mail, a chapter."""
    root, _ = without_machinery(text)
    return [] if root is None else _blocks(extract(_serialised(root), HTML, name).content)


def text_of_html(html: str) -> str:
    """Return the readable text of an HTML fragment, paragraphs set apart by blank lines."""
    return "\n\n".join(block.text for block in blocks_of_html(html, "HTML"))


def _blocks(content: str) -> list[Block]:
    from knowledge.formats.markdown import blocks_from_markdown

    content = _CONVERTERS_HEAD.sub("", even_out(content))
    content = _NOTE_LINK.sub("", _PERMALINK.sub("", content))
    return blocks_from_markdown(content, is_source=False)


def _serialised(root: HtmlElement) -> bytes:
    from lxml import html

    page: bytes = html.tostring(root, encoding="utf-8", doctype="<!doctype html>")
    return page


def _facts(metadata: Mapping[str, object], blocks: list[Block]) -> DocumentFacts:
    graph = metadata.get("open_graph")
    graph = graph if isinstance(graph, dict) else {}
    tags = metadata.get("meta_tags")
    tags = {k.casefold(): str(v) for k, v in tags.items()} if isinstance(tags, dict) else {}
    linked = _linked_data(metadata.get("structured_data"))
    window_title = one_line(str(metadata.get("title") or ""))
    title, site = _title(window_title, one_line(str(graph.get("title") or "")), blocks)
    author = str(metadata.get("author") or "") or linked.author or tags.get("citation_author", "")
    url = str(metadata.get("canonical_url") or graph.get("url") or "")
    published = linked.published or next((tags[k] for k in _DATES if tags.get(k)), "")
    publication = str(graph.get("site_name") or "") or linked.publication
    publication = tags.get("citation_journal_title") or publication or site
    return DocumentFacts(
        title=title,
        author="" if author.startswith("http") else one_line(even_out(author)),
        publication=one_line(even_out(publication)),
        published=re.sub(r"T\d\d:.*\Z", "", published.strip()),
        url=url if re.match(r"https?://\S+\Z", url) else "",
    )


def _title(window: str, shared: str, blocks: list[Block]) -> tuple[str, str]:
    """Choose the title among the window's, the shared one and the headline; return the site too."""
    headline = next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
    parts = _SITE_SUFFIX.split(window)
    if headline and words_key(headline) in words_key(window):
        rest = [p for p in parts if words_key(p) not in words_key(headline)]
        return headline, rest[-1] if rest else ""
    if shared:
        return shared, ""
    return (window, "") if window else (headline, "")


def _linked_data(items: object) -> DocumentFacts:
    """Read author, date and publisher from a page's JSON-LD."""
    for item in _things(items):
        if not isinstance(item.get("headline") or item.get("datePublished"), str):
            continue
        return DocumentFacts(
            author=", ".join(_names(item.get("author"))),
            publication=", ".join(_names(item.get("publisher"))),
            published=str(item.get("datePublished") or ""),
        )
    return DocumentFacts()


def _things(items: object) -> Iterator[dict[str, object]]:
    for item in items if isinstance(items, list) else []:
        try:
            value = json.loads(str(item.get("raw_json") or "{}"))
        except ValueError:
            continue
        for thing in value if isinstance(value, list) else [value]:
            if isinstance(thing, dict):
                graph = thing.get("@graph")
                yield from (
                    (t for t in graph if isinstance(t, dict))
                    if isinstance(graph, list)
                    else [thing]
                )


def _names(value: object) -> list[str]:
    people = value if isinstance(value, list) else [value]
    names = (p.get("name") if isinstance(p, dict) else p for p in people)
    return [n for n in names if isinstance(n, str)]
