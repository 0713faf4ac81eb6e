"""A machine that is off for a week over a change of the clock: the latest step goes out once, at the right hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import create_app
from app.jobs.work import send_waiting, write_down_due
from app.mail.models import OutgoingMail
from app.models import metadata
from tests.conftest_smtp import allow_smtp, forbid_smtp
from tests.mail.support import Postbox, make_settings, serve
from tests.services.reminders.support import open_office

__all__ = ["allow_smtp", "forbid_smtp"]

# The clocks change on the 29th of March and the 25th of October 2026.
SPRING = {"step_1_on": date(2026, 3, 14), "off_from": date(2026, 3, 24), "eight": 6}
AUTUMN = {"step_1_on": date(2026, 10, 10), "off_from": date(2026, 10, 20), "eight": 7}


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def installation(any_address, tmp_path, postbox, allow_smtp):
    """An installation with a mail server that takes everything; the machine runs when a test lets it."""
    with serve(postbox) as port:
        app = create_app(make_settings(port, home=tmp_path, database_url=any_address, secret_key="for tests"))
        database = app.extensions["database"]
        metadata.create_all(database.engine)
        yield app
        database.dispose()


def run(app, at):
    """One look of the clockwork, as every minute brings."""
    write_down_due(app, at)
    return send_waiting(app, at)


def at_hour(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("year", [SPRING, AUTUMN], ids=["to summer time", "to winter time"])
@pytest.mark.parametrize(
    "told_before", [True, False], ids=["told of the first step", "its first step waited"]
)
def test_only_the_latest_step_goes_out_once_at_eight(installation, postbox, year, told_before):
    office = open_office(
        installation.extensions["database"], deadline_on=year["step_1_on"] - timedelta(days=1)
    )
    if told_before:
        run(installation, at_hour(year["step_1_on"], 12))
    else:  # written down, but no mail left before the machine went off
        write_down_due(installation, at_hour(year["step_1_on"], 12))
    sent_before = len(postbox.raw)
    back_on = year["off_from"] + timedelta(days=7)  # step 15 fell due in between

    assert run(installation, at_hour(back_on, year["eight"] - 2)).sent == ()
    assert run(installation, at_hour(back_on, year["eight"]) - timedelta(seconds=1)).sent == ()
    assert len(run(installation, at_hour(back_on, year["eight"])).sent) == 1
    for days in range(10):  # until the next step
        assert run(installation, at_hour(back_on + timedelta(days=days), 12)).sent == ()

    assert sent_before == (1 if told_before else 0)
    assert len(postbox.raw) == sent_before + 1
    assert office.rows() == [(1, "mailed" if told_before else "superseded"), (15, "mailed")]


@pytest.mark.parametrize("year", [SPRING, AUTUMN], ids=["to summer time", "to winter time"])
def test_the_mail_of_that_day_leaves_at_eight_on_the_clock_of_its_reader(installation, year):
    open_office(installation.extensions["database"], deadline_on=year["step_1_on"] - timedelta(days=1))
    back_on = year["off_from"] + timedelta(days=7)

    write_down_due(installation, at_hour(back_on, 1))

    with installation.extensions["database"].reading() as session:
        [mail] = session.scalars(select(OutgoingMail))
    assert mail.next_attempt_at == at_hour(back_on, year["eight"])
    assert mail.local_day == back_on
