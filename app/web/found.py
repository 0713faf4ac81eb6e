"""The place in a text that an address leads to: `?found=120-131#found`, in code points of the canonical text."""

import re

from flask import request

_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def found_in_address(text: str, base: int | None) -> tuple[int, int] | None:
    """Return which words of a shown text the address names, from the text's own beginning.

    `base` is where the text begins in the canonical one. None: it names none, or a place that is not in this text.
    """
    named = _PLACE.fullmatch(request.args.get("found", ""))
    if named is None:
        return None
    start, end = (int(place) - (base or 0) for place in named.groups())
    return (start, end) if 0 <= start < end <= len(text) else None
