"""Every page of the demonstration on PostgreSQL, as somebody finds it who follows the links; and the main forms.

All other tests of pages run on SQLite: what differs between the two is below the services, whose tests run on both.
"""

import pytest

from app.answers.models import Link, VerdictGiven
from app.demo.services import load_demonstration
from app.documents.storage import Originals
from app.letters.models import Letter
from app.replies.models import Reply
from tests.factories import make_letter
from tests.services.answers.support import make_reply
from tests.services.intake.samples import LETTER, REPLY, STUDY
from tests.web.letters.support import (  # noqa: F401  fixtures
    campaign,
    coordinator,
    filled,
    form_at,
    fresh,
    person,
    sign_in_as,
)

PROEF = "/campaigns/proef"
# Pages that the demonstration has at least; a spider that lost its way finds fewer.
AT_LEAST = 60


@pytest.fixture
def database_kind():
    return "postgresql"


def _links(response):
    page = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
    for part in page.split('href="')[1:]:
        address = part.partition('"')[0].partition("#")[0].replace("&amp;", "&")
        if address.startswith("/") and not address.startswith("/static/"):
            yield address


def test_every_page_that_a_link_leads_to_is_there(client, session, settings, now, sign_in_as):  # noqa: F811  the fixtures
    administrator = sign_in_as("administrator", name="Ada")
    load_demonstration(session, Originals(settings.originals_folder), actor=administrator, now=now)
    session.commit()
    waiting, seen = ["/today"], {"/today": ""}
    while waiting:
        address = waiting.pop()
        with client.get(address, follow_redirects=True) as response:
            assert response.status_code == 200, f"{address}, linked from {seen[address]}"
            found = [link for link in _links(response) if link not in seen]
        seen |= dict.fromkeys(found, address)
        waiting += dict.fromkeys(found)
    assert len(seen) >= AT_LEAST


def _file(client, text, **changes):
    door = filled(form_at(client.page(f"{PROEF}/new"))) | {"text": text}
    proposal = client.post(f"{PROEF}/new", data=door).location
    values = filled(form_at(client.page(proposal)))
    return client.post(proposal, data={**values, **changes, "act": "file"})


def test_a_letter_its_reply_a_link_and_a_verdict_go_on_file(client, coordinator, fresh):  # noqa: F811  the fixtures
    assert _file(client, LETTER).status_code == 303
    [letter] = fresh(Letter)
    filed = _file(client, REPLY, **{"parts-0-letter_ids": str(letter.id)})
    assert filed.location == f"{PROEF}/letters/1/compare"
    [letter], [reply] = fresh(Letter), fresh(Reply)
    start = reply.text_version.text.index(STUDY)
    selection = {"reply": 1, "start": start, "end": start + len(STUDY), "exact": STUDY}
    compare = f"{PROEF}/letters/1/compare"
    token = {"csrf_token": filled(form_at(client.page(compare)))["csrf_token"]}
    demand = letter.demands[1].id
    client.post(f"{PROEF}/letters/1/link", data={**token, **selection, "demand": demand})
    judgement = {"demand": demand, "verdict": "deflected", "reasoning": "Volgen is geen openbaar maken."}
    client.post(f"{PROEF}/letters/1/judge", data={**token, **judgement, "version": 0})
    assert [link.passage.exact for link in fresh(Link)] == [STUDY]
    assert [given.verdict.value for given in fresh(VerdictGiven)] == ["deflected"]
    assert STUDY in client.page(compare).select_one("mark").get_text()


@pytest.mark.parametrize("address", ["/campaigns/a%00b", "/campaigns/a%00b/letters/1"])
def test_a_short_name_that_no_database_takes_names_no_campaign(client, coordinator, address):  # noqa: F811
    assert client.get(address).status_code == 404


def test_the_text_of_a_reply_is_put_beside_it(client, session, campaign, coordinator, fresh):  # noqa: F811
    make_reply(session, campaign, make_letter(session, campaign), text=None, signer_name="An Voorbeeld")
    session.commit()
    answer = client.submit(f"{PROEF}/replies/1/text", {"text": REPLY}, page=f"{PROEF}/replies/1")
    assert answer.status_code == 303
    assert [STUDY in reply.text_version.text for reply in fresh(Reply)] == [True]
