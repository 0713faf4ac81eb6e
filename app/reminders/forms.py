from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import lazy_gettext as _l
from app.letters.choices import CLOSING_LABELS
from app.reminders.silences import SNOOZE_WEEKS
from app.web.days import DayField
from app.web.forms import BaseForm, as_choices

_WEEKS = {1: _l("One week"), 2: _l("Two weeks"), 4: _l("Four weeks")}


class SnoozeForm(BaseForm):
    """For how long a letter is put aside."""

    weeks = RadioField(
        _l("For how long?"),
        choices=as_choices((str(weeks), _WEEKS[weeks]) for weeks in SNOOZE_WEEKS),
        validators=[InputRequired(_l("Choose one, two or four weeks."))],
    )


class ExtendForm(BaseForm):
    """The day to which a deadline moves."""

    day = DayField(_l("New deadline"), validators=[InputRequired(_l("Type a day."))])


class CloseForm(BaseForm):
    """Why a letter is closed."""

    reason = RadioField(
        _l("Why"),
        choices=as_choices(CLOSING_LABELS.items()),
        validators=[InputRequired(_l("Choose a reason."))],
    )
    note = TextAreaField(_l("Note"), validators=[Optional(), Length(max=5000)])
