"""What is read before a page is answered, and which lines of the ledger an address names; pure."""

import re
from collections.abc import Collection
from itertools import groupby

from app.accounts.values import Language
from app.documents.values import ReadHow

# Bytes: a letter of forty pages, whose text is read and recognised in a fraction of a second.
QUICK_BYTES = 100_000
MOST_NAMED = 1000
# By the campaign's language: what somebody pasted stands among files in lists, and is downloaded as one.
_PASTED = {Language.NL: "tekst.txt", Language.FR: "texte.txt", Language.EN: "text.txt"}
_RUN = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


def name_of_pasted(language: Language) -> str:
    """Return the name on file of a text that somebody pasted, which has none of its own.

    >>> name_of_pasted(Language.FR)
    'texte.txt'
    """
    return _PASTED[language]


def is_quickly_read(media_type: str, size: int, how: ReadHow) -> bool:
    """Tell whether a person can wait for a file to be read: plain text that is no book."""
    return media_type == "text/plain" and size <= QUICK_BYTES and how is not ReadHow.AS_SCAN


def write_numbers(numbers: Collection[int]) -> str:
    """Return numbers of items in the short form of an address.

    >>> write_numbers([5, 3, 4, 9])
    '3-5,9'
    """
    runs = []
    for _, run in groupby(enumerate(sorted(set(numbers))), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        runs.append(str(members[0]) if len(members) == 1 else f"{members[0]}-{members[-1]}")
    return ",".join(runs)


def read_numbers(written: str) -> frozenset[int] | None:
    """Return the numbers that an address names; None where it names none. At most a thousand are taken.

    >>> sorted(read_numbers("3-5,9,x"))
    [3, 4, 5, 9]
    """
    numbers: set[int] = set()
    for run in written.split(","):
        found = _RUN.fullmatch(run)
        if found is None:
            continue
        first = int(found[1])
        last = int(found[2] or first)
        numbers.update(range(first, min(last, first + MOST_NAMED - 1) + 1))
        if len(numbers) >= MOST_NAMED:
            break
    return frozenset(sorted(numbers)[:MOST_NAMED]) or None
