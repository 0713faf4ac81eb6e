import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.documents.choices import FOUND_OUT, READ_HOWS
from app.i18n import DOCUMENT_LANGUAGES, current_language, day_in_words, gettext
from app.i18n import lazy_gettext as _l
from app.intake.drafts import Draft, DraftDemand, Part
from app.intake.values import PartKind
from app.letters.choices import CHANNEL_LABELS
from app.replies.choices import REPLY_KIND_LABELS
from app.web.days import DayField
from app.web.forms import BaseForm, NestedForm, as_choices, unix_lines
from app.web.numbers import LARGEST
from app.web.short_lists import ByNumber, NumberedChoice, NumberedChoices

OTHER_DAY = "other"
# A letter of a thousand demands has fewer; each row of fields takes the library a millisecond.
MOST_FIELDS = 10_000
# parts-0-demands-12-text; the library takes every digit of Unicode for the number of a row, and breaks on some.
_FIELD_NAME = re.compile(r"[a-z_]+(-[0-9]{1,9}-[a-z_]+)*")
_LONGEST_OFFSET = 10  # digits
PART_KINDS = [
    (PartKind.LETTER.value, _l("A letter from us")),
    (PartKind.REPLY.value, _l("A reply to us")),
    (PartKind.NEITHER.value, _l("Neither: leave it out")),
]


def _record_numbers() -> list[Any]:
    return [Optional(), NumberRange(0, LARGEST)]


class DoorForm(BaseForm):
    """The one door: a text, a file, or both."""

    text = TextAreaField(_l("Paste the text"), validators=[Optional()])
    file = MultipleFileField(_l("Or choose files"), validators=[Optional()])
    form_key = HiddenField()
    letter = IntegerField(validators=_record_numbers(), widget=widgets.HiddenInput())
    place = IntegerField(validators=_record_numbers(), widget=widgets.HiddenInput())


class TextBesideForm(BaseForm):
    """The text of a file that cannot be read."""

    text = TextAreaField(_l("Paste the text of this file"), validators=[InputRequired()])


class ReadAgainForm(BaseForm):
    """How a file is to be read once more."""

    language = SelectField(_l("Language of the text"), choices=as_choices([FOUND_OUT, *DOCUMENT_LANGUAGES]))
    how = SelectField(_l("Read it"), choices=as_choices(READ_HOWS))


class DemandForm(NestedForm):
    """One proposed demand."""

    number = StringField(_l("Number as printed"), validators=[Length(max=20)])
    text = TextAreaField(_l("The exact words"))
    title = StringField(_l("Short title"), validators=[Length(max=200)])
    criterion = TextAreaField(_l("We will be satisfied if …"))
    is_sub_demand = BooleanField(_l("Part of the one above"))
    start = HiddenField()
    end = HiddenField()


class PartForm(NestedForm):
    """One document in what came in."""

    kind = RadioField(_l("What is this?"), choices=as_choices(PART_KINDS))
    language = SelectField(_l("Language"), choices=as_choices(DOCUMENT_LANGUAGES))
    title = StringField(_l("Title"), validators=[Length(max=400)])
    day = DayField(_l("Date"))
    day_choice = RadioField(_l("Which day is meant?"), validators=[Optional()], validate_choice=False)
    name = StringField(_l("Name"), validators=[Length(max=200)])
    office = StringField(_l("Office"), validators=[Length(max=300)])
    mandate_id = SelectField(_l("Person and office on file"), coerce=int)
    sender = StringField(_l("Signed by"), validators=[Length(max=200)])
    organisation_id = SelectField(_l("Organisation of the coalition"), coerce=int)
    adds_organisation = BooleanField(_l("This organisation joins the coalition"))
    reference = StringField(_l("Our reference"), validators=[Length(max=120)])
    is_confidential = BooleanField(_l("Confidential: mails carry only a link"))
    channel = SelectField(_l("Sent by"), choices=as_choices([("", _l("Not known")), *CHANNEL_LABELS.items()]))
    deadline = DayField(_l("Reply wanted by"))
    earlier_letter = StringField(_l("Earlier letter that is not on file"), validators=[Length(max=400)])
    refers_to_id = NumberedChoice(
        _l("Refers to an earlier letter"), coerce=int, number_label=_l("Or an older letter, by its number")
    )
    fills_letter_id = SelectField(_l("Fills the place kept for"), coerce=int)
    demands = FieldList(FormField(DemandForm))
    reply_kind = SelectField(_l("Kind of reply"), choices=as_choices(REPLY_KIND_LABELS.items()))
    received = DayField(_l("Received on"))
    expected = DayField(_l("Announces an answer by"))
    letter_ids = NumberedChoices(
        _l("Answers"), coerce=int, number_label=_l("And older letters, by their numbers")
    )
    answers_own_letter = BooleanField(_l("Answers the letter that came in with it"))
    keeps_place = BooleanField(_l("Answers a letter that is not on file: keep a place for it"))


class ReviewForm(BaseForm):
    """Everything that was proposed, for a person to confirm."""

    parts = FieldList(FormField(PartForm))
    version = HiddenField()

    def offer(
        self,
        draft: Draft,
        mandates: list[tuple[int, str]],
        coalition: list[tuple[int, str]],
        places: list[tuple[int, str]],
    ) -> None:
        """Fill in what the selects offer: people, letters and organisations on file, the readings of an odd date."""
        for entry, part in zip(self.parts, draft.parts, strict=True):
            form = entry.form
            form.mandate_id.choices = as_choices([(0, gettext("Not on file")), *mandates])
            form.fills_letter_id.choices = as_choices(
                [(0, gettext("No place: a letter of its own")), *places]
            )
            form.organisation_id.choices = as_choices([(0, gettext("None of these")), *coalition])
            form.day_choice.choices = as_choices(_readings(part))

    @property
    def letter_fields(self) -> list[ByNumber]:
        """Return the fields in which letters are chosen."""
        return [field for entry in self.parts for field in (entry.form.letter_ids, entry.form.refers_to_id)]


def _readings(part: Part) -> list[tuple[str, str]]:
    if not part.is_day_odd:
        return []
    days = [day for day in part.day_other.split(",") if day]
    words = [(day, day_in_words(date.fromisoformat(day), current_language())) for day in days]
    return [*words, (OTHER_DAY, gettext("Another day, or not known"))]


def has_our_names(names: Iterable[str]) -> bool:
    """Tell whether the fields of a review that was sent have names that its page can have given them."""
    return all(_FIELD_NAME.fullmatch(name) for name in names)


def form_values(draft: Draft) -> dict[str, Any]:
    """Return a draft in the shape that ReviewForm is filled with."""
    return {"parts": [_part_values(part) for part in draft.parts]}


def _part_values(part: Part) -> dict[str, Any]:
    return {
        **{name: getattr(part, name) for name in _SAME_NAMES},
        "kind": part.kind.value,
        "day": _date(part.day),
        "day_choice": part.day if part.is_day_odd and part.day in part.day_other.split(",") else None,
        "deadline": _date(part.deadline),
        "received": _date(part.received),
        "expected": _date(part.expected),
        "mandate_id": part.mandate_id or 0,
        "organisation_id": part.organisation_id or 0,
        "refers_to_id": part.refers_to_id or 0,
        "fills_letter_id": part.fills_letter_id or 0,
        "letter_ids": list(part.letter_ids),
        "demands": [_demand_values(demand) for demand in part.demands],
    }


_SAME_NAMES = (
    "language",
    "title",
    "name",
    "office",
    "reference",
    "is_confidential",
    "channel",
    "earlier_letter",
    "reply_kind",
    "answers_own_letter",
    "keeps_place",
    "sender",
    "adds_organisation",
)


def _demand_values(demand: DraftDemand) -> dict[str, Any]:
    return {
        "number": demand.number,
        "text": demand.text,
        "title": demand.title,
        "criterion": demand.criterion,
        "is_sub_demand": demand.is_sub_demand,
        "start": "" if demand.start is None else str(demand.start),
        "end": "" if demand.end is None else str(demand.end),
    }


def _date(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def draft_from_form(form: ReviewForm, before: Draft) -> Draft:
    """Return the draft as the person filled it in; the parts' places in the text are those recognised before."""
    return Draft(
        parts=tuple(
            _part_from(entry.form, part) for entry, part in zip(form.parts, before.parts, strict=True)
        ),
        warnings=before.warnings,
    )


def _part_from(form: Any, part: Part) -> Part:
    day = _chosen_day(form, part)
    return Part(
        start=part.start,
        end=part.end,
        finds=part.finds,
        letter_kind=part.letter_kind,
        day_raw=part.day_raw,
        day_other=part.day_other,
        is_day_odd=part.is_day_odd and not (day or form.day_choice.data == OTHER_DAY),
        organisation_id=form.organisation_id.data or None,
        kind=PartKind(form.kind.data or PartKind.NEITHER.value),
        day=day,
        deadline=_iso(form.deadline.data),
        received=_iso(form.received.data),
        expected=_iso(form.expected.data),
        mandate_id=form.mandate_id.data or None,
        refers_to_id=form.refers_to_id.data or None,
        fills_letter_id=form.fills_letter_id.data or None,
        letter_ids=tuple(form.letter_ids.data or ()),
        demands=tuple(_demand_from(entry.form) for entry in form.demands),
        **{name: form[name].data for name in _SAME_NAMES},
    )


def _chosen_day(form: Any, part: Part) -> str:
    if part.is_day_odd and form.day_choice.data in part.day_other.split(","):
        return str(form.day_choice.data)
    return _iso(form.day.data)


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _demand_from(form: Any) -> DraftDemand:
    text = unix_lines(form.text.data)
    start, end = form.start.data or "", form.end.data or ""
    has_place = start.isdecimal() and end.isdecimal() and max(len(start), len(end)) < _LONGEST_OFFSET
    return DraftDemand(
        text=text,
        number=form.number.data,
        title=form.title.data,
        criterion=form.criterion.data,
        start=int(start) if has_place else None,
        end=int(end) if has_place else None,
        is_sub_demand=form.is_sub_demand.data,
    )
