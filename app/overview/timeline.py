"""A campaign's letters and replies as one line of time, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.answers.queries import reply_facts
from app.answers.rules import state_of
from app.answers.values import DemandState, TallyEntry
from app.campaigns.models import Campaign
from app.db import read_rows
from app.letters.models import Letter
from app.overview.on_file import LetterInLine, OnFile
from app.replies.models import Reply, ReplyLetter
from app.replies.queries import ReplyRow

PAGE_SIZE = 50


@dataclass(frozen=True)
class EventKey:
    """The place of an event in the line: its day (None: not known), the letter's number, the reply's id (0: the letter)."""

    day: date | None
    number: int
    reply_id: int

    def __str__(self) -> str:
        """Write the key as it stands in an address: `2026-06-05_12_7`, or `_12_0` without a day."""
        return f"{self.day.isoformat() if self.day else ''}_{self.number}_{self.reply_id}"

    @classmethod
    def parse(cls, written: str) -> "EventKey | None":
        """Read a key from an address; None for anything else, which then shows the first page."""
        try:
            day, number, reply_id = written.split("_")
            key = cls(date.fromisoformat(day) if day else None, int(number), int(reply_id))
        except ValueError:
            return None
        return key if 0 <= key.number < 2**31 and 0 <= key.reply_id < 2**31 else None


@dataclass(frozen=True)
class EventPlace:
    """An event before anything is read of it but where it stands."""

    key: EventKey
    letter_id: int


@dataclass(frozen=True)
class TimelinePage:
    """Where the events of a page stand, newest first; `older` is where the next page begins, None on the last one."""

    places: tuple[EventPlace, ...]
    older: EventKey | None


@dataclass(frozen=True)
class Event:
    """A letter that went out, or a reply that came in."""

    on: date | None
    letter: LetterInLine
    reply: ReplyRow | None  # None: the letter itself
    tally: tuple[TallyEntry, ...]
    days_to_reply: int | None


def find_timeline(
    session: Session, campaign: Campaign, before: EventKey | None = None, *, limit: int = PAGE_SIZE
) -> TimelinePage:
    """Find the campaign's letters and replies that stand on one page, newest first; what has no day stands on top.

    One statement that reads, of each of four ranges of indexes, no more than a page.
    """
    # Dated events come after those without a day, so a key without one has all of them still before it.
    parts = [_letters(campaign, before, limit), _replies(campaign, before, limit)]
    if before is None or before.day is None:
        parts += [
            _letters(campaign, before, limit, is_dated=False),
            _replies(campaign, before, limit, is_dated=False),
        ]
    found = [
        EventPlace(EventKey(day, number, reply_id), letter_id)
        for day, number, reply_id, letter_id in read_rows(session, union_all(*parts))
    ]
    ordered = sorted(found, key=_newest_first, reverse=True)
    shown = tuple(ordered[:limit])
    return TimelinePage(shown, shown[-1].key if len(ordered) > limit else None)


def _newest_first(place: EventPlace) -> tuple[date, int, int]:
    return place.key.day or date.max, place.key.number, place.key.reply_id


def _letters(
    campaign: Campaign, before: EventKey | None, limit: int, *, is_dated: bool = True
) -> Select[*tuple[Any, ...]]:
    own = select(
        Letter.sent_on.label("day"),
        Letter.number.label("number"),
        literal(0).label("reply_id"),
        Letter.id.label("letter_id"),
    ).where(Letter.campaign_id == campaign.id)
    return _page(own, Letter.sent_on, [Letter.number], before, limit, is_dated=is_dated)


def _replies(
    campaign: Campaign, before: EventKey | None, limit: int, *, is_dated: bool = True
) -> Select[*tuple[Any, ...]]:
    own = (
        select(
            Reply.came_on.label("day"),
            Letter.number.label("number"),
            Reply.id.label("reply_id"),
            Letter.id.label("letter_id"),
        )
        .join(ReplyLetter, ReplyLetter.reply_id == Reply.id)
        .join(Letter, Letter.id == ReplyLetter.letter_id)
        .where(Reply.campaign_id == campaign.id)
    )
    return _page(own, Reply.came_on, [Letter.number, Reply.id], before, limit, is_dated=is_dated)


def _page(
    own: Select[*tuple[Any, ...]],
    day: InstrumentedAttribute[date | None],
    rest: Sequence[InstrumentedAttribute[int]],
    before: EventKey | None,
    limit: int,
    *,
    is_dated: bool,
) -> Select[*tuple[Any, ...]]:
    own = own.where(day.is_not(None) if is_dated else day.is_(None))
    if before is not None and is_dated == (before.day is not None):
        own = own.where(_comes_after(day, rest, before, is_dated=is_dated))
        if is_dated:
            own = own.where(day <= before.day)
    # One event more than the page holds tells whether there is a next page.
    first = own.order_by(*([day.desc()] if is_dated else []), *(one.desc() for one in rest)).limit(limit + 1)
    page = first.subquery()
    return select(page.c.day, page.c.number, page.c.reply_id, page.c.letter_id)


def _comes_after(
    day: InstrumentedAttribute[date | None],
    rest: Sequence[InstrumentedAttribute[int]],
    key: EventKey,
    *,
    is_dated: bool,
) -> ColumnElement[bool]:
    """Tell whether an event stands below a key; a letter stands below the replies to it of the same day."""
    columns = [*([day] if is_dated else []), *rest]
    values = [key.day, key.number, key.reply_id][0 if is_dated else 1 :][: len(columns)]
    is_letter, after_reply = len(rest) == 1, key.reply_id > 0
    left, right = tuple_(*columns), tuple_(*(literal(value) for value in values))
    return left <= right if is_letter and after_reply else left < right


def make_events(page: TimelinePage, on_file: OnFile) -> list[Event]:
    """Return the events of a page with what is shown of them."""
    return [_make_event(place, on_file) for place in page.places]


def _make_event(place: EventPlace, on_file: OnFile) -> Event:
    letter, rows = on_file.letters[place.letter_id], on_file.replies[place.letter_id]
    if not place.key.reply_id:
        facts = reply_facts(rows)
        states = [state_of(demand.verdict, facts) for demand in on_file.demands[place.letter_id]]
        tally = tuple(TallyEntry(state, states.count(state)) for state in DemandState if state in states)
        return Event(letter.sent_on, letter, None, tally, None)
    row = next(row for row in rows if row.reply_id == place.key.reply_id)
    return Event(row.came_on, letter, row, (), _days_between(letter, row))


def _days_between(letter: LetterInLine, reply: ReplyRow) -> int | None:
    if letter.sent_on is None or reply.came_on is None:
        return None
    return (reply.came_on - letter.sent_on).days
