"""How a due date comes about: length, extensions, and what happens when the last day is a day off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.terms.counting import (
    change_reason,
    check_period,
    check_year,
    count_period,
    describe_day_off,
    make_step,
    next_day,
)
from app.terms.errors import (
    ExtensionBeforeDueError,
    NoOwnExtensionError,
    NothingToExtendError,
    RuleWithoutVariantsError,
    UnknownVariantError,
    VariantNeededError,
)
from app.terms.values import (
    AppliedExtension,
    Calendar,
    Claimant,
    Extension,
    ExtensionMode,
    ExtensionToDate,
    Period,
    Roll,
    Rule,
    Step,
    StepKind,
    StepReason,
    Term,
    Unit,
)

# Algemene termijnenwet art. 4: longer terms, and terms in years, do not move.
_ATW_LONGEST = {Unit.CALENDAR_DAY: 90, Unit.WEEK: 12, Unit.MONTH: 3, Unit.YEAR: 0}

# The shortest term in days that must hold two working days: Algemene termijnenwet art. 2, Regulation 1182/71 art. 3(5).
_SHORTEST_WITH_MINIMUM = {Roll.NL_ATW: 3, Roll.EU_1182_71: 2}
_MINIMUM_OF_WORKING_DAYS = 2

_COUNTED_IN_WORKING_DAYS = (Unit.WORKING_DAY, Unit.WORKING_WEEK)


@dataclass(frozen=True)
class _Count:
    """A term while it is being counted: from where, how long, the steps so far."""

    anchor_on: date
    period: Period
    steps: tuple[Step, ...]
    is_closed: bool = False

    @property
    def last_on(self) -> date:
        return self.steps[-1].date


def may_be_owed_to_organisation(rule: Rule) -> bool:
    """Tell whether an organisation that writes a letter may claim this term.

    A term owed to a member of parliament, to the addressee of an act or to an applicant for documents is not owed to
    the sender of a letter with demands.
    """
    return rule.claimant in (Claimant.ANYONE, Claimant.CITIZENS_AND_ORGANISATIONS)


def find_period(rule: Rule, variant: str | None) -> Period | None:
    """Return the length of the term, None where no term exists.

    Raises RuleWithoutVariantsError, UnknownVariantError, or VariantNeededError when only variants have a length.
    """
    names = ", ".join(known.name for known in rule.variants)
    if variant is None:
        if rule.period is None and rule.variants:
            raise VariantNeededError(rule=rule.id, variants=names)
        return rule.period
    if not rule.variants:
        raise RuleWithoutVariantsError(rule=rule.id, variant=variant)
    for known in rule.variants:
        if known.name == variant:
            return known.period
    raise UnknownVariantError(rule=rule.id, variant=variant, variants=names)


def get_own_extension(rule: Rule) -> Extension:
    """Return the extension that the rule itself allows; raise NoOwnExtensionError when it allows none."""
    if rule.extension is None:
        raise NoOwnExtensionError(rule=rule.id)
    return rule.extension


def extend_by(rule: Rule, number: int, variant: str | None = None) -> Extension:
    """Return an extension of `number`, in the unit of the rule's own extension or else of its term, added to it."""
    period = find_period(rule, variant)
    if period is None:
        raise NothingToExtendError(rule=rule.id)
    unit = rule.extension.period.unit if rule.extension is not None else period.unit
    return Extension(check_period(Period(number, unit)), ExtensionMode.ADDED)


def explain_term(
    rule: Rule,
    start_on: date,
    calendar: Calendar,
    *,
    extensions: Sequence[Extension | ExtensionToDate] = (),
    variant: str | None = None,
) -> Term:
    """Return the term that starts on the day of the rule's start event, with every step.

    Extensions apply in the order given. A term that was extended rolls once, at its end; a day that the authority
    named stays as it is. Raises YearOutOfRangeError, NothingToExtendError, ExtensionBeforeDueError and the errors of
    `find_period`.
    """
    check_year(start_on)
    period = find_period(rule, variant)
    if period is None:
        if extensions:
            raise NothingToExtendError(rule=rule.id)
        return Term(rule, start_on, None, None)
    steps = count_period(start_on, period, calendar, is_day_zero_counted=rule.is_day_zero_counted)
    count = _Count(start_on, period, steps)
    applied = []
    for extension in extensions:
        count = _extend(count, extension, rule, start_on, calendar)
        applied.append(AppliedExtension(extension, _close(count, rule, start_on, calendar).last_on))
    count = _note_unknown_years(_close(count, rule, start_on, calendar), rule, start_on, calendar)
    return Term(rule, start_on, period, count.last_on, count.steps, tuple(applied), variant)


def _extend(
    count: _Count, extension: Extension | ExtensionToDate, rule: Rule, start_on: date, calendar: Calendar
) -> _Count:
    if isinstance(extension, ExtensionToDate):
        return _extend_to(_close(count, rule, start_on, calendar), extension.until_on)
    return _extend_by(count, extension, rule, start_on, calendar)


def _extend_to(count: _Count, until_on: date) -> _Count:
    check_year(until_on)
    if until_on < count.last_on:
        raise ExtensionBeforeDueError(until=until_on.isoformat(), due=count.last_on.isoformat())
    named = make_step(until_on, StepReason(StepKind.NAMED_DATE, is_extension=True), counts=True)
    steps = (*count.steps, named) if until_on > count.last_on else count.steps
    return _Count(until_on, count.period, steps, is_closed=True)


def _extend_by(count: _Count, extension: Extension, rule: Rule, start_on: date, calendar: Calendar) -> _Count:
    anchor_on, period = _lengthen(count, extension, start_on)
    is_day_zero_counted = rule.is_day_zero_counted and anchor_on == start_on
    longer = count_period(
        anchor_on, period, calendar, is_day_zero_counted=is_day_zero_counted, is_extension=True
    )
    if longer[-1].date < count.last_on:
        raise ExtensionBeforeDueError(until=longer[-1].date.isoformat(), due=count.last_on.isoformat())
    added = tuple(step for step in longer if step.date > count.last_on)
    return _Count(anchor_on, period, count.steps + added)


def _lengthen(count: _Count, extension: Extension, start_on: date) -> tuple[date, Period]:
    """Return from which day the longer term is counted, and its length.

    Added time in the same unit is counted from the same day, so that a month end or a rolled day is not kept.
    """
    if extension.mode is ExtensionMode.TOTAL:
        return start_on, extension.period
    if count.is_closed or extension.period.unit is not count.period.unit:
        return count.last_on, extension.period
    return count.anchor_on, Period(count.period.number + extension.period.number, extension.period.unit)


def _close(count: _Count, rule: Rule, start_on: date, calendar: Calendar) -> _Count:
    """Return the count with its end moved, or marked as not moved, when the last day is a day off."""
    if count.is_closed:
        return count
    steps = count.steps
    is_rolling = _is_rolling(rule.roll, count.period)
    if not calendar.is_working(count.last_on):
        steps = _roll(steps, calendar) if is_rolling else _keep(steps, rule.roll, calendar)
    if is_rolling and _must_hold_two_working_days(rule.roll, count.period):
        steps = _hold_two_working_days(steps, start_on, calendar)
    return _Count(count.anchor_on, count.period, steps, is_closed=True)


def _is_rolling(roll: Roll, period: Period) -> bool:
    if roll is Roll.NL_ATW:
        return period.number <= _ATW_LONGEST.get(period.unit, period.number)
    return roll in (Roll.NEXT_WORKING_DAY, Roll.EU_1182_71)


def _must_hold_two_working_days(roll: Roll, period: Period) -> bool:
    if roll not in _SHORTEST_WITH_MINIMUM or period.unit in _COUNTED_IN_WORKING_DAYS:
        return False
    return period.unit is not Unit.CALENDAR_DAY or period.number >= _SHORTEST_WITH_MINIMUM[roll]


def _roll(steps: tuple[Step, ...], calendar: Calendar) -> tuple[Step, ...]:
    """Return the steps up to the next working day; the day off no longer counts as the last."""
    last = steps[-1]
    off = describe_day_off(last.date, calendar, last.reason.kind)
    moved = change_reason(last, counts=False, weekday=off.weekday, holiday=off.holiday, is_moved=True)
    return (*steps[:-1], moved, *_run_to_working_day(last.date, calendar, StepKind.ROLL_END))


def _run_to_working_day(day: date, calendar: Calendar, end: StepKind) -> tuple[Step, ...]:
    steps = []
    day = next_day(day)
    while not calendar.is_working(day):
        steps.append(make_step(day, describe_day_off(day, calendar, StepKind.RUN_ON), counts=False))
        day = next_day(day)
    return (*steps, make_step(day, StepReason(end), counts=True))


def _keep(steps: tuple[Step, ...], roll: Roll, calendar: Calendar) -> tuple[Step, ...]:
    last = steps[-1]
    off = describe_day_off(last.date, calendar, last.reason.kind)
    kept = change_reason(last, counts=True, weekday=off.weekday, holiday=off.holiday, kept_by=roll)
    return (*steps[:-1], kept)


def _hold_two_working_days(steps: tuple[Step, ...], start_on: date, calendar: Calendar) -> tuple[Step, ...]:
    day, working = start_on, 0
    while day < steps[-1].date and working < _MINIMUM_OF_WORKING_DAYS:
        day = next_day(day)
        working += calendar.is_working(day)
    while working < _MINIMUM_OF_WORKING_DAYS:
        steps += _run_to_working_day(steps[-1].date, calendar, StepKind.MINIMUM)
        working += 1
    return steps


def _note_unknown_years(count: _Count, rule: Rule, start_on: date, calendar: Calendar) -> _Count:
    """Say on the last step for which years holidays would have mattered and are not known."""
    matters = count.period.unit in _COUNTED_IN_WORKING_DAYS or rule.roll is not Roll.NONE
    years = range(start_on.year, count.last_on.year + 1)
    unknown = tuple(year for year in years if not calendar.knows(year)) if matters else ()
    if not unknown:
        return count
    last = change_reason(count.steps[-1], counts=True, unknown_years=unknown)
    return _Count(count.anchor_on, count.period, (*count.steps[:-1], last), is_closed=True)
