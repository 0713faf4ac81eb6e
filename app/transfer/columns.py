"""How a value of a column is written in an export and read again; the column's type decides."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String
from sqlalchemy import Enum as EnumType

from app.db import UTCDateTime

# What both databases keep in an INTEGER.
_LEAST, _GREATEST = -(2**31), 2**31 - 1


class UnreadableValueError(ValueError):
    """A value of the file is not one of its column; the text says why."""


def write_value(value: Any) -> Any:
    """Return a value of a row as JSON knows it: moments in UTC and days in ISO form, enums by what the database keeps."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def read_value(column: Column[Any], found: Any) -> Any:
    """Return what the database takes for a value of the file; UnreadableValueError when it is none of this column."""
    if found is None:
        if not column.nullable:
            raise UnreadableValueError("is empty")
        return None
    kind = column.type
    if isinstance(kind, JSON):
        return found
    if isinstance(kind, Boolean):
        return _of(bool, found)
    if isinstance(kind, Integer):
        return _read_integer(found)
    return _read_text(kind, _of(str, found))


def _of(wanted: type, found: Any) -> Any:
    if type(found) is not wanted:
        raise UnreadableValueError(f"is no {wanted.__name__}")
    return found


def _read_integer(found: Any) -> int:
    number: int = _of(int, found)
    if not _LEAST <= number <= _GREATEST:
        raise UnreadableValueError("is out of range")
    return number


def _read_text(kind: Any, found: str) -> Any:
    # An enum is a kind of text to SQLAlchemy, so it is asked for first.
    if isinstance(kind, EnumType):
        return _read_member(kind, found)
    if isinstance(kind, UTCDateTime):
        return _read_moment(found)
    if isinstance(kind, Date):
        return _read_day(found)
    if isinstance(kind, String):
        if kind.length is not None and len(found) > kind.length:
            raise UnreadableValueError(f"is longer than {kind.length} characters")
        return found
    raise TypeError(f"no way to read a column of type {kind!r}")


def _read_member(kind: EnumType, found: str) -> Any:
    if kind.enum_class is None:
        raise TypeError("an enum without a class")
    try:
        return kind.enum_class(found)
    except ValueError as error:
        raise UnreadableValueError("is none of the values that there are") from error


def _read_moment(found: str) -> datetime:
    try:
        moment = datetime.fromisoformat(found)
    except ValueError as error:
        raise UnreadableValueError("is no moment") from error
    if moment.tzinfo is None:
        raise UnreadableValueError("is a moment without a time zone")
    return moment


def _read_day(found: str) -> date:
    try:
        return date.fromisoformat(found)
    except ValueError as error:
        raise UnreadableValueError("is no day") from error
