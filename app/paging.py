"""Long lists in pages by keyset: a page begins where another ended, so it costs the same wherever it stands in the list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, TypeVarTuple

from sqlalchemy import Select, SQLColumnExpression, select, tuple_
from sqlalchemy.orm import Session

PAGE_SIZE = 50

Row = TypeVar("Row")
_Columns = TypeVarTuple("_Columns")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list in its order; `previous` and `next` are the keys at its ends beyond which more stand."""

    rows: tuple[Row, ...]
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class Place:
    """Where a page stands in its list: behind the row that has the values `at`, or read back from there.

    None: at the head of the list.
    """

    at: Sequence[Any] | None
    is_backwards: bool


def find_place(
    session: Session,
    order: Sequence[SQLColumnExpression[Any]],
    key: SQLColumnExpression[int],
    *,
    before: int | None,
    after: int | None,
) -> Place:
    """Return the place behind the row whose `key` is `after`, or in front of `before`; where no row has it, the head.

    The columns of `order`, rising, set every row apart.
    """
    asked = after if after is not None else before
    at = session.execute(select(*order).where(key == asked)).first() if asked is not None else None
    return Place(at, is_backwards=at is not None and after is None)


def read_page(
    query: Select[*_Columns], order: Sequence[SQLColumnExpression[Any]], place: Place
) -> Select[*_Columns]:
    """Let a query read one page at a place, and one row more; an index on the columns of `order` is entered there."""
    query = query.order_by(*(column.desc() if place.is_backwards else column for column in order))
    if place.at is not None:
        here, there = tuple_(*order), tuple_(*place.at)
        query = query.where(here < there if place.is_backwards else here > there)
    return query.limit(PAGE_SIZE + 1)


def cut_page(found: Iterable[Row], key_of: Callable[[Row], int], place: Place) -> Page[Row]:
    """Make a page of what was read at a place: the one row more than it shows tells whether the list goes on.

    Rows that were read backwards come last first.
    """
    rows = list(found)
    goes_on, shown = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if not shown:
        return Page((), None, None)
    if place.is_backwards:
        shown.reverse()
        return Page(tuple(shown), key_of(shown[0]) if goes_on else None, key_of(shown[-1]))
    first = key_of(shown[0]) if place.at is not None else None
    return Page(tuple(shown), first, key_of(shown[-1]) if goes_on else None)
