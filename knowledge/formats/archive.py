"""Zip archives: which documents are in one, and their bytes, never unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from knowledge.blocks import Draft
from knowledge.errors import UnreadableSourceError
from knowledge.formats.kinds import SUFFIXES, Kind, not_read

if TYPE_CHECKING:
    from pathlib import Path

MOST_MEMBERS: Final = 10_000
# Far more than documents compress, far less than a bomb unpacks to.
MOST_UNPACKED: Final = 5_000_000_000
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
_UNUSED: Final = frozenset({"works.toml", "sources.toml"})


def read_archive(data: bytes, name: str, largest: int) -> Draft:
    """List the documents in a zip archive; each is read on its own.

    A member that unpacks to more than *largest* bytes is skipped. Raises UnreadableSourceError
    when the archive is damaged or its members unpack to an absurd size together.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except _DAMAGE as error:
        raise UnreadableSourceError(name, "is damaged or incomplete: zip it again") from error
    if len(members) > MOST_MEMBERS:
        reason = f"holds {len(members):,} files, more than {MOST_MEMBERS:,}: unpack it"
        raise UnreadableSourceError(name, reason)
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        reason = f"would unpack to more than {MOST_UNPACKED // 10**9} GB and was not opened"
        raise UnreadableSourceError(name, reason)
    visible = [member for member in members if not _is_hidden(member.filename)]
    reasons = [(m.filename, _reason_to_skip(m, largest)) for m in visible]
    attached = tuple(dict.fromkeys(member for member, reason in reasons if not reason))
    skipped = tuple((member, reason) for member, reason in reasons if reason)
    if not attached and not skipped:
        raise UnreadableSourceError(name, "is an empty zip archive")
    return Draft((), attached=attached, skipped=skipped)


def member_of(path: Path, name: str, wanted: str, largest: int) -> bytes:
    """Return the bytes of the member that :func:`read_archive` called *wanted*."""
    try:
        state = path.stat()
        with _opened(path, state.st_mtime_ns, state.st_size).open(wanted) as member:
            content = member.read(largest + 1)
    except (KeyError, *_DAMAGE) as error:
        raise UnreadableSourceError(name, f"its member {wanted} is damaged") from error
    if len(content) > largest:
        raise UnreadableSourceError(name, f"its member {wanted} is larger than it says")
    return content


@lru_cache(maxsize=1)
def _opened(path: Path, _changed: int, _size: int) -> zipfile.ZipFile:
    """Keep the archive open for its next member: listing thousands of members takes a while."""
    return zipfile.ZipFile(path)


def _is_hidden(name: str) -> bool:
    parts = [part for part in PurePosixPath(name).parts if part != ".."]
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)


def _reason_to_skip(member: zipfile.ZipInfo, largest: int) -> str:
    path = PurePosixPath(member.filename)
    kind = SUFFIXES.get(path.suffix.casefold())
    if path.is_absolute() or ".." in path.parts:
        return "has a path that leads out of the archive"
    if path.name in _UNUSED:
        return "counts beside documents only, not inside a zip archive"
    if kind is None:
        return not_read(path.suffix)
    if kind is Kind.ARCHIVE:
        return "is a zip archive inside another: unpack it"
    return _why_not_opened(member, largest)


def _why_not_opened(member: zipfile.ZipInfo, largest: int) -> str:
    if member.flag_bits & 1:
        return "is protected by a password: zip it without one"
    if member.file_size > largest:
        return f"would unpack to {member.file_size / 1e6:,.0f} MB and was not opened"
    return ""
