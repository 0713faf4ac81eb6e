from datetime import date

import pytest

from app.people.rules import (
    closeness_of_name,
    do_overlap,
    holding_on,
    is_office_meant,
    pick_successor,
)
from app.people.values import Closeness, Holding, Span

FULL, INITIALS, SURNAME, NOBODY = Closeness.FULL, Closeness.INITIALS, Closeness.SURNAME, None


@pytest.mark.parametrize(
    ("asked", "known", "expected"),
    [
        # How letters write one minister.
        ("Maxime Prévot", "Maxime Prévot", FULL),
        ("M. Prévot", "Maxime Prévot", INITIALS),
        ("de heer M. Prévot", "Maxime Prévot", INITIALS),
        ("minister Prévot", "Maxime Prévot", SURNAME),
        ("Geachte heer minister M. Prévot", "Maxime Prévot", INITIALS),
        ("Maxime Prévot, minister Buitenlandse Zaken", "Maxime Prévot", FULL),
        ("Maxime Prévot, minister Buitenlandse  \nZaken", "Maxime Prévot", FULL),
        ("minister van Buitenlandse Zaken Maxime Prévot", "Maxime Prévot", FULL),
        ("minister van Buitenlandse Zaken Prévot", "Maxime Prévot", SURNAME),
        ("Maxime Prévot minister van Buitenlandse Zaken", "Maxime Prévot", FULL),
        ("Prévot, Maxime", "Maxime Prévot", FULL),
        ("Aan de heer Maxime Prévot", "Maxime Prévot", FULL),
        ("Vice-eersteminister Maxime Prévot", "Maxime Prévot", FULL),
        ("Monsieur le Ministre Maxime Prévot", "Maxime Prévot", FULL),
        ("M. le ministre Prévot", "Maxime Prévot", SURNAME),
        # Accents and capitals.
        ("MAXIME PREVOT", "Maxime Prévot", FULL),
        ("maxime prevot", "Maxime Prévot", FULL),
        ("Maxime Pre\u0301vot", "Maxime Prévot", FULL),  # the accent as a sign of its own
        # Somebody else.
        ("J. Prévot", "Maxime Prévot", NOBODY),
        ("Jean Prévot", "Maxime Prévot", NOBODY),
        ("minister Jean Prévot", "Maxime Prévot", NOBODY),
        ("Prévot, Jean", "Maxime Prévot", NOBODY),
        ("Maxime Dupont", "Maxime Prévot", NOBODY),
        ("Maxime", "Maxime Prévot", NOBODY),
        ("Prévoteau", "Maxime Prévot", NOBODY),
        ("", "Maxime Prévot", NOBODY),
        ("de heer", "Maxime Prévot", NOBODY),
        ("12345 ?!", "Maxime Prévot", NOBODY),
        # M. is an initial in Dutch and Monsieur in French.
        ("M. Quintin", "Bernard Quintin", SURNAME),
        ("Mme Matz", "Vanessa Matz", SURNAME),
        ("B. Quintin", "Bernard Quintin", INITIALS),
        # Surnames with particles.
        ("minister Van Bossuyt", "Anneleen Van Bossuyt", SURNAME),
        ("mevrouw A. Van Bossuyt", "Anneleen Van Bossuyt", INITIALS),
        ("Anneleen van Bossuyt", "Anneleen Van Bossuyt", FULL),
        ("Vanbossuyt", "Anneleen Van Bossuyt", SURNAME),
        ("Van Bossuyt, Anneleen", "Anneleen Van Bossuyt", FULL),
        ("minister van Asiel en Migratie Van Bossuyt", "Anneleen Van Bossuyt", SURNAME),
        ("Bossuyt", "Anneleen Van Bossuyt", NOBODY),
        ("premier De Wever", "Bart De Wever", SURNAME),
        ("eerste minister Bart De Wever", "Bart De Wever", FULL),
        ("Van den Broucke", "Frank Vandenbroucke", SURNAME),
        ("L. D'Haese", "Lut D’Haese", INITIALS),
        # Double given names, abbreviated ones, names of daily use.
        ("J.-L. Crucke", "Jean-Luc Crucke", INITIALS),
        ("J. Crucke", "Jean-Luc Crucke", INITIALS),
        ("J.-M. Crucke", "Jean-Luc Crucke", NOBODY),
        ("Th. Francken", "Theo Francken", INITIALS),
        ("S.A. Blok", "S.A. (Stef) Blok", FULL),
        ("Stef Blok", "S.A. (Stef) Blok", FULL),
        ("S. Blok", "S.A. (Stef) Blok", INITIALS),
        ("S.A. (Stef) Blok", "S.A. (Stef) Blok", FULL),
        ("S.A. Blok", "Stef Blok", INITIALS),
        ("T.A. Blok", "S.A. (Stef) Blok", NOBODY),
        ("López Aguilar", "Juan Fernando López Aguilar", SURNAME),
    ],
)
def test_name_fits_whom_a_letter_means(asked, known, expected):
    assert closeness_of_name(asked, known) is expected


FOREIGN = (
    "minister van Buitenlandse Zaken",
    "ministre des Affaires étrangères",
    "Minister of Foreign Affairs",
    "minister van Buitenlandse Zaken, Europese Zaken en Ontwikkelingssamenwerking",
)


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ("minister Buitenlandse Zaken", True),
        ("Minister van Buitenlandse Zaken", True),
        ("Buitenlandse Zaken", True),
        ("minister van Ontwikkelingssamenwerking", True),
        ("AFFAIRES ETRANGERES", True),
        ("Foreign Affairs", True),
        ("minister van Binnenlandse Zaken", False),
        ("ministre de la Justice", False),
        ("minister", None),
        ("", None),
    ],
)
def test_office_is_meant_by_any_part_of_its_name(hint, expected):
    assert is_office_meant(hint, FOREIGN) is expected


BEGAN, ENDED = date(2025, 2, 3), date(2026, 5, 31)


@pytest.mark.parametrize(
    ("from_on", "until_on", "day", "expected"),
    [
        (BEGAN, ENDED, date(2025, 2, 2), Holding.DOES_NOT_HOLD),
        (BEGAN, ENDED, date(2025, 2, 3), Holding.HOLDS),
        (BEGAN, ENDED, date(2026, 5, 31), Holding.HOLDS),
        (BEGAN, ENDED, date(2026, 6, 1), Holding.DOES_NOT_HOLD),
        (BEGAN, None, date(2026, 6, 1), Holding.HOLDS),
        (BEGAN, None, date(2025, 2, 2), Holding.DOES_NOT_HOLD),
        (None, ENDED, date(2025, 2, 2), Holding.MAY_HOLD),
        (None, ENDED, date(2026, 6, 1), Holding.DOES_NOT_HOLD),
        (None, None, date(2026, 6, 1), Holding.MAY_HOLD),
        (BEGAN, ENDED, None, Holding.MAY_HOLD),
    ],
)
def test_mandate_holds_from_its_first_to_its_last_day(from_on, until_on, day, expected):
    assert holding_on(from_on, until_on, day) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((BEGAN, ENDED), (date(2026, 5, 30), None), True),
        ((BEGAN, ENDED), (ENDED, None), False),  # one day for the one who goes and the one who comes
        ((BEGAN, ENDED), (None, BEGAN), False),
        ((None, None), (None, None), True),
        ((BEGAN, None), (BEGAN, None), True),
        ((BEGAN, None), (None, date(2020, 1, 1)), False),
    ],
)
def test_mandates_overlap_when_they_share_more_than_the_day_of_change(one, other, expected):
    assert do_overlap(Span(1, *one), Span(2, *other)) is expected
    assert do_overlap(Span(2, *other), Span(1, *one)) is expected


LEFT = date(2026, 5, 31)
NEW = Span(2, date(2026, 6, 1), None)
SAME_DAY = Span(3, LEFT, None)
GONE_TOO = Span(4, date(2026, 6, 1), date(2026, 6, 20))
AFTER_THAT = Span(5, date(2026, 6, 21), None)
BEFORE = Span(6, date(2020, 1, 1), None)
UNKNOWN = Span(7, None, None)


@pytest.mark.parametrize(
    ("left_on", "others", "on", "expected"),
    [
        (LEFT, [NEW], date(2026, 7, 1), 2),
        (LEFT, [SAME_DAY], date(2026, 7, 1), 3),
        (LEFT, [GONE_TOO, AFTER_THAT], date(2026, 7, 1), 5),
        (LEFT, [GONE_TOO, AFTER_THAT], date(2026, 6, 10), 4),
        (LEFT, [NEW], LEFT, None),  # not in office yet
        (LEFT, [NEW], date(2026, 5, 1), None),  # the holder has not left yet
        (None, [NEW], date(2026, 7, 1), None),  # nobody wrote down that the holder left
        (LEFT, [], date(2026, 7, 1), None),
        (LEFT, [BEFORE], date(2026, 7, 1), None),  # sat beside, did not take over
        (LEFT, [UNKNOWN], date(2026, 7, 1), None),
        (LEFT, [NEW, SAME_DAY], date(2026, 7, 1), None),  # two at once
    ],
)
def test_successor_is_who_alone_took_over(left_on, others, on, expected):
    assert pick_successor(left_on, others, on) == expected
