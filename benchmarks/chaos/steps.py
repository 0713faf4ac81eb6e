"""Where a worker can be told to die, each by SIGKILL: nothing is closed, flushed or rolled back by itself."""

import os
import signal
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.jobs import work
from app.mail import claims, conversation, sender
from app.mail.reports import MailNote
from app.reminders import services

DOT = b".\r\n"


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def always(*_facts: object) -> bool:
    """Any call is the one."""
    return True


@dataclass(frozen=True)
class Step:
    """A call in the course of the work: `owner.name`, and which of its calls it is."""

    owner: Any
    name: str
    is_after: bool = True
    # Asked with the arguments of the call and, after it, its result.
    is_it: Callable[[tuple[Any, ...], Any], bool] = always

    def arm(self, skips: int) -> None:
        """Let this process die there, after `skips` times."""
        act, left = getattr(self.owner, self.name), [skips]

        def act_and_die(*args: Any, **options: Any) -> Any:
            if not self.is_after and self.is_it(args, None) and self._is_time(left):
                die()
            result = act(*args, **options)
            if self.is_after and self.is_it(args, result) and self._is_time(left):
                die()
            return result

        setattr(self.owner, self.name, act_and_die)

    @staticmethod
    def _is_time(left: list[int]) -> bool:
        left[0] -= 1
        return left[0] < 0


class HalfABody(Step):
    """In the middle of the body: half of it is on the line."""

    def arm(self, skips: int) -> None:
        """Let this process die there, after `skips` times."""
        send, left = getattr(self.owner, self.name), [skips]

        def send_half(smtp: smtplib.SMTP, data: Any) -> None:
            if _is_body((smtp, data), None) and self._is_time(left):
                send(smtp, data[: len(data) // 2])
                die()
            send(smtp, data)

        setattr(self.owner, self.name, send_half)


def _is_body(args: tuple[Any, ...], _result: Any) -> bool:
    return isinstance(args[1], bytes) and args[1] != DOT


def _is_dot(args: tuple[Any, ...], _result: Any) -> bool:
    return args[1] == DOT


def _is_data(args: tuple[Any, ...], _result: Any) -> bool:
    return args[1] == "DATA"


def _is_mail(_args: tuple[Any, ...], result: Any) -> bool:
    return result is not None and not isinstance(result, MailNote)


def _is_busy_tick(_args: tuple[Any, ...], result: Any) -> bool:
    return bool(result.queued)


CLIENT = conversation._Timed  # noqa: SLF001  the client of the program itself is what dies
RUN = sender._Run  # noqa: SLF001  and its run

STEPS = {
    "in the middle of a tick": Step(services, "_set_next_looks", is_after=False),
    "before the commit of a tick": Step(work, "tick_letters", is_it=_is_busy_tick),
    "after the commit of a tick": Step(work, "write_down_due", is_it=_is_busy_tick),
    "before the commit of the claim": Step(claims, "take_claim"),
    "after the commit of the claim": Step(RUN, "take_next", is_it=_is_mail),
    "after the greeting": Step(CLIENT, "connect"),
    "after EHLO": Step(CLIENT, "ehlo"),
    "after MAIL": Step(CLIENT, "mail"),
    "after RCPT": Step(CLIENT, "rcpt"),
    "before the commit of handing": Step(claims, "begin_handover"),
    "after the commit of handing": Step(RUN, "_begin_handover"),
    "after DATA": Step(CLIENT, "docmd", is_it=_is_data),
    "in the middle of the body": HalfABody(CLIENT, "send"),
    "before the final dot": Step(CLIENT, "send", is_after=False, is_it=_is_dot),
    "after the final dot": Step(CLIENT, "send", is_it=_is_dot),
    "before the commit of sent": Step(claims, "finish_sent"),
    "after the commit of sent": Step(sender, "write_sent"),
    "before its reminders are marked as told": Step(work, "mark_told", is_after=False),
}
