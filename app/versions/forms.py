from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from app.documents.choices import FOUND_OUT, READ_HOWS
from app.i18n import DOCUMENT_LANGUAGES
from app.i18n import lazy_gettext as _l
from app.web.forms import BaseForm, as_choices
from app.web.numbers import LARGEST


class ReadAgainForm(BaseForm):
    """How the file of a document is to be read once more; `after` is the newest text that its reader saw."""

    language = SelectField(_l("Language of the text"), choices=as_choices([FOUND_OUT, *DOCUMENT_LANGUAGES]))
    how = SelectField(_l("Read it"), choices=as_choices(READ_HOWS))
    after = HiddenField()


class BetterTextForm(BaseForm):
    """A text that somebody has, to take the place of the one that was read."""

    text = TextAreaField(_l("A better text"), validators=[InputRequired()])
    after = HiddenField()


class CutForm(BaseForm):
    """The lines of a document with which a letter or reply begins and ends."""

    first = IntegerField(_l("First line"), validators=[InputRequired(), NumberRange(1, LARGEST)])
    last = IntegerField(_l("Last line"), validators=[InputRequired(), NumberRange(1, LARGEST)])
    version = HiddenField()
