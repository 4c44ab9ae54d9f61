"""Markdown to blocks: readable text without markup, citation keys as spans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from knowledge.blocks import Block, BlockKind
from knowledge.formats.citekeys import lift_citations
from knowledge.textform import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

# Every stretch is bounded: an opening mark that is never closed must not cost a scan of the file.
# Code is left alone by everything that is removed before parsing.
_CODE = (
    r"(?P<code>^(?P<fence>```+|~~~+).*?(?:^(?P=fence)[`~]*[ ]*$|\Z)"
    r"|(?P<ticks>`+)[^`](?:.*?[^`])?(?P=ticks)(?!`))"
)
_VARIABLE = r"(?P<variable>\{\{[^{}]{0,400}\}\})"
# The wordings by which people ask for what a section says, one a line; kept for the parser.
_ASKED = r"(?P<asked>^<!--[ ]*asked:.{0,9000}?-->)"
_NOTE = r"(?P<note>^[ ]{0,3}\[\^[^\]\s]+\]:[ ]*)"  # where a footnote's text begins
_DROPPED = (
    r"\{%-?\s*comment\s*-?%\}.{0,9000}?\{%-?\s*endcomment\s*-?%\}",
    r"\{::comment\}.{0,9000}?\{:/(?:comment)?\}",
    r"\{%[^{}]{0,400}%\}",  # Liquid, Jinja and Nunjucks tags
    r"\{::?/?[^{}\n]*\}",  # kramdown attribute lists and extensions
    r"(?<=[ \w)*_\]])\{[#.][^{}\n]*\}",  # attributes behind a heading or span
    r"\[\^[^\]\s]+\](?!:)",  # a pointer to a footnote
    r"^[ ]*\[\[?_?toc_?\]?\][ ]*$",
    r"<!--.{0,9000}?-->",
)
_BEFORE_PARSING = re.compile(
    "|".join((_CODE, _VARIABLE, _ASKED, _NOTE, *_DROPPED)), re.DOTALL | re.MULTILINE | re.IGNORECASE
)
_TOC_ITEM = re.compile(r"^[*+-][ ]+[^\n]*\n\{:toc[^}]*\}", re.MULTILINE | re.IGNORECASE)
# "{{ partner name }}" is a gap left for a person to fill; "{{ page.url | slug }}" is code.
_GAP_TO_FILL = re.compile(r"\{\{\s*([A-Za-z][\w&/-]*(?: [\w&/-]+)+|[A-Z]\w*)\s*\}\}")
_WORDINGS = re.compile(r"\s*<!--[ ]*asked:(.*?)-->\s*", re.DOTALL | re.IGNORECASE)
_LONGEST_WORDING = 300
_MOST_WORDINGS = 30
_NUMERAL = re.compile(r"<sup[^>]*>\s*[\d,*†‡\s]+\s*</sup>", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CHECKBOX = re.compile(r"^\[[ xX]\][ ]+")


def blocks_from_markdown(text: str, *, is_source: bool = True) -> list[Block]:
    """Parse Markdown: CommonMark with tables.

    In a source written as Markdown, template expressions, kramdown marks and pointers to footnotes
    go, and citation keys in Pandoc's syntax (``[@key]``) become the blocks' spans. What a converter
    made of another format (``is_source=False``) has none of these: there they are words.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    walk = _Walk()
    for token in parser.parse(_without_templates(text) if is_source else text):
        walk.take(token)
    blocks = [block for block in walk.blocks if block.text]
    return [lift_citations(block) for block in blocks] if is_source else blocks


def _without_templates(text: str) -> str:
    text = _TOC_ITEM.sub("", text)
    return _NUMERAL.sub("", _BEFORE_PARSING.sub(_replaced, text))


def _replaced(match: re.Match[str]) -> str:
    if match["code"] is not None or match["asked"] is not None:
        return match[0]
    if match["variable"] is not None:
        gap = _GAP_TO_FILL.fullmatch(match[0])
        return gap[1] if gap else ""
    return "\n" if match["note"] is not None else ""


@dataclass(slots=True)
class _List:
    """An open list: its next number, or ``None`` for bullets."""

    number: int | None
    marker: str = ""
    has_text: bool = False


@dataclass(slots=True)
class _Walk:
    """Turns the parser's flat token stream into blocks."""

    blocks: list[Block] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    has_rows: bool = False
    context: str = ""
    level: int = 0

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in {"bullet_list_open", "ordered_list_open"}:
            start = int(token.attrs.get("start", 1)) if kind.startswith("ordered") else None
            self.lists.append(_List(start))
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
        elif kind == "list_item_open":
            self._open_item()
        elif kind == "heading_open":
            self.context, self.level = "heading", int(token.tag[1])
        elif kind == "heading_close":
            self.context = ""
        elif kind == "inline":
            self._text(_inline(token.children or []))
        elif kind in {"fence", "code_block"}:
            self._code(token.content.strip("\n"))
        elif kind == "html_block":
            self._html(token.content)
        else:
            self._table(kind)

    def _table(self, kind: str) -> None:
        if kind == "thead_open":
            self.header, self.has_rows = [], False
        elif kind in {"th_open", "td_open"}:
            self.context = "cell"
        elif kind in {"th_close", "td_close"}:
            self.context = ""
        elif kind == "thead_close":
            self.header, self.cells = self.cells, []
        elif kind == "table_close" and not self.has_rows:
            # A table of one row has no names for its cells: a page laid out by a table.
            self.blocks += [Block(cell) for cell in self.header if cell]
            self.header = []
        elif kind == "tr_close" and self.cells and len(self.cells) >= len(self.header) > 0:
            self.blocks.append(Block(readable_row(self.header, self.cells), BlockKind.ROW))
            self.cells, self.has_rows = [], True

    def _open_item(self) -> None:
        current = self.lists[-1]
        current.marker, current.has_text = "- ", False
        if current.number is not None:
            current.marker = f"{current.number}. "
            current.number += 1

    def _text(self, text: str) -> None:
        if self.context == "cell":
            self.cells.append(one_line(text))
            return
        if not text.strip():
            return
        if self.context == "heading":
            self.blocks.append(Block(one_line(text), BlockKind.HEADING, self.level))
        elif self.lists:
            self._item_text(one_line(text), self.lists[-1])
        else:
            self.blocks.append(Block(text.strip()))

    def _asked(self, lines: Sequence[str]) -> None:
        kept = dict.fromkeys(one_line(line)[:_LONGEST_WORDING] for line in lines)
        text = "\n".join([wording for wording in kept if wording][:_MOST_WORDINGS])
        self.blocks.append(Block(text, BlockKind.ASKED))

    def _code(self, text: str) -> None:
        if self.lists:
            self._text(text)
        elif text.strip():
            self.blocks.append(Block(text, BlockKind.LINE, opens=True))

    def _item_text(self, text: str, current: _List) -> None:
        last = self.blocks[-1] if self.blocks else None
        if current.has_text and last is not None and last.kind is BlockKind.ITEM:
            # A further paragraph of an item: an item stays one line.
            self.blocks[-1] = replace(last, text=f"{last.text} {text}")
            return
        current.has_text = True
        self.blocks.append(Block(current.marker + _CHECKBOX.sub("", text), BlockKind.ITEM))

    def _html(self, content: str) -> None:
        from knowledge.formats.html import text_of_html

        wordings = _WORDINGS.fullmatch(content)
        if wordings is not None:
            self._asked(wordings[1].splitlines())
            return
        for paragraph in text_of_html(content).split("\n\n"):
            self._text(paragraph)


def _inline(children: Sequence[Token]) -> str:
    """Render inline tokens as plain text: pictures and tags go, what they wrap stays."""
    out: list[str] = []
    for token in children:
        if token.type in {"text", "code_inline"}:
            if out and out[-1] == " " and token.content.startswith(": "):
                out.pop()  # kramdown's definition list: the meaning stands on the next line
            out.append(token.content)
        elif token.type == "softbreak":
            out.append(" ")
        elif token.type == "hardbreak" or (
            token.type == "html_inline" and _LINE_BREAK.fullmatch(token.content)
        ):
            out.append("\n")
    text = re.sub(r"[ ]*\n[ ]*", "\n", "".join(out))
    return re.sub(r"[ ]{2,}", " ", text).strip()


def readable_row(header: Sequence[str], cells: Sequence[str]) -> str:
    """Write a table's row so that it reads alone: ``Stage: Pilot; Owner: Maria``."""
    named = [*header, *[""] * (len(cells) - len(header))]
    pairs = zip(named, cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
