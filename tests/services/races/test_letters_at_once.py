"""Two people, or a person and the tick, change the same letters at one moment: nobody is refused for nothing."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.models import Activity
from app.answers.models import Link
from app.answers.services import link_passage, unlink_passage
from app.campaigns.models import Campaign
from app.documents.models import Passage
from app.documents.storage import Originals
from app.intake.services import put_text_on_reply, read_pasted
from app.jobs.work import write_down_due
from app.letters.closing import close_letter
from app.letters.demands import add_demand, move_demand
from app.letters.facts import DemandFacts
from app.letters.models import Demand, Letter
from app.letters.values import ClosingReason
from app.reminders.queries import list_letters
from app.reminders.services import tick
from app.reminders.silences import mute
from app.replies.models import Reply
from tests.factories import LONG_AGO, make_campaign, make_letter, make_membership, make_user
from tests.services.answers.support import TEXT, make_reply
from tests.services.races.support import overlap

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
DUE = {"look_at": LONG_AGO, "deadline_on": date(2026, 6, 1), "deadline_source": "typed"}
WORDS = "Het loket"
START = TEXT.index(WORDS)


@pytest.fixture
def user(session):
    user = make_user(session)
    session.commit()
    return user


@pytest.fixture
def campaign(session, user):
    campaign = make_campaign(session)
    make_membership(session, campaign, user)
    session.commit()
    return campaign


def make(session, campaign, **values):
    letter = make_letter(session, campaign, **values)
    session.commit()
    return letter


def adding(letter, user, words):
    def act(session):
        add_demand(
            session, session.get_one(Letter, letter.id), DemandFacts(text=words), parent=None,
            actor=session.get_one(User, user.id), now=NOW,
        )  # fmt: skip

    return act


def test_two_demands_are_added_one_behind_the_other(database, session, campaign, user):
    letter = make(session, campaign, demands=())

    assert overlap(database, adding(letter, user, "Een."), adding(letter, user, "Twee.")) == ["", ""]
    with database.reading() as reading:
        positions = select(Demand.position).where(Demand.letter_id == letter.id).order_by(Demand.id)
        assert list(reading.scalars(positions)) == [1, 2]


def test_two_moves_of_demands_leave_each_a_place_of_its_own(database, session, campaign, user):
    letter = make(session, campaign, demands=("Een.", "Twee.", "Drie."))
    first, _second, third = (demand.id for demand in letter.demands)

    def moving(demand_id, by):
        def act(session):
            demand, actor = session.get_one(Demand, demand_id), session.get_one(User, user.id)
            move_demand(session, demand, by=by, actor=actor, now=NOW)

        return act

    assert overlap(database, moving(first, 1), moving(third, -1)) == ["", ""]
    with database.reading() as reading:
        assert sorted(reading.scalars(select(Demand.position))) == [1, 2, 3]


def test_a_letter_is_closed_once_and_the_second_is_told(database, session, campaign, user):
    letter = make(session, campaign)

    def closing(session):
        of_mine, actor = session.get_one(Letter, letter.id), session.get_one(User, user.id)
        close_letter(session, of_mine, ClosingReason.NO_REPLY, note="", actor=actor, now=NOW)

    assert overlap(database, closing, closing) == ["", "LetterClosedError"]
    with database.reading() as reading:
        closings = reading.scalars(select(Activity.id).where(Activity.act == "close_letter"))
        assert len(closings.all()) == 1


def test_words_that_were_linked_before_are_linked_once_more_only_once(database, session, campaign, user):
    letter = make_letter(session, campaign, demands=("Een.", "Twee."))
    reply = make_reply(session, campaign, letter, signer_name="An Voorbeeld")
    session.commit()
    first, second = (demand.id for demand in letter.demands)

    def linking(demand_id):
        def act(session):
            link_passage(
                session, session.get_one(Reply, reply.id), [session.get_one(Demand, demand_id)],
                start=START, end=START + len(WORDS), exact=WORDS, actor=None, now=NOW,
            )  # fmt: skip

        return act

    with database.writing() as writing:
        linking(first)(writing)
    assert overlap(database, linking(second), linking(second)) == ["", ""]
    with database.writing() as writing:
        passage = writing.scalars(select(Passage)).one()
        actor = writing.get_one(User, user.id)
        unlink_passage(writing, writing.get_one(Demand, second), passage, actor=actor, now=NOW)
    with database.reading() as reading:
        links = reading.scalars(select(Link).where(Link.demand_id == second)).all()
    assert [link.unlinked_at for link in links] == [NOW]


def test_the_text_of_a_reply_that_somebody_put_there_meanwhile_stays(
    database, settings, session, campaign, user
):
    """A verdict may stand on its words by then."""
    reply = make_reply(session, campaign, make(session, campaign), text=None, signer_name="An Voorbeeld")
    session.commit()

    def pasting(text):
        reading = read_pasted(text)

        def act(session):
            put_text_on_reply(
                session, Originals(settings.originals_folder), session.get_one(Reply, reply.id), text, reading,
                actor=session.get_one(User, user.id), now=NOW,
            )  # fmt: skip

        return act

    errors = overlap(database, pasting("Het loket wordt geopend."), pasting("Een andere tekst."))

    assert errors == ["", "AlreadyFiledError"]
    with database.reading() as reading:
        assert reading.get_one(Reply, reply.id).text_version.text == "Het loket wordt geopend."


@pytest.fixture
def two_letters(session, campaign, user):
    """Two letters that are due, of which the one with the lower id stands last in a list by campaign."""
    later = make_campaign(session)
    make_membership(session, later, user)
    letters = [make_letter(session, later, **DUE).id, make_letter(session, campaign, **DUE).id]
    session.commit()
    return letters


def ticking(session):
    tick(session, NOW, mail_from="weerwoord@example.org")


def muting(letters, user_id):
    def act(session):
        mute(session, list_letters(session, letters), actor=session.get_one(User, user_id), now=NOW)

    return act


def test_reminders_are_stopped_while_the_tick_looks(database, two_letters, user):
    assert overlap(database, muting(two_letters, user.id), ticking) == ["", ""]


def test_two_people_stop_the_reminders_of_the_same_letters(database, session, two_letters, user):
    other = make_user(session)
    session.commit()

    assert overlap(database, muting(two_letters, user.id), muting(two_letters, other.id)) == ["", ""]


def test_a_reply_is_logged_while_a_demand_is_added(database, session, campaign, user):
    letter = make(session, campaign)

    def logging(session):
        here, answered = session.get_one(Campaign, campaign.id), session.get_one(Letter, letter.id)
        make_reply(session, here, answered, text=None, signer_name="An Voorbeeld")

    assert overlap(database, adding(letter, user, "Een."), logging) == ["", ""]


def test_a_tick_that_met_somebody_looks_once_more(app, database, two_letters):
    """A transaction that PostgreSQL gave up for another's sake wrote nothing; what was due is written down all the same."""
    met = []

    def meet(session):
        if not met:
            met.append(session)
            raise_deadlock(session)

    event.listen(Session, "before_commit", meet)
    try:
        report = write_down_due(app, NOW)
    finally:
        event.remove(Session, "before_commit", meet)

    assert len(met) == 1
    assert len(report.queued) == 2


def raise_deadlock(session):
    session.connection().exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'met' USING ERRCODE = '40P01'; END $$")
