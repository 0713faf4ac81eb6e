"""One file, its documents, and what kind each is."""

from itertools import pairwise

import pytest

from app.documents.extract.plain import reflow
from app.text.cuts import MOST_DOCUMENTS, cut_documents
from app.text.kinds import DocumentKind
from tests.unit.text import letters


def cuts_of(source):
    text, _ = reflow(source)
    return text, cut_documents(text)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (letters.GREEN_SQUARE, DocumentKind.LETTER),
        (letters.STATION, DocumentKind.LETTER),
        (letters.NIGHT_BUS, DocumentKind.LETTER),
        (letters.RIVER, DocumentKind.LETTER),
        (letters.MINISTERS_REPLY, DocumentKind.REPLY),
        (letters.FRENCH_REPLY, DocumentKind.REPLY),
        (letters.HOLDING, DocumentKind.REPLY),
        (letters.RECEIPT, DocumentKind.ACKNOWLEDGEMENT),
        (letters.FRENCH_RECEIPT, DocumentKind.ACKNOWLEDGEMENT),
        (letters.TO_PARLIAMENT, DocumentKind.PARLIAMENT_LETTER),
        (letters.ARTICLE, DocumentKind.CLIPPING),
        (letters.NOTE, DocumentKind.OTHER),
        ("SCORECARD WATER\n\n1. Drinkwater\n\nNiet uitgevoerd\n", DocumentKind.SCORECARD),
    ],
)
def test_each_kind_of_document_is_recognised_whole(source, kind):
    text, cuts = cuts_of(source)

    assert [cut.kind for cut in cuts] == [kind]
    if kind is not DocumentKind.CLIPPING:
        assert (cuts[0].start, cuts[0].end) == (0, len(text))


def test_a_letter_of_ours_that_thanks_for_a_reply_is_a_letter():
    _, cuts = cuts_of(
        "Geachte mevrouw de minister,\n\nWij danken u voor uw brief van 4 mei. Wij vragen u om de lijst vrij te geven.\n\n"
        "Hoogachtend,\nVergroening Nu\n"
    )

    assert [cut.kind for cut in cuts] == [DocumentKind.LETTER]


@pytest.mark.parametrize("rule", ["\n", "\n---\n\n", "\n* * *\n\n"])
def test_a_reply_printed_above_its_letter_is_cut_off(rule):
    text, cuts = cuts_of(letters.MINISTERS_REPLY + rule + letters.GREEN_SQUARE)
    reply, letter = cuts

    assert (reply.kind, letter.kind) == (DocumentKind.REPLY, DocumentKind.LETTER)
    assert text[: reply.end].endswith("Minister van Omgeving")
    assert text[letter.start :].startswith("Vergroening Nu vzw\nLindelaan 4")


def test_a_correspondence_of_three_is_cut_in_three():
    _, cuts = cuts_of(letters.GREEN_SQUARE + "\n" + letters.RECEIPT + "\n" + letters.MINISTERS_REPLY)

    assert [cut.kind for cut in cuts] == [
        DocumentKind.LETTER,
        DocumentKind.ACKNOWLEDGEMENT,
        DocumentKind.REPLY,
    ]


def test_only_the_article_belongs_to_a_clipping():
    text, cuts = cuts_of(letters.ARTICLE)
    article = text[cuts[0].start : cuts[0].end]

    assert article.startswith("Stad kapt dertig bomen")
    assert article.endswith("Bron: De Streekkrant")


def test_documents_follow_each_other_and_never_overlap():
    text, cuts = cuts_of(f"{letters.STATION}\n{letters.FRENCH_REPLY}\n{letters.NIGHT_BUS}")

    assert all(text[cut.start : cut.end] == text[cut.start : cut.end].strip() for cut in cuts)
    assert all(before.end <= after.start for before, after in pairwise(cuts))


def test_a_file_holds_fifty_documents_at_most():
    _, cuts = cuts_of("Geachte heer,\nJa.\nMet vriendelijke groeten\nAn\n" * 80)

    assert len(cuts) == MOST_DOCUMENTS
