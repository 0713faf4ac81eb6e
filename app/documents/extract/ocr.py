"""Reading the picture of a page with Tesseract: straightened, in the language of the document, word by word."""

import csv
import io
import tempfile
from collections.abc import Sequence
from functools import cache
from statistics import fmean

import pytesseract
from PIL import Image, ImageFilter, ImageOps, ImageStat

from app.documents.extract.errors import NoWordsInPictureError, ScanReaderMissingError
from app.documents.extract.limits import room_for_scans
from app.documents.extract.sheets import Origin, SourceLine, SourcePage
from app.documents.extract.straighten import angle_of, turned
from app.documents.values import Box
from app.errors import N_
from app.text.language import language_by_stop_words

CODES = {"nl": "nld", "fr": "fra", "en": "eng", "de": "deu"}
MOST_SCANS = 100
TOO_MANY_SCANS = N_("more than 100 scanned pages: the others were left without text")
SOME_PAGES_EMPTY = N_("no words were recognised on some scanned pages")
SOME_PAGES_SLOW = N_("some scanned pages took too long to read: their words are missing")
HARD_TO_READ = N_("some words of the scan were hard to read: compare them with the picture")
LANGUAGE_MISSING = N_("Tesseract does not know the language of this scan: letters with accents may be wrong")
_DOUBTFUL = 60  # percent
_SECONDS_A_PAGE = 60
# Letters that are read best are 30 pixels high; a page of A4 at 300 dots an inch has 3508 lines.
_BEST_HEIGHT = 3508
_LARGEST_HEIGHT = 4400
_SMALLEST_TO_ENLARGE = 1000
_SMALLEST_WORD = 12  # pixels
_NOISY = 5.0
_PROBE = (0.0, 0.3, 1.0, 0.5)
# The small words that tell a language are read well enough by a neighbour's model, in half the time of all four together.
_PROBED_IN = "eng"
_LEVEL_OF_WORDS = "5"


class Scanner:
    """Reads the scanned pages of one document; its language is found on the first of them when none was told."""

    def __init__(self, language: str | None) -> None:
        """Start with the language (nl, fr, en, de) or None."""
        self.language = language
        self.pages = 0
        self._is_missing = False
        self._found: list[str] = []
        self._languages = ""

    def read(self, picture: Image.Image, width: float, height: float) -> SourcePage:
        """Return the lines of a page of this size; without lines when Tesseract is missing or sees no words."""
        page = SourcePage([], width, height, is_scanned=True)
        self.pages += 1
        if not has_tesseract():
            self._is_missing = True
            return page
        if self.pages > MOST_SCANS:
            self._found.append(TOO_MANY_SCANS)
            return page
        with room_for_scans():
            grey = _prepared(picture)
            if _is_blank(grey):
                return page
            page.angle = angle_of(grey)
            try:
                page.lines = self._lines(turned(grey, page.angle))
            except RuntimeError as error:  # pytesseract's own kind for a limit of time
                if isinstance(error, pytesseract.TesseractError):
                    raise
                self._found.append(SOME_PAGES_SLOW)
        if not page.lines:
            self._found.append(SOME_PAGES_EMPTY)
        return page

    def _lines(self, grey: Image.Image) -> list[SourceLine]:
        if not self._languages:
            self._languages = self._choose(grey)
        lines = lines_of(_recognise(grey, self._languages), grey.width, grey.height)
        if self.language is None:
            # Too few words in the part that was tried: the whole page tells, and the next one is read in its language.
            self.language = language_by_stop_words(" ".join(line.text for line in lines))
            self._languages = ""
        if any(word < _DOUBTFUL for line in lines for word in line.words):
            self._found.append(HARD_TO_READ)
        return lines

    def _choose(self, grey: Image.Image) -> str:
        """Read a part of the page to find its language, and say in which to read the document."""
        known = [code for code in CODES.values() if code in installed_languages()]
        every = "+".join(known) or "eng"
        if self.language is None and len(known) > 1:
            left, top, right, bottom = _PROBE
            part = grey.crop(
                (
                    int(left * grey.width),
                    int(top * grey.height),
                    int(right * grey.width),
                    int(bottom * grey.height),
                )
            )
            words = _recognise(part, _PROBED_IN if _PROBED_IN in known else known[0])
            probe = " ".join(row["text"] for row in words)
            self.language = language_by_stop_words(probe)
        if self.language is None:
            return every
        code = CODES[self.language]
        if code not in known:
            self._found.append(LANGUAGE_MISSING)
            return every
        return code

    def warnings(self) -> list[str]:
        """Return what a person should know about the reading, each once."""
        return list(dict.fromkeys(self._found))

    def check_any_words(self, *, has_words: bool) -> None:
        """Raise ScanReaderMissingError or NoWordsInPictureError when a document of scans gave no word at all."""
        if has_words or not self.pages:
            return
        raise ScanReaderMissingError if self._is_missing else NoWordsInPictureError


def origin_of(printed: Origin, pages: Sequence[SourcePage]) -> Origin:
    """Return where a text of these pages comes from: Tesseract when all of them are scans, both when some are."""
    scans = [page.is_scanned for page in pages]
    if not any(scans):
        return printed
    name = "tesseract" if all(scans) else f"{printed.extractor}+tesseract"
    return Origin(name, printed.version, printed.media_type)


@cache
def has_tesseract() -> bool:
    """Tell whether Tesseract can be called."""
    try:
        pytesseract.get_tesseract_version()
    except pytesseract.TesseractNotFoundError:
        return False
    return True


@cache
def installed_languages() -> frozenset[str]:
    """Return the codes of Tesseract's languages ("nld")."""
    return frozenset(pytesseract.get_languages())


def _recognise(grey: Image.Image, languages: str) -> list[dict[str, str]]:
    """Return Tesseract's rows for words."""
    # Handed a picture, pytesseract would pack it as PNG, which takes longer than reading it.
    with tempfile.NamedTemporaryFile(suffix=".pgm") as file:
        grey.save(file.name, "PPM")
        table = pytesseract.image_to_data(
            file.name, lang=languages, config="--dpi 300", timeout=_SECONDS_A_PAGE
        )
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if row["level"] == _LEVEL_OF_WORDS and (row["text"] or "").strip()]


def lines_of(rows: Sequence[dict[str, str]], width: int, height: int) -> list[SourceLine]:
    """Join words to lines, in the order of Tesseract's blocks; boxes become fractions of the picture."""
    by_line: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        by_line.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    return [
        SourceLine(
            " ".join(word["text"].strip() for word in words),
            _box(words, width, height),
            tuple(min(100, max(0, round(float(word["conf"])))) for word in words),
        )
        for words in by_line.values()
        if _is_print(words)
    ]


def _is_print(words: Sequence[dict[str, str]]) -> bool:
    """Tell print from specks: a line of signs alone that Tesseract itself hardly believes."""
    has_letters = any(character.isalnum() for word in words for character in word["text"])
    return has_letters or fmean(float(word["conf"]) for word in words) >= _DOUBTFUL


def _box(words: Sequence[dict[str, str]], width: int, height: int) -> Box:
    edges = [
        (
            int(word["left"]),
            int(word["top"]),
            int(word["left"]) + int(word["width"]),
            int(word["top"]) + int(word["height"]),
        )
        for word in words
    ]
    return Box(
        min(edge[0] for edge in edges) / width,
        min(edge[1] for edge in edges) / height,
        max(edge[2] for edge in edges) / width,
        max(edge[3] for edge in edges) / height,
    )


def _prepared(picture: Image.Image) -> Image.Image:
    """Return a page in grey, at the size that is read best, without the specks of a bad copy."""
    grey = _flat(picture).convert("L")
    longest = max(grey.size)
    if longest > _LARGEST_HEIGHT:
        grey = grey.resize(_scaled(grey, _BEST_HEIGHT / longest), Image.Resampling.LANCZOS)
    if _noise_of(grey) > _NOISY:
        grey = grey.filter(ImageFilter.MedianFilter(3))
    if _SMALLEST_TO_ENLARGE < longest < _BEST_HEIGHT * 0.9:
        grey = grey.resize(_scaled(grey, _BEST_HEIGHT / longest), Image.Resampling.BICUBIC)
    return ImageOps.autocontrast(grey, cutoff=0.5)


def _is_blank(grey: Image.Image) -> bool:
    """Tell the back of a sheet, or a picture too small for a word."""
    lightest, darkest = grey.getextrema()
    return min(grey.size) < _SMALLEST_WORD or lightest == darkest


def _scaled(picture: Image.Image, factor: float) -> tuple[int, int]:
    return max(1, round(picture.width * factor)), max(1, round(picture.height * factor))


def _flat(picture: Image.Image) -> Image.Image:
    """Lay a picture with see-through parts on white."""
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return picture
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered)


def _noise_of(grey: Image.Image) -> float:
    """Return how far neighbouring pixels differ where a page has no letters: its lightest strip, from 0 to 255."""
    strips = 24
    height = max(1, grey.height // strips)
    parts = [grey.crop((0, top, grey.width, top + height)) for top in range(0, grey.height - height, height)]
    return min((ImageStat.Stat(part).stddev[0] for part in parts), default=0.0)
