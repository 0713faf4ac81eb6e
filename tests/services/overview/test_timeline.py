from datetime import date

from app.answers.values import DemandState
from app.overview.on_file import read_on_file
from app.overview.timeline import find_timeline, make_events
from app.replies.values import ReplyKind
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import make_reply


def list_timeline(session, campaign, before=None, limit=50):
    session.flush()
    page = find_timeline(session, campaign, before, limit=limit)
    return make_events(page, read_on_file(session, [place.letter_id for place in page.places]))


def test_letters_and_replies_stand_in_one_line_newest_first(session, campaign):
    first = make_letter(session, campaign, sent_on=date(2026, 1, 12))
    make_letter(session, campaign, sent_on=date(2026, 5, 1))
    make_reply(session, campaign, first, dated_on=date(2026, 6, 5))
    make_reply(session, campaign, first, kind=ReplyKind.ACKNOWLEDGEMENT, received_on=date(2026, 1, 20))
    events = list_timeline(session, campaign)
    assert [
        (event.letter.number, event.reply.kind.value if event.reply else "letter") for event in events
    ] == [
        (1, "substantive"),
        (2, "letter"),
        (1, "acknowledgement"),
        (1, "letter"),
    ]
    assert [event.days_to_reply for event in events] == [144, None, 8, None]


def test_letter_without_a_day_stands_on_top(session, campaign):
    make_letter(session, campaign, sent_on=date(2026, 5, 1))
    make_letter(session, campaign, sent_on=None)
    assert [event.letter.number for event in list_timeline(session, campaign)] == [2, 1]


def test_letter_shows_how_its_demands_stand(session, campaign):
    letter = make_letter(session, campaign, demands=("a", "b"))
    [event] = list_timeline(session, campaign)
    assert [(entry.state, entry.count) for entry in event.tally] == [(DemandState.NO_REPLY, 2)]
    make_reply(session, campaign, letter)
    tallies = [event.tally for event in list_timeline(session, campaign) if event.reply is None]
    assert [(entry.state, entry.count) for entry in tallies[0]] == [(DemandState.PENDING, 2)]


def test_other_campaigns_do_not_show(session, campaign):
    make_letter(session, make_campaign(session))
    assert list_timeline(session, campaign) == []
