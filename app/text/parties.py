"""Who wrote a document, and to whom."""

import re
from dataclasses import dataclass, replace

from app.text.blocks import Line, is_date_line, lines_between, paragraph_end
from app.text.heads import Head, OpenerKind, find_heads
from app.text.signatures import find_signature, is_sentence
from app.text.wording import CHAIR, FUNCTION_LINE, LABEL, PUBLIC_OFFICE

_TOP = 4000
_LONGEST_NAME = 120
_LINES_OF_ADDRESS = 5
_EDGE = "*_# \t"
_STOPS = " ,;:."
_ARTICLE = r"(?-i:de |het |een |the |la |le |les |l['’]|den |die |der )"
_PERSON_TITLE = (
    r"(?:de heer|heer|dhr\.?|mevrouw|mevr\.?|mw\.?|meneer|mijnheer|monsieur|madame|mme\.?|mr\.?|mrs\.?|ms\.?|herrn?|frau|sir|madam"
    r"|the (?:rt\.? ?|right )?hon\S{0,8}|h\.e\.|z\.e\.|s\.e\.|zijne excellentie|son excellence|his excellency|her excellency"
    r"|dr\.?|prof\.?)(?= )"
)
_TO = re.compile(
    r"(?:(?:aan|t\.?a\.?v\.?|ter attentie van|à l['’]attention (?:de |du )?|for the attention of|attn\.?|à|to|an|au|aux|z\. ?hd\.)"
    r"(?: ?:)? ?)?(?=\S)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:zeer |hoog)?(?:geachte?|hooggeachte|weledele|waarde|beste|ch[eè]re?s?|dear|sehr geehrte[rs]?|liebe[rs]?) ",
    re.IGNORECASE,
)
_POLITE = re.compile(rf"(?:{_PERSON_TITLE} ?|{_ARTICLE})", re.IGNORECASE)
_M_TITLE = re.compile(r"M\. (?=[A-ZÀ-Þ][a-zà-ÿ])")
_NO_NAME = re.compile(
    r"(?:heer|mevrouw|heren|dames|mijnheer|meneer|monsieur|madame|messieurs|mesdames|sirs?|madam|herr|frau|damen|herren|collega|allen"
    r"|lezer|en|et|and|und|or|of|ou|/|,| )+",
    re.IGNORECASE,
)
_LEVEL = (
    r"(?:(?:vlaams|waals|brussels|federaal|belgisch|nederlands|flemish|walloon|federal|british|irish)e? )?"
)
_OFFICE_AT_START = re.compile(rf"{_LEVEL}(?:{PUBLIC_OFFICE}|{CHAIR})", re.IGNORECASE)
_OFFICE_BEHIND = re.compile(rf"\b{_LEVEL}(?:{PUBLIC_OFFICE}|{CHAIR})", re.IGNORECASE)
# "het kabinet van minister Van Roosmalen": who is written to is the minister.
_CABINET = re.compile(
    r"(?:het )?kabinet van (?:de )?|(?:le )?cabinet (?:du |de la |de )|(?:the )?(?:private )?office of (?:the )?",
    re.IGNORECASE,
)
_PERSON_BEHIND_OFFICE = re.compile(
    rf", (?P<person>{_PERSON_TITLE} (?-i:[A-ZÀ-Þ])[^\n,;]{{1,80}})$", re.IGNORECASE
)
_NAME_AFTER_OFFICE = re.compile(
    r" (?P<name>(?!(?-i:van|de|du|des|der|of|for|en|et|and|für|VAN|DE|DU|DES|DER|OF|FOR|EN|ET|AND) |d['’])(?-i:[A-ZÀ-Þ])[^\n,;]{1,60})",
    re.IGNORECASE,
)
ON_BEHALF = re.compile(
    r"(?:getekend|was getekend|signé|namens|voor|uit naam van|in naam van|au nom d[eu]|pour|on behalf of|for|im namen)[ ,:]{1,3}"
    rf"{_ARTICLE}?",
    re.IGNORECASE,
)
_FROM_HEADING = re.compile(r"\b(?:van|vanwege|de|du|from|by|of|von) (?P<name>[^\n,;*]{3,100})", re.IGNORECASE)
_FROM_LABEL = re.compile(
    r"^[*_ ]{0,4}(?:van|from|de|afzender|expéditeur|sender)\s?:\s?(?P<name>[^\n<,;*]{3,100})",
    re.IGNORECASE | re.MULTILINE,
)
_PERSON_LINE = re.compile(rf"{_PERSON_TITLE} (?-i:[A-ZÀ-Þ])", re.IGNORECASE)
_GAP = " " * 3
_CONTACT = re.compile(r"@|https?:|www\.|\d{4,}|^[\d\W]+$")


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or addressee: text[start:end] == name.

    Where a document names only an office ("Aan de Voorzitter van ..."), name and office are the same words.
    """

    name: str
    office: str | None
    start: int
    end: int


def find_addressee(text: str, start: int, end: int) -> Party | None:
    """Return who the document at text[start:end] is written to, by its address lines, else by its salutation."""
    head = next(find_heads(text, start, min(end, start + _TOP)), None)
    if head is None:
        return None
    greeted = _greeted(text, head)
    addressed = _addressed(text, head)
    if addressed is None:
        return greeted
    if addressed.office is None and greeted is not None and greeted.office is not None:
        return replace(addressed, office=greeted.office)
    return addressed


def find_sender(text: str, start: int, end: int) -> Party | None:
    """Return the first signatory, else who the heading or a "Van:" line names."""
    signed = (read_signature_line(text, line) for line in find_signature(text, start, end))
    first = next((party for party in signed if party is not None), None)
    if first is not None:
        return first
    head = next(find_heads(text, start, min(end, start + _TOP)), None)
    heading = head.first(OpenerKind.REPLY_HEADING) if head else None
    match = _FROM_HEADING.search(text, heading.start, heading.end) if heading else None
    match = match or _FROM_LABEL.search(text, start, min(end, start + _TOP))
    return _party(text, *match.span("name")) if match else None


def read_signature_line(text: str, line: Line) -> Party | None:
    """Return who a line of a signature names; None for a function, an address, a date, a sentence.

    "Namens de Coalitie X,", "Jan Jansen, voorzitter", "De Minister, S.A. Blok".
    """
    if not _is_name_line(line.plain):
        return None
    first = line.start + line.words.index(line.plain)
    return _signatory(text, first, first + len(line.plain))


def _is_name_line(words: str) -> bool:
    return (
        1 < len(words) <= _LONGEST_NAME
        and not _CONTACT.search(words)
        and not LABEL.match(words)
        and not is_date_line(words)
        and not is_sentence(words)
    )


def _signatory(text: str, start: int, end: int) -> Party | None:
    behalf = ON_BEHALF.match(text, start, end)
    if behalf:
        start = behalf.end()
    words = text[start:end]
    if not behalf and FUNCTION_LINE.match(words):
        _, comma, name = words.rpartition(", ")
        return _party(text, end - len(name), end) if comma and name[:1].isupper() else None
    before, comma, after = words.partition(",")
    if comma and (not after.strip() or FUNCTION_LINE.match(after.strip())):
        end = start + len(before)
    return _party(text, start, end)


def _party(text: str, start: int, end: int, office: str | None = None) -> Party | None:
    """Trim stars, stops and polite titles off a name."""
    words = text[start:end]
    start += len(words) - len(words.lstrip(_EDGE + _STOPS))
    end = start + len(text[start:end].rstrip(_EDGE + ",;:"))
    for _ in range(2):
        polite = _POLITE.match(text, start, end)
        start = polite.end() if polite else start
    return Party(text[start:end], office, start, end) if start < end else None


def _addressed(text: str, head: Head) -> Party | None:
    opener = head.first(OpenerKind.ADDRESSEE)
    if opener is None:
        return None
    lines = list(lines_between(text, opener.start, paragraph_end(text, opener.start)))[:_LINES_OF_ADDRESS]
    first = lines[0]
    start = first.start + len(first.words) - len(first.words.lstrip(_EDGE))
    to = _TO.match(text, start, first.end)
    if first.start and text[first.start - 1] == " ":
        lines = [first, *(_right_column(line) for line in lines[1:])]
    below = [line.plain for line in lines[1:]]
    office_below = next((words for words in below if _OFFICE_AT_START.match(words)), None)
    named = _named(text, to.end() if to else start, first.end, office_below)
    if (
        named is not None
        and named.office == named.name
        and len(lines) > 1
        and _PERSON_LINE.match(lines[1].words)
    ):
        person = _party(text, lines[1].start, lines[1].end)
        return replace(person, office=named.office) if person else named
    return None if named is None or _CONTACT.search(named.name) else named


def _right_column(line: Line) -> Line:
    """Return what stands right of a gap: an address may be printed beside the sender's."""
    _, gap, right = line.words.rpartition(_GAP)
    return Line(line.end - len(right), line.end, right, line.blank_before) if gap else line


def _greeted(text: str, head: Head) -> Party | None:
    opener = head.first(OpenerKind.SALUTATION)
    if opener is None:
        return None
    words = text[opener.start : opener.end]
    start = opener.start + len(words) - len(words.lstrip(_EDGE))
    greeting = _GREETING.match(text, start, opener.end)
    return _named(text, greeting.end() if greeting else start, opener.end, None)


def _named(text: str, start: int, end: int, office: str | None) -> Party | None:
    """Read "de heer M. Prévot, minister van ...", "minister M. Prévot", "de Voorzitter van ..." or a bare name."""
    start += _length_of_cabinet(text, start, end)
    whole = _party(text, start, end)
    if whole is None:
        return None
    at_start = _OFFICE_AT_START.match(whole.name)
    if at_start:
        return _after_office(text, whole, at_start.end())
    name, comma, rest = whole.name.partition(",")
    behind = _OFFICE_BEHIND.search(rest) if comma else None
    if behind:
        office = rest[behind.start() :].strip(_EDGE + _STOPS)
    if _NO_NAME.fullmatch(name):
        return None
    m_title = _M_TITLE.match(name) if office and "Monsieur" in text[start:end] else None
    shift = m_title.end() if m_title else 0
    return Party(name[shift:], office, whole.start + shift, whole.start + len(name))


def _length_of_cabinet(text: str, start: int, end: int) -> int:
    """Return how long "het kabinet van " is where an office follows."""
    article = _POLITE.match(text, start, end)
    first = article.end() if article else start
    cabinet = _CABINET.match(text, first, end)
    is_of_office = cabinet is not None and _OFFICE_AT_START.match(text, cabinet.end(), end)
    return cabinet.end() - start if cabinet and is_of_office else 0


def _after_office(text: str, whole: Party, office_end: int) -> Party:
    """Tell a name with an office ("minister M. Prévot") from an office alone ("Voorzitter van de Tweede Kamer").

    "Minister van Mobiliteit, de heer Pieter Haemers" has the name behind the office.
    """
    behind = _PERSON_BEHIND_OFFICE.search(whole.name, office_end)
    if behind:
        person = _party(text, whole.start + behind.start("person"), whole.start + behind.end("person"))
        return replace(person or whole, office=whole.name[: behind.start()])
    match = _NAME_AFTER_OFFICE.match(whole.name, office_end)
    if match is None:
        return replace(whole, office=whole.name)
    start = whole.start + match.start("name")
    name = match["name"].rstrip(_EDGE + _STOPS)
    return Party(text[start : start + len(name)], whole.name[:office_end], start, start + len(name))
