"""The reason of a step -> one short English sentence, for the command line and for logs."""

from app.terms.values import Holiday, Roll, StepKind, StepReason, Unit

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_UNITS = {
    Unit.CALENDAR_DAY: "day",
    Unit.WORKING_DAY: "working day",
    Unit.WORKING_WEEK: "working week",
    Unit.WEEK: "week",
    Unit.MONTH: "month",
    Unit.YEAR: "year",
}

_FIXED = {
    StepKind.START: "start day, not counted",
    StepKind.ROLL_END: "next working day: the term ends here",
    StepKind.MINIMUM: "added, because the term must hold two working days",
    StepKind.NAMED_DATE: "extension: the day that the authority named",
}

_KEPT = {
    Roll.NONE: "this term is not moved to a working day",
    Roll.UNCLEAR: "no source says that the term moves, so it is kept",
    Roll.NEXT_WORKING_DAY: "this term is not moved to a working day",
    Roll.NL_ATW: "the Algemene termijnenwet moves no term above 90 days, 12 weeks or 3 months",
    Roll.EU_1182_71: "this term is not moved to a working day",
}


def describe_reason(reason: StepReason) -> str:
    """Return the English sentence for one step, without a full stop."""
    sentence = _describe_kind(reason)
    if reason.is_moved:
        sentence += f", but {_describe_day_off(reason)}: the term runs on"
    if reason.kept_by is not None:
        sentence += f"; {_describe_day_off(reason)}: {_KEPT[reason.kept_by]}"
    if reason.unknown_years:
        years = ", ".join(str(year) for year in reason.unknown_years)
        sentence += f"; holidays of {years} are not known, only weekends were left out"
    return sentence


def _describe_kind(reason: StepReason) -> str:
    match reason.kind:
        case StepKind.DAY:
            extension = "extension: " if reason.is_extension else ""
            return f"{extension}{_name_unit(reason.unit)} {reason.number} of {reason.of}"
        case StepKind.JUMP:
            return _describe_jump(reason)
        case StepKind.NOT_WORKING:
            return f"{_describe_day_off(reason)}, not counted"
        case StepKind.RUN_ON:
            return f"{_describe_day_off(reason)}: the term runs on"
        case _:
            return _FIXED[reason.kind]


def _describe_jump(reason: StepReason) -> str:
    plural = "" if reason.number == 1 else "s"
    extension = "extension: " if reason.is_extension else ""
    clipped = " (that month is shorter: its last day)" if reason.is_clipped else ""
    return f"{extension}{reason.number} {_name_unit(reason.unit)}{plural} from {reason.anchor_on}{clipped}"


def _describe_day_off(reason: StepReason) -> str:
    if reason.holiday is not None:
        return _describe_holiday(reason.holiday)
    return _WEEKDAYS[reason.weekday] if reason.weekday is not None else "not a working day"


def _describe_holiday(holiday: Holiday) -> str:
    if holiday.is_assumed:
        return f"usually a holiday ({holiday.name}; the list of that year was not read)"
    return f"holiday ({holiday.name})"


def _name_unit(unit: Unit | None) -> str:
    return _UNITS[unit] if unit is not None else "day"
