"""What one document of a file says about itself: every finding with its words and their place."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from app.errors import N_
from app.text.cuts import Cut
from app.text.dates import FoundDate, find_dates
from app.text.demands import FoundDemand, find_demands
from app.text.enclosures import FoundEnclosure, find_enclosures
from app.text.footnotes import FoundFootnote, find_footnotes
from app.text.kinds import DocumentKind
from app.text.language import detect_language
from app.text.measures import FoundMeasure, find_measures
from app.text.parties import Party, find_addressee, find_sender
from app.text.questions import FoundQuestion, find_questions
from app.text.references import FoundReference, find_references
from app.text.signatories import Signatory, find_signatories
from app.text.titles import find_document_date, find_title

MOST_REFERENCES = 2000
MOST_DATES = 2000
LONGEST_LETTER = 300_000
LONGEST_DOCUMENT = 300_000
TOO_MANY_REFERENCES = N_("more than 2,000 references: the others were left out")
TOO_MANY_DATES = N_("more than 2,000 dates: the others were left out")
TOO_LONG_A_LETTER = N_(
    "a letter of more than 300,000 characters: demands were looked for in its beginning only"
)
TOO_LONG_A_DOCUMENT = N_(
    "a document of more than 300,000 characters: references, dates and questions were looked for in its beginning "
    "only"
)
_DAY = len("2026-03-02")


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_Found = TypeVar("_Found", bound=_Placed)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document of a file; all offsets count code points of the canonical text of the file."""

    kind: DocumentKind
    start: int
    end: int
    language: str | None
    title: str | None
    date: FoundDate | None
    sender: Party | None
    addressee: Party | None
    references: tuple[FoundReference, ...]
    demands: tuple[FoundDemand, ...]
    dates: tuple[FoundDate, ...]
    signatories: tuple[Signatory, ...]
    enclosures: tuple[FoundEnclosure, ...]
    questions: tuple[FoundQuestion, ...]
    measures: tuple[FoundMeasure, ...] = ()
    footnotes: tuple[FoundFootnote, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the document as in shape 1 of the command line's contract."""
        sender, addressee = self.sender, self.addressee
        shape: dict[str, object] = {
            "kind": self.kind.value,
            "start": self.start,
            "end": self.end,
            "language": self.language,
            "title": self.title,
            "date": asdict(self.date) if self.date else None,
            "sender": {"name": sender.name, "start": sender.start, "end": sender.end} if sender else None,
            "addressee": asdict(addressee) if addressee else None,
        }
        lists = ["references", "demands", "dates", "signatories", "enclosures", "questions"]
        if self.kind is DocumentKind.SCORECARD:
            lists += ["measures", "footnotes"]
        return shape | {name: [asdict(found) for found in getattr(self, name)] for name in lists}


def recognise(content: str, cut: Cut, language: str | None, warnings: list[str]) -> ReadDocument:
    """Read the document at `cut` out of a canonical text; `language` overrules what is found.

    What was left out for its number is added to `warnings`.
    """
    kind, start, end = cut.kind, cut.start, cut.end
    is_signed = kind not in {DocumentKind.CLIPPING, DocumentKind.SCORECARD, DocumentKind.OTHER}
    is_scorecard = kind is DocumentKind.SCORECARD
    own_date = find_document_date(content, start, end, kind)
    searched = min(end, start + LONGEST_DOCUMENT)
    beginning = content[start:searched]
    if searched < end:
        warnings.append(TOO_LONG_A_DOCUMENT)
    return ReadDocument(
        kind=kind,
        start=start,
        end=end,
        language=language or detect_language(content[start:end]),
        title=find_title(content, start, end, kind),
        date=own_date,
        sender=find_sender(content, start, end) if is_signed else None,
        addressee=find_addressee(content, start, end) if is_signed else None,
        references=_at_most(
            MOST_REFERENCES, _moved(find_references(beginning), start), TOO_MANY_REFERENCES, warnings
        ),
        demands=_demands(content, cut, warnings),
        dates=_at_most(
            MOST_DATES,
            _moved(find_dates(beginning, _day_of(own_date)), start),
            TOO_MANY_DATES,
            warnings,
        ),
        signatories=tuple(find_signatories(content, start, end)) if is_signed else (),
        enclosures=tuple(find_enclosures(content, start, end)) if is_signed else (),
        questions=() if kind is DocumentKind.CLIPPING else tuple(find_questions(content, start, searched)),
        measures=tuple(find_measures(content, start, end)) if is_scorecard else (),
        footnotes=tuple(find_footnotes(content, start, end)) if is_scorecard else (),
    )


def _moved(found: Sequence[_Found], shift: int) -> list[_Found]:
    """Count from the beginning of the file what was counted from that of the document."""
    move: Callable[..., _Found] = replace
    return [move(hit, start=hit.start + shift, end=hit.end + shift) for hit in found]


def _at_most(most: int, found: Sequence[_Found], warning: str, warnings: list[str]) -> tuple[_Found, ...]:
    if len(found) > most:
        warnings.append(warning)
    return tuple(found[:most])


def _day_of(found: FoundDate | None) -> date | None:
    """Return the day against which "jl." is counted; a document without a day of its own gives none."""
    is_day = found is not None and found.iso is not None and len(found.iso) >= _DAY
    return date.fromisoformat(found.iso[:_DAY]) if is_day and found and found.iso else None


def _demands(content: str, cut: Cut, warnings: list[str]) -> tuple[FoundDemand, ...]:
    """Only a letter of ours asks; what a minister asks of others is no demand."""
    if cut.kind is not DocumentKind.LETTER:
        return ()
    end = min(cut.end, cut.start + LONGEST_LETTER)
    if end < cut.end:
        warnings.append(TOO_LONG_A_LETTER)
    return tuple(_moved(find_demands(content[cut.start : end]), cut.start))
