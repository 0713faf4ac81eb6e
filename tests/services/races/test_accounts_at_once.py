"""Guesses at one moment are counted one after the other, and an account is taken once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts import services
from app.accounts.models import Attempt, User
from app.accounts.rate_limit import PER_ADDRESS_AND_PLACE, count_attempt, limits_on_sign_in
from app.accounts.services import Person
from app.accounts.values import Language
from tests.factories import make_user
from tests.services.races.support import overlap

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
LIMITS = limits_on_sign_in("an@example.org", "192.0.2.1")


def guess(session):
    count_attempt(session, LIMITS, NOW)


def test_of_two_guesses_at_one_moment_the_one_too_many_is_refused(database):
    for _ in range(PER_ADDRESS_AND_PLACE - 1):
        with database.writing() as session:
            guess(session)

    assert overlap(database, guess, guess) == ["", "TooManyAttemptsError"]
    with database.reading() as session:
        counted = session.scalars(select(Attempt).where(Attempt.key == LIMITS[0].key)).all()
    assert len(counted) == PER_ADDRESS_AND_PLACE


def test_guesses_at_two_people_from_one_place_do_not_lock_each_other_out(database):
    others = limits_on_sign_in("bo@example.org", "192.0.2.1")

    assert overlap(database, guess, lambda session: count_attempt(session, others, NOW)) == ["", ""]


@pytest.fixture
def invited(app, session):
    """Somebody who was invited and has not answered yet, and the secret of the link."""
    user = make_user(session)
    session.commit()
    with app.app_context():
        link = services.make_invitation_link(session, user=user, now=NOW)
    session.commit()
    return user, link.address.rpartition("/")[2]


def accepting(app, secret, name):
    def act(session):
        with app.app_context():
            person = Person(name, "een lang genoeg wachtwoord", Language.NL)
            services.accept_invitation(session, secret=secret, person=person, now=NOW + timedelta(days=1))

    return act


def test_a_link_that_was_renewed_while_the_first_was_accepted_gives_nobody_the_account(
    app, database, session, invited
):
    user, secret = invited
    administrator = make_user(session, is_administrator=True)
    session.commit()
    renewed = []

    def renew(session):
        actor, person = session.get_one(User, administrator.id), session.get_one(User, user.id)
        with app.test_request_context():
            link = services.renew_invitation(session, actor=actor, user=person, now=NOW)
        renewed.append(link.address.rpartition("/")[2])

    errors = overlap(database, accepting(app, secret, "An"), renew)
    with database.writing() as writing, pytest.raises(services.LinkNotValidError):
        accepting(app, renewed[0], "Iemand anders")(writing)

    assert errors == ["", ""]
    with database.reading() as reading:
        assert reading.get_one(User, user.id).name == "An"
