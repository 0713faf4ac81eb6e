from datetime import date

import pytest

from app.replies.choices import REPLY_KIND_EFFECTS, REPLY_KIND_LABELS
from app.replies.rules import EFFECTS, Effect, deadline_after_replies
from app.replies.values import ReplyKind

DEADLINE, EARLIER, LATER, LATEST = date(2026, 2, 24), date(2026, 2, 1), date(2026, 3, 10), date(2026, 4, 1)
NO_DEADLINE = NO_DAY = None
STOPS_NOTHING = Effect(is_judged=False, ends_clock=False, moves_deadline=False)


@pytest.mark.parametrize(
    ("kind", "effect"),
    [
        (ReplyKind.SUBSTANTIVE, Effect(is_judged=True, ends_clock=False, moves_deadline=False)),
        (ReplyKind.DECLINED, Effect(is_judged=True, ends_clock=True, moves_deadline=False)),
        (ReplyKind.HOLDING, Effect(is_judged=False, ends_clock=False, moves_deadline=True)),
        (ReplyKind.ACKNOWLEDGEMENT, STOPS_NOTHING),
        (ReplyKind.FORWARDED, STOPS_NOTHING),
        (ReplyKind.AUTO_REPLY, STOPS_NOTHING),
        (ReplyKind.BOUNCE, STOPS_NOTHING),
    ],
)
def test_what_each_kind_does_to_the_clock(kind, effect):
    assert EFFECTS[kind] == effect


def test_every_kind_has_an_effect_and_words():
    values = {kind.value for kind in ReplyKind}
    assert set(EFFECTS) == set(ReplyKind)
    assert set(REPLY_KIND_LABELS) == set(REPLY_KIND_EFFECTS) == values


@pytest.mark.parametrize(
    ("deadline_on", "replies", "expected"),
    [
        (DEADLINE, [], DEADLINE),
        (DEADLINE, [(ReplyKind.HOLDING, LATER)], LATER),
        (DEADLINE, [(ReplyKind.HOLDING, EARLIER)], DEADLINE),
        (DEADLINE, [(ReplyKind.HOLDING, NO_DAY)], DEADLINE),
        (DEADLINE, [(ReplyKind.HOLDING, LATEST), (ReplyKind.HOLDING, LATER)], LATEST),
        # Whatever day stands in another kind of reply, nobody announced an answer by it.
        (DEADLINE, [(ReplyKind.ACKNOWLEDGEMENT, LATER)], DEADLINE),
        (DEADLINE, [(ReplyKind.SUBSTANTIVE, LATER)], DEADLINE),
        (NO_DEADLINE, [], NO_DEADLINE),
        (NO_DEADLINE, [(ReplyKind.HOLDING, LATER)], LATER),
        (NO_DEADLINE, [(ReplyKind.HOLDING, NO_DAY)], NO_DEADLINE),
    ],
)
def test_deadline_after_replies(deadline_on, replies, expected):
    assert deadline_after_replies(deadline_on, replies) == expected
