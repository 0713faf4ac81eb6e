from sqlalchemy import select

from app.letters.models import Letter
from app.letters.values import LetterKind
from tests.client import sign_in
from tests.factories import make_campaign, make_letter, make_membership, make_user

TEXT = """Geachte minister,

Wij schreven u in januari en vragen u opnieuw:

1. Doe dit.

Met vriendelijke groeten,
"""


def test_a_follow_up_taken_over_refers_to_its_letter_and_goes_to_the_same_person(client, session):
    person, campaign = make_user(session), make_campaign(session, slug="proef")
    make_membership(session, campaign, person)
    first = make_letter(session, campaign)
    session.commit()
    sign_in(client, person)
    page = "/campaigns/proef/letters/1/follow-up"

    review = client.submit(page, {"text": TEXT}).headers["Location"]
    form = client.page(review).find("form", class_="form-wide")
    fields = {
        field["name"]: field.get("value", "") for field in form.select("input[name]") if _is_sent(field)
    }
    fields |= {field["name"]: field.get_text() for field in form.select("textarea")}
    fields |= {
        field["name"]: (field.find("option", selected=True) or field.find("option"))["value"]
        for field in form.select("select")
    }
    client.post(review, data={**fields, "act": "file"})

    session.rollback()
    filed = session.scalars(select(Letter).where(Letter.id != first.id)).one()
    assert (filed.kind, filed.refers_to_id, filed.addressee_name) == (
        LetterKind.REMINDER,
        first.id,
        "An Voorbeeld",
    )


def _is_sent(field) -> bool:
    return field.get("type") not in ("checkbox", "radio") or field.has_attr("checked")
