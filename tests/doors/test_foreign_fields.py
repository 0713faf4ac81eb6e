"""Nobody reaches a record of another campaign by guessing its number, in a field of a form or behind a question mark."""

import pytest

from tests.doors.forms import PageForm
from tests.doors.invariants import broken_invariants
from tests.doors.pages import find_forms, pages_for
from tests.doors.world import FOREIGN, FOREIGN_WORD, OWN, World

WHO = "coordinator"
# What a form was opened with, and words: none of them names a record.
NO_RECORD = {"version", "language", "csrf_token", "act", "next"}
QUESTIONS = (
    "letter",
    "place",
    "judge",
    "demand",
    "demands",
    "before",
    "passage",
    "reply",
    "document",
    "campaign",
    "after",
    "items",
)


def _foreign_values(world: World) -> list[str]:
    place = world.places[FOREIGN]
    kinds = (place.letters, place.replies, place.items, place.demands, place.documents, place.carried)
    numbers = {next(iter(of_kind.values())) for of_kind in kinds}  # their other states change nothing here
    return [str(number) for number in sorted({*numbers, *place.ids.values()})] + [place.slug, place.sha256]


def _names_of_records(form: PageForm) -> list[str]:
    """Return the fields that hold a number, or offer numbers to choose from."""
    names = {*form.fields, *form.choices} - NO_RECORD
    values = {name: [*form.fields.get(name, ()), *form.choices.get(name, ())] for name in names}
    return sorted(
        name
        for name, found in values.items()
        if any(value.isdigit() for value in found) or found in ([""], [])
    )


def _forged(form: PageForm, world: World) -> list[dict[str, list[str]]]:
    """Return the form with each such field naming theirs beside ours, and theirs alone."""
    forged: list[dict[str, list[str]]] = []
    for name in _names_of_records(form):
        forged += [{**form.fields, name: [value]} for value in _foreign_values(world)]
        forged.append({**form.fields, name: [*form.fields.get(name, ()), *_foreign_values(world)]})
    return forged


@pytest.fixture
def forms(doors_app, knocker):
    return find_forms(WHO, doors_app, knocker)


def test_no_form_links_or_shows_what_another_campaign_holds(doors_app, world, knocker, rewind, forms):
    engine = doors_app.extensions["database"].engine
    faults, sent = [], 0
    for form in forms:
        for fields in _forged(form, world):
            sent += 1
            answer = knocker.knock(WHO, "POST", form.action, data=fields)
            shown = answer.get_data().decode("utf-8", "replace")
            for value in _foreign_values(world):  # what was typed is shown again
                shown = shown.replace(value, "")
            if answer.status_code >= 500 or FOREIGN_WORD in shown.lower():
                faults.append(f"{form.shape} with {fields}: {answer.status_code}")
            if rewind.has_changed():
                with engine.connect() as connection:
                    faults += [f"{form.shape} with {fields}: {one}" for one in broken_invariants(connection)]
                rewind.rewind()
    assert faults == []
    assert sent > 200


def test_the_invariants_see_a_link_out_of_a_campaign(doors_app, world, rewind):
    with doors_app.extensions["database"].writing() as session:
        own, foreign = world.places[OWN].ids, world.places[FOREIGN].ids
        ours = world.places[OWN].demands["standing"]
        assert broken_invariants(session.connection()) == []
        connection = session.connection()
        connection.exec_driver_sql(
            f"UPDATE letter SET refers_to_id = {foreign['letter']} WHERE id = {own['letter']}"
        )
        connection.exec_driver_sql(f"UPDATE link SET demand_id = {ours} WHERE id = {foreign['link']}")
        connection.exec_driver_sql(f"UPDATE passage SET exact = upper(exact) WHERE id = {own['passage']}")
        assert len(broken_invariants(connection)) == 3
        session.rollback()


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_page_shows_what_another_campaign_holds(doors_app, world, knocker, rewind, question):
    faults = []
    for door in pages_for(WHO, doors_app, world):
        for value in _foreign_values(world)[::4]:
            answer = knocker.knock(WHO, "GET", f"{door.address}?{question}={value}")
            shown = answer.get_data().decode("utf-8", "replace").replace(value, "")
            if answer.status_code >= 500 and door.rule.endpoint != "overview.health":
                faults.append(f"{door}?{question}={value}: {answer.status_code}")
            if FOREIGN_WORD in shown.lower() or rewind.has_changed():
                faults.append(f"{door}?{question}={value}")
    assert faults == []


def test_an_original_of_another_campaign_is_not_given_by_its_hash(world, knocker, rewind):
    own, foreign = world.places[OWN], world.places[FOREIGN]
    for name in (
        foreign.sha256,
        foreign.ids["document"],
        f"../../{FOREIGN}/documents/{foreign.ids['document']}",
    ):
        assert knocker.knock(WHO, "GET", f"/campaigns/{own.slug}/documents/{name}").status_code == 404
