import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.values import Language, Role
from app.campaigns.models import Membership
from app.mail.models import OutgoingMail
from tests.client import sign_in
from tests.factories import make_campaign, make_membership, make_user

INVITE = {"email": "bo@example.org", "language": "fr", "campaign": "", "role": "member"}


@pytest.fixture
def admin(client, administrator):
    sign_in(client, administrator)
    return administrator


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session, slug="proef", title="Stop de proef")
    session.commit()
    return campaign


def find_bo(session):
    session.expire_all()
    return session.scalar(select(User).where(User.email == "bo@example.org"))


def row_of(client, name):
    page = client.page("/accounts")
    return next(row for row in page.find_all("tr") if row.th.get_text().strip().startswith(name))


def test_the_list_says_who_is_what_and_where(client, session, admin, campaign):
    member = make_user(session, name="Wim")
    make_membership(session, campaign, member, Role.READER)
    make_user(session, name="Zoé")
    session.commit()
    assert "Stop de proef" in row_of(client, "Wim").get_text()
    assert row_of(client, "Wim").find(lang="nl").get_text() == "Stop de proef"
    assert "Stop de proef" not in row_of(client, "Zoé").get_text()
    assert row_of(client, "Ada").find("form", class_="confirm") is None  # nobody deactivates oneself


def test_an_invitation_is_mailed_and_its_link_shown_once(client, session, admin):
    page = client.submit("/accounts/invite", INVITE).get_data(as_text=True)
    mail = session.scalars(select(OutgoingMail)).one()
    address = (
        mail.text.split("choose a password:\n")[-1].split()[0] if "choose a password" in mail.text else None
    )
    link = page.split('value="http://localhost/invitation/')[1].split('"')[0]
    assert f"http://localhost/invitation/{link}" in mail.text
    assert address is None or address.endswith(link)
    assert mail.language is Language.FR
    assert link not in client.get("/accounts").get_data(as_text=True)
    bo = find_bo(session)
    assert (bo.is_administrator, bo.language, bo.zone) == (False, Language.FR, admin.zone)


def test_an_invitation_to_a_campaign_gives_the_role_there(client, session, admin, campaign):
    client.submit("/accounts/invite", {**INVITE, "campaign": "proef", "role": "coordinator"})
    membership = session.scalars(select(Membership).where(Membership.user_id == find_bo(session).id)).one()
    assert (membership.campaign_id, membership.role) == (campaign.id, Role.COORDINATOR)
    assert "Stop de proef" in session.scalars(select(OutgoingMail)).one().text


def test_an_administrator_can_be_invited(client, session, admin):
    client.submit("/accounts/invite", {**INVITE, "is_administrator": "y"})
    assert find_bo(session).is_administrator


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "bo"),
        ("email", "ADMIN@example.org"),
        ("campaign", "elsewhere"),
        ("role", "administrator"),
        ("language", ""),
    ],
)
@pytest.mark.usefixtures("admin", "campaign")
def test_an_invitation_that_cannot_be_is_said_at_its_field(client, session, field, value):
    response = client.submit("/accounts/invite", {**INVITE, "campaign": "proef", field: value})
    assert response.status_code == 200
    assert f'id="{field}-error"' in response.get_data(as_text=True)
    assert session.scalars(select(OutgoingMail)).all() == []
    assert find_bo(session) is None


def test_an_archived_campaign_is_not_offered(client, session, admin, campaign, now):
    campaign.archived_at = now
    session.commit()
    assert "Stop de proef" not in client.get("/accounts/invite").get_data(as_text=True)


def test_an_invitation_can_be_renewed(client, session, admin):
    first = client.submit("/accounts/invite", INVITE).get_data(as_text=True)
    bo = find_bo(session)
    second = client.submit(f"/accounts/{bo.id}/renew-invitation", page="/accounts").get_data(as_text=True)
    old, new = (page.split('value="http://localhost')[1].split('"')[0] for page in (first, second))
    assert client.get(old).status_code == 410
    assert client.get(new).status_code == 200


def test_renewing_what_was_accepted_is_refused_with_words(client, admin, person):
    response = client.submit(f"/accounts/{person.id}/renew-invitation", page="/accounts")
    assert response.status_code == 303
    assert "notice-problem" in client.get("/accounts").get_data(as_text=True)


def test_a_person_is_shut_out_and_let_in_again(client, app, session, admin, person):
    theirs = app.test_client()
    sign_in(theirs, person)
    client.submit(f"/accounts/{person.id}/deactivate", page="/accounts")
    assert theirs.get("/account").status_code == 302
    assert row_of(client, "An").find("form")["action"].endswith("/reactivate")
    client.submit(f"/accounts/{person.id}/reactivate", page="/accounts")
    session.refresh(person)
    assert person.is_active
    assert theirs.get("/account").status_code == 302  # the sign-in of before stays ended


def test_nobody_deactivates_oneself(client, session, admin):
    client.submit(f"/accounts/{admin.id}/deactivate", page="/accounts")
    assert "notice-problem" in client.get("/accounts").get_data(as_text=True)
    session.refresh(admin)
    assert admin.is_active


@pytest.mark.parametrize("act", ["renew-invitation", "deactivate", "reactivate"])
def test_an_account_that_is_not_there_is_not_found(client, admin, act):
    assert client.submit(f"/accounts/999/{act}", page="/accounts").status_code == 404
