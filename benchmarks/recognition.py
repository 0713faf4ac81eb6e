"""Recognition: CPU beside a bare pass over the same text, the worst inputs, precision and recall on invented letters."""

import argparse
import re
import time
from collections.abc import Callable

from app.documents.recognition import ReadDocument, recognise
from app.text.cuts import cut_documents
from benchmarks.accuracy import FIELDS, measure
from benchmarks.worst_texts import texts_of

_WORD = re.compile(r"\w+")
_ROUNDS = 5
_ROWS = 10
_SECTION = """\
3.{number} Maatregel {number} over bos en water

EXACTE TEKST VAN DE OVEREENKOMST

De regering plant tegen eind 2027 duizend bomen langs elke weg en betaalt dat uit het fonds voor water.

BEVOEGDE MINISTER(S)

Joris Veldkamp (Lijst Groen)

STATUS

Niet uitgevoerd

{prose}

"""
_PROSE = (
    "Op 3 maart 2026 verklaarde de minister in de commissie (CRIV 56 COM 118) dat het plan klaar is en dat de diensten "
    "de uitvoering voorbereiden, samen met de gemeenten en de provincies. "
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this part."""
    parser.add_argument("--characters", type=int, default=60_000, help="length of the scorecard")
    parser.add_argument(
        "--worst",
        type=int,
        default=200_000,
        help="length of the worst inputs (5,000,000 takes most of an hour); 0 skips them",
    )


def run(options: argparse.Namespace) -> None:
    """Print all tables."""
    _print_speed(invented_scorecard(options.characters))
    if options.worst:
        _print_worst(options.worst)
    _print_accuracy()


def invented_scorecard(length: int) -> str:
    """Return a scorecard of about `length` characters, fifteen measures long."""
    prose = _PROSE * (length // 15 // len(_PROSE))
    sections = [_SECTION.format(number=number, prose=prose) for number in range(1, 16)]
    return "SCORECARD BOS EN WATER\n\n2 februari 2026\n\n" + "".join(sections)


def recognise_all(text: str) -> list[ReadDocument]:
    """Cut a canonical text and recognise each document."""
    return [recognise(text, cut, None, []) for cut in cut_documents(text)]


def _bare(text: str) -> None:
    text.splitlines()
    for _ in _WORD.finditer(text):
        pass


def _cpu(work: Callable[[], object], rounds: int) -> float:
    """Return the least CPU seconds of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def _print_speed(text: str) -> None:
    bare = _cpu(lambda: _bare(text), _ROUNDS)
    ours = _cpu(lambda: recognise_all(text), _ROUNDS)
    print(f"recognition of {len(text):,} characters: {ours * 1000:.0f} ms CPU")
    print(f"bare pass (splitlines and one pattern): {bare * 1000:.1f} ms CPU; ratio {ours / bare:.0f}\n")


def _print_worst(length: int) -> None:
    taken = []
    for name, text in texts_of(length):
        taken.append((_cpu(lambda text=text: recognise_all(text), 1), name))
    print(f"| worst inputs of {length:,} characters | s CPU |\n|---|---|")
    for seconds, name in sorted(taken, reverse=True)[:_ROWS]:
        print(f"| {name} | {seconds:.1f} |")
    print()


def _print_accuracy() -> None:
    scores, misses = measure()
    languages = sorted({language for language, _ in scores})
    print(f"| precision / recall | {' | '.join(languages)} |\n|---{'|---' * len(languages)}|")
    for field in FIELDS:
        cells = [scores[language, field] for language in languages]
        print(f"| {field} | {' | '.join(f'{cell.precision:.2f} / {cell.recall:.2f}' for cell in cells)} |")
    for miss in misses:
        print(
            f"{miss.letter}, {miss.field}: not {sorted(map(str, miss.found))} but {sorted(map(str, miss.expected))}"
        )
