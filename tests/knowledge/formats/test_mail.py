"""Mails: who wrote what, when; attachments are documents of their own."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from knowledge.blocks import assemble
from knowledge.corpus import CorpusFile
from knowledge.errors import UnreadableSourceError
from knowledge.formats.mail import read_mail
from knowledge.readers import read_document
from tests.knowledge.made import pdf


def mail(body: str = "The pilot moves to Q1.", subtype: str = "plain") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Re: Pilot — next steps"
    message["From"] = "Priya Naïr <priya@example.com>"
    message["To"] = "ken@example.com"
    message["Date"] = "Tue, 03 Mar 2026 09:12:00 +0100"
    message.set_content(body, subtype=subtype)
    return message


def read(message: EmailMessage):
    return read_mail(message.as_bytes(), "x.eml")


def sections(message: EmailMessage) -> list[tuple[tuple[str, ...], str]]:
    body = assemble(read(message).blocks, "")
    return [(s.headings, body.text[s.start : s.end].strip()) for s in body.sections]


def test_subject_sender_and_date_name_the_work():
    facts = read(mail()).facts

    assert (facts.title, facts.author, facts.published) == (
        "Re: Pilot — next steps",
        "Priya Naïr",
        "2026-03-03",
    )


def test_what_a_mail_quotes_stands_under_whose_words_they_are():
    text = (
        "Agreed, see below.\n\nOn Mon, 2 Mar 2026 Ken Ito\n<ken@example.com> wrote:\n\n"
        "> Shall we move the pilot?\n>> It was December before.\n\nOne more thing: the budget.\n"
        "\n-- \nPriya Nair\nNorthwind"
    )

    assert sections(mail(text)) == [
        ((), "Agreed, see below."),
        (
            ("On Mon, 2 Mar 2026 Ken Ito <ken@example.com> wrote",),
            "Shall we move the pilot?\nIt was December before.",
        ),
        (("Priya Naïr wrote",), "One more thing: the budget."),
    ]


def test_a_forwarded_mail_is_not_the_sender_s_words():
    text = "FYI.\n\n-----Original Message-----\nFrom: Ken Ito\n\nThe board said no to it."

    assert [s[0] for s in sections(mail(text))] == [(), ("Forwarded or quoted",)]


def test_a_mail_in_html_alone_is_read():
    html = "<p>The <b>pilot</b> moves.</p><style>p{}</style><script>x()</script><p>Twice.</p>"

    assert sections(mail(html, "html")) == [((), "The pilot moves.\n\nTwice.")]


def test_attachments_are_read_on_their_own_or_said_to_be_skipped(tmp_path):
    message = mail()
    message.add_attachment(
        pdf(["Exit terms come first."]),
        maintype="application",
        subtype="pdf",
        filename="../../etc/terms.pdf",
    )
    message.add_attachment(b"x", maintype="application", subtype="zip", filename="all.zip")
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="a.exe")
    message.add_attachment("Notes.", filename="terms.pdf.md")
    message.add_attachment(
        b"x", maintype="image", subtype="png", disposition="inline", cid="<logo>"
    )
    path = tmp_path / "pilot.eml"
    path.write_bytes(message.as_bytes())
    file = CorpusFile("pilot.eml", path, 1)

    document = read_document(file)

    assert document.attached == ("terms.pdf", "terms.pdf.md")
    assert [name for name, _ in document.skipped] == ["all.zip", "a.exe"]
    part = read_document(file.part("terms.pdf")).source
    assert (part.id, part.text, part.sections[0].page) == (
        "pilot.eml/terms.pdf",
        "Exit terms come first.",
        1,
    )


def test_attachments_of_one_name_are_told_apart():
    message = mail()
    for text in ("One.", "Two."):
        message.add_attachment(text, filename="notes.txt")

    assert read(message).attached == ("notes.txt", "notes (2).txt")


def test_a_mail_in_a_mail_is_read(tmp_path):
    inner, outer = mail("The inner words."), mail("Look at this.")
    outer.add_attachment(inner)
    path = tmp_path / "outer.eml"
    path.write_bytes(outer.as_bytes())
    file = CorpusFile("outer.eml", path, 1)

    (name,) = read_document(file).attached

    assert read_document(file.part(name)).source.text == "The inner words."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"Just words.\n\nNo mail at all.", "is no mail", id="no mail"),
        pytest.param(
            b"Subject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMII",
            "encrypted",
            id="encrypted",
        ),
    ],
)
def test_what_is_no_readable_mail_says_so(data, reason):
    with pytest.raises(UnreadableSourceError, match=reason):
        read_mail(data, "x.eml")


def test_a_mail_in_an_odd_encoding_keeps_its_letters():
    data = (
        b"Subject: =?iso-8859-1?q?Pr=FCfung?=\nFrom: k@example.com\n"
        b"Content-Type: text/plain; charset=iso-8859-1\n\nDie Pr\xfcfung ist im M\xe4rz."
    )

    draft = read_mail(data, "x.eml")

    assert draft.facts.title == "Prüfung"
    assert draft.blocks[0].text == "Die Prüfung ist im März."
