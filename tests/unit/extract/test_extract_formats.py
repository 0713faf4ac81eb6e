"""Letters made in every format and read again: the words, the numbers, the pages."""

import email.policy
from email.message import EmailMessage

import docx
import pytest
from rapidfuzz.distance import Levenshtein

from app.documents.extract.eml import ATTACHMENT_UNREAD
from app.documents.reading import read_document
from tests.samples import documents
from tests.samples.letters import ALL, DUTCH, ENGLISH, FRENCH, lines_of, text_of
from tests.samples.tesseract import needs_tesseract

PRINT = {
    "pdf": documents.pdf,
    "pdf in small letters": lambda wording: documents.pdf(wording, size=9),
    "pdf in large letters": lambda wording: documents.pdf(wording, size=13),
    "pdf without serifs": lambda wording: documents.pdf(wording, font="sans"),
    "docx": documents.docx_file,
    "odt": documents.odt_file,
    "html": documents.html_file,
    "html in cp1252": lambda wording: documents.html_file(wording, "cp1252"),
    "mail": documents.mail,
}


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize("wording", ALL, ids=lambda one: one.language)
@pytest.mark.parametrize("kind", PRINT)
def test_a_letter_is_read_as_it_was_written_in_every_format(kind, wording):
    reading = read_document("brief", PRINT[kind](wording))
    (letter,) = reading.documents

    lines = reading.text.content.split("\n")
    assert [line for line in lines_of(wording) if line and line not in lines] == []
    assert (letter.kind, letter.language) == ("letter", wording.language)
    assert [demand.number for demand in letter.demands] == ["1", "2", "3"]
    assert letter.date.iso.startswith(wording.date)
    assert reading.text.ocr is False


@needs_tesseract
@pytest.mark.parametrize("wording", [DUTCH, FRENCH], ids=lambda one: one.language)
@pytest.mark.parametrize("angle", [1.3, -1.8])
def test_a_noisy_askew_scan_is_read_with_less_than_one_wrong_letter_in_a_hundred(wording, angle):
    scan = documents.picture(wording, angle=angle, noise=40)
    reading = read_document("scan.jpg", documents.packed(scan, "JPEG", quality=75))

    wrong = Levenshtein.distance(flat(text_of(wording)), flat(reading.text.content))
    assert wrong / len(text_of(wording)) < 0.01
    assert (reading.text.language, reading.text.ocr, reading.file.media_type) == (
        wording.language,
        True,
        "image/jpeg",
    )
    assert 0.8 < reading.text.confidence <= 1
    assert reading.text.pages[0].angle == pytest.approx(-angle, abs=0.3)


@needs_tesseract
def test_a_pdf_of_scans_and_a_tiff_have_a_text_for_each_page():
    scans = [documents.picture(DUTCH), documents.picture(DUTCH)]
    for name, data in {
        "scan.pdf": documents.scanned_pdf(*scans),
        "scan.tiff": documents.packed(scans[0], "TIFF", save_all=True, append_images=scans[1:]),
    }.items():
        text = read_document(name, data, "nl").text

        assert (len(text.pages), text.extractor, text.ocr) == (2, "tesseract", True)
        assert all("Zwarte Beek" in text.content[page.start : page.end] for page in text.pages)


@needs_tesseract
def test_only_the_pages_without_words_of_a_mixed_pdf_are_read_from_their_pictures():
    made = documents.paper()
    made.multi_cell(0, 6, "\n".join(DUTCH.paragraphs))
    made.add_page()
    made.image(documents.picture(DUTCH), x=0, y=0, w=made.w, h=made.h)
    text = read_document("mixed.pdf", documents.finished(made)).text

    assert (text.extractor, text.ocr, len(text.pages)) == ("pdfium+tesseract", True, 2)
    assert {line.page for line in text.lines if line.words} == {2}
    assert "Joris Daems" in text.content[text.pages[1].start :]


def test_what_repeats_on_each_page_is_marked_and_stands_in_no_sentence():
    text = read_document("rapport.pdf", documents.long_pdf(DUTCH, 4)).text

    assert [one.role for one in text.repeated] == ["header", "footer"] * 4
    assert text.content.count(DUTCH.head[0]) == 1
    assert text.content.count("Dossier 2026/7") == 1
    paragraphs = text.content.split("\n\n")
    assert set(paragraphs[1:-1]) <= set(DUTCH.paragraphs)
    assert [page.number for page in text.pages] == [1, 2, 3, 4]


def test_a_page_number_alone_is_no_part_of_the_text():
    made = documents.paper(footer_text="Pagina #")
    for place in range(40):
        made.multi_cell(
            0, 6, f"{chr(ord('A') + place)} zegt: {DUTCH.paragraphs[0]}", new_x="LMARGIN", new_y="NEXT"
        )
    text = read_document("rapport.pdf", documents.finished(made)).text

    assert {one.role for one in text.repeated} == {"page_number"}
    assert "Pagina" not in text.content


def test_raised_figures_are_marks_of_footnotes_and_words_broken_at_a_line_end_are_whole():
    made = documents.paper("dejavu")
    made.multi_cell(90, 6, "De diplomatieke aanwe-\nzigheid van de EU-lidstaten is o\ufb03cieel.", align="L")
    made.ln(6)
    made.write(6, "Het kost 12,5 miljoen).")
    made.char_vpos = "SUP"
    made.write(6, "5")
    made.char_vpos = "LINE"
    made.write(6, " En verder niets.")
    content = read_document("brief.pdf", documents.finished(made)).text.content

    assert "De diplomatieke aanwezigheid van de EU-lidstaten is officieel." in content
    assert "Het kost 12,5 miljoen).⁵ En verder niets." in content


def test_a_sentence_that_runs_over_a_page_has_its_footnote_after_it():
    made = documents.paper("dejavu")
    made.multi_cell(
        0, 6, "De minister schreef dat hij de dijk zou herstellen zodra", new_x="LMARGIN", new_y="NEXT"
    )
    made.set_y(230)
    made.write(5, "¹ Brief van 3 mei 2026.")
    made.add_page()
    made.multi_cell(0, 6, "het geld er is.")
    content = read_document("brief.pdf", documents.finished(made)).text.content

    assert content == (
        "De minister schreef dat hij de dijk zou herstellen zodra het geld er is.\n\n¹ Brief van 3 mei 2026."
    )


def test_each_line_of_a_pdf_knows_its_place_on_the_page():
    text = read_document("brief.pdf", documents.pdf(DUTCH)).text
    first = text.lines[0]

    assert text.content[first.start : first.end] == DUTCH.head[0]
    assert 0 < first.box.left < first.box.right < 0.5
    assert 0 < first.box.top < first.box.bottom < 0.1
    assert all(text.content[line.start : line.end].strip() for line in text.lines)


@pytest.mark.parametrize("make", [documents.docx_file, documents.odt_file], ids=["docx", "odt"])
def test_a_numbered_list_goes_on_after_a_paragraph_in_between(make):
    content = read_document("brief", make(DUTCH, between="Dat is dringend.")).text.content

    assert f"1. {DUTCH.demands[0]}\nDat is dringend.\n2. {DUTCH.demands[1]}\n3. " in content


def test_word_letters_inside_a_list_start_again_under_each_number():
    made = docx.Document(__import__("io").BytesIO(documents.docx_file(DUTCH)))
    for level in (1, 1, 0, 1):
        documents.number_paragraph(made.add_paragraph("punt"), level)
    content = read_document("brief.docx", documents.saved_docx(made)).text.content

    assert content.endswith("a) punt\nb) punt\n4. punt\na) punt")


def test_the_table_and_header_of_a_word_file_are_in_its_text():
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Kabinet van de minister"
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Bedrag", "3 miljoen"
    content = read_document("brief.docx", documents.saved_docx(made)).text.content

    assert content == "Kabinet van de minister\n\nBedrag\t3 miljoen"


def test_scripts_styles_and_fields_of_a_web_page_are_no_words_of_it():
    content = read_document("pagina.html", documents.html_file(FRENCH)).text.content

    assert not any(word in content for word in ("alert", "color", "kies", "typ"))


def test_a_mail_has_its_head_its_text_and_each_attachment_as_a_page():
    files = (
        ("brief.pdf", documents.pdf(DUTCH)),
        ("brief.docx", documents.docx_file(FRENCH)),
        ("foto.xyz", b"\x00\x01"),
    )
    reading = read_document("post.eml", documents.mail(ENGLISH, is_html=True, attachments=files))
    text = reading.text
    parts = [text.content[page.start : page.end] for page in text.pages]

    assert reading.file.media_type == "message/rfc822"
    assert text.content.startswith("Subject: Clear Streams Coalition\nFrom: Secretariaat")
    assert "Attachment: foto.xyz" in parts[0]
    assert parts[1].startswith(DUTCH.head[0])
    assert parts[2].startswith(FRENCH.head[0])
    assert ATTACHMENT_UNREAD in reading.warnings


def test_a_mail_in_a_mail_is_read_too():
    outer = EmailMessage(policy=email.policy.default)
    outer["Subject"], outer["From"], outer["Message-ID"] = "Doorgestuurd", "a@b.example", "<2@b.example>"
    outer.set_content("Zie hieronder.")
    outer.add_attachment(email.message_from_bytes(documents.mail(DUTCH), policy=email.policy.default))
    text = read_document("post.eml", bytes(outer)).text

    assert DUTCH.demands[0] in text.content[text.pages[1].start :]
