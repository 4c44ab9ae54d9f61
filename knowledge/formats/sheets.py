"""Excel workbooks to blocks: a sheet is a heading, a row one line that reads alone."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from knowledge.blocks import Block, BlockKind, Draft
from knowledge.errors import UnreadableSourceError
from knowledge.formats.markdown import readable_row
from knowledge.formats.office import office_facts, require_office_archive
from knowledge.textform import even_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineWorkbook

# Characters of rows that share a locator: what fits into one passage, so that "rows 12-19" is near.
_GROUP: Final = 700
_WHOLE: Final = 1e15  # from here on a float no longer holds every whole number


def read_sheets(data: bytes, name: str) -> Draft:
    """Read the visible sheets of an Excel workbook, values only; charts and comments are left out.

    Raises UnreadableSourceError when it is protected or damaged.
    """
    require_office_archive(data, name, "xl/", ".xlsx")
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        blocks, hidden = _blocks(workbook)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableSourceError(name, "is damaged: save it again from Excel") from error
    caveats = (f"hidden sheets were left out: {', '.join(hidden)}",) if hidden else ()
    return Draft(tuple(blocks), office_facts(data), caveats=caveats)


def _blocks(workbook: CalamineWorkbook) -> tuple[list[Block], list[str]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    blocks: list[Block] = []
    hidden: list[str] = []
    for sheet in workbook.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        title = one_line(even_out(sheet.name))
        if sheet.visible != SheetVisibleEnum.Visible:
            hidden.append(title)
            continue
        rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        written = list(_grouped(_lines([[_shown(cell) for cell in row] for row in rows])))
        if written:
            blocks += [Block(title, BlockKind.HEADING, 2), *written]
    return blocks, hidden


@dataclass(slots=True)
class _Table:
    """The header that rows stand under, and whether the next row may be one."""

    header: Sequence[str] = ()
    is_fresh: bool = True


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, Block]]:
    """Yield each row that holds something, with its number as Excel counts.

    A blank row ends a table; the first row of a table names the columns where it is all words and
    rows follow it.
    """
    table = _Table()
    for number, row in enumerate(rows, start=1):
        if not any(row):
            table.is_fresh = True
            continue
        below = rows[number] if number < len(rows) else ()
        if table.is_fresh and _is_header(row, below):
            table.header = row
        else:
            header = table.header if sum(map(bool, row)) > 1 else ()
            yield number, Block(readable_row(header, row), BlockKind.ROW)
            if not header:
                # A line of its own, such as the sheet's title, may stand right above the header.
                continue
        table.is_fresh = False


def _is_header(row: Sequence[str], below: Sequence[str]) -> bool:
    named = [cell for cell in row if cell]
    are_words = len(named) > 1 and not any(_is_figure(cell) for cell in named)
    return are_words and len(set(named)) == len(named) and sum(map(bool, below)) > 1


def _is_figure(cell: str) -> bool:
    return cell.replace(".", "").replace("-", "").replace(":", "").replace(" ", "").isdigit()


def _grouped(lines: Iterator[tuple[int, Block]]) -> Iterator[Block]:
    """Give rows that make about one passage the same place: their first and last number."""
    group: list[tuple[int, Block]] = []
    size = 0
    for number, block in lines:
        if group and size + len(block.text) > _GROUP:
            yield from _placed(group)
            group, size = [], 0
        group.append((number, block))
        size += len(block.text)
    yield from _placed(group)


def _placed(group: Sequence[tuple[int, Block]]) -> Iterator[Block]:
    for _, block in group:
        yield replace(block, page=group[0][0], page_end=group[-1][0], page_kind="row")


def _shown(value: object) -> str:
    """Write a cell's value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < _WHOLE else f"{value:.10g}"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes").removesuffix(" 00:00")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return one_line(even_out(str(value)))
