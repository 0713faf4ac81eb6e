"""In which language a text is written, where one request writes in two: a page, and a mail to somebody else."""

from flask import Flask, session
from flask_babel import force_locale, get_locale

from app.i18n import current_language


def test_a_text_is_in_the_language_of_its_page_and_of_its_reader_in_between(app: Flask) -> None:
    with app.test_request_context():
        session["language"] = "nl"
        assert current_language() == "nl"
        with force_locale("fr"):
            assert current_language() == "fr"
            assert get_locale().language == "fr"
        assert current_language() == "nl"


def test_a_request_does_not_know_the_language_of_the_one_before(app: Flask) -> None:
    for language in ("fr", "en", "nl"):
        with app.test_request_context():
            session["language"] = language
            assert current_language() == language


def test_outside_any_request_texts_are_as_they_were_written() -> None:
    assert current_language() == "en"
