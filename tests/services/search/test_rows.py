"""Rows are the same by SQLite's driver as by SQLAlchemy."""

from datetime import UTC, date, datetime

from sqlalchemy import func, select

from app.letters.models import Letter
from app.letters.values import LetterKind
from app.search.rows import Rows
from tests.factories import make_letter

MOMENT = datetime(2026, 3, 1, 8, 30, 0, 250, tzinfo=UTC)
ROWS = Rows(
    select(
        Letter.id,
        Letter.title,
        Letter.sent_on,
        Letter.kind,
        Letter.created_at,
        Letter.text_start,
        func.coalesce(Letter.text_end, 7).label("end"),
    ),
    Letter.id,
)


def test_values_are_what_sqlalchemy_makes_of_them(session, campaign):
    letter = make_letter(session, campaign, title="L'Œuvre: 100 % 'gedaan'", sent_on=date(2026, 2, 28))
    letter.created_at = MOMENT
    make_letter(session, campaign)
    session.flush()
    [row] = ROWS.of(session, [letter.id])
    expected = (letter.id, letter.title, date(2026, 2, 28), LetterKind.LETTER, MOMENT, letter.text_start)
    assert row == (*expected, letter.text_end or 7)
    assert row.end == (letter.text_end or 7)


def test_no_ids_give_no_rows(session, campaign):
    make_letter(session, campaign)
    assert list(ROWS.of(session, [])) == []
