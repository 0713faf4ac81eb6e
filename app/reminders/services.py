"""The tick: writes down who is to be told what, and calls off what no longer holds. Nothing here sends."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import User
from app.errors import N_
from app.letters.models import Letter
from app.mail.errors import UnusableAddressError
from app.mail.models import OutgoingMail
from app.mail.restored import hold_reminder_mails
from app.mail.services import cancel_mail, queue_reminder_mail, supersede_mail
from app.mail.values import MailState
from app.reminders import queries
from app.reminders.models import ReminderDue
from app.reminders.planning import Due, Ending, NewRow, Plan, is_untold, plan_letter
from app.reminders.queries import Recipients, Situation
from app.reminders.report import ReminderLine, list_lines
from app.reminders.rules import moment_on, next_look
from app.reminders.values import ReminderState

# As many letters as one transaction looks at: others write between two of them.
BATCH = 500
# Any number that no other advisory lock of this program uses.
TICK_LOCK = 7_702_001

ADDRESS_UNUSABLE = N_("The person's mail address cannot be used: correct it.")


@dataclass(frozen=True)
class TickReport:
    """What one tick wrote down. `warnings` are sentences in English, for the log and the command line."""

    at: datetime
    queued: tuple[ReminderLine, ...] = ()
    cancelled: tuple[ReminderLine, ...] = ()
    superseded: tuple[ReminderLine, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass
class _Tick:
    """One run: the moment it is for, and what it changed so far."""

    session: Session
    at: datetime
    mail_from: str
    recipients: Recipients
    mails: dict[int, int | None] = field(
        default_factory=dict
    )  # by person; None: an address that cannot be used
    queued: list[int] = field(default_factory=list)
    ended: dict[ReminderState, list[int]] = field(
        default_factory=lambda: {ReminderState.CANCELLED: [], ReminderState.SUPERSEDED: []}
    )
    touched_mails: set[int] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


def tick(session: Session, at: datetime, *, mail_from: str) -> TickReport:
    """Write down all that is due at the moment `at`, in the one transaction of `session`; see `tick_letters`."""
    due = queries.list_letters_to_look_at(session, at)
    written = [tick_letters(session, at, batch, mail_from=mail_from) for batch in in_batches(due)]
    return report(session, at, written)


def hold_what_may_have_been_told(session: Session, at: datetime, *, mail_from: str) -> TickReport:
    """Write down all that is due when a backup was just put back, in mails of their own that wait for a person.

    The installation that was lost may have told it after the backup was made. What falls due later goes by itself: nothing
    joins a mail that a person has to decide about.
    """
    written = tick(session, at, mail_from=mail_from)
    hold_reminder_mails(session)
    return written


def in_batches(letter_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut the letters that are due into what one transaction looks at."""
    for first in range(0, len(letter_ids), BATCH):
        yield letter_ids[first : first + BATCH]


@dataclass(frozen=True)
class Written:
    """What was written down about some letters, by the ids of reminders; `warnings` are sentences in English."""

    queued: frozenset[int]
    cancelled: frozenset[int]
    superseded: frozenset[int]
    warnings: tuple[str, ...]


def tick_letters(session: Session, at: datetime, letter_ids: Sequence[int], *, mail_from: str) -> Written:
    """Write down what is due at the moment `at` about these letters and queue the mails that tell it.

    Letters that another tick looked at meanwhile are passed over, so a second one changes nothing, and one that stops
    between two batches is taken up by the next. `mail_from` is settings.mail_from. Any number of nodes may tick: on
    PostgreSQL they wait for one another, on SQLite the write transaction keeps the others out.
    """
    _wait_for_other_ticks(session)
    run = _Tick(session, at, mail_from, Recipients(session))
    _look_at(run, queries.lock_letters(session, letter_ids, at))
    _end_empty_mails(run)
    session.flush()
    return Written(
        frozenset(run.queued),
        frozenset(run.ended[ReminderState.CANCELLED]),
        frozenset(run.ended[ReminderState.SUPERSEDED]),
        tuple(run.warnings),
    )


def _wait_for_other_ticks(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(TICK_LOCK)))


def _look_at(run: _Tick, letters: Sequence[Letter]) -> None:
    situations = queries.list_situations(run.session, letters, run.at, run.recipients)
    rows = queries.list_rows_about(run.session, list(situations))
    mark_told(run.session, letter_ids=list(situations))
    plans = {
        letter.id: plan_letter(situations[letter.id].standing, rows.get(letter.id, ())) for letter in letters
    }
    for letter in letters:
        if not run.recipients.of(letter.campaign):
            run.warnings.append(f"nobody is there to be told about letter {_name_of(letter)}")
    _write_new(run, [(letter, new) for letter in letters for new in plans[letter.id].new])
    for letter in letters:
        _change_old(run, letter, plans[letter.id])
    _set_next_looks(run.session, situations.values())


def _name_of(letter: Letter) -> str:
    return f"{letter.campaign.slug}/{letter.number}"


def _write_new(run: _Tick, planned: Sequence[tuple[Letter, NewRow]]) -> None:
    """Write down what is new about all letters in one statement, each thing to tell in its person's mail."""
    values = [_values_of(run, letter, new) for letter, new in planned]
    if not values:
        return
    dialect = sqlite if run.session.get_bind().dialect.name == "sqlite" else postgresql
    # The unique key says what was told; where two nodes write the same at once, one does.
    run.session.connection().execute(dialect.insert(ReminderDue.__table__).on_conflict_do_nothing(), values)
    known = queries.list_keys_about(run.session, {letter.id for letter, _new in planned})
    for row in values:
        row_id = known[queries.key_of(row)]
        if row["state"] is ReminderState.DUE:
            run.queued.append(row_id)
        else:
            run.ended[row["state"]].append(row_id)


def _values_of(run: _Tick, letter: Letter, new: NewRow) -> dict[str, Any]:
    state, why, mail_id = new.state, new.why, None
    if state is ReminderState.DUE:
        mail_id = _find_mail(run, letter, _recipient(run, letter, new.user_id))
        if mail_id is None:
            state, why = ReminderState.CANCELLED, ADDRESS_UNUSABLE
    return {
        "kind": new.due.kind,
        "subject": subject_of(letter.id, new.due),
        "step": new.due.step,
        "clock_start": new.due.clock_start,
        "due_on": new.due.due_on,
        "letter_id": letter.id,
        "demand_id": new.due.demand_id,
        "user_id": new.user_id,
        "mail_id": mail_id,
        "state": state,
        "why": why,
        "created_at": run.at,
    }


def _recipient(run: _Tick, letter: Letter, user_id: int) -> User:
    return next(user for user in run.recipients.of(letter.campaign) if user.id == user_id)


def _change_old(run: _Tick, letter: Letter, plan: Plan) -> None:
    """Take up again what holds again, and call off what no longer holds."""
    for row_id in plan.revived:
        user_id = run.session.get_one(ReminderDue, row_id).user_id
        _put_in_mail(run, letter, row_id, _recipient(run, letter, user_id))
    end_rows(run.session, plan.endings, run.touched_mails)
    for ending in plan.endings:
        run.ended[ending.state].append(ending.row_id)


def subject_of(letter_id: int, due: Due) -> str:
    """Return what a reminder is about, as the unique key names it.

    >>> from datetime import date
    >>> from app.reminders.values import ReminderKind
    >>> subject_of(7, Due(ReminderKind.OVERDUE, 1, date(2026, 2, 23), date(2026, 2, 24)))
    'letter:7'
    """
    return f"letter:{letter_id}" if due.demand_id is None else f"demand:{due.demand_id}"


def _put_in_mail(run: _Tick, letter: Letter, row_id: int, user: User) -> None:
    mail_id = _find_mail(run, letter, user)
    if mail_id is None:
        values = {"state": ReminderState.CANCELLED, "why": ADDRESS_UNUSABLE}
        run.ended[ReminderState.CANCELLED].append(row_id)
    else:
        values = {"state": ReminderState.DUE, "why": "", "mail_id": mail_id}
        run.queued.append(row_id)
    run.session.execute(
        update(ReminderDue)
        .where(ReminderDue.id == row_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _find_mail(run: _Tick, letter: Letter, user: User) -> int | None:
    # All that is due for one person on one day is one mail.
    if user.id not in run.mails:
        local_day = clock.day_in(user.zone, run.at)
        try:
            mail = queue_reminder_mail(
                run.session,
                user_id=user.id,
                to_address=user.email,
                language=user.language,
                zone=user.zone,
                local_day=local_day,
                not_before=moment_on(local_day, letter.campaign.reminder_hour, user.zone),
                mail_from=run.mail_from,
                now=run.at,
            )
            run.mails[user.id] = mail.id
        except UnusableAddressError as error:
            # One wrong address must not keep the others from being told.
            run.warnings.append(str(error))
            run.mails[user.id] = None
    return run.mails[user.id]


def end_rows(session: Session, endings: Collection[Ending], touched_mails: set[int]) -> None:
    """Write down that things are no longer to be told, and why; the mails that held them are added to `touched_mails`."""
    if not endings:
        return
    for ending in endings:
        row = session.get_one(ReminderDue, ending.row_id)
        row.state, row.why = ending.state, ending.why
        if row.mail_id is not None:
            touched_mails.add(row.mail_id)
    session.flush()


def mark_told(
    session: Session, *, mail_ids: Collection[int] | None = None, letter_ids: Collection[int] = ()
) -> None:
    """Write down that the reminders in the given mails, or about the given letters, were told: their mail was sent."""
    sent = select(OutgoingMail.id).where(OutgoingMail.state == MailState.SENT)
    those = ReminderDue.letter_id.in_(letter_ids) if mail_ids is None else ReminderDue.mail_id.in_(mail_ids)
    session.execute(
        update(ReminderDue)
        .where(ReminderDue.state == ReminderState.DUE, those, ReminderDue.mail_id.in_(sent))
        .values(state=ReminderState.MAILED)
        .execution_options(synchronize_session=False)
    )


def _end_empty_mails(run: _Tick) -> None:
    for mail_id in sorted(run.touched_mails):
        held = select(ReminderDue).where(ReminderDue.mail_id == mail_id).order_by(ReminderDue.id)
        rows = list(run.session.scalars(held))
        mail = run.session.get_one(OutgoingMail, mail_id)
        if mail.state is not MailState.PENDING or any(row.state is ReminderState.DUE for row in rows):
            continue
        why = next(row.why for row in reversed(rows) if row.why)
        if all(row.state is ReminderState.SUPERSEDED for row in rows):
            supersede_mail(run.session, mail_id=mail_id, why=why)
        else:
            cancel_mail(run.session, mail_id=mail_id, why=why)


def _set_next_looks(session: Session, situations: Collection[Situation]) -> None:
    # A statement on the table: the letter's version belongs to the people who edit it.
    letter = Letter.__table__
    looks = [
        {
            "this_letter": situation.letter.id,
            "next_look": next_look(
                situation.clock,
                situation.standing.today,
                situation.letter.campaign.zone,
                situation.letter.campaign.reminder_hour,
                () if situation.letter.closed_at else situation.standing.wishes,
                is_untold=is_untold(situation.standing),
            ),
        }
        for situation in situations
    ]
    if looks:
        statement = update(letter).where(letter.c.id == bindparam("this_letter"))  # type: ignore[arg-type]
        session.connection().execute(statement.values(look_at=bindparam("next_look")), looks)
    for situation in situations:
        session.expire(situation.letter, ["look_at"])


def report(session: Session, at: datetime, written: Collection[Written]) -> TickReport:
    """Return what a tick wrote down, line by line."""
    queued, cancelled, superseded = (
        frozenset(row_id for one in written for row_id in getattr(one, name))
        for name in ("queued", "cancelled", "superseded")
    )
    lines = list_lines(session, row_ids=queued | cancelled | superseded)
    return TickReport(
        at=at,
        queued=tuple(line for line in lines if line.row_id in queued),
        cancelled=tuple(line for line in lines if line.row_id in cancelled),
        superseded=tuple(line for line in lines if line.row_id in superseded),
        warnings=tuple(warning for one in written for warning in one.warnings),
    )
