"""Small PDF and PowerPoint files, made by hand for the tests."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

COLUMN = "\f"
"""A line that ends a column: what follows stands in the column beside it, from the top."""
BESIDE = "\v"
"""What parts the two columns within one line, drawn one beside the other."""


def pdf(*pages: list[str], title: str = "") -> bytes:
    """Make a PDF whose pages hold one line of text each 14 points, in one column or more."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        shown = b"".join(
            b"270 %d Td\n" % (14 * place) if line == COLUMN else _drawn(line)
            for place, line in enumerate(lines)
        )
        stream = b"BT /F1 10 Tf 14 TL 50 800 Td\n" + shown + b"ET"
        number = len(objects) + 1
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            b"/Encoding /WinAnsiEncoding >> >> >> >>" % (number + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(b"%d 0 R" % number)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title (%s) /Author (Maria Lopez) >>" % title.encode())
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(objects), start)
    )
    return out.getvalue()


def _drawn(line: str) -> bytes:
    one, _, other = line.partition(BESIDE)
    beside = b"270 0 Td\n%s Tj\n-270 0 Td\n" % _string(other) if other else b""
    return _string(one) + b" Tj\n" + beside + b"T*\n"


def _string(text: str) -> bytes:
    return b"(" + text.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)") + b")"


_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _shape(kind: str, paragraphs: list[str]) -> str:
    body = "".join(f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" for text in paragraphs)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/>'
        f"</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{body}</p:txBody></p:sp>"
    )


def pptx(*slides: tuple[str, list[str]]) -> bytes:
    """Make a PowerPoint file of slides with a title and paragraphs."""
    out = io.BytesIO()
    numbers = range(1, len(slides) + 1)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships {_RELATIONS}><Relationship Id="r1" Type="{_KIND}/officeDocument" '
            'Target="ppt/presentation.xml"/></Relationships>',
        )
        ids = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in numbers)
        archive.writestr(
            "ppt/presentation.xml",
            f"<p:presentation {_SPACES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{_KIND}/slide" Target="slides/slide{n}.xml"/>'
            for n in numbers
        )
        archive.writestr(
            "ppt/_rels/presentation.xml.rels",
            f"<Relationships {_RELATIONS}>{links}</Relationships>",
        )
        for number, (title, paragraphs) in enumerate(slides, start=1):
            archive.writestr(
                f"ppt/slides/slide{number}.xml",
                f"<p:sld {_SPACES}><p:cSld><p:spTree>{_shape('title', [title])}"
                f"{_shape('body', paragraphs)}</p:spTree></p:cSld></p:sld>",
            )
    return out.getvalue()
