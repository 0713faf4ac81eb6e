"""The macros for fields: label, help and error belong to the control, and axe agrees."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)

from tests.browser.preview.app import make_app
from tests.client import check_page

pytestmark = pytest.mark.browser
PAGE = """{% extends "base.html" %}
{% from "_macros/forms.html" import checkbox, checkboxes, date_field, error_summary, field, radio_cards, submit_row, textarea %}
{% from "_macros/ui.html" import confirm_form, empty, link_button, notice, page_header, tag %}
{% block title %}Form{% endblock %}
{% block content %}
{% call page_header("A form", kicker="Kicker", facts="Facts") %}{{ link_button("Go", "/x", kind="primary") }}{% endcall %}
{{ error_summary(form) }}
<form class="form" method="post" action="/language">
  {{ field(form.name, help="As on the letter", width="half", autocomplete="name") }}
  {{ date_field(form.day, raw="05 06 2026", raw_lang="nl") }}
  {{ textarea(form.words, is_written=true) }}
  {{ field(form.kind) }}
  {{ checkbox(form.is_confidential, help="Mails then carry a link only") }}
  {{ checkboxes(form.letters) }}
  {{ radio_cards(form.channel, definitions={"post": "With a stamp"}) }}
  {{ submit_row("Save", cancel_url="/back") }}
</form>
{{ notice("Kept.", kind="done") }}{{ notice("Ask.", kind="ask", title="Well?") }}{{ tag("late", tone="late") }}
{% call empty("Nothing yet", "Start here.") %}{{ confirm_form("/language", "Remove", fields={"id": 1}) }}{% endcall %}
{% endblock %}"""


class Boxes(SelectMultipleField):
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class Sample(Form):
    name = StringField("Name", [validators.DataRequired("Type a name.")])
    day = StringField("Day", [validators.Regexp(r"\d+-\d+-\d{4}", message="Write it as day-month-year.")])
    words = TextAreaField("Words")
    kind = SelectField("Kind", choices={"a": "One", "b": "Two"})
    is_confidential = BooleanField("Confidential")
    letters = Boxes("Letters", choices={"1": "First", "2": "Second"})
    channel = RadioField(
        "Channel", [validators.InputRequired("Choose one.")], choices={"post": "Post", "hand": "By hand"}
    )


@pytest.fixture(scope="module")
def preview() -> Flask:
    app = make_app()

    def show() -> str:
        form = Sample(MultiDict({"day": "soon", "kind": "a"}))
        form.validate()
        return render_template_string(PAGE, form=form)

    app.add_url_rule("/form", "form", show)
    return app


@pytest.fixture
def form(preview) -> BeautifulSoup:
    html = preview.test_client().get("/form").get_data(as_text=True)
    check_page(html)
    return BeautifulSoup(html, "html.parser")


def test_help_and_error_are_tied_to_their_control(form):
    for field in ("name", "day"):
        described = form.find(id=field)["aria-describedby"].split()

        assert described == [f"{field}-help", f"{field}-error"]
        assert all(form.find(id=name).get_text(strip=True) for name in described)
        assert form.find(id=field)["aria-invalid"] == "true"


def test_every_id_that_is_pointed_to_exists(form):
    for element in form.find_all(attrs={"aria-describedby": True}):
        for name in element["aria-describedby"].split():
            assert form.find(id=name) is not None, name


def test_the_summary_leads_to_each_field_that_is_wrong(form):
    links = form.select("[data-error-summary] a")

    assert [(link["href"], link.get_text()) for link in links] == [
        ("#name", "Name – Type a name."),
        ("#day", "Day – Write it as day-month-year."),
        ("#channel", "Channel – Choose one."),
    ]
    assert all(form.find(id=link["href"][1:]) for link in links)


def test_a_date_is_helped_in_three_forms(form):
    words = " ".join(form.find(id="day-help").get_text().split())

    assert words == "day-month-year, for instance 5-6-2026. In the document: 05 06 2026"
    assert form.find(id="day-help").q["lang"] == "nl"


def test_only_optional_fields_are_marked(form):
    labels = {label["for"]: "".join(label.get_text().split()) for label in form.select(".field > label")}

    assert labels["name"] == "Name"
    assert labels["words"] == "Words(optional)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_form_with_errors(visit, scheme):
    page = visit("/form", color_scheme=scheme)

    results = Axe().run(page)

    assert results.violations_count == 0, results.generate_report()


def test_the_summary_has_the_focus(visit):
    page = visit("/form", width=390, height=844)

    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
