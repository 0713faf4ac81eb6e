import pytest

from app.campaigns.rules import (
    COMMON_ZONES,
    clean_names,
    free_slug,
    is_reminder_hour,
    is_reply_term,
    is_slug,
    is_zone,
    list_other_zones,
    may_lose_coordinator,
    slug_from_title,
)
from app.campaigns.values import TermUnit


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ambassade Havana", "ambassade-havana"),
        ("  L'ambassade à La Havane: rouvrir !  ", "l-ambassade-a-la-havane-rouvrir"),
        ("Één brief – twee eisen", "een-brief-twee-eisen"),
        ("Œuvre & Straße", "oeuvre-strasse"),
        ("Łódź", "lodz"),
        ("50/50", "50-50"),
        ("Кампания", ""),
        ("!?", ""),
        ("woord " * 20, "woord-woord-woord-woord-woord-woord-woord-woord-woord-woord"),
        ("x" * 80, "x" * 60),
    ],
)
def test_slug_is_made_of_the_title(title, slug):
    assert slug_from_title(title) == slug


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("cuba", True),
        ("cuba-2026", True),
        ("a" * 60, True),
        ("a" * 61, False),
        ("", False),
        ("Cuba", False),
        ("cuba_2026", False),
        ("cuba--2026", False),
        ("-cuba", False),
        ("cuba-", False),
        ("cuba/letters", False),
        ("cubà", False),
        ("cuba\n", False),
        ("add", False),
        ("import", False),
    ],
)
def test_slug_is_small_letters_digits_and_single_hyphens(slug, expected):
    assert is_slug(slug) is expected


@pytest.mark.parametrize(
    ("wanted", "taken", "expected"),
    [
        ("cuba", set(), "cuba"),
        ("cuba", {"cuba"}, "cuba-2"),
        ("cuba", {"cuba", "cuba-2"}, "cuba-3"),
        ("add", set(), "add-2"),
        ("a" * 60, {"a" * 60}, "a" * 55 + "-2"),
    ],
)
def test_made_slug_gets_a_number_when_taken_or_reserved(wanted, taken, expected):
    assert free_slug(wanted, taken) == expected


@pytest.mark.parametrize(
    ("hour", "expected"), [(4, False), (5, True), (8, True), (22, True), (23, False), (-5, False)]
)
def test_reminders_go_out_by_day(hour, expected):
    assert is_reminder_hour(hour) is expected


@pytest.mark.parametrize(
    ("term", "unit", "expected"),
    [
        (0, TermUnit.DAY, False),
        (1, TermUnit.DAY, True),
        (365, TermUnit.DAY, True),
        (366, TermUnit.DAY, False),
        (0, TermUnit.WEEK, False),
        (1, TermUnit.WEEK, True),
        (52, TermUnit.WEEK, True),
        (53, TermUnit.WEEK, False),
        (-6, TermUnit.WEEK, False),
    ],
)
def test_reply_term_is_a_year_at_most(term, unit, expected):
    assert is_reply_term(term, unit) is expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Brussels", True),
        ("America/Argentina/Buenos_Aires", True),
        ("UTC", True),
        ("Europe/Atlantis", False),
        ("CET", False),
        ("Etc/GMT+2", False),
        ("", False),
        ("../../etc/passwd", False),
    ],
)
def test_zone_is_a_place(zone, expected):
    assert is_zone(zone) is expected


def test_zones_are_offered_once():
    assert all(is_zone(zone) for zone in COMMON_ZONES)
    assert not set(COMMON_ZONES) & set(list_other_zones())


@pytest.mark.parametrize(
    ("is_coordinator", "others", "by_administrator", "expected"),
    [
        (True, 1, False, True),
        (True, 0, False, False),
        (True, 0, True, True),
        (False, 0, False, True),
    ],
)
def test_last_coordinator_stays_unless_an_administrator_decides(
    is_coordinator, others, by_administrator, expected
):
    assert (
        may_lose_coordinator(
            is_coordinator=is_coordinator, other_coordinators=others, by_administrator=by_administrator
        )
        is expected
    )


def test_names_are_kept_once_and_without_blanks():
    assert clean_names([" Proef  vzw ", "", "proef vzw", "Hoofdnaam", "PV"], but="hoofdnaam") == [
        "Proef vzw",
        "PV",
    ]
