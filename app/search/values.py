"""What can be found, and the parts that its words stand in."""

import enum
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class EntryKind(enum.Enum):
    """A kind of record that can be found."""

    LETTER = "letter"
    DEMAND = "demand"
    REPLY = "reply"
    VERDICT = "verdict"
    DOCUMENT = "document"


# Part of every entry's number: a kind that comes later takes the next one, and none is ever given twice.
CODES = {
    EntryKind.LETTER: 1,
    EntryKind.DEMAND: 2,
    EntryKind.REPLY: 3,
    EntryKind.VERDICT: 4,
    EntryKind.DOCUMENT: 5,
}
KINDS = {code: kind for kind, code in CODES.items()}


class Part(enum.Enum):
    """What of a record some words are."""

    TEXT = "text"
    TITLE = "title"
    ADDRESSEE = "addressee"
    SIGNER = "signer"
    REFERENCE = "reference"
    CRITERION = "criterion"
    REASONING = "reasoning"
    NOTE = "note"
    NAME = "name"


class Field(NamedTuple):
    """Words of a record in one language. `start` is their place in the canonical text; None: they stand in none."""

    part: Part
    text: str
    language: str
    start: int | None = None


class Source(NamedTuple):
    """A record as it is searched and shown.

    `number` names the page that it stands on: of a letter, a reply or a document; `anchor` the place on it. `title` is
    the letter's or the file's, `label` the demand's, `who` the addressee or the signer. What is asked for is looked for in
    `fields`, in their order.
    """

    kind: EntryKind
    record_id: int
    campaign_id: int
    day: date | None
    number: int
    title: str
    language: str
    fields: tuple[Field, ...]
    who: str = ""
    label: str = ""
    anchor: str = ""
    persons: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a search is kept to; `campaigns` None: whatever there is."""

    campaigns: frozenset[int] | None
    person: int | None = None
    kind: EntryKind | None = None
    from_on: date | None = None
    until_on: date | None = None
