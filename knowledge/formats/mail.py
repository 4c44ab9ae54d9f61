"""Mails to blocks: subject, sender and date say what it is, the body is the text."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.utils import parseaddr
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from knowledge.blocks import Block, BlockKind, DocumentFacts, Draft
from knowledge.errors import UnreadableSourceError
from knowledge.formats.encoding import decode
from knowledge.formats.html import blocks_of_html
from knowledge.formats.kinds import SUFFIXES, Kind
from knowledge.formats.plaintext import blocks_from_text
from knowledge.textform import even_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

_QUOTED: Final = re.compile(r"[ ]?>")
_WROTE: Final = re.compile(r"(?:On|Am|Le)\b.{4,200}:\s*\Z")
_FORWARDED: Final = re.compile(
    r"^-{2,}[ ]*(?:original|forwarded) message[ ]*-{2,}[ ]*$", re.IGNORECASE | re.MULTILINE
)
_SIGNATURE: Final = re.compile(r"^-- ?$", re.MULTILINE)
_LONGEST_SIGNATURE: Final = 12
_ENCRYPTED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_WRAPPED: Final = frozenset({"application/pkcs7-signature", "application/pgp-signature"})
# What a damaged mail runs into inside the standard library.
_DAMAGE: Final = (ValueError, LookupError, AttributeError, TypeError, RecursionError)


def read_mail(data: bytes, name: str) -> Draft:
    """Read a mail: its own words, then what it quotes under a heading that says whose they are.

    Attachments of a type that is read are named in ``attached``, the others in ``skipped``;
    pictures inside the text are neither. Raises UnreadableSourceError when it is encrypted or no
    mail.
    """
    message = _parsed(data, name)
    if message.get_content_type() in {*_ENCRYPTED, "multipart/encrypted"}:
        raise UnreadableSourceError(name, "is an encrypted mail: save a copy that is not")
    try:
        facts = _facts(message)
        blocks = tuple(_body(message, name, facts.author or "the sender"))
        names = list(_attachments(message))
    except _DAMAGE as error:
        raise UnreadableSourceError(name, "is a damaged mail") from error
    if not facts.author and not facts.published and not facts.title:
        raise UnreadableSourceError(name, "is no mail: it has neither subject nor sender nor date")
    attached = [n for n in names if _is_read(n)]
    skipped = [(n, _why_not(n)) for n in names if not _is_read(n)]
    return Draft(blocks, facts, attached=tuple(attached), skipped=tuple(skipped))


def attachment(data: bytes, name: str, wanted: str) -> bytes:
    """Return the bytes of the attachment that :func:`read_mail` called *wanted*."""
    try:
        found = dict(_named(_parsed(data, name)))
        part = found[wanted]
        content = part.get_content()
    except (KeyError, *_DAMAGE) as error:
        raise UnreadableSourceError(name, f"its attachment {wanted} is damaged") from error
    if isinstance(content, str):
        return content.encode()
    return content if isinstance(content, bytes) else bytes(content)


def _parsed(data: bytes, name: str) -> EmailMessage:
    try:
        return message_from_bytes(data.lstrip(), policy=policy.default)
    except _DAMAGE as error:
        raise UnreadableSourceError(name, "is a damaged mail") from error


def _facts(message: EmailMessage) -> DocumentFacts:
    subject = one_line(even_out(str(message["subject"] or "")))
    person, address = parseaddr(str(message["from"] or ""))
    date = getattr(message["date"], "datetime", None)
    return DocumentFacts(
        title=subject,
        author=one_line(even_out(person or address)),
        published=date.date().isoformat() if date is not None else "",
    )


def _body(message: EmailMessage, name: str, sender: str) -> Iterator[Block]:
    body = message.get_body(("plain", "html"))
    if body is None:
        return
    content = body.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    if not raw.strip():
        return
    text = even_out(decode(raw, name, body.get_content_charset() or ""))
    if body.get_content_subtype() == "html":
        yield from blocks_of_html(text, name)
    else:
        yield from _blocks(_without_signature(text), sender)


def _without_signature(text: str) -> str:
    """Cut the few lines below a line of two hyphens, which mail programs put above a signature."""
    cut = _SIGNATURE.search(text)
    if cut is None or text.count("\n", cut.end()) > _LONGEST_SIGNATURE:
        return text
    return text[: cut.start()]


def _blocks(text: str, sender: str) -> Iterator[Block]:
    """Part what the sender wrote from what the mail quotes, each under whose words they are."""
    own, _, forwarded = _split_at(_FORWARDED, text)
    heading = ""
    for is_quoted, group in groupby(own.split("\n"), key=lambda line: bool(_QUOTED.match(line))):
        lines = list(group)
        if is_quoted:
            yield Block(heading or "Quoted", BlockKind.HEADING, 2)
            yield from blocks_from_text("\n".join(_unquoted(line) for line in lines))
            heading = f"{sender} wrote"
            continue
        lines, lead = _lead_in(lines)
        written = blocks_from_text("\n".join(lines))
        if heading and written:
            yield Block(heading, BlockKind.HEADING, 2)
        yield from written
        heading = lead
    if forwarded.strip():
        yield Block("Forwarded or quoted", BlockKind.HEADING, 2)
        yield from blocks_from_text("\n".join(_unquoted(line) for line in forwarded.split("\n")))


def _split_at(mark: re.Pattern[str], text: str) -> tuple[str, str, str]:
    found = mark.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _lead_in(lines: list[str]) -> tuple[list[str], str]:
    """Split off "On 3 March Ken Ito wrote:", which may be broken over two lines."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    for begin in (end - 1, end - 2):
        lead = one_line(" ".join(lines[max(begin, 0) : end]))
        if begin >= 0 and _WROTE.match(lead):
            return lines[:begin], lead.rstrip(": ")
    return lines, ""


def _unquoted(line: str) -> str:
    while _QUOTED.match(line):
        line = line.lstrip(" ")[1:]
    return line


def _attachments(message: EmailMessage) -> Iterator[str]:
    yield from (name for name, _ in _named(message))


def _named(message: EmailMessage) -> Iterator[tuple[str, EmailMessage]]:
    """Yield the attachments under names that differ."""
    seen: set[str] = set()
    for number, part in enumerate(message.iter_attachments(), start=1):
        if part.get_content_type() in _WRAPPED or _is_inline_picture(part):
            continue
        name = _clean(part.get_filename() or _made_up(part, number))
        path = PurePosixPath(name)
        unique, again = name, 1
        while unique in seen:
            again += 1
            unique = f"{path.stem} ({again}){path.suffix}"
        seen.add(unique)
        yield unique, part


def _is_inline_picture(part: EmailMessage) -> bool:
    is_shown = part.get_content_disposition() == "inline" or part["content-id"] is not None
    return part.get_content_maintype() == "image" and is_shown


def _made_up(part: EmailMessage, number: int) -> str:
    if part.get_content_type() == "message/rfc822":
        return f"mail {number}.eml"
    suffix = {"text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics"}
    return f"attachment {number}{suffix.get(part.get_content_type(), '')}"


def _clean(name: str) -> str:
    """Keep of a sender's file name what is no path."""
    return one_line(even_out(name)).replace("\\", "/").rpartition("/")[2] or "attachment"


def _is_read(name: str) -> bool:
    kind = SUFFIXES.get(PurePosixPath(name).suffix.casefold())
    return kind is not None and kind is not Kind.ARCHIVE


def _why_not(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    if suffix.casefold() in SUFFIXES:
        return "is a zip archive in a mail: unpack it beside the mail"
    return f"is an attachment of a type that is not read ({suffix or 'no suffix'})"
