"""What a person makes of a proposal, part by part; pure operations on plain values."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from app.intake.errors import DayToChooseError, NothingToSplitError
from app.intake.values import PartKind
from app.text.anchors import find_words, key_of
from app.text.sentences import find_sentences


@dataclass(frozen=True)
class DraftDemand:
    """One demand; `start` and `end` (code points of the text version) are None for words that a person typed."""

    text: str
    number: str = ""
    title: str = ""
    criterion: str = ""
    start: int | None = None
    end: int | None = None
    is_sub_demand: bool = False


@dataclass(frozen=True)
class Find:
    """Words that something was recognised from: `kind` is date, sender, addressee or reference."""

    kind: str
    start: int
    end: int
    words: str
    link: str = ""  # of a reference whose address is known


@dataclass(frozen=True)
class Part:
    """One document in what came in: what it is, and what is known about it."""

    kind: PartKind
    start: int
    end: int
    language: str
    finds: tuple[Find, ...] = ()
    title: str = ""
    day: str = ""  # ISO, "" while unknown
    day_raw: str = ""  # as printed
    day_other: str = ""  # the other way to read it
    is_day_odd: bool = False  # asks a person once
    is_day_unsure: bool = False  # taken as it is most likely meant, for want of a person to ask
    name: str = ""  # a letter's addressee, a reply's signer
    office: str = ""
    mandate_id: int | None = None
    sender: str = ""  # who signed, as printed
    organisation_id: int | None = None  # the coalition's organisation that signed a letter
    adds_organisation: bool = False  # the one that signed joins the coalition
    reference: str = ""
    is_confidential: bool = False
    # of a letter
    letter_kind: str = "letter"
    channel: str = ""
    deadline: str = ""
    earlier_letter: str = ""  # how the text mentions a letter that is not on file
    refers_to_id: int | None = None
    fills_letter_id: int | None = None  # the letter for which a place was kept
    demands: tuple[DraftDemand, ...] = ()
    # of a reply
    reply_kind: str = "substantive"
    received: str = ""
    expected: str = ""
    letter_ids: tuple[int, ...] = ()
    answers_own_letter: bool = False  # the letter that came in with it
    keeps_place: bool = False  # for a letter that is not on file


@dataclass(frozen=True)
class Draft:
    """All parts of what came in."""

    parts: tuple[Part, ...] = ()
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the draft in the shape that the database keeps."""
        return {
            "parts": [{**asdict(part), "kind": part.kind.value} for part in self.parts],
            "warnings": list(self.warnings),
        }


def draft_from_json(kept: dict[str, Any]) -> Draft:
    """Return a draft from what the database keeps of it."""
    return Draft(
        parts=tuple(_part(part) for part in kept.get("parts", [])), warnings=tuple(kept.get("warnings", []))
    )


def _part(kept: dict[str, Any]) -> Part:
    return Part(
        **{
            **kept,
            "kind": PartKind(kept["kind"]),
            "demands": tuple(DraftDemand(**demand) for demand in kept["demands"]),
            "letter_ids": tuple(kept["letter_ids"]),
            "finds": tuple(Find(**find) for find in kept["finds"]),
        }
    )


def chosen_day(part: Part) -> date | None:
    """Return the day on a part; DayToChooseError while an odd one is undecided."""
    if part.is_day_odd and not part.day:
        raise DayToChooseError(raw=part.day_raw)
    return date.fromisoformat(part.day) if part.day else None


def revise_demands(
    draft: Draft, part: int, change: Callable[[Sequence[DraftDemand]], Sequence[DraftDemand]]
) -> Draft:
    """Return the draft with the demands of one part changed; a number outside the draft changes nothing."""
    if not 0 <= part < len(draft.parts):
        return draft
    changed = replace(draft.parts[part], demands=tuple(change(draft.parts[part].demands)))
    return replace(draft, parts=(*draft.parts[:part], changed, *draft.parts[part + 1 :]))


def add_demand(demands: Sequence[DraftDemand]) -> list[DraftDemand]:
    """Add an empty demand at the end."""
    return [*demands, DraftDemand(text="")]


def take_out_demand(demands: Sequence[DraftDemand], place: int) -> list[DraftDemand]:
    """Take one demand out."""
    return [demand for index, demand in enumerate(demands) if index != place]


def move_demand(demands: Sequence[DraftDemand], place: int, by: int) -> list[DraftDemand]:
    """Move a demand up or down; at the end of the list nothing changes."""
    moved = list(demands)
    if 0 <= place < len(moved) and 0 <= place + by < len(moved):
        moved[place], moved[place + by] = moved[place + by], moved[place]
    return moved


def merge_demand(demands: Sequence[DraftDemand], place: int, content: str) -> list[DraftDemand]:
    """Merge a demand into the one above it; neighbours in the text keep a place, the words between them included."""
    if not 0 < place < len(demands):
        return list(demands)
    above, below = demands[place - 1], demands[place]
    merged = replace(above, text=f"{above.text} {below.text}", start=None, end=None)
    if above.start is not None and below.end is not None and above.start < below.end:
        between = content[above.end : below.start].strip()
        if not between or between.rstrip(".)°") == below.number:
            merged = replace(above, text=content[above.start : below.end], start=above.start, end=below.end)
    return [*demands[: place - 1], merged, *demands[place + 1 :]]


def split_demand(demands: Sequence[DraftDemand], place: int, content: str) -> list[DraftDemand]:
    """Split a demand where Enter was pressed in its text, or else into its sentences.

    NothingToSplitError when there is neither. Each piece is looked up in the text again, and keeps its place there.
    """
    if not 0 <= place < len(demands):
        return list(demands)
    whole = demands[place]
    pieces = [line.strip() for line in whole.text.splitlines() if line.strip()]
    if len(pieces) == 1:
        pieces = [whole.text[start:end] for start, end in find_sentences(whole.text)]
    if len(pieces) <= 1:
        raise NothingToSplitError
    split = [
        replace(whole, text=piece, number=whole.number if index == 0 else "")
        for index, piece in enumerate(pieces)
    ]
    return [*demands[:place], *(with_place(piece, content, whole) for piece in split), *demands[place + 1 :]]


def with_place(demand: DraftDemand, content: str, near: DraftDemand | Part) -> DraftDemand:
    """Return a demand with its place in the text, if its words stand exactly there within `near`; else without one."""
    # Stars and dashes alone are no words to look for.
    if near.start is None or near.end is None or not key_of(demand.text).text:
        return replace(demand, start=None, end=None)
    for start, end in find_words(content[near.start : near.end], demand.text):
        if content[near.start + start : near.start + end] == demand.text:
            return replace(demand, start=near.start + start, end=near.start + end)
    return replace(demand, start=None, end=None)


def _stands_in(part: Part, demand: DraftDemand) -> bool:
    if demand.start is None or demand.end is None:
        return False
    return part.start <= demand.start and demand.end <= part.end


def with_places(part: Part, content: str) -> Part:
    """Return a part whose demands have a place exactly when their words stand there, after a person typed in them."""
    return replace(
        part,
        demands=tuple(
            demand
            if _stands_in(part, demand) and content[demand.start : demand.end] == demand.text
            else with_place(demand, content, part)
            for demand in part.demands
        ),
    )
