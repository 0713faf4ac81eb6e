"""What is stored of how a letter stands, against what follows from the facts, after whatever was done."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app import schema
from app.answers.errors import VerdictConflictError
from app.answers.keeping import list_untrue, refresh_unknown, settle
from app.answers.queries import latest_sequence
from app.answers.services import unlink_passage
from app.answers.values import Verdict
from app.errors import DomainError
from app.letters.closing import choose_when_late, close_letter, reopen_letter
from app.letters.demands import add_demand, close_demand, move_demand, reopen_demand, void_demand
from app.letters.facts import DemandFacts, LetterFacts
from app.letters.models import Letter
from app.letters.services import (
    change_letter,
    extend_deadline,
    facts_of,
    fill_place,
    log_letter,
    log_placeholder,
)
from app.letters.values import ClosingReason, Fallback, LateChoice, Pressing
from app.letters.waking import remind_on, snooze
from app.reminders.silences import mute, put_aside, unmute
from app.replies.services import ReplyFacts, change_reply, mark_reviewed
from app.replies.values import ReplyKind
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import judge, link, make_reply

WORDS = ("Het loket", "De prijs")


class Desk:
    """A campaign with two letters, and everything that somebody may do to them; each act is one number more."""

    def __init__(self, session, actor, now):
        self.session, self.actor, self.now = session, actor, now
        self.campaign = make_campaign(session)
        self.letters = [self._log(("Doe dit.", "Doe dat.")), self._log(("Open het loket.",))]
        self.replies, self.passages = [], []

    def _log(self, demands, **facts):
        known = {"title": "Brief", "language": "nl", "sent_on": date(2026, 6, 1), "reference": "CP/1"}
        return log_letter(
            self.session,
            self.campaign,
            LetterFacts(**{**known, **facts}),
            demands=tuple(DemandFacts(text) for text in demands),
            actor=self.actor,
            now=self.now,
        )

    @property
    def who(self):
        return {"actor": self.actor, "now": self.now}

    def do(self, act, number):
        """Do the act of this name; one that the rules forbid at this moment changes nothing."""
        self.now += timedelta(minutes=1)
        letter = self.letters[number % len(self.letters)]
        demands = letter.standing_demands
        demand = demands[number % len(demands)] if demands else None
        nested = self.session.begin_nested()
        try:
            getattr(self, act)(number, letter, demand)
            nested.commit()
        except DomainError:
            nested.rollback()

    def log_late(self, _number, _letter, _demand):
        self.letters.append(self._log(("Te laat.",), sent_on=date(2026, 1, 5)))

    def log_without_days(self, _number, _letter, _demand):
        self.letters.append(self._log(("Zonder dag.",), sent_on=None, reference=""))

    def keep_place(self, _number, _letter, _demand):
        place = log_placeholder(self.session, self.campaign, title="Vroeger", addressee_name="", **self.who)
        self.letters.append(place)

    def fill_place(self, _number, letter, _demand):
        facts = LetterFacts(title="Gevuld", language="nl", sent_on=date(2026, 6, 3), reference="")
        fill_place(self.session, letter, facts, demands=(DemandFacts("Nieuw."),), text=None, **self.who)

    def change(self, number, letter, _demand):
        facts = facts_of(letter)
        days = (None, date(2026, 6, 20), date(2026, 3, 2))
        values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
        values |= {"sent_on": days[number % 3], "reference": ("", "CP/2")[number % 2]}
        change_letter(self.session, letter, LetterFacts(**values), version=letter.version, **self.who)

    def extend(self, number, letter, _demand):
        extend_deadline(self.session, letter, date(2026, 6, 20) + timedelta(days=number), **self.who)

    def choose(self, number, letter, _demand):
        choice = (LateChoice.ARCHIVE, LateChoice.FOLLOW_UP)[number % 2]
        choose_when_late(self.session, letter, choice, **self.who)

    def close(self, _number, letter, _demand):
        close_letter(self.session, letter, ClosingReason.GIVEN_UP, note="", **self.who)

    def reopen(self, _number, letter, _demand):
        reopen_letter(self.session, letter, **self.who)

    def remind(self, number, letter, demand):
        day = None if number % 3 == 0 else date(2026, 7, 1) + timedelta(days=number)
        remind_on(self.session, letter, demand if number % 2 else None, day, **self.who)

    def put_aside(self, number, letter, _demand):
        put_aside(self.session, letter, date(2026, 7, 2) + timedelta(days=number), **self.who)

    def snooze(self, number, letter, _demand):
        snooze(self.session, letter, date(2026, 7, 2) + timedelta(days=number), **self.who)

    def mute(self, number, letter, _demand):
        (mute if number % 2 else unmute)(self.session, [letter], **self.who)

    def add_demand(self, number, letter, demand):
        parent = demand if number % 2 and demand is not None and demand.parent_id is None else None
        add_demand(self.session, letter, DemandFacts("Nog iets."), parent=parent, **self.who)

    def void_demand(self, _number, _letter, demand):
        if demand is not None:
            void_demand(self.session, demand, "Dubbel", **self.who)

    def close_demand(self, _number, _letter, demand):
        if demand is not None:
            close_demand(self.session, demand, ClosingReason.GRANTED, note="", **self.who)

    def reopen_demand(self, _number, _letter, demand):
        if demand is not None:
            reopen_demand(self.session, demand, **self.who)

    def move_demand(self, _number, _letter, demand):
        if demand is not None:
            move_demand(self.session, demand, by=1, **self.who)

    def reply(self, number, letter, _demand):
        kind = list(ReplyKind)[number % len(ReplyKind)]
        expected_on = date(2026, 7, 20) if kind is ReplyKind.HOLDING else None
        answered = self.letters[:2] if number % 4 == 0 else [letter]
        self.replies.append(
            make_reply(
                self.session, self.campaign, *answered, kind=kind, expected_on=expected_on, logged_at=self.now
            )
        )

    def change_reply(self, number, letter, _demand):
        for reply in self.replies[-1:]:
            kind = list(ReplyKind)[number % len(ReplyKind)]
            facts = ReplyFacts(kind, "nl")
            change_reply(self.session, reply, [letter], facts, version=reply.version, **self.who)

    def review(self, _number, _letter, _demand):
        for reply in self.replies[-1:]:
            mark_reviewed(self.session, reply, **self.who)

    def link(self, number, _letter, demand):
        for reply in self.replies[-1:]:
            if demand is not None and demand.letter in reply.letters:
                passage = link(self.session, reply, WORDS[number % 2], demand, **self.who)
                self.passages.append((demand, passage))

    def unlink(self, number, _letter, _demand):
        for demand, passage in self.passages[number % 2 : number % 2 + 1]:
            unlink_passage(self.session, demand, passage, **self.who)

    def judge(self, number, _letter, demand):
        if demand is not None:
            verdict = list(Verdict)[number % len(Verdict)]
            version = latest_sequence(self.session, demand)
            judge(self.session, demand, verdict, version=version, **self.who)


ACTS = sorted(
    name
    for name, value in vars(Desk).items()
    if callable(value) and not name.startswith("_") and name != "do"
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 11)), min_size=4, max_size=14))
def test_standing_is_true_after_whatever_was_done(session, actor, now, acts):
    session.commit()  # what the fixtures made outlives the example
    try:
        desk = Desk(session, actor, now)
        for act, number in acts:
            desk.do(act, number)
            settle(session)
            assert list_untrue(session) == [], act
    finally:
        session.rollback()


@pytest.mark.parametrize("act", ACTS)
def test_standing_is_true_after_each_single_act(session, actor, now, act):
    for number in range(len(ReplyKind)):
        desk = Desk(session, actor, now)
        # A letter that is answered and judged, one that came back, one that is only kept a place for.
        for before, which in (("reply", 0), ("link", 0), ("judge", 1), ("reply", 6), ("keep_place", 0)):
            desk.do(before, which)
        desk.do(act, number)
        settle(session)
        assert list_untrue(session) == []


def test_standing_is_written_with_the_transaction_and_leaves_the_version(session, campaign):
    letter = make_letter(session, campaign, sent_on=None)
    session.commit()
    row = session.execute(
        select(Letter.fallback, Letter.has_standing, Letter.version).where(Letter.id == letter.id)
    ).one()
    assert row == (Fallback.MISSING, True, 1)
    assert (letter.fallback, letter.version) == (Fallback.MISSING, 1)


def test_what_is_rolled_back_leaves_nothing_to_work_out(session, campaign):
    letter = make_letter(session, campaign)
    session.commit()
    letter.is_on_file = False
    session.flush()
    session.rollback()
    assert session.info == {}
    settle(session)
    assert letter.pressing is None


def test_standing_that_was_changed_behind_our_back_is_found(session, campaign):
    letter, other = make_letter(session, campaign), make_letter(session, campaign)
    session.commit()
    assert list_untrue(session) == []
    session.execute(
        update(Letter.__table__).where(Letter.__table__.c.id == letter.id).values(pressing=Pressing.TO_JUDGE)
    )
    assert list_untrue(session) == [letter.id] != [other.id]


def test_upgrade_works_out_what_nobody_did(database, session, campaign):
    letter = make_letter(session, campaign, sent_on=None)
    session.commit()
    session.execute(
        update(Letter.__table__).values(pressing=None, fallback=None, waits_until_on=None, has_standing=False)
    )
    session.commit()
    assert list_untrue(session) == [letter.id]
    assert refresh_unknown(session) == 1
    session.commit()
    assert list_untrue(session) == []
    assert schema.refresh_unknown is refresh_unknown


def test_two_verdicts_on_one_demand_leave_the_standing_of_the_first(session, campaign):
    letter = make_letter(session, campaign, demands=("a",), reference="X")
    reply = make_reply(session, campaign, letter)
    settle(session)
    assert letter.pressing is Pressing.TO_JUDGE
    link(session, reply, "Het loket", letter.demands[0])
    judge(session, letter.demands[0], Verdict.REFUSED)
    with pytest.raises(VerdictConflictError):
        judge(session, letter.demands[0], Verdict.GRANTED)
    settle(session)
    assert (letter.pressing, letter.waits_until_on) == (None, None)
