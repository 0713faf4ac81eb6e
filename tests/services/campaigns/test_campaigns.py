from dataclasses import replace

import pytest
from sqlalchemy import select

from app.accounts.values import Language, Role
from app.activity.models import Activity
from app.campaigns.errors import (
    InvalidSlugError,
    ReminderHourError,
    ReplyTermError,
    SlugTakenError,
    TitleMissingError,
    TitleTooLongError,
    UnknownZoneError,
)
from app.campaigns.models import Membership
from app.campaigns.queries import find_role, list_campaign_rows, settings_of
from app.campaigns.services import (
    add_campaign,
    archive_campaign,
    change_settings,
    join_standing,
    reopen_campaign,
)
from app.campaigns.values import CampaignSettings, DemandWord, TermUnit
from app.errors import StaleRecordError
from tests.factories import make_campaign, make_membership, make_user

SETTINGS = CampaignSettings(title="Ambassade Havana", language=Language.NL, zone="Europe/Brussels")


def acts(session, record="campaign"):
    return [
        row.act
        for row in session.scalars(select(Activity).where(Activity.record == record).order_by(Activity.id))
    ]


def roles(session, campaign):
    query = select(Membership).where(Membership.campaign_id == campaign.id)
    return {row.user_id: row.role for row in session.scalars(query)}


def test_creator_becomes_coordinator(session, coordinator, now):
    campaign = add_campaign(session, SETTINGS, actor=coordinator, now=now)
    assert campaign.slug == "ambassade-havana"
    assert settings_of(campaign) == SETTINGS
    assert find_role(session, coordinator, campaign) is Role.COORDINATOR
    assert acts(session) == ["added"]
    assert acts(session, "membership") == ["joined"]


def test_six_weeks_is_the_term_until_a_coordinator_says_otherwise(session, coordinator, now):
    campaign = add_campaign(session, SETTINGS, actor=coordinator, now=now)
    assert (campaign.reply_term, campaign.reply_term_unit) == (6, TermUnit.WEEK)
    assert campaign.demand_word is DemandWord.DEMAND


def test_those_with_a_standing_role_get_it_in_a_new_campaign(session, coordinator, now):
    reader = make_user(session, standing_role=Role.READER)
    member = make_user(session, standing_role=Role.MEMBER)
    gone = make_user(session, standing_role=Role.MEMBER, deactivated_at=now)
    make_user(session)
    campaign = add_campaign(session, SETTINGS, actor=coordinator, now=now)
    assert roles(session, campaign) == {
        coordinator.id: Role.COORDINATOR,
        reader.id: Role.READER,
        member.id: Role.MEMBER,
    }
    assert gone.id not in roles(session, campaign)


def test_creator_with_a_standing_role_is_coordinator_all_the_same(session, now):
    creator = make_user(session, standing_role=Role.READER)
    campaign = add_campaign(session, SETTINGS, actor=creator, now=now)
    assert roles(session, campaign) == {creator.id: Role.COORDINATOR}


def test_campaign_from_the_command_line_has_only_those_standing(session, now):
    member = make_user(session, standing_role=Role.MEMBER)
    campaign = add_campaign(session, SETTINGS, actor=None, now=now, slug="cuba")
    assert roles(session, campaign) == {member.id: Role.MEMBER}


def test_slug_of_a_taken_title_gets_a_number(session, coordinator, now):
    first = add_campaign(session, SETTINGS, actor=coordinator, now=now)
    second = add_campaign(session, SETTINGS, actor=coordinator, now=now)
    assert (first.slug, second.slug) == ("ambassade-havana", "ambassade-havana-2")


def test_typed_slug_is_taken_as_it_is_or_refused(session, coordinator, now):
    add_campaign(session, SETTINGS, actor=coordinator, now=now, slug="cuba")
    with pytest.raises(SlugTakenError, match="cuba"):
        add_campaign(session, SETTINGS, actor=coordinator, now=now, slug="cuba")
    with pytest.raises(InvalidSlugError):
        add_campaign(session, SETTINGS, actor=coordinator, now=now, slug="Cuba 2026")


def test_title_without_a_latin_letter_asks_for_a_slug(session, coordinator, now):
    with pytest.raises(InvalidSlugError):
        add_campaign(session, replace(SETTINGS, title="Кампания"), actor=coordinator, now=now)


IMPOSSIBLE = [
    ({"title": "  "}, TitleMissingError),
    ({"title": "x" * 201}, TitleTooLongError),
    ({"zone": "Europe/Atlantis"}, UnknownZoneError),
    ({"reply_term": 0}, ReplyTermError),
    ({"reply_term": 53}, ReplyTermError),
    ({"reply_term": 366, "reply_term_unit": TermUnit.DAY}, ReplyTermError),
    ({"reminder_hour": 4}, ReminderHourError),
    ({"reminder_hour": 23}, ReminderHourError),
]


@pytest.mark.parametrize(("change", "error"), IMPOSSIBLE)
def test_campaign_with_impossible_settings_is_not_added(session, coordinator, now, change, error):
    with pytest.raises(error):
        add_campaign(session, replace(SETTINGS, **change), actor=coordinator, now=now)


@pytest.mark.parametrize(("change", "error"), IMPOSSIBLE)
def test_impossible_settings_are_not_saved(session, campaign, now, change, error):
    with pytest.raises(error):
        change_settings(
            session, campaign, replace(SETTINGS, **change), version=1, actor=make_user(session), now=now
        )


def test_change_is_logged_with_old_and_new_value(session, campaign, coordinator, now):
    new = replace(settings_of(campaign), reply_term=30, reply_term_unit=TermUnit.DAY, title=" Cuba  nu ")
    change_settings(session, campaign, new, version=1, actor=coordinator, now=now)
    assert settings_of(campaign) == replace(new, title="Cuba nu")
    assert campaign.version == 2
    logged = session.scalars(select(Activity)).one()
    assert logged.facts == {
        "title": {"from": "Cuba", "to": "Cuba nu"},
        "reply_term": {"from": 6, "to": 30},
        "reply_term_unit": {"from": "week", "to": "day"},
    }


def test_saving_without_a_change_leaves_no_trace(session, campaign, coordinator, now):
    change_settings(session, campaign, settings_of(campaign), version=1, actor=coordinator, now=now)
    assert campaign.version == 1
    assert acts(session) == []


def test_stale_form_is_refused(session, campaign, coordinator, now):
    change_settings(session, campaign, SETTINGS, version=1, actor=coordinator, now=now)
    for change in (
        lambda: change_settings(session, campaign, SETTINGS, version=1, actor=coordinator, now=now),
        lambda: archive_campaign(session, campaign, version=1, actor=coordinator, now=now),
        lambda: reopen_campaign(session, campaign, version=1, actor=coordinator, now=now),
    ):
        with pytest.raises(StaleRecordError):
            change()


def test_archived_campaign_can_be_reopened(session, campaign, coordinator, now):
    archive_campaign(session, campaign, version=1, actor=coordinator, now=now)
    assert campaign.archived_at == now
    reopen_campaign(session, campaign, version=2, actor=coordinator, now=now)
    assert campaign.archived_at is None
    assert acts(session) == ["archived", "reopened"]


def test_standing_role_is_given_where_it_is_missing(session, campaign, now):
    other = make_campaign(session)
    user = make_user(session, standing_role=Role.MEMBER)
    make_membership(session, other, user, Role.READER)
    given = join_standing(session, user, now)
    assert [(one.campaign_id, one.role) for one in given] == [(campaign.id, Role.MEMBER)]
    assert find_role(session, user, other) is Role.READER
    assert join_standing(session, user, now) == []


@pytest.mark.parametrize("standing", [None, Role.ADMINISTRATOR])
def test_nobody_else_joins(session, campaign, now, standing):
    assert join_standing(session, make_user(session, standing_role=standing), now) == []


def test_list_shows_the_role_and_those_archived_last(session, campaign, coordinator, administrator, now):
    archived = make_campaign(session, title="Afgelopen", archived_at=now)
    make_membership(session, archived, coordinator, Role.READER)
    make_campaign(session, title="Van een ander")
    assert [(row.campaign.title, row.role) for row in list_campaign_rows(session, coordinator)] == [
        ("Cuba", Role.COORDINATOR),
        ("Afgelopen", Role.READER),
    ]
    assert [row.role for row in list_campaign_rows(session, administrator)] == [Role.ADMINISTRATOR] * 3
