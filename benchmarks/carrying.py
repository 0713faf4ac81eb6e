"""How long it takes to carry passages over to a better text, beside a bare search for the same words."""

import argparse
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from app.text.carry import carry_passages
from benchmarks.table import print_table

Result = TypeVar("Result")

PASSAGES = 200
CHARACTERS = 60_000
LARGE = 5_000_000
FEW = 10
_WORDS = str.split(
    "de het een van in op met dat die voor niet aan er om ook bij nog uit naar heeft wordt zijn over door tot geen"
    " regering minister brief antwoord voorstel parlement commissie besluit termijn verdrag begroting dienst artikel"
    " onderzoek vraag maatregel jaar miljoen euro gemeente provincie loket studie tarief akkoord overleg uitvoering"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say how large it is to be."""
    parser.add_argument("--passages", type=int, default=PASSAGES, help="passages to carry over")
    parser.add_argument("--characters", type=int, default=CHARACTERS, help="length of the text")


def run(options: argparse.Namespace) -> None:
    """Measure and print the table."""
    text = _write(options.characters)
    places = _sentences(text, options.passages)
    rows = [
        _row("as it was", text, text, places),
        _row("printed otherwise", text, text.replace(" ", "\n"), places),
        _row("one letter in 100 misread", text, _misread(text, 100), places),
        _row("one number in each passage changed", text, _renumbered(text), places),
    ]
    large = _write(LARGE)
    rows.append(_row("5 MB, one letter in 100 misread", large, _misread(large, 100), _sentences(large, FEW)))
    print_table(
        "Passages carried over to another text (CPU seconds)",
        ("text", "states", "passages", "characters", "carried", "bare find", "ratio"),
        rows,
    )
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _row(name: str, old: str, new: str, places: list[tuple[int, int]]) -> list[str]:
    carried, seconds = _timed(lambda: carry_passages(old, new, places))
    _, bare = _timed(lambda: [new.find(old[start:end]) for start, end in places])
    states = Counter(one.state.value for one in carried)
    return [
        name,
        ", ".join(f"{count} {state}" for state, count in states.most_common()),
        str(len(places)),
        str(len(old)),
        f"{seconds:.3f}",
        f"{bare:.4f}",
        f"{seconds / max(bare, 1e-6):.0f}",
    ]


def _timed(act: Callable[[], Result]) -> tuple[Result, float]:
    started = time.process_time()
    result = act()
    return result, time.process_time() - started


def _write(length: int) -> str:
    """Return invented sentences, always the same ones."""
    source = random.Random(4)  # noqa: S311  no secret
    parts, written = [], 0
    while written < length:
        words = [source.choice(_WORDS) for _ in range(source.randint(8, 22))]
        words[source.randrange(len(words))] = str(source.randint(2, 999))
        parts.append(" ".join(words).capitalize() + ".")
        written += len(parts[-1]) + 1
    return " ".join(parts)[:length]


def _sentences(text: str, count: int) -> list[tuple[int, int]]:
    ends = [at + 1 for at, character in enumerate(text) if character == "."]
    step = max(1, (len(ends) - 1) // count)
    return [(ends[at] + 1, ends[at + 1]) for at in range(0, len(ends) - 1, step)][:count]


def _misread(text: str, one_in: int) -> str:
    source = random.Random(5)  # noqa: S311  no secret
    return "".join(
        source.choice("aceilnort") if character.isalpha() and source.randrange(one_in) == 0 else character
        for character in text
    )


def _renumbered(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "1234567890"))
