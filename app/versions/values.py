"""The vocabulary of texts that are read anew."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.text.carry import CarryState
from app.text.differences import Run


class Decision(Enum):
    """How it was settled where words stand in a newer text."""

    ITSELF = "itself"  # the very same words: nobody had to be asked
    CONFIRMED = "confirmed"
    GONE = "gone"
    SUPERSEDED = "superseded"  # the text was read anew once more before anybody decided


@dataclass(frozen=True)
class Choice:
    """A place in the newer text that a person may choose, with what is around it."""

    start: int  # code points in the newer text version
    end: int
    before: str
    runs: tuple[Run, ...]
    after: str


@dataclass(frozen=True)
class Case:
    """Words that wait for a person, beside what may have become of them."""

    carried_id: int
    state: CarryState
    reply_number: int
    lang: str
    signer: str
    letter_number: int
    demand_id: int
    demand_labels: tuple[str, ...]
    has_verdict: bool
    runs: tuple[Run, ...]  # the old words
    choices: tuple[Choice, ...]
    carried_at: datetime
    is_cut_off: bool  # the text is the same; they stand outside the reply as it is cut now
