import pytest
from sqlalchemy import func, select

from app.campaigns.models import Campaign
from app.db import Base
from app.demo.services import load_demonstration
from app.documents.storage import Originals
from tests.web.letters.support import words

SLUG = "/campaigns/nachttrein"


@pytest.fixture
def administrator(sign_in_as):
    return sign_in_as("administrator", name="Ada")


@pytest.fixture
def counts(session):
    def counts():
        session.rollback()
        return {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
            if not name.startswith("activity")  # the installation's log keeps that it was removed
        }

    return counts


@pytest.fixture
def load(session, settings, administrator, now, counts):
    """Load the demonstration; gives what stood in each table before."""
    before = counts()
    load_demonstration(session, Originals(settings.originals_folder), actor=administrator, now=now)
    session.commit()
    return before


PAGES = [
    "",
    "/letters",
    *(f"/letters/{number}{page}" for number in (1, 2, 3, 4, 5) for page in ("", "/compare", "/edit")),
    "/letters/2/sentences",
    "/letters/2/follow-up",
    "/letters/3/follow-up",
    *(f"/replies/{number}" for number in (1, 2, 3)),
    "/documents",
    "/new",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_something_to_show_and_says_that_it_is_a_demonstration(client, load, address):
    page = client.page(SLUG + address)
    assert "demonstratie" in words(page).lower()


def test_own_campaign_is_not_called_a_demonstration(client, load, campaign):
    page = client.page("/campaigns/proef")
    assert page.select_one(".demonstration, .demo-banner") is None


def test_people_in_it_are_invented_and_say_so(client, load):
    assert "Hanne Verbiest" in words(client.page("/people"))


def test_today_has_a_line_for_each_letter_that_asks(client, load):
    assert len(client.page("/today").select(".today-line")) >= 4


def test_comparison_is_judged_and_marked(client, load):
    page = client.page(f"{SLUG}/letters/2/compare")
    assert len(page.select("mark, [data-passage], .segment")) > 5
    assert "vijf eisen, één antwoord" in page.h1.get_text()


def test_button_loads_it_once(client, session, administrator, campaign):
    first = client.submit("/demonstration", page="/campaigns")
    again = client.submit("/demonstration", page="/campaigns")
    assert (first.status_code, first.location) == (303, SLUG)
    assert again.status_code == 303
    session.rollback()
    assert len(session.scalars(select(Campaign).where(Campaign.is_demonstration)).all()) == 1


def test_button_removes_it_and_nothing_is_left_in_any_table(client, load, counts):
    response = client.submit(f"{SLUG}/remove-demonstration", page=SLUG)
    assert response.status_code == 303
    assert counts() == load
    assert client.get(SLUG).status_code == 404


def test_button_pressed_twice_is_no_crash(client, load):
    page = client.page(SLUG)
    data = {"csrf_token": page.select_one("input[name=csrf_token]")["value"]}
    assert client.post(f"{SLUG}/remove-demonstration", data=data).status_code == 303
    assert client.post(f"{SLUG}/remove-demonstration", data=data).status_code == 404


def test_own_campaign_is_never_removed(client, session, load, campaign):
    response = client.submit("/campaigns/proef/remove-demonstration", page=SLUG)
    assert response.status_code == 400
    session.rollback()
    assert session.get(Campaign, campaign.id) is not None


@pytest.mark.parametrize("role", ["reader", "member", "outsider"])
def test_others_do_not_load_or_remove_it(client, sign_in_as, load, role):
    sign_in_as(role)
    assert client.submit("/demonstration", page="/campaigns").status_code == 403
    assert client.submit(f"{SLUG}/remove-demonstration", page="/campaigns").status_code in (403, 404)
