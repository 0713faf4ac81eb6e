"""The vocabulary of terms: units, rules, days and the steps that lead to a due date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum

FIRST_YEAR = 1900
LAST_YEAR = 2200


class Unit(StrEnum):
    """What a term is counted in."""

    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    WORKING_WEEK = "working_week"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Binding(StrEnum):
    """What makes a term count for the one who owes the answer."""

    STATUTE = "statute"
    RULES_OF_PROCEDURE = "rules_of_procedure"
    INTERNAL_CODE = "internal_code"
    SERVICE_PROMISE = "service_promise"
    OWN = "own"
    NONE = "none"
    UNSTATED = "unstated"


class Claimant(StrEnum):
    """To whom a term is owed, as a value that a page can translate."""

    ANYONE = "anyone"
    CITIZENS_AND_ORGANISATIONS = "citizens_and_organisations"
    APPLICANT = "applicant"
    PETITIONER = "petitioner"
    ADDRESSEE = "addressee"
    MEMBER_OF_PARLIAMENT = "member_of_parliament"
    NOBODY = "nobody"
    UNSTATED = "unstated"


class Roll(StrEnum):
    """What happens when the last day is not a working day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"
    NL_ATW = "nl_atw"
    EU_1182_71 = "eu_1182_71"
    UNCLEAR = "unclear"


class ExtensionMode(StrEnum):
    """Whether an extension comes on top of the term or names its whole length."""

    ADDED = "added"
    TOTAL = "total"


class Provenance(StrEnum):
    """How a rule's source was confirmed."""

    SEEN = "seen"
    MIXED = "mixed"
    MEMORY = "memory"


@dataclass(frozen=True)
class Period:
    """A length of time: 20 working days, 6 weeks."""

    number: int
    unit: Unit


@dataclass(frozen=True)
class Extension:
    """More time: `period` is what is added, or the new length of the whole term."""

    period: Period
    mode: ExtensionMode
    condition: str | None = None
    is_the_rules_own: bool = False


@dataclass(frozen=True)
class ExtensionToDate:
    """More time until a day that the authority named."""

    until_on: date


@dataclass(frozen=True)
class Variant:
    """One form of a rule whose term depends on the case."""

    name: str
    period: Period
    note: str | None = None


@dataclass(frozen=True)
class OtherTerm:
    """A second term of the same rule: an acknowledgement, the greatest age of the facts."""

    name: str
    period: Period
    note: str | None = None


@dataclass(frozen=True)
class Rule:
    """One row of config/deadline_rules.yaml; `period` is None where no term exists."""

    id: str
    jurisdiction: str
    instrument: str
    binding: Binding
    claimant: Claimant
    calendar_id: str
    provenance: Provenance
    article: str | None = None
    owed_to: str | None = None
    period: Period | None = None
    start: str | None = None
    is_day_zero_counted: bool = False
    extension: Extension | None = None
    roll: Roll = Roll.UNCLEAR
    silence: str | None = None
    holding_reply: str | None = None
    next_steps: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    other_terms: tuple[OtherTerm, ...] = ()
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    checked_on: date | None = None
    is_reminder_an_appeal: bool = False


@dataclass(frozen=True)
class Holiday:
    """A day off; `is_assumed` when it falls so every year but that year's list was not read."""

    name: str
    is_assumed: bool = False


@dataclass(frozen=True)
class Calendar:
    """Working days: neither Saturday, Sunday nor a holiday; holidays are known from first_year to last_year."""

    id: str
    first_year: int
    last_year: int
    list_holidays: Callable[[int], Mapping[date, Holiday]]

    def knows(self, year: int) -> bool:
        """Tell whether holidays of `year` are known."""
        return self.first_year <= year <= self.last_year

    def find_holiday(self, day: date) -> Holiday | None:
        """Return the holiday of that day, or None."""
        return self.list_holidays(day.year).get(day) if self.knows(day.year) else None

    def is_working(self, day: date) -> bool:
        """Tell whether that day is a working day."""
        return not is_weekend(day) and self.find_holiday(day) is None


def is_weekend(day: date) -> bool:
    """Tell whether that day is a Saturday or Sunday."""
    return day.isoweekday() in (6, 7)


class StepKind(Enum):
    """What one step of an explanation does."""

    START = "start"
    DAY = "day"
    NOT_WORKING = "not_working"
    JUMP = "jump"
    RUN_ON = "run_on"
    ROLL_END = "roll_end"
    MINIMUM = "minimum"
    NAMED_DATE = "named_date"


@dataclass(frozen=True)
class StepReason:
    """Why a day counts or not, as facts: a page writes its own sentence from them.

    DAY: `number` is the position, `of` the length in days. JUMP: `number` and `unit` are its size, `anchor_on` the day it is counted from.
    `weekday` (0 is Monday) or `holiday` say why the day is no working day. `is_moved`: the last day, from which the
    term runs on; `kept_by`: the last day is no working day and this rule of rolling left it there.
    """

    kind: StepKind
    number: int | None = None
    of: int | None = None
    unit: Unit | None = None
    anchor_on: date | None = None
    weekday: int | None = None
    holiday: Holiday | None = None
    is_extension: bool = False
    is_clipped: bool = False
    is_moved: bool = False
    kept_by: Roll | None = None
    unknown_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Step:
    """One line of the explanation; `why` is the short English sentence of `reason`."""

    date: date
    counts: bool
    reason: StepReason
    why: str


@dataclass(frozen=True)
class AppliedExtension:
    """An extension that was used, and the day on which the term would end with it."""

    extension: Extension | ExtensionToDate
    due_on: date


@dataclass(frozen=True)
class TermReason:
    """How a due date came about, in facts for a sentence in any language.

    `moved_from_on` is the last day before the term ran on past days off; None when it did not.
    """

    rule_id: str
    binding: Binding
    claimant: Claimant
    variant: str | None
    start_on: date
    period: Period | None
    due_on: date | None
    moved_from_on: date | None
    kept_by: Roll | None
    is_extended: bool
    unknown_years: tuple[int, ...]


@dataclass(frozen=True)
class Term:
    """A due date with everything that explains it; `due_on` is None and `steps` empty where no term exists."""

    rule: Rule
    start_on: date
    period: Period | None
    due_on: date | None
    steps: tuple[Step, ...] = ()
    extensions: tuple[AppliedExtension, ...] = ()
    variant: str | None = None

    @property
    def owed_to(self) -> str | None:
        """To whom the term is owed, in the rule's words; None when the rule does not say."""
        return self.rule.owed_to

    @property
    def binding(self) -> Binding:
        """How strongly the term binds."""
        return self.rule.binding

    @property
    def silence(self) -> str | None:
        """What it means when nothing comes by the due date."""
        return self.rule.silence

    @property
    def checked_on(self) -> date | None:
        """The day on which the number was read at its source; None when it comes from memory."""
        return self.rule.checked_on

    @property
    def source(self) -> str | None:
        """Instrument, article and addresses in one line; None for the organisation's own deadline."""
        if self.binding is Binding.OWN:
            return None
        place = ", ".join(part for part in (self.rule.instrument, self.rule.article) if part)
        return f"{place}: {' ; '.join(self.rule.sources)}" if self.rule.sources else place

    @property
    def reason(self) -> TermReason:
        """The facts of the due date."""
        moved = [step.date for step in self.steps if step.reason.is_moved]
        last = self.steps[-1].reason if self.steps else None
        return TermReason(
            rule_id=self.rule.id,
            binding=self.binding,
            claimant=self.rule.claimant,
            variant=self.variant,
            start_on=self.start_on,
            period=self.period,
            due_on=self.due_on,
            moved_from_on=moved[-1] if moved else None,
            kept_by=last.kept_by if last else None,
            is_extended=bool(self.extensions),
            unknown_years=last.unknown_years if last else (),
        )
