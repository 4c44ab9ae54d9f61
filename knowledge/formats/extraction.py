"""The one place that calls kreuzberg, for the formats whose text it gives whole.

It reads PDF, slides and HTML. Word documents have their own reader: kreuzberg 4.10 drops
``&``, ``<`` and ``>`` from them, which turns "R&D" into "RD".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PDF = "application/pdf"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
HTML = "text/html"
# Private-use characters: no document has them, so no document can fake a slide's beginning.
SLIDE_MARK = "\ue000{page_num}\ue001"


@dataclass(frozen=True, slots=True)
class Extracted:
    """What kreuzberg found: text, pages in order, structure nodes and metadata, JSON-shaped."""

    content: str
    pages: Sequence[Mapping[str, object]] = ()
    nodes: Sequence[Mapping[str, object]] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)


def extract(data: bytes, mime: str, name: str) -> Extracted:
    """Extract text from *data* without network, OCR or cache.

    Raises UnreadableSourceError naming *name* when the file is protected or damaged.
    """
    from kreuzberg import ExtractionConfig, KreuzbergError, PageConfig, extract_bytes_sync

    config = ExtractionConfig(
        use_cache=False,
        enable_quality_processing=False,  # it rewrites text; quotes must be the author's words
        output_format="plain" if mime == PDF else "markdown",
        include_document_structure=mime == PPTX,
        pages=PageConfig(
            extract_pages=mime == PDF,
            insert_page_markers=mime == PPTX,
            marker_format=f"\n\n{SLIDE_MARK}\n\n",
        ),
        html_options={
            "preprocessing": {
                "enabled": True,
                "preset": "aggressive",
                "remove_navigation": True,
                "remove_forms": True,
            },
            "escape_misc": True,
            "escape_asterisks": True,
            "escape_underscores": True,
        },
    )
    try:
        result = extract_bytes_sync(data, mime, config)
    except (KreuzbergError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableSourceError(name, _reason(str(error))) from error
    nodes = result.document["nodes"] if result.document else []
    return Extracted(
        content=result.content,
        pages=[dict(page) for page in result.pages or []],
        nodes=[dict(node) for node in nodes],
        metadata=dict(result.metadata),
    )


def _reason(message: str) -> str:
    if "password" in message.casefold() or "encrypt" in message.casefold():
        return "is protected by a password: save a copy without one"
    return "is damaged or incomplete: save it again from the program that made it"
