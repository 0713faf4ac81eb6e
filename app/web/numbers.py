"""Numbers of records as they come in addresses and forms: only those that every database can look up."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

# The largest integer of a PostgreSQL column; SQLite refuses what lies beyond 2**63.
LARGEST = 2**31 - 1
_MOST_DIGITS = len(str(LARGEST))


def record_number(typed: str) -> int:
    """Return the number of a record that somebody sent; for `type=` of a request's arguments and form.

    Raises ValueError for anything but the digits of a number that a record can have.

    >>> record_number("12")
    12
    """
    if not (typed.isascii() and typed.isdigit()) or len(typed) > _MOST_DIGITS or int(typed) > LARGEST:
        raise ValueError("no number of a record")
    return int(typed)


class RecordNumber(IntegerConverter):
    """A number in an address; one that no record can have leads nowhere, like any other wrong address."""

    regex = r"[0-9]{1,10}"

    def __init__(self, url_map: Map, **options: Any) -> None:
        """Take the options of an address's `<int:...>`."""
        super().__init__(url_map, **{"max": LARGEST, **options})
