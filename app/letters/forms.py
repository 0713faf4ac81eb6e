from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.i18n import DOCUMENT_LANGUAGES, gettext
from app.i18n import lazy_gettext as _l
from app.letters.choices import CHANNEL_LABELS, CLOSING_LABELS, KIND_LABELS, LINEAGE_LABELS, short_label_of
from app.letters.facts import DemandChange, DemandFacts, LetterFacts, SignatoryFacts
from app.letters.models import Demand, Letter
from app.letters.values import Channel, DeadlineSource, LetterKind, Lineage
from app.web.days import DayField
from app.web.forms import BaseForm, as_choices, unix_lines
from app.web.short_lists import NumberedChoice


class LetterForm(BaseForm):
    """What is on file about a letter."""

    title = StringField(_l("Title"), validators=[Length(max=400)])
    kind = SelectField(_l("Kind"), choices=as_choices(KIND_LABELS.items()))
    language = SelectField(_l("Language of the letter"), choices=as_choices(DOCUMENT_LANGUAGES))
    mandate_id = SelectField(_l("Addressee on file"), coerce=int)
    addressee_name = StringField(_l("Addressee as written"), validators=[Length(max=200)])
    addressee_office = StringField(_l("Office as written"), validators=[Length(max=300)])
    sent_on = DayField(_l("Sent on"))
    is_sent = BooleanField(_l("This letter has been sent"))
    channel = SelectField(_l("Sent by"), choices=as_choices([("", _l("Not known")), *CHANNEL_LABELS.items()]))
    reference = StringField(_l("Our reference"), validators=[Length(max=120)])
    proof = StringField(_l("Proof of sending"), validators=[Length(max=400)])
    proof_file = FileField(_l("Proof as a file"), validators=[Optional()])
    deadline = DayField(_l("Reply wanted by"))
    refers_to_id = NumberedChoice(
        _l("Refers to an earlier letter"), coerce=int, number_label=_l("Or an older letter, by its number")
    )
    organisations = SelectMultipleField(
        _l("Signed by"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    people = TextAreaField(_l("People who signed, one a line"), validators=[Length(max=20000)])
    is_confidential = BooleanField(_l("Confidential: mails carry only a link"))
    version = HiddenField()

    def fill(self, letter: Letter) -> None:
        """Show what is on file."""
        self.title.data, self.kind.data, self.language.data = letter.title, letter.kind.value, letter.language
        self.mandate_id.data, self.refers_to_id.data = letter.mandate_id or 0, letter.refers_to_id or 0
        self.addressee_name.data, self.addressee_office.data = letter.addressee_name, letter.addressee_office
        self.sent_on.data, self.is_sent.data = letter.sent_on, letter.marked_sent_at is not None
        self.channel.data = letter.channel.value if letter.channel else ""
        self.reference.data, self.proof.data = letter.reference, letter.proof
        self.deadline.data = letter.deadline_on if letter.deadline_source is DeadlineSource.TYPED else None
        self.organisations.data = [one.organisation_id for one in letter.signatories if one.organisation_id]
        self.people.data = "\n".join(one.person_name for one in letter.signatories if one.person_name)
        self.is_confidential.data, self.version.data = letter.is_confidential, str(letter.version)

    def facts(self, letter: Letter) -> LetterFacts:
        """Return what was filled in."""
        names = [name.strip()[:200] for name in (self.people.data or "").splitlines()]
        printed = {one.organisation_id: one.signed_as for one in letter.signatories if one.organisation_id}
        return LetterFacts(
            title=self.title.data or "",
            language=self.language.data,
            kind=LetterKind(self.kind.data),
            mandate_id=self.mandate_id.data or None,
            addressee_name=self.addressee_name.data or "",
            addressee_office=self.addressee_office.data or "",
            channel=Channel(self.channel.data) if self.channel.data else None,
            reference=self.reference.data or "",
            proof=self.proof.data or "",
            refers_to_id=self.refers_to_id.data or None,
            sent_on=self.sent_on.data,
            sent_on_raw=letter.sent_on_raw,
            typed_deadline_on=self.deadline.data,
            is_confidential=self.is_confidential.data,
            is_sent=self.is_sent.data,
            signatories=(
                *(
                    SignatoryFacts(one, signed_as=printed.get(one, ""))
                    for one in self.organisations.data or ()
                ),
                *(SignatoryFacts(person_name=name) for name in names if name),
            ),
        )


class DemandForm(BaseForm):
    """One demand of a letter on file."""

    number = StringField(_l("Number as printed"), validators=[Length(max=20)])
    title = StringField(_l("Short title"), validators=[Length(max=200)])
    text = TextAreaField(_l("The exact words"), validators=[DataRequired(), Length(max=20000)])
    criterion = TextAreaField(_l("We will be satisfied if …"), validators=[Length(max=5000)])
    parent_id = SelectField(_l("Part of"), coerce=int)
    ancestor_id = NumberedChoice(
        _l("Comes from an earlier demand"),
        coerce=int,
        number_label=_l("Or one of an older letter, as letter/number: 12/3"),
    )
    lineage = SelectField(_l("In what way"), choices=as_choices([("", "–"), *LINEAGE_LABELS.items()]))
    version = HiddenField()

    def offer_parents(self, parents: list[Demand]) -> None:
        """Fill in of what a new demand may be a part."""
        self.parent_id.choices = as_choices(
            [(0, gettext("Stands by itself")), *((one.id, short_label_of(one)) for one in parents)]
        )

    def fill(self, demand: Demand) -> None:
        """Show what is on file."""
        self.number.data, self.title.data, self.text.data = demand.number, demand.title, demand.text
        self.criterion.data, self.parent_id.data = demand.criterion, demand.parent_id or 0
        self.ancestor_id.data = demand.ancestor_id or 0
        self.lineage.data = demand.lineage.value if demand.lineage else ""
        self.version.data = str(demand.version)

    def change(self) -> DemandChange:
        """Return what was filled in, for a demand on file."""
        return DemandChange(
            text=unix_lines(self.text.data or ""),
            title=self.title.data or "",
            number=self.number.data or "",
            criterion=unix_lines(self.criterion.data or ""),
            ancestor_id=self.ancestor_id.data or None,
            lineage=Lineage(self.lineage.data) if self.lineage.data else None,
        )

    def facts(self) -> DemandFacts:
        """Return what was filled in, for a new demand: a person added it, it was not taken from the text."""
        return DemandFacts(
            text=unix_lines(self.text.data or ""),
            number=self.number.data or "",
            title=self.title.data or "",
            criterion=unix_lines(self.criterion.data or ""),
            is_implied=True,
            is_sub_demand=bool(self.parent_id.data),
        )


class VoidDemandForm(BaseForm):
    """Why a demand was entered wrongly."""

    why = StringField(_l("Why"), validators=[DataRequired(), Length(max=400)])


class CloseForm(BaseForm):
    """Why a letter or a demand is closed."""

    reason = RadioField(_l("Why"), choices=as_choices(CLOSING_LABELS.items()), validators=[InputRequired()])
    note = TextAreaField(_l("Note"), validators=[Optional(), Length(max=5000)])


class RemindForm(BaseForm):
    """The day on which to be reminded; empty: not any more."""

    day = DayField(_l("Remind me on"))
    demand_id = IntegerField(validators=[Optional()], widget=widgets.HiddenInput())


class FollowUpForm(BaseForm):
    """Which demands a follow-up letter names."""

    demands = SelectMultipleField(
        _l("Ask again about"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    text = TextAreaField(_l("Text of the follow-up letter"), validators=[Optional(), Length(max=100000)])
