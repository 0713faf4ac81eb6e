"""Bytes of any character set become one plain string, always in the same way, so that offsets can be kept for ever."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from app.errors import N_
from app.text.errors import BinaryContentError

# Bytes that no text in a one-byte character set holds; tab, LF, VT, FF, CR and ESC do occur in text.
_CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_SAMPLE = 65_536
_BINARY_SHARE = 0.05
_NUL_SHARE_OF_UTF16 = 0.3
_UTF8_CHARACTERS_PER_FAULT = 4
_MARKS_IN_A_ROW = 30
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0x0132: "IJ",
    0x0133: "ij",
}
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
_UNFOLDED = {**_LIGATURES, **_INVISIBLE}
_LINE_ENDS = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
# A soft hyphen at the end of a line is a broken word; anywhere else it is only permission to break.
_SOFT_BREAK = re.compile("\u00ad[ \t]*\n[ \t\n]*")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")

# Told on pages in the reader's language, and by the command line as they stand.
CONTROLS_REMOVED = N_("control characters were removed")
MARKS_REMOVED = N_("long runs of accents on one letter were cut short")
CHARACTERS_GUESSED = N_("the character set was guessed: check letters with accents")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The characters of a file, before normalisation."""

    text: str
    charset: str
    charset_guessed: bool


@dataclass(frozen=True, slots=True)
class NormalText:
    """Text in NFC with LF, and what had to be changed to get there."""

    text: str
    warnings: tuple[str, ...]


def _cp1252_for_fault(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    return fault.object[fault.start : fault.end].decode("cp1252", "replace"), fault.end


codecs.register_error("weerwoord.cp1252", _cp1252_for_fault)


def decode(data: bytes) -> DecodedText:
    """Turn the bytes of a text file into characters: byte order mark, UTF-16 by its NULs, UTF-8, else cp1252.

    Raises BinaryContentError when the bytes are no text at all.
    """
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], charset)
    charset_by_nuls = _utf16_by_nuls(data[:_SAMPLE])
    if charset_by_nuls:
        return DecodedText(data.decode(charset_by_nuls, "replace"), charset_by_nuls, charset_guessed=True)
    if is_binary(data):
        raise BinaryContentError
    try:
        return DecodedText(data.decode("utf-8"), "utf-8", charset_guessed=False)
    except UnicodeDecodeError:
        return _decode_faulty(data)


def is_binary(data: bytes) -> bool:
    """Say whether more than one byte in twenty is a control character."""
    return any(
        len(part) - len(part.translate(None, _CONTROL_BYTES)) > _BINARY_SHARE * len(part)
        for part in (data[:_SAMPLE], data)
        if part
    )


def _decode_marked(data: bytes, charset: str) -> DecodedText:
    try:
        return DecodedText(data.decode(charset), charset, charset_guessed=False)
    except UnicodeDecodeError:
        return DecodedText(data.decode(charset, "replace"), charset, charset_guessed=True)


def _utf16_by_nuls(sample: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in nearly every second byte, always on the same side."""
    pairs = len(sample) // 2
    if not pairs:
        return None
    first, second = sample[0::2], sample[1::2]
    if second.count(0) / pairs > _NUL_SHARE_OF_UTF16 and _is_text_in(sample, "utf-16-le"):
        return "utf-16-le"
    if first.count(0) / pairs > _NUL_SHARE_OF_UTF16 and _is_text_in(sample, "utf-16-be"):
        return "utf-16-be"
    return None


def _is_text_in(sample: bytes, charset: str) -> bool:
    text = sample.decode(charset, "replace")
    return len(_CONTROLS.findall(text)) + text.count("\ufffd") <= _BINARY_SHARE * len(text)


def _decode_faulty(data: bytes) -> DecodedText:
    """Keep UTF-8 for a file with a few broken bytes; read anything else as cp1252."""
    lenient = data.decode("utf-8", "replace")
    faults = lenient.count("\ufffd") - data.count("\ufffd".encode())
    beyond_ascii = len(lenient) - len(lenient.encode("ascii", "ignore")) - faults
    if beyond_ascii >= _UTF8_CHARACTERS_PER_FAULT * faults:
        return DecodedText(data.decode("utf-8", "weerwoord.cp1252"), "utf-8", charset_guessed=True)
    return DecodedText(data.decode("cp1252", "replace"), "cp1252", charset_guessed=True)


def normalise(text: str) -> NormalText:
    """Return the text in NFC with LF line ends, ligatures unfolded, invisible and control characters gone.

    Form feeds stay: they start pages. Not NFKC, which would turn footnote marks into digits.
    """
    warnings = []
    text = _LINE_ENDS.sub("\n", text)
    text, controls = _CONTROLS.subn("", text)
    if controls:
        warnings.append(CONTROLS_REMOVED)
    text = _SURROGATES.sub("\ufffd", text)
    text = _SOFT_BREAK.sub("", text).translate(_UNFOLDED)
    shortened = _shorten_runs_of_marks(text)
    if len(shortened) < len(text):
        warnings.append(MARKS_REMOVED)
    return NormalText(unicodedata.normalize("NFC", shortened), tuple(warnings))


def _shorten_runs_of_marks(text: str) -> str:
    """Keep at most 30 combining marks on a letter (UAX #15, stream-safe text): sorting them costs the square."""
    marks = "".join(sorted(mark for mark in set(text) if unicodedata.combining(mark)))
    if not marks:
        return text
    long_run = re.compile(f"([{re.escape(marks)}]{{{_MARKS_IN_A_ROW}}})[{re.escape(marks)}]+")
    return long_run.sub(r"\1", text)
