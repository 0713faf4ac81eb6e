import pytest
from sqlalchemy import select

from app.accounts.values import Role
from app.activity.models import Activity
from app.campaigns.errors import (
    AccountSwitchedOffError,
    AlreadyMemberError,
    LastCoordinatorError,
    MemberNotFoundError,
    RoleNotOfCampaignError,
)
from app.campaigns.models import Membership
from app.campaigns.queries import find_role, get_membership
from app.campaigns.services import add_member, change_role, remove_member
from tests.factories import make_campaign, make_membership, make_user


@pytest.fixture
def membership(session, campaign, coordinator):
    return session.scalars(select(Membership).where(Membership.user_id == coordinator.id)).one()


def test_added_member_has_the_role(session, campaign, coordinator, now):
    user = make_user(session)
    add_member(session, campaign, user, Role.READER, actor=coordinator, now=now)
    assert find_role(session, user, campaign) is Role.READER
    logged = session.scalars(select(Activity)).one()
    assert (logged.act, logged.user_id, logged.campaign_id) == ("joined", coordinator.id, campaign.id)
    assert logged.facts == {"user": user.id, "role": "reader"}


def test_nobody_is_added_twice(session, campaign, coordinator, now):
    with pytest.raises(AlreadyMemberError, match="Cas Coördinator"):
        add_member(session, campaign, coordinator, Role.READER, actor=coordinator, now=now)


def test_account_that_is_switched_off_is_not_added(session, campaign, coordinator, now):
    gone = make_user(session, deactivated_at=now)
    with pytest.raises(AccountSwitchedOffError):
        add_member(session, campaign, gone, Role.READER, actor=coordinator, now=now)


def test_nobody_is_administrator_of_a_campaign(session, campaign, coordinator, membership, now):
    with pytest.raises(RoleNotOfCampaignError):
        add_member(session, campaign, make_user(session), Role.ADMINISTRATOR, actor=coordinator, now=now)
    with pytest.raises(RoleNotOfCampaignError):
        change_role(session, membership, Role.ADMINISTRATOR, actor=coordinator, now=now)


def test_role_changes_and_is_logged(session, campaign, coordinator, now):
    reader = make_membership(session, campaign, make_user(session), Role.READER)
    change_role(session, reader, Role.MEMBER, actor=coordinator, now=now)
    change_role(session, reader, Role.MEMBER, actor=coordinator, now=now)
    assert reader.role is Role.MEMBER
    logged = session.scalars(select(Activity)).one()
    assert logged.facts == {"user": reader.user_id, "role": {"from": "reader", "to": "member"}}


def test_last_coordinator_neither_leaves_nor_steps_down(session, coordinator, membership, now):
    with pytest.raises(LastCoordinatorError):
        remove_member(session, membership, actor=coordinator, now=now)
    with pytest.raises(LastCoordinatorError):
        change_role(session, membership, Role.READER, actor=coordinator, now=now)


def test_coordinator_whose_account_is_switched_off_does_not_count(
    session, campaign, coordinator, membership, now
):
    make_membership(session, campaign, make_user(session, deactivated_at=now), Role.COORDINATOR)
    with pytest.raises(LastCoordinatorError):
        remove_member(session, membership, actor=coordinator, now=now)


def test_coordinator_of_another_campaign_does_not_count(session, coordinator, membership, now):
    make_membership(session, make_campaign(session), make_user(session), Role.COORDINATOR)
    with pytest.raises(LastCoordinatorError):
        remove_member(session, membership, actor=coordinator, now=now)


def test_administrator_may_take_the_last_coordinator_out(session, campaign, administrator, membership, now):
    coordinator = membership.user
    remove_member(session, membership, actor=administrator, now=now)
    assert find_role(session, coordinator, campaign) is None


def test_coordinator_leaves_when_there_is_another(session, campaign, coordinator, membership, now):
    make_membership(session, campaign, make_user(session), Role.COORDINATOR)
    remove_member(session, membership, actor=coordinator, now=now)
    assert find_role(session, coordinator, campaign) is None
    logged = session.scalars(select(Activity)).one()
    assert (logged.act, logged.facts) == ("left", {"user": coordinator.id, "role": "coordinator"})


def test_membership_of_another_campaign_is_not_found(session, campaign):
    elsewhere = make_membership(session, make_campaign(session), make_user(session))
    with pytest.raises(MemberNotFoundError):
        get_membership(session, campaign, elsewhere.id)
