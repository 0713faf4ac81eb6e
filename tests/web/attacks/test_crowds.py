"""What is pressed twice at once, and campaigns that were put away."""

import pytest

from app.campaigns.models import CoalitionMember, Membership, Organisation
from app.campaigns.views import members
from tests.client import sign_in
from tests.factories import LONG_AGO, make_campaign, make_letter, make_membership, make_organisation

CAMPAIGN = "/campaigns/proef"


def test_member_who_is_removed_twice_at_once_is_no_fault(
    client, coordinator, person, session, database, monkeypatch
):
    someone = person("member")
    membership = session.query(Membership).filter_by(user_id=someone.id).one()
    begin = members.transaction

    def begin_behind_a_colleague():
        with database.writing() as other:
            other.delete(other.get(Membership, membership.id))
        return begin()

    monkeypatch.setattr(members, "transaction", begin_behind_a_colleague)
    answer = client.submit(f"{CAMPAIGN}/members/{membership.id}/remove", page=f"{CAMPAIGN}/members")
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("", 200),
        ("/letters/1", 200),
        ("/letters/1/compare", 200),
        ("/documents", 200),
        ("/settings", 200),
        ("/new", 403),
        ("/letters/1/edit", 403),
        ("/letters/1/close", 403),
        ("/letters/1/demands/add", 403),
        ("/letters/1/follow-up", 403),
    ],
)
def test_archived_campaign_is_only_read(client, coordinator, campaign, session, address, status):
    make_letter(session, campaign)
    campaign.archived_at = LONG_AGO
    session.commit()
    assert client.get(f"{CAMPAIGN}{address}").status_code == status


def test_coordinator_does_not_rename_who_signed_another_campaign(client, campaign, person, session):
    theirs = make_organisation(session, name="Reizigersbond")
    session.add(CoalitionMember(campaign_id=campaign.id, organisation_id=theirs.id))
    stranger = person("reader")
    make_membership(session, make_campaign(session, slug="ander"), stranger)
    session.commit()
    sign_in(client, stranger)
    client.submit("/campaigns/ander/coalition", {"name": "Reizigersbond"})
    address = f"/campaigns/ander/coalition/{theirs.id}"
    client.submit(address, {"name": "Iets anders", "was": "Reizigersbond"})
    session.rollback()
    assert session.get(Organisation, theirs.id, populate_existing=True).name == "Reizigersbond"
