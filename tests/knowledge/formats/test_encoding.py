"""Whatever the encoding, the words are the same."""

# ruff: noqa: E501  a case reads best on one line

from __future__ import annotations

import pytest

from knowledge.errors import UnreadableSourceError
from knowledge.formats.encoding import decode
from knowledge.textform import even_out

WORDS = "Caf\u00e9 fees rose by 5 \u20ac, \u201csaid\u201d Ms M\u00fcller \u2013 na\u00efve, no?"
RUSSIAN = (
    "\u041f\u0430\u0440\u0442\u043d\u0451\u0440\u044b \u043f\u043e\u0434\u043f\u0438\u0441\u0430\u043b\u0438 \u0434\u043e\u0433\u043e\u0432\u043e\u0440 \u043e \u0441\u043e\u0432\u043c\u0435\u0441\u0442\u043d\u043e\u0439 \u0440\u0430\u0431\u043e\u0442\u0435 \u0432 \u043c\u0430\u0440\u0442\u0435. "
    * 4
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (WORDS, "utf-8"),
        (WORDS, "utf-8-sig"),
        (WORDS, "utf-16"),
        (WORDS, "utf-16-le"),
        (WORDS, "utf-16-be"),
        (WORDS, "utf-32"),
        (WORDS, "cp1252"),
        (RUSSIAN, "cp1251"),
    ],
)
def test_text_survives_its_encoding(text, encoding):
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("data", [bytes(range(1, 256)), b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableSourceError, match="not text"):
        decode(data, "a.txt")


def test_a_damaged_file_says_where():
    with pytest.raises(UnreadableSourceError, match="byte"):
        decode(b"\xef\xbb\xbfok \xff", "a.txt")


@pytest.mark.parametrize(
    ("text", "even"),
    [
        pytest.param("e\u0301", "\u00e9", id="composed"),
        pytest.param("co\u00adop\u200berate\u2060", "cooperate", id="soft hyphen, zero width"),
        pytest.param("a\u202eb\u2066c\u200f", "abc", id="bidirectional controls"),
        pytest.param("\ufb01rst \ufb02at", "first flat", id="ligatures"),
        pytest.param("a\u00a0b\tc\r\nd", "a b c\nd", id="spaces and line ends"),
        pytest.param("x\u200dy", "xy", id="joiner that hides"),
        pytest.param("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469", id="emoji joiner"),
        pytest.param("a\U000e0041\U000e0042b", "ab", id="tag characters"),
        pytest.param("a\x00\x07b", "ab", id="control characters"),
    ],
)
def test_characters_are_evened_out(text, even):
    assert even_out(text) == even
