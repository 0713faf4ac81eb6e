from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField

from app.i18n import DOCUMENT_LANGUAGES
from app.web.forms import BaseForm, as_choices


class ReadAgainForm(BaseForm):
    """How a document is to be read anew."""

    language = SelectField(_l("Language of the text"), choices=as_choices(DOCUMENT_LANGUAGES))
    text = TextAreaField(_l("A better text"))
    after = HiddenField()
