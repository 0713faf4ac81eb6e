"""What is read out of documents in every format: wrong characters, processor time beside a bare call, demands and dates."""

import argparse
import os
import platform
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image
from rapidfuzz.distance import Levenshtein

from app.documents.extract.sandbox import POOL, extract_in_child
from app.documents.reading import read_document
from benchmarks.table import print_table
from tests.samples import documents
from tests.samples.letters import ALL, DUTCH, FRENCH, Wording, text_of

_SCAN = {"angle": 1.4, "noise": 40}
_TICKS = os.sysconf("SC_CLK_TCK")


def _scan_as(file_format: str) -> Callable[[Wording], bytes]:
    return lambda wording: documents.packed(documents.picture(wording, **_SCAN), file_format)


FORMATS: dict[str, Callable[[Wording], bytes]] = {
    "text": lambda wording: text_of(wording).encode(),
    "text, cp1252": lambda wording: text_of(wording).encode("cp1252"),
    "PDF": documents.pdf,
    "PDF, 9 points": lambda wording: documents.pdf(wording, "sans", 9),
    "PDF, 13 points": lambda wording: documents.pdf(wording, "dejavu", 13),
    "DOCX": documents.docx_file,
    "ODT": documents.odt_file,
    "HTML": documents.html_file,
    "mail": documents.mail,
    "scan, PDF": lambda wording: documents.scanned_pdf(documents.picture(wording, **_SCAN)),
    "scan, JPEG": _scan_as("JPEG"),
    "scan, PNG": _scan_as("PNG"),
    "scan, TIFF": _scan_as("TIFF"),
}


@dataclass
class Score:
    """What was found of what there is, over all letters of a format."""

    wrong: int = 0
    characters: int = 0
    found: int = 0
    right: int = 0
    wanted: int = 0
    dates: int = 0
    letters: int = 0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say how often each time is taken."""
    parser.add_argument(
        "--times", type=int, default=5, help="how often each time is taken; medians are shown"
    )


def run(options: argparse.Namespace) -> None:
    """Read letters in three languages in each format, then take times."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    print_table(
        "Letters in Dutch, French and English, read again",
        ("format", "letters", "wrong characters", "demands: recall", "precision", "dates found"),
        [_row(name, _score(make)) for name, make in FORMATS.items()],
    )
    print_table(
        "Processor time in the warm child, beside a bare call",
        ("document", "", "ms", "bare ms", "ratio", "aim"),
        [_print_row(options.times), *(_scan_row(wording, options.times) for wording in (DUTCH, FRENCH))],
    )


def _score(make: Callable[[Wording], bytes]) -> Score:
    score = Score()
    for wording in ALL:
        reading = read_document("letter", make(wording))
        written, content = _flat(text_of(wording)), _flat(reading.text.content)
        # What a mail says above its text was not in the letter.
        content = content[max(0, content.find(wording.head[1]) - len(wording.head[0]) - 1) :]
        demands = {_flat(demand.text) for one in reading.documents for demand in one.demands}
        score.wrong += Levenshtein.distance(written, content)
        score.characters += len(written)
        score.found += len(demands)
        score.right += len(demands & {_flat(demand) for demand in wording.demands})
        score.wanted += len(wording.demands)
        score.dates += any((one.date.iso or "")[:10] == wording.date for one in reading.documents if one.date)
        score.letters += 1
    return score


def _row(name: str, score: Score) -> tuple[str, ...]:
    return (
        name,
        str(score.letters),
        f"{100 * score.wrong / score.characters:.2f} %",
        f"{100 * score.right / score.wanted:.0f} %",
        f"{100 * score.right / max(1, score.found):.0f} %",
        f"{score.dates} of {score.letters}",
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _print_row(times: int) -> tuple[str, ...]:
    data = documents.long_pdf(DUTCH)
    extract_in_child("PDF", data, "nl")
    ours = _median(times, lambda: _child_time(lambda: extract_in_child("PDF", data, "nl")))
    bare = _median(times, lambda: _own_time(lambda: _bare_pdf(data)))
    return "PDF of 10 pages", "", f"{ours:.0f}", f"{bare:.0f}", f"{ours / bare:.1f}", "150 ms"


def _scan_row(wording: Wording, times: int) -> tuple[str, ...]:
    scan = documents.picture(wording, **_SCAN)
    data = documents.packed(scan, "JPEG")
    extract_in_child("JPEG", data, None)
    ours = _median(times, lambda: _child_time(lambda: extract_in_child("JPEG", data, None)))
    code = {"nl": "nld", "fr": "fra"}[wording.language]
    with tempfile.TemporaryDirectory() as folder:
        bare = _median(times, lambda: _bare_scan(scan, code, Path(folder) / "scan.pgm"))
    return f"scan, {wording.language}", "", f"{ours:.0f}", f"{bare:.0f}", f"{ours / bare:.1f}", "4,000 ms"


def _median(times: int, take: Callable[[], float]) -> float:
    return statistics.median(take() for _ in range(times))


def _child_time(call: Callable[[], object]) -> float:
    """Return the processor time in ms of the child that waits for work, with the programs that it started."""
    before = _used_by_child()
    call()
    return _used_by_child() - before


def _used_by_child() -> float:
    stat = Path(f"/proc/{POOL.idle_process()}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    # Fields 14 to 17 of proc(5): user and system time of the process, and of its children that ended.
    return sum(map(int, stat[11:15])) * 1000 / _TICKS


def _own_time(call: Callable[[], object]) -> float:
    before = time.process_time()
    call()
    return (time.process_time() - before) * 1000


def _bare_pdf(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def _bare_scan(scan: Image.Image, language: str, path: Path) -> float:
    """Return the processor time in ms of Tesseract alone, told the language, on the page as it was scanned."""
    scan.save(path, "PPM")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603
        ["tesseract", str(path), "-", "-l", language, "--dpi", "200"],  # noqa: S607  found on the PATH, as the program does
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000
