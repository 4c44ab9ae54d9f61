"""Where sentences begin and end, by rules that need no model and keep exact offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.lines import MARKER, Block, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

# An item is quoted whole, with its mark; one longer than this is cut into its sentences.
LONGEST_ITEM: Final = 300

_CLOSER = "\"'\u201d\u2019)\\]\u00bb"
_OPENER = "\"'\u201c\u2018(\\[\u00ab\u00bf\u00a1`\u201e"
_NOTE = r"\d{1,3}(?:[,\u2013-]\d{1,3})*"

# A mark, then what still belongs to it: closing quotes and brackets (tokenised text sets them
# off with a space), and the number of a footnote, glued on, raised or in brackets.
_STOP: Final = re.compile(
    rf"(?P<mark>[.!?\u2026]+)(?:[{_CLOSER}]|[ ](?:''|[)\]\u201d]))*"
    rf"(?P<note>{_NOTE}(?=\s))?[\u00b9\u00b2\u00b3\u2070-\u2079]*(?:[ ]?\[{_NOTE}\])*"
    r"|(?P<wide>[\u3002\uff01\uff1f]+[\u300d\u300f\u201d\u2019\uff09]*)"
)
_TOKENISED_QUOTE: Final = re.compile(r" \"(?=\s|$)")
_NEXT: Final = re.compile(rf"\s*[{_OPENER}\s]*(?P<first>\w?)(?P<word>\w*)")
_DOTTED: Final = re.compile(r"\w(?:\.-?\w)*|(?:\w{1,3}\.)+\w{1,3}")
_CAPTION: Final = re.compile(
    r"(?:Fig(?:ure)?|Tab(?:le)?|Box|Exhibit|Chart|Appendix|Chapter|Section|Part|Step|Phase|Rule"
    r"|Lesson|Principle|Annex|Article)\.?\s+(?:\d[\d.]*|[IVXLC]+|[A-Z])\."
)


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


# Never the end of a sentence.
_BOUND: Final = _words(
    "Dr Mr Mrs Ms Mx Prof Profs Drs Messrs St Ste Mt Gen Sen Rep Gov Col Capt Lt Sgt Maj Rev Hon"
    " Pres Supt vs v cf viz resp approx ca circa incl excl esp Fig Figs fig figs Eq Eqs eq eqs Sec"
    " sec Sect Ch ch Vol Vols vol vols Ed Eds eds e.g i.e eg ie E.g I.e bzw ggf Nr Bd"
)
# Not the end where a number follows.
_BOUND_TO_NUMBER: Final = _words(
    "No Nos no nos p pp P Pp art Art para paras Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
    " n nn Tab tab App app ver Ver"
)
# The end only where a word follows that begins sentences.
_DOUBTFUL: Final = _words(
    "Inc Ltd Corp Co Cos Bros LLC PLC Plc plc Pty Pte GmbH Cie Jr Sr Esq etc al Ave Blvd Rd Ph.D"
    " Dept Univ Assn Intl Natl Mass Calif Conn Wash Penn Tex Fla Ill Mich dept est"
)
_STARTERS: Final = _words(
    "A According After Again All Also Although Among An And Another Any As At Because Before"
    " Between Both But By Can Clearly Did Do Does Despite During Each Either Even Every Few"
    " Finally First For From Further Furthermore Had Has Have He Hence Her Here His How However I"
    " If In Indeed Instead Is It Its Last Later Many Meanwhile Moreover Most Much My Neither"
    " Nevertheless Next No Nobody Nor Not Nothing Now Of On Once One Only Or Other Others Our Over"
    " Perhaps Rather Second Several Shall She Should Similarly Since So Some Still Such That The"
    " Their Then There Therefore These They Third This Those Though Through Thus To Today Two Under"
    " Unless Unlike Until Was We Were What When Where Whereas Whether Which While Who Whose Why"
    " Will With Within Without Yes Yet You Your"
)
_SUFFIXES: Final = frozenset({"Inc", "Ltd", "Corp", "Co", "LLC", "plc", "PLC", "GmbH"})
_ASIDE: Final = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or list item: characters ``start`` to ``end`` of the text it was found in."""

    start: int
    end: int
    is_item: bool = False


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence or list item of *text*, without surrounding space.

    All that is left out is white space.
    """
    return [(piece.start, piece.end) for piece in pieces(text)]


def pieces(text: str) -> Iterator[Piece]:
    """Yield the sentences of *text* and its list items; only an item's first piece is one."""
    for block in blocks(text):
        if block.is_item and block.end - block.start <= LONGEST_ITEM:
            yield Piece(block.start, block.end, is_item=True)
            continue
        start = block.start
        for end in _ends(text, block):
            yield Piece(start, end, is_item=block.is_item and start == block.start)
            start = _skip_space(text, end, block.end)


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _ends(text: str, block: Block) -> Iterator[int]:
    """Yield where the sentences of *block* end; the last is the block's own end."""
    label = _CAPTION.match(text, block.start, block.end) or MARKER.match(
        text, block.start, block.end
    )
    position = label.end() if label else block.start
    straight_quotes, counted = 0, block.start
    while match := _STOP.search(text, position, block.end):
        end = match.end()
        if quote := _TOKENISED_QUOTE.match(text, end, block.end):
            straight_quotes += text.count('"', counted, end)
            counted = end
            end = quote.end() if straight_quotes % 2 else end
        position = end
        if end < block.end and _is_end(text, block, match, end):
            yield end
    yield block.end


def _is_end(text: str, block: Block, stop: re.Match[str], end: int) -> bool:
    """Tell whether a sentence ends at *end*, where the mark found as *stop* is complete."""
    if stop["wide"]:
        return True
    following = _NEXT.match(text, end, block.end)
    if following is None or not _may_begin(following["first"]):
        return False
    word = following["first"] + following["word"]
    before = _word_before(text, block.start, stop.start())
    if not text[end].isspace():
        # The space is missing: believed only between a plain word and one that begins sentences.
        return word in _STARTERS and re.fullmatch("[a-z]{3,}", before) is not None
    if stop["note"] and not _can_carry_note(text, stop, before):
        return False
    is_starter = word in _STARTERS and text[following.end() : following.end() + 1] != "."
    if stop["mark"] == ".":
        ends = _ends_after(before, following["first"], is_starter=is_starter)
    else:
        ends = word not in _SUFFIXES
    return ends and not _in_brackets(text, block, end)


def _may_begin(first: str) -> bool:
    return first.isnumeric() or (first.isalpha() and not first.islower())


def _word_before(text: str, start: int, stop: int) -> str:
    """Return the word that the mark at *stop* follows, empty where a space stands between."""
    tail = text[max(start, stop - 24) : stop]
    if not tail or tail[-1].isspace():
        return ""
    return tail.split()[-1].lstrip("\"'\u201c\u2018([\u00ab`")


def _can_carry_note(text: str, stop: re.Match[str], before: str) -> bool:
    """Tell whether a number glued to the mark is a footnote's and not a decimal or a version."""
    closes = text[stop.end("mark")] in "\"'\u201d\u2019)]"
    return closes or (before.isalpha() and len(before) > 1 and before not in _BOUND_TO_NUMBER)


def _ends_after(before: str, first: str, *, is_starter: bool) -> bool:
    """Tell whether a period after the word *before* ends a sentence."""
    if before in _BOUND:
        return False
    if before in _BOUND_TO_NUMBER and first.isnumeric():
        return False
    if before in _DOUBTFUL or (_DOTTED.fullmatch(before) and not before[-1].isnumeric()):
        return is_starter
    return True


def _in_brackets(text: str, block: Block, end: int) -> bool:
    """Tell whether *end* lies inside an aside in round brackets."""
    opened = text.rfind("(", max(block.start, end - _ASIDE), end)
    if opened == -1 or ")" in text[opened:end]:
        return False
    closed = text.find(")", end, min(block.end, end + _ASIDE))
    return closed != -1 and "(" not in text[end:closed]
