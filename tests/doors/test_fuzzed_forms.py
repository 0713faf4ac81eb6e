"""Anything typed into any form: no broken page, nothing typed is lost, and the database stays sound."""

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app import create_app
from app.models import metadata
from app.settings import load_settings
from tests.doors.forms import Fields, PageForm, read_forms
from tests.doors.invariants import broken_invariants
from tests.doors.knocking import Knocker
from tests.doors.pages import find_forms, pages_for
from tests.doors.typing_anything import DAYS, FUZZ, NASTY, NUMBERS, encoded, filled
from tests.doors.world import build_world

# Fields that take a sentence, whatever the form; a day or a number would be refused before the version is looked at.
WORDS = {"title", "name", "text", "note", "criterion", "reasoning", "why", "source", "nl", "addressee_name"}
FORM = "application/x-www-form-urlencoded"
# Words shorter than this are choices and numbers; what a page shows again, it shows whole up to here.
LEAST_WORDS, MOST_WORDS = 12, 4000
QUESTIONS = (
    "before",
    "state",
    "filter",
    "next",
    "query",
    "tense",
    "judge",
    "demand",
    "demands",
    "letter",
    "place",
    "language",
)


def _send(knocker: Knocker, who: str, form: PageForm, fields: Fields):
    return knocker.knock(who, "POST", form.action, data=encoded(fields), content_type=FORM)


def _lost(form: PageForm, fields: Fields, page: str) -> list[str]:
    """Return the fields whose words are on the page no more, though the page shows a form to send again."""
    shown = html.unescape(page)
    plain = "".join(shown.split())
    return [
        name
        for name, values in fields.items()
        if name in form.typed
        for value in values[:1]
        if LEAST_WORDS <= len(value) <= MOST_WORDS
        and value.isprintable()
        and "".join(value.split()) not in plain
    ]


def _faults(knocker: Knocker, who: str, form: PageForm, fields: Fields) -> list[str]:
    answer = _send(knocker, who, form, fields)
    page = answer.get_data(as_text=True)
    faults = []
    if answer.status_code >= 500:
        faults.append(f"status {answer.status_code}")
    is_shown_again = 400 <= answer.status_code < 410 and any(
        set(again.fields) & set(form.fields)
        for again in read_forms(form.page, page)
        if again.action != "/language"
    )
    if is_shown_again and answer.status_code != 404:
        faults += [f"{name} is lost" for name in _lost(form, fields, page)]
    with knocker.app.extensions["database"].engine.connect() as connection:
        faults += broken_invariants(connection)
    return faults


@pytest.mark.parametrize("who", ["administrator", "coordinator", "member"])
def test_no_form_breaks_or_loses_what_was_typed(doors_app, knocker, rewind, who):
    forms = find_forms(who, doors_app, knocker)
    assert len(forms) > 20

    found: dict[str, str] = {}

    @FUZZ
    @given(st.sampled_from(forms).flatmap(lambda form: st.tuples(st.just(form), filled(form))))
    def any_form(sent):
        form, fields = sent
        for fault in _faults(knocker, who, form, fields):
            found.setdefault(f"{form.shape}: {fault}", str(fields)[:2000])
        rewind.rewind()

    any_form()
    assert found == {}


def _each_by_itself(form: PageForm) -> Iterator[Fields]:
    """Give the form with one nasty text after another in each field where one can type, all else as it was."""
    for name in sorted(form.typed):
        for nasty in NASTY:
            yield {**form.fields, name: [nasty]}


def _of_another_time(form: PageForm) -> Fields:
    """Return the form with a sentence in each field, opened before somebody else saved."""
    typed = {name: ["Een hele zin die blijft"] for name in form.typed & WORDS}
    stale = {name: ["77"] for name in form.fields if name == "version" or name.startswith("was")}
    return {**form.fields, **typed, **stale}


def test_each_field_takes_each_nasty_text_and_a_late_form_keeps_its_words(doors_app, knocker, rewind):
    found: dict[str, str] = {}
    for form in find_forms("administrator", doors_app, knocker):
        for fields in (*_each_by_itself(form), _of_another_time(form)):
            for fault in _faults(knocker, "administrator", form, fields):
                found.setdefault(f"{form.shape}: {fault}", str(fields)[:2000])
            rewind.rewind()
    assert found == {}


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_no_question_in_an_address_breaks_a_page(doors_app, knocker, rewind, who):
    pages = pages_for(who, doors_app, knocker.world)
    found: dict[str, str] = {}

    @FUZZ
    @given(
        st.sampled_from(pages),
        st.dictionaries(
            st.sampled_from(QUESTIONS), st.lists(st.sampled_from((*NASTY[:-2], *NUMBERS, *DAYS)), max_size=2)
        ),
    )
    def any_question(page, asked):
        answer = knocker.knock(who, "GET", f"{page.address}?{encoded(asked).decode()}")
        if answer.status_code >= 500 and page.rule.endpoint != "overview.health":
            found.setdefault(f"{page}: status {answer.status_code}", str(asked)[:2000])
        assert not rewind.has_changed()

    any_question()
    assert found == {}


def _on(address: str, home: Path) -> Iterator[tuple[Knocker, Flask]]:
    app = create_app(
        load_settings(
            home=home, database_url=address, secret_key="for tests only", base_url="http://localhost"
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False
    database = app.extensions["database"]
    metadata.create_all(database.engine)
    with app.test_request_context(), database.make_session() as session:
        world = build_world(app, session)
    yield Knocker(app, world), app
    database.dispose()


@pytest.fixture
def on_postgresql(postgresql_address: str, tmp_path: Path) -> Iterator[tuple[Knocker, Flask]]:
    """The same world on PostgreSQL, which refuses characters and numbers that SQLite takes."""
    yield from _on(postgresql_address, tmp_path)


def test_no_form_breaks_on_postgresql(on_postgresql):
    """Nothing is put back here: each form meets what the ones before it left, as in life."""
    knocker, app = on_postgresql
    forms = find_forms("coordinator", app, knocker)
    found: dict[str, str] = {}

    @settings(FUZZ, max_examples=FUZZ.max_examples // 3)
    @given(st.sampled_from(forms).flatmap(lambda form: st.tuples(st.just(form), filled(form))))
    def any_form(sent):
        form, fields = sent
        if form.action != "/sign-out":
            for fault in _faults(knocker, "coordinator", form, fields):
                found.setdefault(f"{form.shape}: {fault}", str(fields)[:2000])

    any_form()
    assert found == {}
