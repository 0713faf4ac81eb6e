from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terms.calendars import get_calendar
from app.terms.errors import (
    ExtensionBeforeDueError,
    NothingToExtendError,
    RuleWithoutVariantsError,
    UnknownVariantError,
    VariantNeededError,
    YearOutOfRangeError,
)
from app.terms.rules import explain_term, may_be_owed_to_organisation
from app.terms.values import (
    Binding,
    Claimant,
    Extension,
    ExtensionMode,
    ExtensionToDate,
    Period,
    Provenance,
    Roll,
    Rule,
    Unit,
    Variant,
)

NL, EU, BE = get_calendar("nl"), get_calendar("eu"), get_calendar("be")
DAY, WORKING_DAY, WEEK, MONTH, YEAR = (
    Unit.CALENDAR_DAY,
    Unit.WORKING_DAY,
    Unit.WEEK,
    Unit.MONTH,
    Unit.YEAR,
)


def make_rule(number=30, unit=DAY, roll=Roll.NONE, **changes):
    rule = Rule(
        id="test",
        jurisdiction="test",
        instrument="test",
        binding=Binding.STATUTE,
        claimant=Claimant.APPLICANT,
        calendar_id="nl",
        provenance=Provenance.SEEN,
        period=Period(number, unit) if number else None,
        roll=roll,
    )
    return replace(rule, **changes)


def due(rule, start, calendar=NL, *extensions):
    return explain_term(rule, start, calendar, extensions=extensions).due_on


def added(number, unit):
    return Extension(Period(number, unit), ExtensionMode.ADDED)


def total(number, unit):
    return Extension(Period(number, unit), ExtensionMode.TOTAL)


@pytest.mark.parametrize(
    ("roll", "saturday", "king_s_day"),
    [
        (Roll.NONE, date(2026, 6, 6), date(2026, 4, 27)),
        (Roll.UNCLEAR, date(2026, 6, 6), date(2026, 4, 27)),
        (Roll.NEXT_WORKING_DAY, date(2026, 6, 8), date(2026, 4, 28)),
        (Roll.NL_ATW, date(2026, 6, 8), date(2026, 4, 28)),
        (Roll.EU_1182_71, date(2026, 6, 8), date(2026, 4, 28)),
    ],
)
def test_last_day_off_by_kind_of_roll(roll, saturday, king_s_day):
    rule = make_rule(4, WEEK, roll)
    assert due(rule, date(2026, 5, 9)) == saturday
    assert due(rule, date(2026, 3, 30)) == king_s_day


def test_a_roll_runs_over_a_whole_chain_of_days_off():
    # Wednesday 6 to Friday 8 May 2027: Ascension Day and the day equated by decree follow 5 May
    term = explain_term(make_rule(1, WEEK, Roll.NL_ATW), date(2027, 4, 28), NL)
    assert term.due_on == date(2027, 5, 10)
    assert [(step.date.day, step.counts) for step in term.steps] == [
        (28, False),
        (5, False),
        (6, False),
        (7, False),
        (8, False),
        (9, False),
        (10, True),
    ]
    assert term.reason.moved_from_on == date(2027, 5, 5)


def test_steps_of_a_roll_say_why():
    term = explain_term(make_rule(4, WEEK, Roll.NL_ATW), date(2026, 3, 30), NL)
    assert [step.why for step in term.steps] == [
        "start day, not counted",
        "4 weeks from 2026-03-30, but holiday (King's Day): the term runs on",
        "next working day: the term ends here",
    ]


@pytest.mark.parametrize(
    ("roll", "words"),
    [
        (Roll.NONE, "Saturday: this term is not moved to a working day"),
        (Roll.UNCLEAR, "Saturday: no source says that the term moves, so it is kept"),
    ],
)
def test_a_day_off_that_is_kept_is_named(roll, words):
    last = explain_term(make_rule(4, WEEK, roll), date(2026, 5, 9), NL).steps[-1]
    assert last.counts
    assert last.reason.kept_by is roll
    assert last.why.endswith(words)


@pytest.mark.parametrize(
    ("number", "unit", "start", "expected"),
    [
        # up to 90 days, 12 weeks and 3 months the Dutch act moves the Saturday to Monday, beyond them it does not
        (90, DAY, date(2026, 6, 7), date(2026, 9, 7)),
        (91, DAY, date(2026, 6, 6), date(2026, 9, 5)),
        (12, WEEK, date(2026, 6, 6), date(2026, 8, 31)),
        (13, WEEK, date(2026, 6, 6), date(2026, 9, 5)),
        (3, MONTH, date(2026, 6, 5), date(2026, 9, 7)),
        (4, MONTH, date(2026, 5, 5), date(2026, 9, 5)),
        (1, YEAR, date(2025, 9, 5), date(2026, 9, 5)),
    ],
)
def test_long_terms_do_not_move_under_the_dutch_act(number, unit, start, expected):
    assert due(make_rule(number, unit, Roll.NL_ATW), start) == expected


@pytest.mark.parametrize(
    ("roll", "number", "start", "expected"),
    [
        # from Friday: Saturday, Sunday, Monday hold one working day, so Tuesday is added
        (Roll.NL_ATW, 3, date(2026, 6, 5), date(2026, 6, 9)),
        (Roll.NL_ATW, 2, date(2026, 6, 5), date(2026, 6, 8)),
        (Roll.EU_1182_71, 3, date(2026, 6, 5), date(2026, 6, 9)),
        (Roll.EU_1182_71, 2, date(2026, 6, 5), date(2026, 6, 9)),
        (Roll.EU_1182_71, 1, date(2026, 6, 5), date(2026, 6, 8)),
        (Roll.NEXT_WORKING_DAY, 3, date(2026, 6, 5), date(2026, 6, 8)),
    ],
)
def test_a_short_term_holds_two_working_days(roll, number, start, expected):
    assert due(make_rule(number, DAY, roll), start, EU) == expected


def test_a_week_over_the_end_of_the_year_holds_two_working_days_of_the_institutions():
    # 24 December 2026 to 3 January 2027 are days off; the week ends on the 30th, moves to the 4th, and gets the 5th
    term = explain_term(make_rule(1, WEEK, Roll.EU_1182_71), date(2026, 12, 23), EU)
    assert term.due_on == date(2027, 1, 5)
    assert term.steps[-1].why == "added, because the term must hold two working days"


@pytest.mark.parametrize(
    ("number", "unit", "extension", "start", "expected"),
    [
        (30, DAY, added(15, DAY), date(2026, 1, 13), date(2026, 2, 27)),
        (20, DAY, total(40, DAY), date(2026, 4, 17), date(2026, 5, 27)),
        (15, WORKING_DAY, added(15, WORKING_DAY), date(2026, 6, 1), date(2026, 7, 13)),
        (20, WORKING_DAY, total(40, WORKING_DAY), date(2026, 6, 1), date(2026, 7, 27)),
        (4, WEEK, added(2, WEEK), date(2026, 3, 30), date(2026, 5, 11)),
        (1, MONTH, total(2, MONTH), date(2026, 12, 31), date(2027, 2, 28)),
        (1, MONTH, added(1, MONTH), date(2026, 1, 31), date(2026, 3, 31)),
        (4, WEEK, added(3, DAY), date(2026, 6, 1), date(2026, 7, 2)),
        (1, MONTH, added(2, WORKING_DAY), date(2026, 6, 1), date(2026, 7, 3)),
    ],
)
def test_extensions_in_both_modes(number, unit, extension, start, expected):
    assert due(make_rule(number, unit), start, NL, extension) == expected


def test_an_extended_term_rolls_once_at_its_end():
    # the first four weeks end on King's Day; the six weeks are counted from the start, not from the moved day
    rule = make_rule(4, WEEK, Roll.NL_ATW)
    term = explain_term(rule, date(2026, 3, 30), NL, extensions=[added(2, WEEK)])
    assert term.due_on == date(2026, 5, 11)
    assert [step.date.isoformat() for step in term.steps] == ["2026-03-30", "2026-04-27", "2026-05-11"]


def test_extensions_can_follow_each_other():
    rule = make_rule(15, WORKING_DAY, Roll.EU_1182_71)
    extensions = [added(15, WORKING_DAY), ExtensionToDate(date(2026, 9, 5)), added(2, WORKING_DAY)]
    term = explain_term(rule, date(2026, 6, 1), EU, extensions=extensions)
    assert [applied.due_on.isoformat() for applied in term.extensions] == [
        "2026-07-13",
        "2026-09-05",
        "2026-09-08",
    ]
    assert term.due_on == date(2026, 9, 8)


def test_a_named_day_is_kept_on_a_weekend():
    rule = make_rule(4, WEEK, Roll.NL_ATW)
    assert due(rule, date(2026, 6, 1), NL, ExtensionToDate(date(2026, 7, 4))) == date(2026, 7, 4)


def test_a_named_day_on_the_due_date_changes_nothing():
    rule = make_rule(4, WEEK, Roll.NL_ATW)
    term = explain_term(rule, date(2026, 3, 30), NL, extensions=[ExtensionToDate(date(2026, 4, 28))])
    assert term.due_on == date(2026, 4, 28)
    assert len(term.steps) == 3


@pytest.mark.parametrize(
    "extension", [ExtensionToDate(date(2026, 4, 27)), total(3, WEEK)], ids=["named day", "shorter total"]
)
def test_an_extension_may_not_shorten(extension):
    with pytest.raises(ExtensionBeforeDueError, match="shorten the term"):
        due(make_rule(4, WEEK, Roll.NL_ATW), date(2026, 3, 30), NL, extension)


def test_a_rule_without_a_term_has_no_due_date():
    rule = make_rule(number=None)
    term = explain_term(rule, date(2026, 3, 30), BE)
    assert (term.due_on, term.steps) == (None, ())
    assert term.reason.due_on is None
    with pytest.raises(NothingToExtendError, match="own deadline"):
        due(rule, date(2026, 3, 30), BE, ExtensionToDate(date(2026, 5, 1)))


def test_variants():
    variants = (Variant("ordinary", Period(6, WEEK)), Variant("priority", Period(3, WEEK)))
    rule = make_rule(number=None, variants=variants)
    start = date(2026, 6, 1)
    assert explain_term(rule, start, NL, variant="priority").due_on == date(2026, 6, 22)
    with pytest.raises(VariantNeededError, match="ordinary, priority"):
        explain_term(rule, start, NL)
    with pytest.raises(UnknownVariantError, match="ordinary, priority"):
        explain_term(rule, start, NL, variant="urgent")
    with pytest.raises(RuleWithoutVariantsError, match="urgent"):
        explain_term(make_rule(), start, NL, variant="urgent")


def test_a_rule_with_a_term_and_variants_needs_none():
    rule = make_rule(3, WEEK, variants=(Variant("email", Period(2, WORKING_DAY)),))
    assert due(rule, date(2026, 6, 1)) == date(2026, 6, 22)


@pytest.mark.parametrize("start", [date(1899, 12, 31), date(2201, 1, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_a_start_outside_the_years_is_refused(start):
    for rule in (make_rule(), make_rule(number=None)):
        with pytest.raises(YearOutOfRangeError, match="1900 to 2200"):
            due(rule, start)


def test_a_named_day_outside_the_years_is_refused():
    with pytest.raises(YearOutOfRangeError):
        due(make_rule(), date(2026, 1, 1), NL, ExtensionToDate(date(9999, 12, 31)))


def test_a_roll_beyond_the_last_year_is_refused():
    # the institutions close on 31 December, and the next working day lies in 2201
    with pytest.raises(YearOutOfRangeError):
        due(make_rule(1, DAY, Roll.NEXT_WORKING_DAY), date(2200, 12, 30), EU)


def test_years_without_known_holidays_are_named():
    term = explain_term(make_rule(20, WORKING_DAY), date(2150, 12, 20), BE)
    assert term.reason.unknown_years == (2150, 2151)
    assert "holidays of 2150, 2151 are not known" in term.steps[-1].why
    assert explain_term(make_rule(6, WEEK), date(2150, 12, 20), BE).reason.unknown_years == ()


@pytest.mark.parametrize(
    ("claimant", "expected"),
    [
        (Claimant.ANYONE, True),
        (Claimant.CITIZENS_AND_ORGANISATIONS, True),
        (Claimant.APPLICANT, False),
        (Claimant.PETITIONER, False),
        (Claimant.ADDRESSEE, False),
        (Claimant.MEMBER_OF_PARLIAMENT, False),
        (Claimant.NOBODY, False),
        (Claimant.UNSTATED, False),
    ],
)
def test_whose_term_an_organisation_may_claim(claimant, expected):
    assert may_be_owed_to_organisation(make_rule(claimant=claimant)) is expected


starts = st.dates(min_value=date(1950, 1, 1), max_value=date(2070, 12, 31))
numbers = st.integers(min_value=1, max_value=60)
units = st.sampled_from(list(Unit))
rolls = st.sampled_from(list(Roll))


@given(start=starts, number=numbers, unit=units, roll=rolls, day_zero=st.booleans(), more=st.none() | numbers)
def test_every_term_ends_on_its_last_step(*, start, number, unit, roll, day_zero, more):
    extensions = [] if more is None else [Extension(Period(more, unit), ExtensionMode.ADDED)]
    rule = make_rule(number, unit, roll, is_day_zero_counted=day_zero)
    term = explain_term(rule, start, EU, extensions=extensions)
    dates = [step.date for step in term.steps]
    assert term.due_on >= start
    assert dates[-1] == term.due_on
    assert dates == sorted(dates)
    assert term.steps[-1].counts
    assert all(step.why for step in term.steps)


@given(start=starts, number=numbers, more=numbers)
def test_as_many_working_days_count_as_the_term_has(start, number, more):
    rule = make_rule(number, WORKING_DAY)
    term = explain_term(rule, start, NL, extensions=[added(more, WORKING_DAY)])
    assert sum(step.counts for step in term.steps) == number + more
    assert all(NL.is_working(step.date) for step in term.steps if step.counts)
    days = [step.date.toordinal() for step in term.steps]
    assert days == list(range(start.toordinal(), term.due_on.toordinal() + 1))


@given(start=starts, number=numbers, unit=units)
def test_a_rolling_term_ends_on_a_working_day(start, number, unit):
    assert EU.is_working(due(make_rule(number, unit, Roll.EU_1182_71), start, EU))
