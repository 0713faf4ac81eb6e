"""A form field for one day, typed as people here type it: day-month-year."""

from datetime import date
from typing import Any

from wtforms import StringField

from app.i18n import lazy_gettext as _l
from app.text.typed_days import read_typed_day

FIRST_YEAR, LAST_YEAR = 1900, 2100
UNREADABLE = _l("This is not a day between 1900 and 2100. Type it as day-month-year, for instance 5-6-2026.")


def as_typed(day: date) -> str:
    """Write a day as people type it: `5-6-2026`."""
    return f"{day.day}-{day.month}-{day.year}"


class DayField(StringField):
    """A day as text; `data` is a date, or None when nothing was typed. What cannot be read stays in the field."""

    data: Any
    typed = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        self.typed = valuelist[0].strip() if valuelist else ""
        if not self.typed:
            self.raw_data = []  # InputRequired takes a blank for something that was typed
        day = read_typed_day(self.typed) if self.typed else None
        is_possible = day is not None and FIRST_YEAR <= day.year <= LAST_YEAR
        self.data = day if is_possible else None
        if self.typed and not is_possible:
            raise ValueError(UNREADABLE)

    def _value(self) -> str:
        if self.typed:
            return str(self.typed)
        return as_typed(self.data) if isinstance(self.data, date) else ""
