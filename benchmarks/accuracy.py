"""How much of invented letters is recognised: precision and recall of each field in each language.

The letters and what a person reads in them stand in tests/samples/recognition/<language>/*.txt and *.yaml.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.documents.reading import read_document
from app.documents.recognition import ReadDocument

SAMPLES = Path(__file__).parents[1] / "tests" / "samples" / "recognition"
FIELDS = ("kind", "date", "addressee", "demands", "references", "signatories", "enclosures", "questions")
_STOPS = " .;,:!"


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of what stands there."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 when nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of what stands there that was found; 1 when nothing stands there."""
        there = self.right + self.missed
        return self.right / there if there else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One difference between a letter and what was read in it."""

    letter: str
    field: str
    expected: frozenset[Any]
    found: frozenset[Any]


def measure() -> tuple[dict[tuple[str, str], Score], list[Miss]]:
    """Read all letters; return the score of each (language, field), and every difference."""
    scores: dict[tuple[str, str], Score] = {}
    misses = []
    for path in sorted(SAMPLES.glob("*/*.txt")):
        expected = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))["documents"]
        read = read_document(path.name, path.read_bytes()).documents
        for field in FIELDS:
            there = frozenset(_numbered(_expected(one, field) for one in expected))
            found = frozenset(_numbered(_found(one, field) for one in read))
            place = (path.parent.name, field)
            scores[place] = scores.get(place, Score()) + Score(
                len(there & found), len(found - there), len(there - found)
            )
            if there != found:
                misses.append(Miss(f"{path.parent.name}/{path.stem}", field, there - found, found - there))
    return scores, misses


def _numbered(documents: Iterable[Iterable[Any]]) -> Iterator[tuple[Any, ...]]:
    return ((index, value) for index, values in enumerate(documents) for value in values)


def _expected(document: dict[str, Any], field: str) -> Iterator[Any]:
    value = document.get(field)
    if field in {"demands", "questions"}:
        return ((number, words.strip(_STOPS)) for number, words in value or ())
    if field == "addressee":
        return iter([(value["name"], value["office"])] if value else [])
    return iter([str(value)] if field in {"kind", "date"} and value else value or ())


def _found(document: ReadDocument, field: str) -> Iterator[Any]:
    if field == "kind":
        return iter([document.kind.value])
    if field == "date":
        return iter([document.date.iso] if document.date else [])
    if field == "addressee":
        addressee = document.addressee
        return iter([(addressee.name, addressee.office)] if addressee else [])
    if field in {"demands", "questions"}:
        return ((one.number, one.text.strip(_STOPS)) for one in getattr(document, field))
    word = {"references": "normal", "signatories": "name", "enclosures": "text"}[field]
    return (getattr(one, word) for one in getattr(document, field))
