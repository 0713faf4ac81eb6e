"""Reading a file: shape 1 of the contract, on letters made up here and on the real documents where they are."""

import hashlib
from pathlib import Path

import pytest
import yaml

from app.documents.extract.errors import DamagedFileError, UnreadableFormatError
from app.documents.reading import read_document
from app.documents.recognition import LONGEST_LETTER, TOO_LONG_A_DOCUMENT, TOO_LONG_A_LETTER
from app.text.anchors import find_words, key_of
from app.text.errors import BinaryContentError, EmptyTextError
from app.text.normalise import normalise
from tests.unit.text import letters

SHARED = Path(__file__).parents[3].parent / "shared"
needs_real_documents = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason="the real documents are not beside the project (../shared/seeds)"
)
FACTS = sorted((SHARED / "seeds" / "facts").glob("*.yaml"))


def seed(number):
    (path,) = (SHARED / "seeds").glob(f"{number}_*.txt")
    return read_document(path.name, path.read_bytes())


def test_as_dict_is_shape_one_of_the_contract():
    data = letters.GREEN_SQUARE.encode()
    shape = read_document("brief.txt", data).as_dict()
    (letter,) = shape["documents"]

    assert list(shape) == ["file", "text", "documents", "warnings"]
    assert shape["file"] == {
        "name": "brief.txt",
        "sha256": hashlib.sha256(data).hexdigest(),
        "media_type": "text/plain",
        "bytes": len(data),
    }
    assert list(shape["text"]) == [
        "sha256",
        "characters",
        "language",
        "extractor",
        "ocr",
        "confidence",
        "pages",
        "repeated",
        "content",
    ]
    assert list(letter) == [
        "kind", "start", "end", "language", "title", "date", "sender", "addressee", "references", "demands",
        "dates", "signatories", "enclosures", "questions",
    ]  # fmt: skip
    assert list(letter["date"]) == ["raw", "iso", "precision", "certainty", "other_reading", "start", "end"]
    assert list(letter["sender"]) == ["name", "start", "end"]
    assert list(letter["addressee"]) == ["name", "office", "start", "end"]
    assert list(letter["references"][0]) == ["kind", "raw", "normal", "start", "end", "link"]
    assert list(letter["demands"][0]) == ["number", "text", "start", "end", "parent"]


def test_all_places_are_code_points_of_the_content():
    reading = read_document("post.txt", f"🌳\n\n{letters.GREEN_SQUARE}\n{letters.MINISTERS_REPLY}".encode())
    content = reading.text.content

    for document in reading.documents:
        places = [(document.sender, "name"), (document.addressee, "name"), (document.date, "raw")]
        places += [(reference, "raw") for reference in document.references]
        places += [(demand, "text") for demand in document.demands]
        for found, words in places:
            assert content[found.start : found.end] == getattr(found, words)


def test_a_language_that_is_told_overrules_the_found_one():
    reading = read_document("brief.txt", letters.STATION.encode(), language="nl")

    assert (reading.text.language, reading.documents[0].language) == ("nl", "nl")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04photos", "ZIP"),
        (b"GIF89a", "GIF"),
        (b"\x1f\x8b\x08", "GZIP"),
        (b"PK\x03\x04......xl/workbook.xml", "XLSX"),
    ],
)
def test_other_formats_are_refused_by_name(data, name):
    with pytest.raises(UnreadableFormatError, match=name):
        read_document("bestand", data)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04......word/document.xml", "DOCX"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "ODT"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
    ],
)
def test_a_file_that_only_begins_like_a_document_is_damaged(data, name):
    with pytest.raises(DamagedFileError, match=name):
        read_document("bestand", data)


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"", EmptyTextError), (b" \n", EmptyTextError), (bytes(range(256)) * 9, BinaryContentError)],
)
def test_a_file_without_words_is_refused(data, error):
    with pytest.raises(error):
        read_document("bestand", data)


def test_demands_are_looked_for_in_the_beginning_of_a_letter_as_long_as_a_book():
    letter = letters.NIGHT_BUS.replace(
        "The night bus", "The night bus ran. " * (LONGEST_LETTER // 19 + 1) + "It"
    )
    reading = read_document("long.txt", letter.encode())

    assert set(reading.warnings) == {TOO_LONG_A_LETTER, TOO_LONG_A_DOCUMENT}
    assert reading.documents[0].demands == ()


@needs_real_documents
def test_seed_000_is_a_reply_above_its_letter():
    reading = seed("000")
    reply, letter = reading.documents
    content = reading.text.content

    assert (reply.kind, letter.kind) == ("reply", "letter")
    assert (reply.date.raw, reply.date.iso, reply.date.certainty) == ("05 06 2026", "2026-06-05", "probable")
    assert reply.date.other_reading == "2026-05-06"
    assert (reply.sender.name, reply.addressee.name) == (
        "Maxime Prévot",
        "Coördinatie Opheffing Blokkade tegen Cuba",
    )
    assert (letter.date, letter.title, letter.references) == (None, None, ())
    assert letter.sender.name == "Coördinatie voor de Opheffing van de Blokkade tegen Cuba"
    assert (letter.addressee.name, letter.addressee.office) == (
        "M. Prévot",
        "minister van Buitenlandse Zaken",
    )
    assert [demand.number for demand in letter.demands] == ["1", "2", "3", "4", "5"]
    assert letter.demands[3].text.endswith("Dat had al veel eerder moeten gebeuren.")
    assert reply.demands == ()
    assert content[reply.start : reply.end].endswith("**Maxime Prévot**")
    assert content[letter.start :].startswith("Aan de heer M. Prévot")


@needs_real_documents
def test_seed_001_is_one_letter_with_one_demand():
    (letter,) = seed("001").documents

    assert (letter.kind, letter.date.iso, letter.date.raw) == ("letter", "2026-01-13", "13 01 26")
    assert letter.title == (
        "De Belgische ambassade in Cuba open houden is een sterk signaal dat België het internationaal recht belangrijker dan "
        "machtspolitiek vindt."
    )
    assert letter.sender.name == "Coördinatie Opheffing Blokkade tegen Cuba"
    assert (letter.addressee.name, letter.addressee.office) == ("M. Prévot", "minister")
    assert [(demand.number, demand.text) for demand in letter.demands] == [
        (None, "vragen we u om de Belgische ambassade in Cuba open te houden")
    ]


@needs_real_documents
def test_seed_002_is_the_article_without_the_page_around_it():
    reading = seed("002")
    (clipping,) = reading.documents
    article = reading.text.content[clipping.start : clipping.end]

    assert (clipping.kind, clipping.demands) == ("clipping", ())
    assert clipping.title == "Na Noord-Korea vechten nu ook duizenden Cubanen voor Rusland"
    assert clipping.date.iso == "2025-10-06T11:28"
    assert article.startswith(clipping.title)
    assert article.endswith("Bron: HLN")


@needs_real_documents
def test_seed_003_is_a_scorecard():
    (scorecard,) = seed("003").documents

    assert (scorecard.kind, scorecard.title, scorecard.date.iso) == (
        "scorecard",
        "SCORECARD PALESTINA",
        "2026-02-02",
    )
    assert {reference.kind for reference in scorecard.references} == {
        "be_flwb_url",
        "be_report_url",
        "be_qrva_url",
    }


@needs_real_documents
def test_seed_004_is_a_letter_to_parliament():
    reading = seed("004")
    (letter,) = reading.documents

    assert (letter.kind, letter.date.iso, letter.sender.name) == (
        "parliament_letter",
        "2021-03-02",
        "S.A. Blok",
    )
    assert letter.title == "BRIEF VAN DE MINISTER VAN BUITENLANDSE ZAKEN"
    assert (
        letter.addressee.name
        == letter.addressee.office
        == "Voorzitter van de Tweede Kamer der Staten-Generaal"
    )
    assert [reference.normal for reference in letter.references] == [
        "21501-20, nr. 1634", "21501-02, nr. 2295", "21501-02, nr. 2248",
    ]  # fmt: skip
    assert letter.demands == ()
    assert "sanctieregime dat" in reading.text.content
    assert "EU-lidstaten" in reading.text.content


def quotes_in(facts):
    if isinstance(facts, dict):
        for key, value in facts.items():
            yield from [value] if key == "quote" and isinstance(value, str) else quotes_in(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from quotes_in(value)


@needs_real_documents
@pytest.mark.parametrize("path", FACTS, ids=lambda path: path.stem[:3])
def test_every_quote_of_the_facts_stands_in_the_canonical_text(path):
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    data = (SHARED / facts["source_file"]).read_bytes()
    content = read_document(path.name, data).text.content

    assert [quote for quote in quotes_in(facts) if not find_words(content, quote)] == []
    assert key_of(content).text == key_of(normalise(data.decode()).text).text


@needs_real_documents
def test_seed_003_gives_the_measures_of_its_facts():
    (path,) = (SHARED / "seeds" / "facts").glob("003_*.yaml")
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = {minister["id"]: minister["name"] for minister in facts["ministers"]}
    reading = seed("003")
    (scorecard,) = reading.as_dict()["documents"]

    assert len(scorecard["footnotes"]) == facts["footnotes"]["count"]
    for found, told in zip(scorecard["measures"], facts["measures"], strict=True):
        assert (found["number"], found["title"], found["status"]) == (
            told["number"],
            told["title_table"],
            told["status"],
        )
        assert told["agreement_quote"]["quote"] in found["text"]
        assert reading.text.content[found["start"] : found["end"]] == found["text"]
        assert {one["name"] for one in found["ministers"]} == {names[who] for who in told["ministers"]}
        cited = {note for evidence in told["evidence"] for note in evidence.get("src", [])}
        assert cited <= {note["number"] for note in found["footnotes"]}


@needs_real_documents
@pytest.mark.parametrize(("number", "count"), [(3, 6), (5, 5), (7, 2), (11, 3)])
def test_seed_003_gives_the_questions_that_it_prints(number, count):
    (scorecard,) = seed("003").documents
    measure = scorecard.measures[number - 1]
    asked = [q for q in scorecard.questions if measure.section_start <= q.start < measure.section_end]

    assert len(asked) == count
