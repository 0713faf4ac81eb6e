"""Bytes of any kind become the same characters every time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text.errors import BinaryContentError
from app.text.normalise import CONTROLS_REMOVED, MARKS_REMOVED, decode, normalise

SENTENCE = "België één ‘week’ – €5"


@pytest.mark.parametrize(
    ("charset", "named", "guessed"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8", False),
        ("utf-16", "utf-16-le", False),
        ("utf-16-le", "utf-16-le", True),
        ("utf-16-be", "utf-16-be", True),
        ("utf-32", "utf-32-le", False),
        ("cp1252", "cp1252", True),
    ],
)
def test_decode_finds_the_character_set(charset, named, guessed):
    found = decode(SENTENCE.encode(charset))

    assert (found.text, found.charset, found.charset_guessed) == (SENTENCE, named, guessed)


def test_decode_keeps_utf8_around_a_single_broken_byte():
    found = decode("ambassade één twee België é ".encode() + b"\x80")

    assert found.text == "ambassade één twee België é €"
    assert found.charset_guessed


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 99])
def test_decode_refuses_binary_content(data):
    with pytest.raises(BinaryContentError):
        decode(data)


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("e\u0301e\u0301n", "één"),
        ("ﬁets ﬂes eﬃciënt", "fiets fles efficiënt"),
        ("zĳn", "zijn"),
        ("sanc\u00adtie", "sanctie"),
        ("aanwe\u00ad\nzigheid", "aanwezigheid"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("miljoen).⁵", "miljoen).⁵"),
        ("één\ufeff twee", "één twee"),
    ],
)
def test_normalise_unfolds_what_hides_a_word(raw, normal):
    assert normalise(raw).text == normal


def test_normalise_removes_control_characters_and_says_so():
    found = normalise("am\x00bas\x08sade")

    assert found.text == "ambassade"
    assert found.warnings == (CONTROLS_REMOVED,)


def test_normalise_cuts_a_tower_of_accents_short():
    found = normalise("e" + "\u0300\u0327" * 500)

    assert len(found.text) <= 31
    assert found.warnings == (MARKS_REMOVED,)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_normalise_of_normal_text_changes_nothing(text):
    once = normalise(text).text

    assert normalise(once).text == once
