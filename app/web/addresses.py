"""Addresses of pages that differ in one number: the rows of a list need one call of `url_for` together."""

from typing import Any

from flask import g, url_for

from app.web.numbers import LARGEST


def record_url(endpoint: str, number: int, *, argument: str = "number", **values: str) -> str:
    """Return the address of one record's page, as `url_for` does, which is asked once a request for all numbers.

    `argument` names the number; it is the last thing in the address that is one.
    """
    known: dict[tuple[object, ...], tuple[str, str]] = g.setdefault("record_urls", {})
    key = (endpoint, argument, *values.items())
    if key not in known:
        # The largest number that a record can have stands for all of them.
        named: dict[str, Any] = {argument: LARGEST, **values}
        first, _, last = url_for(endpoint, **named).rpartition(str(LARGEST))
        known[key] = first, last
    first, last = known[key]
    return f"{first}{number}{last}"
