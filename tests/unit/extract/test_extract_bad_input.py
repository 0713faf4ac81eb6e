"""Files that are locked, cut off, renamed or made to do harm: each has its own sentence, and the limits hold."""

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage

import pypdfium2
import pytest
from fpdf.enums import EncryptionMethod
from PIL import Image

from app.documents.extract.errors import (
    ContentTooLargeError,
    DamagedFileError,
    EncryptedFileError,
    NoWordsInPictureError,
    ReadingTakesTooLongError,
    UnreadableFormatError,
)
from app.documents.extract.ocr import TOO_MANY_SCANS
from app.documents.reading import read_document
from app.errors import DomainError
from tests.samples import documents
from tests.samples.letters import DUTCH
from tests.samples.tesseract import needs_tesseract


def locked_pdf():
    made = documents.paper()
    made.cell(text="geheim")
    made.set_encryption(owner_password="b", user_password="a", encryption_method=EncryptionMethod.RC4)
    return documents.finished(made)


def repacked(data, change):
    """Return a package whose members went through `change(name, content)`."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(
                member.filename, change(member.filename, old.read(member)), compress_type=kept_packing(member)
            )
    return made.getvalue()


def kept_packing(member):
    """Return how a member is packed: an ODT tells what it is by its first, which is not."""
    return zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED


def bomb(name):
    return lambda member, content: content + b" " * 150_000_000 if member == name else content


def entities(name):
    declared = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{declared}]>'.encode()
    return lambda member, content: head + content.partition(b"?>")[2] if member == name else content


def words_or_reason(data):
    """Return the words of a file, or the sentence that says why there are none."""
    try:
        return read_document("bestand", data).text.content
    except DomainError as error:
        return str(error)


def many_members():
    made = io.BytesIO(documents.docx_file(DUTCH))
    with zipfile.ZipFile(made, "a") as package:
        for number in range(3000):
            package.writestr(f"word/{number}.bin", b"")
    return made.getvalue()


def test_a_locked_file_is_called_locked():
    with pytest.raises(EncryptedFileError):
        read_document("brief.pdf", locked_pdf())


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (repacked(documents.docx_file(DUTCH), bomb("word/document.xml")), ContentTooLargeError),
        (repacked(documents.odt_file(DUTCH), bomb("content.xml")), ContentTooLargeError),
        (many_members(), ContentTooLargeError),
        (repacked(documents.docx_file(DUTCH), entities("word/document.xml")), DamagedFileError),
        (repacked(documents.odt_file(DUTCH), entities("content.xml")), DamagedFileError),
    ],
    ids=["docx bomb", "odt bomb", "members", "docx entities", "odt entities"],
)
def test_a_package_that_blows_up_is_refused_before_it_is_parsed(data, error):
    with pytest.raises(error):
        read_document("brief.docx", data)


def names_a_file(name):
    """Put an entity into a member that stands for a file of this machine."""
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY far SYSTEM "file:///etc/passwd">]>'

    def change(member, content):
        if member != name:
            return content
        words = content.partition(b"?>")[2].replace(b"Hoogachtend", b"&far;")
        assert b"&far;" in words
        return head + words

    return change


@pytest.mark.parametrize(
    "data",
    [
        repacked(documents.docx_file(DUTCH), names_a_file("word/document.xml")),
        repacked(documents.odt_file(DUTCH), names_a_file("content.xml")),
    ],
    ids=["docx", "odt"],
)
def test_a_package_that_names_a_file_of_the_machine_is_refused(data):
    with pytest.raises(DamagedFileError):
        read_document("brief", data)


LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
DOCTYPE = f'<!DOCTYPE html [<!ENTITY l0 "lol">{LAUGHS}<!ENTITY far SYSTEM "file:///etc/passwd">]>'
PAGE = (
    f"{DOCTYPE}<html><body><p>Geachte minister, wij vragen u &l9; de brug te openen &far;.</p></body></html>"
)


def mail_of_a_page(*, is_attached):
    made = EmailMessage()
    made["Subject"], made["From"] = "Brief", "coalitie@example.org"
    made.set_content("Zie bijlage." if is_attached else PAGE, subtype="plain" if is_attached else "html")
    if is_attached:
        made.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename="brief.html")
    return bytes(made)


@pytest.mark.parametrize(
    "data",
    [
        PAGE.encode(),
        f'<?xml version="1.0"?>{PAGE}'.encode(),
        mail_of_a_page(is_attached=False),
        mail_of_a_page(is_attached=True),
    ],
    ids=["html", "xhtml", "mail", "attachment of a mail"],
)
def test_entities_that_a_page_declares_are_never_unfolded(data):
    content = read_document("brief", data).text.content

    assert "wij vragen u" in content
    assert "lollol" not in content
    assert "root:" not in content
    assert len(content) < 1000


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize(
    "make",
    [documents.pdf, documents.docx_file, documents.odt_file],
    ids=["pdf", "docx", "odt"],
)
def test_a_file_that_was_cut_off_gives_a_reason_or_its_words(make, share):
    data = make(DUTCH)
    assert words_or_reason(data[: int(len(data) * share)])


@pytest.mark.parametrize("share", [0.02, 0.5])
def test_a_picture_that_was_cut_off_is_damaged(share):
    data = documents.packed(documents.picture(DUTCH), "PNG")
    with pytest.raises(DamagedFileError):
        read_document("scan.png", data[: int(len(data) * share)])


def test_what_a_file_is_tell_its_bytes_and_not_its_name():
    reading = read_document("brief.txt", documents.pdf(DUTCH))

    assert reading.file.media_type == "application/pdf"
    assert read_document("brief.pdf", b"Geachte heer, dit is gewone tekst.").file.media_type == "text/plain"


def test_a_page_tree_without_end_is_ended():
    tree = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 99999999/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>"
    )
    with pytest.raises((DamagedFileError, ReadingTakesTooLongError)):
        read_document("lus.pdf", tree)


def test_scripts_and_files_in_a_pdf_are_not_looked_at():
    made = documents.paper()
    made.multi_cell(0, 6, DUTCH.paragraphs[0])
    made.embed_file(bytes=b"verborgen", basename="kwaad.exe")
    data = documents.finished(made).replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction <</S /JavaScript /JS (app.alert(1))>>"
    )
    assert b"JavaScript" in data
    assert read_document("brief.pdf", data).text.content == DUTCH.paragraphs[0]


def test_a_drawing_that_may_hold_scripts_is_refused_by_name():
    with pytest.raises(UnreadableFormatError, match="SVG"):
        read_document("a.svg", b'<?xml version="1.0"?><svg xmlns="x"><script>alert(1)</script></svg>')


def huge_png():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def test_a_picture_that_claims_to_be_huge_is_too_large():
    with pytest.raises(ContentTooLargeError):
        read_document("groot.png", huge_png())


def tiff_of(pages):
    """Return a TIFF of this many one-pixel pages, written by hand: Pillow would take minutes."""
    fields = ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1), (279, 1))
    directory = struct.pack("<H", len(fields)) + b"".join(
        struct.pack("<HHIHH", tag, 3, 1, value, 0) for tag, value in fields
    )
    size = len(directory) + 4
    nexts = [12 + size * (page + 1) for page in range(pages - 1)] + [0]
    return (
        b"II*\x00"
        + struct.pack("<I", 12)
        + b"\xff\0\0\0"
        + b"".join(directory + struct.pack("<I", one) for one in nexts)
    )


@needs_tesseract
def test_a_tiff_of_ten_thousand_pages_is_read_as_far_as_the_limit():
    with pytest.raises(NoWordsInPictureError):
        read_document("veel.tiff", tiff_of(10_000))


@needs_tesseract
def test_a_scan_of_more_pages_than_the_limit_says_so():
    blank = Image.new("L", (40, 40), 255)
    data = documents.packed(documents.picture(DUTCH), "TIFF", save_all=True, append_images=[blank] * 120)
    reading = read_document("veel.tiff", data)

    assert TOO_MANY_SCANS in reading.warnings
    assert len(reading.text.pages) == 100


def test_mails_in_mails_a_thousand_deep_are_ended():
    head = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    data = (
        b"".join(head + b"Content-Type: message/rfc822\r\n\r\n" for _ in range(1000)) + head + b"\r\nEinde."
    )
    assert words_or_reason(data)


def test_a_web_page_ten_thousand_elements_deep_is_read():
    data = b"<html><body>" + b"<div>" * 10_000 + b"Geachte heer, hallo." + b"</div>" * 10_000
    assert read_document("diep.html", data).text.content == "Geachte heer, hallo."


@pytest.mark.parametrize("name", ["a" * 300 + ".pdf", "brief\u202efdp.exe", "=cmd|calc.pdf"])
def test_the_name_of_a_file_changes_nothing_about_its_text(name):
    reading = read_document(name, documents.pdf(DUTCH))

    assert reading.file.name == name
    assert reading.file.media_type == "application/pdf"


def test_a_pdf_that_was_made_here_opens_elsewhere_too():
    assert len(pypdfium2.PdfDocument(documents.long_pdf(DUTCH, 3))) == 3
