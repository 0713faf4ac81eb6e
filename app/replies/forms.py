from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from app.i18n import DOCUMENT_LANGUAGES, gettext
from app.i18n import lazy_gettext as _l
from app.replies.choices import REPLY_KIND_LABELS
from app.replies.models import Reply
from app.replies.services import ReplyFacts
from app.replies.values import ReplyKind
from app.web.days import DayField
from app.web.forms import BaseForm, as_choices, unix_lines
from app.web.short_lists import NumberedChoices


class ReplyForm(BaseForm):
    """What is on file about a reply."""

    kind = RadioField(_l("Kind of reply"), choices=as_choices(REPLY_KIND_LABELS.items()))
    letter_ids = NumberedChoices(
        _l("Answers"), coerce=int, number_label=_l("And older letters, by their numbers")
    )
    dated_on = DayField(_l("Date on the reply"))
    received_on = DayField(_l("Received on"))
    expected_on = DayField(_l("Announces an answer by"))
    mandate_id = SelectField(_l("Signed by, on file"), coerce=int)
    signer_name = StringField(_l("Signed by, as written"), validators=[Length(max=200)])
    signer_office = StringField(_l("Office as written"), validators=[Length(max=300)])
    reference = StringField(_l("Their reference"), validators=[Length(max=120)])
    language = SelectField(_l("Language of the reply"), choices=as_choices(DOCUMENT_LANGUAGES))
    note = TextAreaField(_l("Note"), validators=[Optional(), Length(max=20000)])
    is_confidential = BooleanField(_l("Confidential: mails carry only a link"))
    version = HiddenField()

    def offer_mandates(self, mandates: list[tuple[int, str]]) -> None:
        """Fill in who may have signed."""
        self.mandate_id.choices = as_choices([(0, gettext("Not on file")), *mandates])

    def fill(self, reply: Reply) -> None:
        """Show what is on file."""
        self.kind.data, self.language.data, self.note.data = reply.kind.value, reply.language, reply.note
        self.letter_ids.data = [letter.id for letter in reply.letters]
        self.dated_on.data, self.received_on.data = reply.dated_on, reply.received_on
        self.expected_on.data, self.mandate_id.data = reply.expected_on, reply.mandate_id or 0
        self.signer_name.data, self.signer_office.data = reply.signer_name, reply.signer_office
        self.reference.data, self.is_confidential.data = reply.reference, reply.is_confidential
        self.version.data = str(reply.version)

    def facts(self, reply: Reply) -> ReplyFacts:
        """Return what was filled in."""
        return ReplyFacts(
            kind=ReplyKind(self.kind.data),
            language=self.language.data,
            dated_on=self.dated_on.data,
            dated_on_raw=reply.dated_on_raw,
            received_on=self.received_on.data,
            expected_on=self.expected_on.data,
            reference=self.reference.data or "",
            mandate_id=self.mandate_id.data or None,
            signer_name=self.signer_name.data or "",
            signer_office=self.signer_office.data or "",
            note=unix_lines(self.note.data or ""),
            is_confidential=self.is_confidential.data,
        )


class ReplyTextForm(BaseForm):
    """The text of a reply that was logged without one."""

    text = TextAreaField(_l("Paste the text of the reply"), validators=[DataRequired()])
