"""One run of the kill matrix: a day of reminders, workers that are killed all day long, and what came of it."""

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.models import User
from app.db import Database
from app.mail import rules
from app.mail.models import OutgoingMail
from app.mail.services import send_again, treat_as_sent
from app.mail.values import MailState
from app.reminders.models import ReminderDue
from benchmarks.chaos.care import Nursery, open_nursery
from benchmarks.chaos.databases import Store, fill, open_store
from benchmarks.chaos.orders import HOURS, Orders
from benchmarks.chaos.plan import Plan, Result
from benchmarks.chaos.servers import Postbox
from benchmarks.chaos.steps import STEPS
from tests.mail.archive_server import serve_archive
from tests.mail.support import find_free_port
from tests.services.reminders.support import MAIL_FROM

PAUSE = 0.02
# A worker that was told to die at a step which it does not come to.
LONGEST_LIFE = 30.0


@dataclass
class Worker:
    """A worker that lives: the step at which it dies by itself, or the moment at which it is killed."""

    pid: int
    dies_at: str
    until: float
    is_killed: bool = False


class Run:
    """The run itself."""

    def __init__(self, plan: Plan, store: Store, database: Database, nursery: Nursery, post: Postbox) -> None:
        self.plan, self.store, self.database, self.nursery, self.post = plan, store, database, nursery, post
        self.dice = random.Random(plan.seed)  # noqa: S311  a repeatable choice
        self.result = Result(plan, database=store.name)
        self.workers: list[Worker] = []
        self.began = time.monotonic()
        self.settings: dict[str, Any] = {}
        self.log = ""

    def go(self) -> Result:
        """Kill at every step once, then at random until the day is over, then let the rest be sent."""
        for step in STEPS:
            self._die_alone(step)
        while not self._is_over():
            self._kill_database_when_due()
            self._replace_the_dead()
            time.sleep(PAUSE)
        self._end_the_living()
        self.result.seconds = time.monotonic() - self.began
        self._take_stock()
        return self.result

    def _die_alone(self, step: str) -> None:
        self._start(step, skips=0, seconds=LONGEST_LIFE)
        while self.workers:
            self._kill_database_when_due()
            self._bury()
            time.sleep(PAUSE)

    def _start(self, dies_at: str, skips: int, seconds: float) -> None:
        orders = Orders(
            settings=self.settings,
            began=self.began,
            seconds_per_hour=self.plan.day_seconds / len(HOURS),
            lease_seconds=self.plan.lease_seconds,
            grace_seconds=self.plan.grace_seconds,
            log=self.log,
            dies_at=dies_at,
            skips=skips,
        )
        self.workers.append(Worker(self.nursery.start(orders), dies_at, time.monotonic() + seconds))

    @property
    def _day_is_over(self) -> bool:
        return time.monotonic() - self.began > self.plan.day_seconds

    def _replace_the_dead(self) -> None:
        self._bury()
        while len(self.workers) < self.plan.workers:
            if self._day_is_over:
                self._start("", 0, self.plan.cap_seconds)
            elif self.dice.random() < 0.5:  # noqa: PLR2004  half of them
                self._start(self.dice.choice(list(STEPS)), self.dice.randint(0, 3), 2 * self._mean_life)
            else:
                self._start("", 0, self.dice.uniform(0.1, 2) * self._mean_life)

    @property
    def _mean_life(self) -> float:
        # A little less than it takes, so that the number of kills that was asked for is reached before the day is over.
        return 0.7 * self.plan.workers * self.plan.day_seconds / max(self.plan.kills, 1)

    def _bury(self) -> None:
        for worker in list(self.workers):
            if worker.pid in self.nursery.gone:
                self.workers.remove(worker)
                self._count(worker, self.nursery.gone[worker.pid])
            elif time.monotonic() > worker.until and not worker.is_killed:
                worker.is_killed = True
                with suppress(ProcessLookupError):  # it died by itself just now
                    os.kill(worker.pid, signal.SIGKILL)

    def _count(self, worker: Worker, code: int) -> None:
        if code != -signal.SIGKILL:
            self.result.broken_workers += 1
            return
        self.result.kills += 1
        if worker.dies_at and not worker.is_killed:
            self.result.at_steps[worker.dies_at] += 1

    def _kill_database_when_due(self) -> None:
        done, planned = self.result.database_kills, self.plan.database_kills
        share = (time.monotonic() - self.began) / self.plan.day_seconds
        if done < planned and share > (done + 1) / (planned + 1):
            self.store.kill()
            self.result.database_kills += 1

    def _decide(self) -> None:
        """Do what a person does who is asked: look whether the mail arrived, and send it again or not.

        One whose hand-over was cut off twice is not sent a third time without being asked.
        """
        with suppress(SQLAlchemyError), self.database.writing() as session:  # killed just now
            for mail in session.scalars(select(OutgoingMail).where(OutgoingMail.state == MailState.UNSURE)):
                act = treat_as_sent if mail.message_id in self.post.stored else send_again
                act(session, mail_id=mail.id, user_id=None, now=mail.next_attempt_at)
                self.result.asked += 1

    def _is_over(self) -> bool:
        self._decide()
        if time.monotonic() - self.began > self.plan.cap_seconds:
            return True
        return self._day_is_over and self._count_states() == {"sent": self.plan.mails}

    def _count_states(self) -> Counter[str]:
        query = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
        try:
            with self.database.reading() as session:
                return Counter({state.value: count for state, count in session.execute(query)})
        except SQLAlchemyError:  # killed just now
            return Counter()

    def _end_the_living(self) -> None:
        for worker in self.workers:
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)

    def _take_stock(self) -> None:
        result, stored = self.result, self.post.stored
        result.states = self._count_states()
        with self.database.reading() as session:
            mails = session.execute(select(OutgoingMail.message_id, OutgoingMail.why)).all()
            people = session.scalars(select(User.email)).all()
            untold = session.scalars(
                select(func.count())
                .select_from(ReminderDue)
                .join(OutgoingMail, isouter=True)
                .where(OutgoingMail.state.is_distinct_from(MailState.SENT))
            ).one()
        result.mails = len(mails)
        result.twice = sum(count - 1 for count in stored.values()) + sum(
            max(count - 1, 0) for count in self.post.readers.values()
        )
        result.lost = len(set(people) - set(self.post.readers)) + untold
        result.unsure = sum(result.states[state.value] for state in (MailState.UNSURE, MailState.FAILED))
        result.later = len(self.post.refused)
        result.found_in_archive = sum(why == rules.FOUND_IN_ARCHIVE for _, why in mails)


@contextmanager
def _serve(post: Postbox) -> Iterator[int]:
    controller = Controller(post, hostname="127.0.0.1", port=find_free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def _open(address: str) -> Iterator[Database]:
    database = Database(address)
    try:
        yield database
    finally:
        database.dispose()


def carry_out(plan: Plan) -> Result:
    """Carry out a plan from an empty database to the count at the end."""
    dice = random.Random(plan.seed)  # noqa: S311  a repeatable choice
    with (
        tempfile.TemporaryDirectory(prefix="weerwoord-chaos-") as home,
        open_store(plan.database, dice) as store,
        _open(store.address) as database,
        serve_archive() as archive,
        open_nursery() as nursery,
    ):
        fill(database, plan.mails)
        post = Postbox(archive, 2 * plan.silence_seconds, dice)
        with _serve(post) as port:
            run = Run(plan, store, database, nursery, post)
            run.log = str(Path(home) / "workers.log")
            run.settings = {
                **archive.settings,
                "home": home,
                "database_url": store.address,
                "secret_key": "for the kill matrix only",
                "mail_host": "127.0.0.1",
                "mail_port": port,
                "mail_security": "none",
                "mail_from": MAIL_FROM,
                "mail_timeout_seconds": plan.silence_seconds,
            }
            result = run.go()
        if not result.is_well:
            log = Path(tempfile.gettempdir()) / f"weerwoord-chaos-{store.name}.log"
            log.write_bytes(Path(run.log).read_bytes())
        return result
