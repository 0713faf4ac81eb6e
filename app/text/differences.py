"""Two readings of the same words held beside each other, word by word: what changed, and how much it may matter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from rapidfuzz.distance import Indel

from app.text.anchors import key_of

# difflib keeps what changed together, but takes the cube of the words at worst; beyond these pairs the shortest edit does.
MOST_PAIRS = 40_000
_MORE = "\u00ad\u0300-\u036f"
_WORD = re.compile(
    r"(?:(?<![^\W\d_])[-‐‑‒–—―−])?\d(?:[\w.,:/]*\w)?"
    rf"|[^\W\d_]*n['’]t\b|[^\W\d_][\w{_MORE}]*(?:['’](?=[^\W\d_]))?"
    r"|['‘’′\"“”„«»]+|[^\w\s]|_"
)
# fmt: off
_NEGATIONS = frozenset({
    "geen", "geenszins", "niet", "niets", "niemand", "nergens", "nooit", "noch", "evenmin", "zonder",
    "pas", "ne", "n'", "non", "ni", "aucun", "aucune", "jamais", "rien", "personne", "nul", "nulle",
    "sans", "no", "not", "none", "never", "nor", "neither", "nothing", "nobody", "nowhere", "cannot",
    "without",
})
_MAGNITUDES = frozenset({
    "honderd", "duizend", "miljoen", "miljard", "procent", "cent", "mille", "million", "millions",
    "milliard", "milliards", "hundred", "thousand", "billion", "percent", "%",
})
# Not "een" and "un", which are articles, nor "onze", which is Dutch for "our".
_NUMERALS = frozenset({
    "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien", "veertien",
    "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig", "dertig", "veertig", "vijftig", "zestig",
    "zeventig", "tachtig", "negentig", "dubbel", "dubbele", "half", "halve", "helft", "kwart",
    "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "douze", "treize", "quatorze", "quinze",
    "seize", "vingt", "trente", "quarante", "cinquante", "soixante", "septante", "nonante", "double", "moitié", "demi",
    "one", "two", "three", "four", "five", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
    "eighty", "ninety", "quarter", "twice",
})
# fmt: on
_NUMBER_WORDS = _MAGNITUDES | _NUMERALS


class ChangeKind(Enum):
    """What a changed word is; of several, the first in this order."""

    NUMBER = "number"
    NEGATION = "negation"
    NAME = "name"
    WORD = "word"


_ORDER = list(ChangeKind)


@dataclass(frozen=True, slots=True)
class Change:
    """Words that stand otherwise in the new text; `old` or `new` is empty where words came or went."""

    old: str
    new: str
    kind: ChangeKind

    def as_dict(self) -> dict[str, str]:
        """Return the change as in shape 2 of the command line's contract."""
        return {"old": self.old, "new": self.new, "kind": self.kind.value}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one reading; `kind` says what changed there, None where nothing did."""

    text: str
    kind: ChangeKind | None


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    key: str
    kind: ChangeKind


_Pair = tuple[Sequence[_Word], Sequence[_Word], ChangeKind]


def list_changes(old: str, new: str) -> list[Change]:
    """Return which words differ between two readings of a passage, in their order.

    Words that only are printed otherwise (hyphens, quotes, accents in two parts) do not differ.
    """
    return [
        Change(" ".join(word.text for word in olds), " ".join(word.text for word in news), kind)
        for olds, news, kind in _differing(_words_of(old), _words_of(new))
    ]


def list_runs(old: str, new: str) -> tuple[list[Run], list[Run]]:
    """Return the old and the new reading, each cut in runs that say what changed; together they are the whole reading."""
    before, after = _words_of(old), _words_of(new)
    kinds_before: dict[int, ChangeKind] = {}
    kinds_after: dict[int, ChangeKind] = {}
    for olds, news, kind in _differing(before, after):
        kinds_before.update({word.start: kind for word in olds})
        kinds_after.update({word.start: kind for word in news})
    return _runs(old, before, kinds_before), _runs(new, after, kinds_after)


def _runs(text: str, words: Sequence[_Word], kinds: dict[int, ChangeKind]) -> list[Run]:
    runs, position = [], 0
    for word in words:
        if word.start in kinds:
            if word.start > position:
                runs.append(Run(text[position : word.start], None))
            runs.append(Run(text[word.start : word.end], kinds[word.start]))
            position = word.end
    if position < len(text):
        runs.append(Run(text[position:], None))
    return runs


def _words_of(text: str) -> list[_Word]:
    words = []
    for match in _WORD.finditer(text):
        key = key_of(match.group()).text
        if key:
            words.append(_Word(*match.span(), match.group(), key, _kind_of(key)))
    return words


def _kind_of(key: str) -> ChangeKind:
    lowered = key.lower()
    if any(character.isdigit() for character in key) or lowered in _NUMBER_WORDS:
        return ChangeKind.NUMBER
    if lowered in _NEGATIONS or lowered.endswith("n't"):
        return ChangeKind.NEGATION
    return ChangeKind.NAME if key[0].isupper() else ChangeKind.WORD


def _differing(before: Sequence[_Word], after: Sequence[_Word]) -> Iterator[_Pair]:
    for left, right in _blocks(before, after):
        # A word that was broken in two, or two that were joined, is the same word.
        if "".join(word.key for word in left) == "".join(word.key for word in right):
            continue
        yield from _word_by_word(left, right) if len(left) == len(right) else _kind_by_kind(left, right)


def _word_by_word(left: Sequence[_Word], right: Sequence[_Word]) -> Iterator[_Pair]:
    for old, new in zip(left, right, strict=True):
        if old.key != new.key:
            yield [old], [new], min(old.kind, new.kind, key=_ORDER.index)


def _kind_by_kind(left: Sequence[_Word], right: Sequence[_Word]) -> Iterator[_Pair]:
    """Tell a number that changed from the words around it, where not each old word has a new one in its place."""
    for kind in ChangeKind:
        olds = [word for word in left if word.kind is kind]
        news = [word for word in right if word.kind is kind]
        if [word.key for word in olds] != [word.key for word in news]:
            yield olds, news, kind


def _blocks(
    before: Sequence[_Word], after: Sequence[_Word]
) -> Iterator[tuple[Sequence[_Word], Sequence[_Word]]]:
    """Yield the stretches that differ."""
    olds, news = [word.key for word in before], [word.key for word in after]
    steps: Sequence[tuple[str, int, int, int, int]]
    if len(olds) * len(news) <= MOST_PAIRS:
        steps = SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    else:
        steps = [
            (step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end)
            for step in Indel.opcodes(olds, news)
        ]
    for tag, old_start, old_end, new_start, new_end in steps:
        if tag != "equal":
            yield before[old_start:old_end], after[new_start:new_end]
