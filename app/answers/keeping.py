"""Keeps the standing that is stored with each letter true: worked out anew in the transaction that changes something.

No service calls this: what a session flushes is noted, and before it commits the letters concerned are worked out.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, event, select, update
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from app.answers.models import Link, VerdictGiven
from app.answers.queries import list_demand_facts, reply_facts
from app.answers.standing import Standing, StandingFacts, standing_of
from app.letters.models import Demand, Letter
from app.replies.models import Reply, ReplyLetter
from app.replies.queries import list_reply_rows

BATCH = 500
_NOTED = "letters_whose_standing_changes"
_STORED = ("pressing", "waits_until_on", "recall_on", "fallback")


@dataclass
class _Noted:
    """What was flushed since the last settling, by id."""

    letters: set[int] = field(default_factory=set)
    demands: set[int] = field(default_factory=set)
    replies: set[int] = field(default_factory=set)


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: UOWTransaction) -> None:
    # A letter that was woken is among these, so what bears on it without being listed here wakes it.
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, Letter):
            _noted(session).letters.add(record.id)
        elif isinstance(record, Demand):
            _noted(session).letters.add(record.letter_id)
        elif isinstance(record, VerdictGiven | Link):
            _noted(session).demands.add(record.demand_id)
        elif isinstance(record, Reply):
            _noted(session).replies.add(record.id)


def _noted(session: Session) -> _Noted:
    noted: _Noted = session.info.setdefault(_NOTED, _Noted())
    return noted


@event.listens_for(
    Session, "before_commit", insert=True
)  # before the log is sealed: nothing waits for a row after that
def _before_commit(session: Session) -> None:
    settle(session)


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, ended: SessionTransaction) -> None:
    # What a savepoint takes back was noted too often at worst.
    if not ended.nested:
        session.info.pop(_NOTED, None)


def settle(session: Session) -> None:
    """Work out anew how the letters stand that this session changed; whoever reads standings calls it first.

    Where nothing was changed it costs nothing.
    """
    if session.new or session.dirty or session.deleted:
        session.flush()
    noted: _Noted | None = session.info.pop(_NOTED, None)
    if noted is not None:
        refresh(session, _letters_of(session, noted))


def _letters_of(session: Session, noted: _Noted) -> set[int]:
    letters = set(noted.letters)
    if noted.demands:
        letters.update(session.scalars(select(Demand.letter_id).where(Demand.id.in_(noted.demands))))
    if noted.replies:
        answered = select(ReplyLetter.letter_id).where(ReplyLetter.reply_id.in_(noted.replies))
        letters.update(session.scalars(answered))
    return letters


def refresh(session: Session, letter_ids: Collection[int]) -> None:
    """Work out and store how these letters stand; their version stays, for nobody edited them."""
    letter = Letter.__table__
    statement = update(letter).where(letter.c.id == bindparam("this_letter"))  # type: ignore[arg-type]
    ordered = sorted(letter_ids)
    for first in range(0, len(ordered), BATCH):
        standings = dict(_work_out(session, ordered[first : first + BATCH]))
        if not standings:
            continue
        rows = [{"this_letter": one, "has_standing": True} | _stored(standings[one]) for one in standings]
        names = (*_STORED, "has_standing")
        session.connection().execute(statement.values({name: bindparam(name) for name in names}), rows)
        _show_on_loaded(session, standings)


def _stored(standing: Standing) -> dict[str, Any]:
    return {name: getattr(standing, name) for name in _STORED}


def _show_on_loaded(session: Session, standings: dict[int, Standing]) -> None:
    for letter_id, standing in standings.items():
        loaded = session.identity_map.get(identity_key(Letter, letter_id))
        if loaded is not None:
            for name, value in (_stored(standing) | {"has_standing": True}).items():
                set_committed_value(loaded, name, value)


def _work_out(session: Session, letter_ids: Sequence[int]) -> Iterator[tuple[int, Standing]]:
    """Yield (letter id, standing). The rows are locked first, so that two who change one letter do it in turn."""
    query = (
        select(
            Letter.id,
            Letter.closed_at,
            Letter.is_on_file,
            Letter.late_choice,
            Letter.sent_on,
            Letter.reference,
            Letter.deadline_on,
            Letter.remind_on,
        )
        .where(Letter.id.in_(letter_ids))
        .order_by(Letter.id)
        .with_for_update(key_share=True)
    )
    letters = session.execute(query).all()
    ids = [letter.id for letter in letters if letter.closed_at is None]
    demands, replies = list_demand_facts(session, ids), list_reply_rows(session, ids)
    recalled = _list_recall_days(session, ids)
    for letter in letters:
        rows = replies.get(letter.id, [])
        yield (
            letter.id,
            standing_of(
                StandingFacts(
                    is_closed=letter.closed_at is not None,
                    is_on_file=letter.is_on_file,
                    late_choice=letter.late_choice,
                    sent_on=letter.sent_on,
                    reference=letter.reference,
                    deadline_on=letter.deadline_on,
                    demands=demands.get(letter.id, []),
                    replies=reply_facts(rows),
                    announced=[(row.kind, row.expected_on) for row in rows],
                    recall_days=_recall_days(letter, recalled.get(letter.id, [])),
                )
            ),
        )


def _recall_days(letter: Row[*tuple[Any, ...]], of_demands: list[date]) -> list[date]:
    return [*of_demands, *([letter.remind_on] if letter.remind_on else [])]


def _list_recall_days(session: Session, letter_ids: Sequence[int]) -> dict[int, list[date]]:
    query = select(Demand.letter_id, Demand.remind_on).where(
        Demand.letter_id.in_(letter_ids),
        Demand.remind_on.is_not(None),
        Demand.voided_at.is_(None),
        Demand.closed_at.is_(None),
    )
    days: dict[int, list[date]] = {}
    for letter_id, day in session.execute(query):
        if day is not None:
            days.setdefault(letter_id, []).append(day)
    return days


def refresh_unknown(session: Session) -> int:
    """Work out how those letters stand of which that was never stored, as after a migration; return how many."""
    ids = session.scalars(select(Letter.id).where(~Letter.has_standing)).all()
    refresh(session, ids)
    return len(ids)


def list_untrue(session: Session) -> list[int]:
    """Return the ids of the letters whose stored standing is not what follows from the facts; the sound answer is none."""
    untrue = []
    after = 0
    stored = [getattr(Letter, name) for name in _STORED]
    query = select(Letter.id, Letter.has_standing, *stored).order_by(Letter.id).limit(BATCH)
    while rows := session.execute(query.where(Letter.id > after)).all():
        after = rows[-1].id
        true = dict(_work_out(session, [row.id for row in rows]))
        untrue += [row.id for row in rows if not row.has_standing or Standing(*row[2:]) != true[row.id]]
    return untrue
