"""From fields to the message on the line."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.compose import check_address, check_content, compose_message, tidy_line
from app.mail.errors import ForbiddenHeaderError, UnusableAddressError, UnusableHeaderError
from app.mail.values import MailContent

MOMENT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
THREAD = "<letter-12@weerwoord.campagne.example>"
LINK = "<https://weerwoord.campagne.example/unsubscribe/" + "a" * 200 + ">"


def compose(content, to_address="lezer@example.org"):
    return compose_message(
        content,
        message_id="<abc@campagne.example>",
        to_address=to_address,
        mail_from="weerwoord@campagne.example",
        moment=MOMENT,
    )


def read(content, **values):
    """The message as its reader's program sees it."""
    raw = compose(content, **values).as_bytes().replace(b"\r\n", b"\n")
    return message_from_bytes(raw, policy=default)


CONTENT = MailContent(
    subject="Herinnering: drie vragen zonder antwoord – één ervan dringend",
    text="Geachte,\n\nDe brief van 13 januari wacht op antwoord – al 24 weken.\n",
    html="<p>De brief van 13 januari wacht op antwoord – al 24 weken.</p>",
    headers={
        "References": THREAD,
        "List-Unsubscribe": LINK,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
)


def test_a_reminder_carries_what_mail_programs_need():
    message = read(CONTENT)

    assert message["From"] == "Weerwoord <weerwoord@campagne.example>"
    assert message["To"] == "lezer@example.org"
    assert message["Date"] == "Wed, 01 Jul 2026 09:00:00 +0000"
    assert message["Message-ID"] == "<abc@campagne.example>"
    assert message["Subject"] == CONTENT.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "Weerwoord <weerwoord.campagne.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Bcc"] is None
    assert message.get_body(("plain",)).get_content() == CONTENT.text
    assert message.get_body(("html",)).get_content().strip() == CONTENT.html


def test_links_and_identifiers_go_over_the_line_unbroken():
    thread = " ".join(f"<{'b' * 60}{number}@campagne.example>" for number in range(4))
    content = MailContent("Bericht", "Tekst\n", "", {"References": thread, "List-Unsubscribe": LINK})

    raw = compose(content).as_bytes()

    assert f"List-Unsubscribe: {LINK}\r\n".encode() in raw
    assert b"=?utf-8" not in raw
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    assert message_from_bytes(raw, policy=default)["References"].split() == thread.split()


def test_the_message_is_the_same_at_each_try():
    assert compose(CONTENT).as_bytes() == compose(CONTENT).as_bytes()


def test_everything_fits_in_seven_bits_and_short_lines():
    raw = compose(MailContent("Onderwerp é", "é" * 5000 + "\n", "<p>" + "é" * 5000 + "</p>")).as_bytes()

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_a_text_alone_is_one_part():
    message = read(MailContent("Bericht", "Alleen tekst\n", ""))

    assert message.get_content_type() == "text/plain"
    assert message.get_content() == "Alleen tekst\n"


ASCII = st.text(st.characters(max_codepoint=127), max_size=300)
# What no encoding can hold is refused before it gets here: the table cannot hold it either.
WORDS = st.text(st.characters(codec="utf-8"), max_size=300)


@given(WORDS, ASCII, WORDS)
def test_nothing_in_a_content_becomes_a_header(subject, reference, text):
    message = read(MailContent(subject, text, "", {"References": reference}))

    assert sorted(message.keys()) == sorted(
        [
            *("From", "To", "Date", "Message-ID", "Subject", "Auto-Submitted", "List-Id", "References"),
            *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
        ]
    )
    assert message["To"] == "lezer@example.org"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Brief\r\nBcc: ander@example.org", "Brief Bcc: ander@example.org"),
        ("Brief\u2028twee\u0085drie\x00vier", "Brief twee drie vier"),
        ("  veel   wit\t\tertussen ", "veel wit ertussen"),
        ("Aucune réponse\u202f: la lettre\u00a0?", "Aucune réponse\u202f: la lettre\u00a0?"),
        ("", ""),
    ],
)
def test_a_subject_is_one_line(given, kept):
    assert tidy_line(given) == kept
    assert read(MailContent(given, "Tekst\n", ""))["Subject"] == kept


@pytest.mark.parametrize("name", ["Bcc", "bcc", "From", "X-Header", "References\r\nBcc", "To", ""])
def test_a_content_sets_no_other_header(name):
    with pytest.raises(ForbiddenHeaderError):
        compose(MailContent("Bericht", "Tekst\n", "", {name: "ander@example.org"}))


@pytest.mark.parametrize("value", ["<brief-één@campagne.example>", "<" + "a" * 1000 + "@campagne.example>"])
def test_an_identifier_that_no_line_can_hold_is_refused(value):
    with pytest.raises(UnusableHeaderError):
        compose(MailContent("Bericht", "Tekst\n", "", {"References": value}))


def test_a_long_subject_is_cut_to_what_the_table_keeps():
    subject = check_content(MailContent("w" * 1000, "", "")).subject

    assert len(subject) == 400
    assert subject.endswith("…")


@pytest.mark.parametrize(
    ("given", "usable"),
    [
        ("lezer@example.org", "lezer@example.org"),
        ("Lezer.Twee+brief@Example.org", "Lezer.Twee+brief@Example.org"),
        ("weerwoord@localhost", "weerwoord@localhost"),
        ("lezer@exämple.org", "lezer@xn--exmple-cua.org"),
        ("jürgen@example.org", "jürgen@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
    ],
)
def test_a_usable_address(given, usable):
    assert check_address(given) == usable
    assert compose(MailContent("Bericht", "Tekst\n", ""), to_address=given)["To"] == usable


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lezer",
        "@example.org",
        "lezer@",
        "lezer@example.org\r\nBcc: ander@example.org",
        "lezer@example.org, ander@example.org",
        "Lezer <lezer@example.org>",
        "lezer@@example.org",
        "le zer@example.org",
        "lezer@example..org",
        "le..zer@example.org",
        "lezer@" + "a" * 70 + ".org",
        '"lezer"@example.org',
        "lezer@[127.0.0.1]",
        "lezer@exa\x00mple.org",
    ],
)
def test_an_unusable_address(address):
    with pytest.raises(UnusableAddressError):
        check_address(address)
