"""Bytes to text, whatever the encoding a document was saved in."""

from __future__ import annotations

import codecs

from knowledge.errors import UnreadableSourceError

_MARKS = (  # the UTF-32 mark begins with the UTF-16 one, so it comes first
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 100_000
_MANY_ZEROS = 0.3
_FEW_ZEROS = 0.05
_MAX_CONTROLS = 0.01
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x0b\x1b\x85")
# Single-byte encodings of Western Europe agree with Windows-1252 on all printable characters but
# a few; on a short text a detector cannot tell them apart, and this is the one that is met.
_WESTERN = frozenset(
    {"ascii", "latin_1", "cp1252", "iso8859_15", "iso8859_9", "cp1254", "mac_roman", "cp850"}
)
_FEW_BYTES = 64
# Text in Greek or Cyrillic letters is mostly above ASCII; accents and curly quotes are few.
_WESTERN_SHARE = 0.25


def decode(data: bytes, name: str, declared: str = "") -> str:
    """Decode *data*: byte-order mark, then UTF-8, *declared*, UTF-16 by its zeros, then a detector.

    Raises UnreadableSourceError naming *name* when it is not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    if b"\x00" in data[:_SAMPLE]:
        return _strictly(data, _utf16_by_zeros(data, name), name)
    for encoding in filter(None, ("utf-8", declared)):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in data[:_SAMPLE])  # noqa: PLR2004
    if controls > _MAX_CONTROLS * len(data[:_SAMPLE]):
        raise UnreadableSourceError(name, "is not text")
    return _detected(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"is damaged: not valid {encoding.removesuffix('-sig')} at byte {error.start}"
        raise UnreadableSourceError(name, reason) from error


def _utf16_by_zeros(data: bytes, name: str) -> str:
    """Name the byte order of UTF-16 without a mark: Latin text has a zero in every other byte."""
    sample = data[:_SAMPLE]
    half = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > _MANY_ZEROS and even < _FEW_ZEROS:
        return "utf-16-le"
    if even > _MANY_ZEROS and odd < _FEW_ZEROS:
        return "utf-16-be"
    raise UnreadableSourceError(name, "is not text")


def _detected(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    high = sum(byte >= 0x80 for byte in data[:_SAMPLE])  # noqa: PLR2004
    if high < _FEW_BYTES and high < _WESTERN_SHARE * len(data[:_SAMPLE]):
        western = _western(data)
        if western is not None:
            return western
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or best.encoding in _WESTERN:
        western = _western(data)
        if western is None:
            raise UnreadableSourceError(name, "is in an encoding that was not recognised")
        return western
    return _strictly(data, best.encoding, name)


def _western(data: bytes) -> str | None:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return None
