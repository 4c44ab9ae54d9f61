"""What Office files have in common: the archive around them and their properties."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from knowledge.blocks import DocumentFacts
from knowledge.errors import UnreadableSourceError
from knowledge.textform import even_out, one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

# What programs write where nobody typed anything.
_NO_TITLE = re.compile(
    r"\A(?:untitled.*|document ?\d*|presentation ?\d*|powerpoint presentation|slide ?\d*|title|test"
    r"|microsoft (?:word|powerpoint|excel).*|.*\.(?:docx?|pptx?|pdf|odt|indd|tmp|qxd))\Z",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"\A(?:(?:microsoft )?(?:office )?user|admin(?:istrator)?|owner|anonymous|unknown|author|root"
    r"|python-(?:docx|pptx)|openpyxl|\(?unspecified\)?|windows.*|dell|hp|lenovo)?\Z",
    re.IGNORECASE,
)
# A small file that unpacks to gigabytes is an attack or an accident, never a document.
MOST_UNPACKED = 1_000_000_000


def require_office_archive(data: bytes, name: str, folder: str, suffix: str) -> None:
    """Make sure that *data* is an Office archive with *folder* in it.

    Raises UnreadableSourceError: damaged, something else, or too large when unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableSourceError(name, f"is damaged or no {suffix} file") from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableSourceError(name, "unpacks to more than a gigabyte and was not opened")
    if not any(part.filename.startswith(folder) for part in parts):
        raise UnreadableSourceError(name, f"is no {suffix} file, whatever its name says")


def office_facts(data: bytes) -> DocumentFacts:
    """Read title and author from the core properties of an Office archive."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = parse_xml(archive.read("docProps/core.xml"))
    except (KeyError, zipfile.BadZipFile, OSError, etree.XMLSyntaxError):
        return DocumentFacts()
    found = {etree.QName(element).localname: element.text or "" for element in root.iter("{*}*")}
    return facts_of_office(found.get("title", ""), [found.get("creator", "")])


def parse_xml(data: bytes) -> _Element:
    """Parse XML that somebody else wrote: no entities, no network.

    Raises lxml.etree.XMLSyntaxError.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    return etree.fromstring(data, parser)


def facts_of_office(title: str, authors: object) -> DocumentFacts:
    """Keep a file's own title and authors where a person seems to have typed them.

    The dates in a file tell when it was saved, not when it was published, so they are not used.
    """
    names = authors if isinstance(authors, list) else [authors]
    people = [one_line(even_out(str(person or ""))) for person in names]
    kept = one_line(even_out(title))
    return DocumentFacts(
        title="" if _NO_TITLE.match(kept) else kept,
        author=", ".join(p for p in people if not _NO_AUTHOR.match(p)),
    )
