from datetime import date

import pytest

from app.terms.calendars import easter, get_calendar, list_calendar_ids
from app.terms.errors import UnknownCalendarError


@pytest.mark.parametrize(
    ("calendar", "day", "name"),
    [
        ("be", date(2026, 7, 21), "National Day"),
        ("be", date(2026, 5, 25), "Pentecost Monday"),
        ("be", date(2026, 11, 11), "Armistice Day"),
        ("be", date(2026, 7, 1), None),  # July is a school holiday, which is no day off
        ("be", date(2025, 7, 11), None),
        ("be-flanders", date(2025, 7, 11), "Day of the Flemish Community"),
        ("be-flanders", date(2026, 7, 21), "National Day"),
        ("be-french-community", date(2027, 9, 27), "Day of the French Community"),
        ("be-german-community", date(2027, 11, 15), "Day of the German-speaking Community"),
        ("be-brussels", date(2026, 5, 8), "Day of the Brussels-Capital Region"),
        ("nl", date(2026, 5, 5), "Liberation Day"),
        ("nl", date(2027, 5, 5), "Liberation Day"),
        ("nl", date(2026, 4, 3), "Good Friday"),
        ("nl", date(2026, 4, 27), "King's Day"),
        ("nl", date(2025, 4, 26), "King's Day"),
        ("nl", date(2026, 5, 15), "Day equated by royal decree"),
        ("nl", date(2026, 11, 11), None),
        ("eu", date(2026, 4, 2), "Maundy Thursday"),
        ("eu", date(2026, 5, 15), "Day after Ascension Day"),
        ("eu", date(2026, 12, 30), "End-of-year day"),
        ("eu", date(2026, 11, 11), None),
        ("uk", date(2026, 1, 2), "New Year Holiday"),  # Scotland
        ("uk", date(2026, 3, 17), "Saint Patrick's Day"),  # Northern Ireland
        ("uk", date(2026, 8, 31), "Late Summer Bank Holiday"),
        ("ie", date(2026, 3, 17), "Saint Patrick's Day"),
        ("lu", date(2026, 6, 23), "National Day"),
        ("at", date(2026, 10, 26), "National Day"),
        ("de", date(2026, 10, 3), "German Unity Day"),
        ("fr", date(2026, 7, 14), "National Day"),
        ("weekends", date(2026, 1, 1), None),
    ],
)
def test_holidays(calendar, day, name):
    holiday = get_calendar(calendar).find_holiday(day)
    assert (holiday.name if holiday else None) == name


@pytest.mark.parametrize(
    ("year", "days_off"),
    [
        # the totals of the published lists: 17 days in 2013, 18 in 2014 and in 2023
        (2013, 17),
        (2014, 18),
        (2023, 18),
    ],
)
def test_the_institutions_days_off_are_those_of_the_published_lists(year, days_off):
    days = get_calendar("eu").list_holidays(year)
    assert sum(day.isoweekday() < 6 for day in days) == days_off
    assert not any(holiday.is_assumed for holiday in days.values())


def test_a_year_without_a_published_list_is_assumed():
    assert get_calendar("eu").find_holiday(date(2026, 5, 1)).is_assumed


@pytest.mark.parametrize(
    ("language", "name"), [("nl", "Nationale feestdag"), ("fr", "Fête nationale"), ("xx", "National Day")]
)
def test_holidays_have_names_in_the_languages_of_the_product(language, name):
    assert get_calendar("be", language).find_holiday(date(2026, 7, 21)).name == name


def test_own_days_have_names_in_the_languages_of_the_product():
    day = date(2026, 4, 2)
    assert get_calendar("eu", "nl").find_holiday(day).name == "Witte Donderdag"
    assert get_calendar("eu", "fr").find_holiday(day).name == "Jeudi saint"


def test_working_days():
    nl = get_calendar("nl")
    assert [nl.is_working(date(2026, 5, day)) for day in (4, 5, 6, 9, 10)] == [
        True,
        False,
        True,
        False,
        False,
    ]


def test_years_that_the_library_does_not_cover_have_no_holidays():
    be = get_calendar("be")
    assert not be.knows(2150)
    assert be.find_holiday(date(2150, 7, 21)) is None


def test_easter_is_that_of_the_library():
    be = get_calendar("be")
    for year in range(1950, 2101):
        assert be.find_holiday(easter(year)).name == "Easter Sunday"


def test_every_calendar_opens():
    for calendar_id in list_calendar_ids():
        assert get_calendar(calendar_id).list_holidays(2026) is not None


def test_an_unknown_calendar_lists_the_known_ones():
    with pytest.raises(UnknownCalendarError, match="weekends, be, be-flanders"):
        get_calendar("mars")
