"""The tick goes through what is due batch by batch, each in a transaction of its own."""

import pytest
from sqlalchemy import event

from app.campaigns.models import Campaign
from app.jobs import work
from app.reminders import services
from tests.services.reminders.support import DAY_1, DAY_15, make_due_letter, morning


@pytest.fixture
def seven_letters(office, monkeypatch):
    """Seven letters that are due, of which two are looked at in one transaction."""
    monkeypatch.setattr(services, "BATCH", 2)
    with office.database.writing() as session:
        for _ in range(6):
            make_due_letter(session, session.get_one(Campaign, office.campaign_id))
    return office


@pytest.fixture
def commits(seven_letters):
    """How often the database was committed to."""
    found = []
    event.listen(seven_letters.database.engine, "commit", found.append)
    return found


def test_each_batch_is_a_transaction_and_all_goes_into_one_mail(app, seven_letters, commits):
    report = work.write_down_due(app, morning(DAY_1))
    assert len(commits) == 4
    assert [line.letter.rpartition("/")[2] for line in report.queued] == list("1234567")
    assert len(seven_letters.mails()) == 1
    assert work.write_down_due(app, morning(DAY_1)).queued == ()


def test_nothing_due_takes_no_write_transaction(app, seven_letters, commits):
    work.write_down_due(app, morning(DAY_1))
    commits.clear()
    assert work.make_work(app).tick(morning(DAY_1)) == dict.fromkeys(
        ("queued", "cancelled", "superseded", "warnings"), 0
    )
    assert commits == []


def test_tick_that_dies_between_two_batches_is_taken_up_by_the_next(app, seven_letters, monkeypatch):
    done = []
    own = services.tick_letters

    def die_at_the_third(*arguments, **more):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(arguments)
        return own(*arguments, **more)

    monkeypatch.setattr(work, "tick_letters", die_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        work.write_down_due(app, morning(DAY_1))
    assert len(seven_letters.rows()) == 4
    monkeypatch.undo()
    work.write_down_due(app, morning(DAY_1))
    assert sorted(seven_letters.rows()) == [(1, "due")] * 7
    assert len(seven_letters.mails()) == 1


def test_worker_that_is_stopping_ends_between_two_batches(app, seven_letters):
    asked = iter([True, True, False])
    counts = work.make_work(app, keep_going=lambda: next(asked)).tick(morning(DAY_1))
    assert counts["queued"] == 4


def test_what_a_later_step_takes_the_place_of_is_called_off_in_every_batch(app, seven_letters):
    work.write_down_due(app, morning(DAY_1))
    work.write_down_due(app, morning(DAY_15))
    assert sorted(seven_letters.rows()) == [(1, "superseded")] * 7 + [(15, "due")] * 7
    assert [state for _day, state in seven_letters.mails()] == ["superseded", "pending"]
