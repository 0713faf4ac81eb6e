"""Documents in every format, made of the letters in tests.samples.letters."""

import io
import random
from email.message import EmailMessage

import docx
import odfdo
import pypdfium2
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from fpdf import FPDF
from PIL import Image, ImageChops, ImageFilter

from tests.samples.letters import Wording, lines_of, text_of

FONTS = {
    "serif": "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "sans": "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "dejavu": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
}


class _Paper(FPDF):
    footer_text = header_text = ""

    def header(self) -> None:
        if self.header_text:
            self.cell(0, 6, self.header_text, new_x="LMARGIN", new_y="NEXT")
            self.ln(6)

    def footer(self) -> None:
        if self.footer_text:
            self.set_y(-15)
            self.cell(0, 5, self.footer_text.replace("#", str(self.page_no())), align="C")


def paper(font: str = "serif", size: int = 11, **edges: str) -> FPDF:
    """Return an empty PDF with a font and, if given, `header_text` and `footer_text` ("#" is the page's number)."""
    made = _Paper()
    for name, text in edges.items():
        setattr(made, name, text)
    made.add_font(font, "", FONTS[font])
    made.set_font(font, size=size)
    made.set_auto_page_break(auto=True, margin=22)
    made.add_page()
    return made


def finished(made: FPDF) -> bytes:
    """Return a PDF as bytes, and close the files of its fonts."""
    data = bytes(made.output())
    for font in made.fonts.values():
        font.ttfont.close()
    return data


def pdf(wording: Wording, font: str = "serif", size: int = 11) -> bytes:
    """Return a letter as a born-digital PDF."""
    made = paper(font, size)
    for line in lines_of(wording):
        made.multi_cell(0, 5.5, line, align="L", new_x="LMARGIN", new_y="NEXT") if line else made.ln(5.5)
    return finished(made)


def long_pdf(wording: Wording, pages: int = 10) -> bytes:
    """Return a PDF of this many pages, with a header, a footer and page numbers."""
    made = paper(header_text=wording.head[0], footer_text="Dossier 2026/7 - #")
    place = 0
    while made.page_no() < pages or made.get_y() < made.h - 60:
        made.multi_cell(0, 5.5, wording.paragraphs[place % len(wording.paragraphs)], align="L")
        made.ln(5.5)
        place += 1
    return finished(made)


def picture(
    wording: Wording, *, dpi: int = 200, angle: float = 0.0, noise: int = 0, seed: int = 1
) -> Image.Image:
    """Return a letter as a scanner gives it: askew by `angle` degrees, with `noise` from 0 to 100."""
    page = pypdfium2.PdfDocument(pdf(wording))[0]
    scan = page.render(scale=dpi / 72).to_pil().convert("L")
    if angle:
        scan = scan.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    if noise:
        grain = Image.effect_noise(scan.size, noise)
        scan = ImageChops.add(scan, grain, scale=1, offset=-128)
        dice = random.Random(seed)  # noqa: S311  the same specks each time  # noqa: S311  the same specks each time
        for _ in range(scan.width * scan.height // 600):
            scan.putpixel((dice.randrange(scan.width), dice.randrange(scan.height)), 0)
        scan = scan.filter(ImageFilter.GaussianBlur(0.4))
    return scan


def packed(scan: Image.Image, file_format: str, **options: object) -> bytes:
    """Return a picture as a file."""
    made = io.BytesIO()
    scan.save(made, file_format, **options)
    return made.getvalue()


def scanned_pdf(*scans: Image.Image) -> bytes:
    """Return scans as a PDF without a word of text."""
    made = FPDF()
    for scan in scans:
        made.add_page()
        made.image(scan, x=0, y=0, w=made.w, h=made.h)
    return finished(made)


_NUMBERING = """\
<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
</w:abstractNum>"""


def docx_file(wording: Wording, between: str = "") -> bytes:
    """Return a letter as DOCX, its demands a numbered list; `between` is a paragraph after the first demand."""
    made = docx.Document()
    numbering = made.part.numbering_part.element
    numbering.insert(0, parse_xml(_NUMBERING.format(ns=nsdecls("w"))))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for line in (*wording.head, *wording.paragraphs, wording.asks):
        made.add_paragraph(line)
    for place, demand in enumerate(wording.demands):
        number_paragraph(made.add_paragraph(demand), 0)
        if between and not place:
            made.add_paragraph(between)
    for line in wording.closing:
        made.add_paragraph(line)
    return saved_docx(made)


def number_paragraph(paragraph: object, level: int) -> None:
    """Make a paragraph an item of the list that docx_file defines."""
    properties = paragraph._p.get_or_add_pPr()
    numbered = properties._add_numPr()
    numbered.get_or_add_ilvl().set(qn("w:val"), str(level))
    numbered.get_or_add_numId().set(qn("w:val"), "77")


def saved_docx(made: object) -> bytes:
    """Return a Word document as bytes."""
    packed_file = io.BytesIO()
    made.save(packed_file)
    return packed_file.getvalue()


_LIST_STYLE = """\
<text:list-style style:name="Eisen"><text:list-level-style-number text:level="1" style:num-format="1" \
style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>"""


def odt_file(wording: Wording, between: str = "") -> bytes:
    """Return a letter as ODT, its demands a numbered list; `between` is a paragraph after the first demand."""
    made = odfdo.Document("text")
    made.body.clear()
    made.insert_style(odfdo.Element.from_tag(_LIST_STYLE), automatic=True)
    for line in (*wording.head, *wording.paragraphs, wording.asks):
        made.body.append(odfdo.Paragraph(line))
    groups = [wording.demands[:1], wording.demands[1:]] if between else [wording.demands]
    for place, group in enumerate(groups):
        demands = odfdo.List(list(group), style="Eisen")
        if place:
            demands.set_attribute("text:continue-numbering", "true")
        made.body.append(demands)
        if between and not place:
            made.body.append(odfdo.Paragraph(between))
    for line in wording.closing:
        made.body.append(odfdo.Paragraph(line))
    packed_file = io.BytesIO()
    made.save(packed_file)
    return packed_file.getvalue()


def html_file(wording: Wording, charset: str = "utf-8") -> bytes:
    """Return a letter as a web page with a script, a form and a menu's style."""
    head = "<br>".join(line for line in wording.head if line)
    paragraphs = "".join(f"<p>{one}</p>" for one in wording.paragraphs)
    items = "".join(f"<li>{demand}</li>" for demand in wording.demands)
    closing = "<br>".join(wording.closing)
    page = (
        f'<!doctype html><html lang="{wording.language}"><head><meta charset="{charset}"><title>x</title>'
        "<style>p{color:red}</style><script>alert(1)</script></head><body>"
        f"<p>{head}</p>{paragraphs}<p>{wording.asks}</p><ol>{items}</ol><p>{closing}</p>"
        "<form><select><option>kies</option></select><textarea>typ</textarea></form></body></html>"
    )
    return page.encode(charset)


def mail(
    wording: Wording, *, is_html: bool = False, attachments: tuple[tuple[str, bytes], ...] = ()
) -> bytes:
    """Return a letter as a mail, with these files attached."""
    made = EmailMessage()
    made["Subject"] = wording.head[0]
    made["From"] = "Secretariaat <secretariaat@coalitie.example>"
    made["To"] = "kabinet@minister.example"
    made["Date"] = "Tue, 14 Apr 2026 10:00:00 +0200"
    made["Message-ID"] = "<1@coalitie.example>"
    made.set_content(text_of(wording))
    if is_html:
        made.add_alternative(html_file(wording).decode(), subtype="html")
    for name, data in attachments:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(made)
