"""What each kind of reply does to the clock of the letters that it answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.replies.values import ReplyKind


@dataclass(frozen=True)
class Effect:
    """What a kind of reply does."""

    is_judged: bool  # speaks to demands: a person links and judges, and reminders wait until that is done
    ends_clock: bool  # nothing more is awaited for demands that were not judged otherwise
    moves_deadline: bool  # announces a day on which an answer is to come

    @property
    def is_answer(self) -> bool:
        """Tell whether such a reply answers something, if only by declining to; any other leaves us without an answer."""
        return self.is_judged or self.ends_clock


EFFECTS: dict[ReplyKind, Effect] = {
    # "A substantive reply ends the clock for the demands that it addresses": which ones, a person judges.
    ReplyKind.SUBSTANTIVE: Effect(is_judged=True, ends_clock=False, moves_deadline=False),
    # "Declines to answer ends the clock": nothing more is to be expected; what it says is judged like any answer.
    ReplyKind.DECLINED: Effect(is_judged=True, ends_clock=True, moves_deadline=False),
    # "A holding reply sets an expected date."
    ReplyKind.HOLDING: Effect(is_judged=False, ends_clock=False, moves_deadline=True),
    # "An acknowledgement stops nothing", and neither does what no person wrote or what somebody else has to answer.
    ReplyKind.ACKNOWLEDGEMENT: Effect(is_judged=False, ends_clock=False, moves_deadline=False),
    ReplyKind.FORWARDED: Effect(is_judged=False, ends_clock=False, moves_deadline=False),
    ReplyKind.AUTO_REPLY: Effect(is_judged=False, ends_clock=False, moves_deadline=False),
    ReplyKind.BOUNCE: Effect(is_judged=False, ends_clock=False, moves_deadline=False),
}


def deadline_after_replies(
    deadline_on: date | None, replies: Iterable[tuple[ReplyKind, date | None]]
) -> date | None:
    """Return the day from which reminders count: the deadline, or a later day that a holding reply announced.

    `replies` are (kind, announced day). A day announced before the deadline does not hurry us.
    """
    announced = [day for kind, day in replies if EFFECTS[kind].moves_deadline and day is not None]
    if deadline_on is None:
        return max(announced, default=None)
    return max([deadline_on, *announced])
