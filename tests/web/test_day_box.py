"""The box for a day stands on a page as the form's own field would."""

from datetime import date

from bs4 import BeautifulSoup
from flask import Flask, render_template_string

from app.letters.forms import RemindForm
from app.web.days import as_typed

BY_FORM = '{% from "_macros/forms.html" import date_field %}{{ date_field(form.day, help="Hulp & uitleg.") }}'
BY_HAND = (
    '{% from "_macros/forms.html" import day_box %}'
    '{{ day_box("day", _("Remind me on"), value, "Hulp & uitleg.") }}'
)
DAY = date(2026, 6, 5)


def test_the_box_is_what_the_form_would_write(app: Flask) -> None:
    for day, typed in ((None, ""), (DAY, as_typed(DAY))):
        with app.test_request_context():
            by_form = render_template_string(BY_FORM, form=RemindForm(formdata=None, day=day))
            by_hand = render_template_string(BY_HAND, value=typed)
        assert 'name="day"' in by_hand
        assert _read(by_hand) == _read(by_form)


def _read(html: str) -> list[tuple[str, dict[str, object], str]]:
    tags = BeautifulSoup(html, "html.parser").find_all(True)
    return [(tag.name, dict(tag.attrs), " ".join(tag.get_text().split())) for tag in tags]
