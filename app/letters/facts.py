"""What is known about a letter when it is logged or changed: plain values, from a form or the command line."""

from dataclasses import dataclass
from datetime import date

from app.letters.values import Channel, LetterKind, Lineage


@dataclass(frozen=True)
class TextRange:
    """A range of a text version, in code points; without one where the version has no words."""

    text_version_id: int
    start: int | None
    end: int | None


@dataclass(frozen=True)
class DemandFacts:
    """One demand: its words, and their place in the letter's text if they were taken from it."""

    text: str
    number: str = ""
    title: str = ""
    start: int | None = None
    end: int | None = None
    is_implied: bool = False
    is_sub_demand: bool = False
    criterion: str = ""


@dataclass(frozen=True)
class SignatoryFacts:
    """An organisation (by id, with its name as printed where that is another) or a person (by name) that signed."""

    organisation_id: int | None = None
    person_name: str = ""
    signed_as: str = ""


@dataclass(frozen=True)
class LetterFacts:
    """What a letter's form holds; unknown is None or empty, never a guess."""

    title: str
    language: str
    kind: LetterKind = LetterKind.LETTER
    mandate_id: int | None = None
    addressee_name: str = ""
    addressee_office: str = ""
    channel: Channel | None = None
    reference: str = ""
    proof: str = ""
    refers_to_id: int | None = None
    sent_on: date | None = None
    sent_on_raw: str = ""
    is_sent_on_unsure: bool = False
    typed_deadline_on: date | None = None
    is_confidential: bool = False
    is_sent: bool = True
    signatories: tuple[SignatoryFacts, ...] = ()


@dataclass(frozen=True)
class DemandChange:
    """What the form of one filed demand holds."""

    text: str
    title: str
    number: str
    criterion: str
    ancestor_id: int | None = None
    lineage: Lineage | None = None
