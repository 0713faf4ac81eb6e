"""The vocabulary of answers: verdicts, tactics, and what the comparison page shows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property


class Verdict(Enum):
    """What the reply SAYS on one demand."""

    GRANTED = "granted"
    PARTLY = "partly"
    PROMISED = "promised"
    DEFLECTED = "deflected"
    REFUSED = "refused"
    NOT_ANSWERED = "not_answered"


class DemandState(Enum):
    """How one demand stands: a verdict, or still to be judged, or without any reply in our file."""

    GRANTED = "granted"
    PARTLY = "partly"
    PROMISED = "promised"
    DEFLECTED = "deflected"
    REFUSED = "refused"
    NOT_ANSWERED = "not_answered"
    PENDING = "pending"
    NO_REPLY = "no_reply"


class Tactic(Enum):
    """How a reply gets around a demand; several may apply."""

    GENERAL_COMMITMENT = "general_commitment"
    RESTATES_POLICY = "restates_policy"
    RESTATES_DECISION = "restates_decision"
    MONITORING = "monitoring"
    TAKEN_NOTE = "taken_note"
    EU_LEVEL = "eu_level"
    OTHER_COMPETENCE = "other_competence"
    CABINET_SECRECY = "cabinet_secrecy"
    IN_PROGRESS = "in_progress"
    PREMISE_REJECTED = "premise_rejected"
    MOVED_GOALPOSTS = "moved_goalposts"
    CHANNEL_SUBSTITUTION = "channel_substitution"
    FORUM_SUBSTITUTION = "forum_substitution"
    INSTRUMENT_SUBSTITUTION = "instrument_substitution"
    ALREADY_DOING = "already_doing"
    OWN_AGENDA = "own_agenda"
    CONDITIONAL = "conditional"
    NO_INFORMATION = "no_information"
    HEARSAY = "hearsay"


class WordsStanding(Enum):
    """Where linked words stand, seen from the text of their reply as it is now."""

    PRESENT = "present"
    READ_OTHERWISE = "read_otherwise"  # in an older reading; nobody said yet which words these are now
    CUT_OFF = "cut_off"  # outside the reply as it is cut now


@dataclass(frozen=True)
class LinkedPassage:
    """Words of a reply that speak to a demand."""

    passage_id: int
    reply_number: int
    start: int  # code points in the text version
    end: int
    exact: str
    lang: str
    document_id: int | None = None  # whose picture can be looked at
    standing: WordsStanding = WordsStanding.PRESENT


@dataclass(frozen=True)
class GivenVerdict:
    """A person's judgement on one demand."""

    sequence: int  # counts the verdicts on the demand from 1
    verdict: Verdict
    reasoning: str
    tactics: tuple[Tactic, ...]
    is_implicit: bool  # a refusal that never says no
    given_by: str
    given_at: datetime
    read_whole_text: bool


@dataclass(frozen=True)
class DemandRow:
    """One row of the comparison: what we asked, how it was judged, the words that answer it."""

    demand_id: int
    position: int  # the digit key that links a selection to this demand
    label: str
    is_sub_demand: bool
    title: str
    text: str
    criterion: str
    criterion_at_sending: str | None
    criterion_fixed_at: datetime | None
    state: DemandState
    verdict: GivenVerdict | None
    history: tuple[GivenVerdict, ...]  # older verdicts, newest first
    passages: tuple[LinkedPassage, ...]
    proposed: Verdict | None  # a parent's verdict derived from its sub-demands
    is_closed: bool
    version: int  # sequence of the latest verdict, 0 without one: what a judge has in front of them
    has_lost_ground: bool = False  # words were linked or unlinked since: the verdict waits to be given anew

    @cached_property
    def passage_ids(self) -> tuple[int, ...]:
        """Return which passages answer it."""
        return tuple(passage.passage_id for passage in self.passages)


@dataclass(frozen=True)
class Segment:
    """A run of a reply's text under the same set of demands (empty: nothing linked)."""

    start: int  # code points in the text version
    text: str
    is_bold: bool
    is_markup: bool  # markdown signs: kept in the text, not shown
    positions: tuple[int, ...]  # of the demands whose passages cover it
    labels: tuple[str, ...]
    state: DemandState | None  # of the first of them: gives the tint
    opens: tuple[int, ...]  # passages that begin here: places to jump to


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a reply."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class ReplySheet:
    """A reply as it stands on paper beside the table."""

    number: int
    kind: str
    dated_on: date | None
    signer: str
    lang: str
    paragraphs: tuple[Paragraph, ...]  # empty: no text on file
    is_cut_short: bool = False  # the text is longer than what a page can show


@dataclass(frozen=True)
class TallyEntry:
    """How many demands stand in one state."""

    state: DemandState
    count: int
