"""The lists by SQLite's own account: ranges of indexes in their order, no table looked through, nothing sorted."""

from datetime import UTC, date, datetime

import pytest

from app.accounts.queries import list_accounts
from app.documents.queries import count_documents, list_documents
from app.letters.queries import list_letters, list_letters_to_name
from app.mail.queries import MailKey, list_outgoing_mail
from app.overview.timeline import EventKey, find_timeline
from app.people.queries import list_office_rows, list_people
from app.versions.queries import count_waiting
from tests.factories import make_mandate, make_user

KEY = MailKey(datetime(2026, 7, 1, tzinfo=UTC), 4)
LISTS = {
    "letters, first page": list_letters,
    "letters, older": lambda session, campaign: list_letters(session, campaign, before=900),
    "letters, newer": lambda session, campaign: list_letters(session, campaign, after=900),
    "documents": lambda session, campaign: list_documents(session, campaign, before=900),
    "number of documents": count_documents,
    "all mails": lambda session, _campaign: list_outgoing_mail(session, before=KEY),
    "a person's mails": lambda session, _campaign: list_outgoing_mail(session, user_id=1, before=KEY),
}
# These have a first page without a range: the index is read in its order from its beginning.
BY_NAME = {
    "ix_person_folded_name_id": lambda session, **ends: list_people(
        session, on=KEY.created_at.date(), **ends
    ),
    "ix_office_jurisdiction_name_nl_id": lambda session, **ends: list_office_rows(
        session, KEY.created_at.date(), **ends
    ),
    "ix_user_folded_name_id": list_accounts,
}
TIMELINE = {
    "first page": None,
    "later": EventKey(date(2026, 7, 1), 4, 0),
    "without a day": EventKey(None, 4, 7),
}


@pytest.fixture
def database_kind():
    """SQLite alone tells what it means to do in these words."""
    return "sqlite"


@pytest.mark.parametrize("name", LISTS)
def test_list_is_a_range_of_an_index_in_its_order(session, campaign, plans, name):
    LISTS[name](session, campaign)
    assert plans
    assert all(step.startswith("SEARCH") and " USING " in step for steps in plans for step in steps), plans


@pytest.mark.parametrize("ends", [{}, {"after": 2}, {"before": 2}])
@pytest.mark.parametrize("index", BY_NAME)
def test_list_by_name_is_read_from_its_index_and_not_sorted(session, plans, index, ends):
    for name in ("An Voorbeeld", "Bo Proef"):
        make_mandate(session, name, f"minister van {name}")
        make_user(session)
    plans.clear()
    BY_NAME[index](session, **ends)
    # The other statements read what belongs to the rows of one page.
    [steps] = [steps for steps in plans if index in steps[0]]
    assert steps[0].startswith("SEARCH" if ends else "SCAN")
    assert [step for step in steps if "TEMP B-TREE" in step] == []


@pytest.mark.parametrize("name", TIMELINE)
def test_timeline_is_a_few_ranges_of_which_only_equal_days_are_sorted(session, campaign, plans, name):
    find_timeline(session, campaign, TIMELINE[name])
    [steps] = plans
    assert [step for step in steps if step.startswith("SCAN") and not step.startswith("SCAN anon")] == []
    assert [
        step for step in steps if "campaign_id=?" in step and "sent_on" not in step and "came_on" not in step
    ] == []


def test_words_that_wait_are_counted_from_what_waits_and_not_from_all_replies(session, campaign, plans):
    count_waiting(session, [campaign.id])
    [steps] = plans
    assert steps[0].startswith("SCAN carried_passage USING INDEX ix_carried_passage_waiting"), steps
    assert [step for step in steps[1:] if step.startswith("SCAN")] == []


def test_letters_to_name_look_through_no_table(session, campaign, plans):
    list_letters_to_name(session, campaign, ids=[1], numbers=[2])
    assert [step for steps in plans for step in steps if step.startswith("SCAN")] == []
