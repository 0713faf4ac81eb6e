from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.activity.models import Activity, ActivityHead
from app.activity.verification import verify_log
from app.answers.comparison import compare
from app.answers.values import DemandState
from app.campaigns.models import Campaign
from app.db import Base
from app.demo.errors import DemonstrationLoadedError, NotADemonstrationError
from app.demo.removal import remove_demonstration
from app.demo.services import find_demonstration, load_demonstration
from app.documents.models import Passage, TextVersion
from app.documents.storage import Originals
from app.intake.drafts import draft_from_json
from app.intake.filing import file_item
from app.intake.services import Received, receive, save_draft
from app.letters.demands import change_demand
from app.letters.facts import DemandChange, LetterFacts
from app.letters.models import Demand, Letter
from app.letters.services import log_letter, log_placeholder
from app.letters.values import Lineage
from app.overview.today import list_today
from app.people.models import Mandate
from app.people.services import load_shipped_mandates
from app.reminders.services import tick
from app.replies.models import Reply
from tests.factories import make_campaign, make_letter, read_item
from tests.services.answers.support import make_reply
from tests.services.intake.samples import LETTER

# The installation's log keeps that a demonstration was removed.
LOG = ("activity", "activity_head")


def count_rows(session):
    session.flush()
    return {
        name: session.scalar(select(func.count()).select_from(table))
        for name, table in Base.metadata.tables.items()
        if name not in LOG
    }


@pytest.fixture
def letters(session, load):
    campaign = load()
    query = select(Letter).where(Letter.campaign_id == campaign.id).order_by(Letter.number)
    return session.scalars(query).all()


def states(session, letter):
    return [row.state for row in compare(session, letter).rows]


def test_it_is_marked_as_a_demonstration_and_found_again(session, load):
    campaign = load()
    assert campaign.is_demonstration
    assert find_demonstration(session) is campaign


def test_it_has_the_shape_of_the_seeds(session, letters):
    placeholder, compared, overdue, acknowledged, french = letters
    assert not placeholder.is_on_file
    assert (compared.sent_on, compared.reference) == (None, "")
    assert states(session, compared) == [
        DemandState.PARTLY,
        DemandState.DEFLECTED,
        DemandState.DEFLECTED,
        DemandState.NOT_ANSWERED,
        DemandState.REFUSED,
    ]
    assert (len(overdue.demands), states(session, overdue)) == (1, [DemandState.NO_REPLY])
    assert overdue.refers_to is placeholder
    assert set(states(session, acknowledged)) == {DemandState.NO_REPLY}
    assert french.language == "fr"
    assert set(states(session, french)) == {DemandState.PENDING}


def test_every_demand_and_passage_stands_in_its_text(session, letters):
    rows = session.execute(
        select(Passage, TextVersion.text).join(TextVersion, TextVersion.id == Passage.text_version_id)
    ).all()
    assert rows
    for passage, text in rows:
        assert text[passage.start : passage.end] == passage.exact
    for letter in letters:
        for demand in letter.demands:
            assert letter.text_version.text[demand.start : demand.end] == demand.text


def test_every_section_of_today_that_it_means_to_show_is_there(session, load, now):
    parts = list_today(session, [load()], now)
    assert {part.section.value for part in parts} >= {"to_judge", "overdue", "soon", "to_place"}


def test_no_day_in_it_lies_in_the_future(session, letters, now):
    for letter in letters:
        assert letter.sent_on is None or letter.sent_on <= now.date()
    for reply in session.scalars(select(Reply)):
        assert reply.dated_on is None or reply.dated_on <= now.date()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)])
def test_it_loads_on_any_day(session, settings, administrator, now, day):
    moment = now.replace(year=day.year, month=day.month, day=day.day)
    campaign = load_demonstration(
        session, Originals(settings.originals_folder), actor=administrator, now=moment
    )
    sections = {part.section.value for part in list_today(session, [campaign], moment)}
    assert sections >= {"to_judge", "overdue", "soon", "to_place"}


def test_it_is_loaded_once(session, load):
    load()
    with pytest.raises(DemonstrationLoadedError):
        load()
    assert len(session.scalars(select(Campaign)).all()) == 1


def test_nothing_of_it_is_left_in_any_table(session, load, administrator, now):
    before = count_rows(session)
    remove_demonstration(session, load(), actor=administrator, now=now)
    assert count_rows(session) == before


def test_its_log_goes_with_it_and_the_installations_log_says_so(session, load, administrator, now):
    campaign_id = load().id
    session.commit()
    assert session.get(ActivityHead, campaign_id).sequence > 20
    remove_demonstration(session, session.get_one(Campaign, campaign_id), actor=administrator, now=now)
    session.commit()
    assert session.get(ActivityHead, campaign_id) is None
    (left,) = session.scalars(select(Activity))
    assert (left.chain, left.act, left.user_id) == (0, "remove_demonstration", administrator.id)
    assert [report.fault for report in verify_log(session, {})] == [None]


def test_it_can_be_loaded_again_after_it_was_removed(session, load, administrator, now):
    remove_demonstration(session, load(), actor=administrator, now=now)
    assert find_demonstration(session) is None
    assert load().is_demonstration


def test_it_is_removed_after_somebody_worked_in_it(session, settings, load, administrator, now):
    before = count_rows(session)
    campaign = load()
    originals = Originals(settings.originals_folder)
    item = receive(session, originals, campaign, Received("", b"", LETTER), actor=administrator, now=now)
    read_item(session, originals, item)
    save_draft(session, item, draft_from_json(item.draft), actor=administrator, now=now)
    file_item(session, item, actor=administrator, now=now)
    receive(session, originals, campaign, Received("", b"", LETTER + "x"), actor=administrator, now=now)
    # Letters that refer to each other in a chain, and demands that descend from a younger one.
    chain = log_placeholder(session, campaign, title="", addressee_name="", actor=administrator, now=now)
    for _ in range(2):
        facts = LetterFacts(title="", language="nl", refers_to_id=chain.id)
        chain = log_letter(session, campaign, facts, actor=administrator, now=now)
    demands = session.scalars(
        select(Demand).join(Letter, Demand.letter_id == Letter.id).order_by(Demand.id)
    ).all()
    change = DemandChange(demands[0].text, "", "1", "", ancestor_id=demands[-1].id, lineage=Lineage.REPEATS)
    change_demand(session, demands[0], change, version=demands[0].version, actor=administrator, now=now)
    session.commit()
    remove_demonstration(session, session.get_one(Campaign, campaign.id), actor=administrator, now=now)
    session.commit()
    assert count_rows(session) == before


def test_it_is_removed_after_reminders_went_out(session, load, administrator, now):
    before = count_rows(session)
    campaign = load()
    session.commit()
    tick(session, now + timedelta(days=1), mail_from="weerwoord@example.org")
    session.commit()
    remove_demonstration(session, session.get_one(Campaign, campaign.id), actor=administrator, now=now)
    session.commit()
    after = count_rows(session)
    assert after.pop("outgoing_mail") >= before.pop("outgoing_mail")
    assert {name: count for name, count in after.items() if count != before[name]} == {}


def test_what_others_came_to_use_stays(session, load, administrator, now):
    own = make_campaign(session)
    campaign = load()
    mandate = session.scalars(select(Mandate).where(Mandate.key.startswith("demonstration:"))).first()
    name = mandate.person.name
    letter = make_letter(session, own)
    reply = make_reply(session, own, letter, mandate_id=mandate.id)
    session.commit()
    remove_demonstration(session, session.get_one(Campaign, campaign.id), actor=administrator, now=now)
    session.commit()
    assert session.get_one(Reply, reply.id).mandate.person.name == name
    assert session.get_one(Campaign, own.id).slug == own.slug


def test_people_that_come_with_the_program_stay(session, load, administrator, now):
    load_shipped_mandates(session)
    before = count_rows(session)
    remove_demonstration(session, load(), actor=administrator, now=now)
    assert count_rows(session) == before


def test_nothing_else_is_ever_removed(session, load, administrator, now):
    load()
    own = make_campaign(session)
    before = count_rows(session)
    with pytest.raises(NotADemonstrationError):
        remove_demonstration(session, own, actor=administrator, now=now)
    assert count_rows(session) == before
