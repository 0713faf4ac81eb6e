"""Who signed a document: persons with their function and organisation, and organisations."""

import re
from dataclasses import dataclass, replace

from app.text.blocks import Line
from app.text.markers import find_marker
from app.text.parties import ON_BEHALF, Party, read_signature_line
from app.text.signatures import find_signature
from app.text.wording import FUNCTION_LINE, OFFICE_HOLDER

MOST_SIGNATORIES = 200
_EDGE = "*_# \t,;:"
_ORGANISATION = re.compile(
    r"\b(?:v\.?z\.?w\.?|a\.?s\.?b\.?l\.?|n\.?g\.?o\.?|o\.?n\.?g\.?|ivzw|stichting|vereniging|verbond|bond|coalitie|co[öo]rdinatie|platform"
    r"|comit[ée]|werkgroep|netwerk|beweging|federatie|vakbond|actie\w{0,12}|raad|instituut|fonds|centrum|huis|vrienden|buren"
    r"|association|fondation|fédération|coalition|coordination|plate-?forme|réseau|collectif|mouvement|syndicat|ligue|amis|centre|action"
    r"|foundation|network|movement|union|alliance|campaign|committee|council|trust|society|institute|federation|group|friends|users"
    r"|verein|verband|bündnis|initiative|bund|e\.v\.|amnesty|greenpeace|oxfam|ministerie|kabinet|cabinet|ministère|ministry|dienst|office)\b",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]*|(?:d|l|t)['’][A-ZÀ-Þ][\w'’-]*|['’][st])$")
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "du",
        "des",
        "la",
        "le",
        "ten",
        "ter",
        "te",
        "zu",
        "di",
        "da",
        "del",
        "dos",
        "el",
        "al",
        "bin",
        "'t",
    ]
)
_MOST_WORDS_OF_NAME = 6
_FEWEST_WORDS_OF_NAME = 2
_BEHIND_NAME = re.compile(r"(?: ?\((?P<brackets>[^()\n]{2,80})\)|, ?(?P<comma>[^\n]{2,100}))[ .;,]{0,3}$")


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signed: text[start:end] == name; `role` and `organisation` as printed, None where they are not."""

    name: str
    is_organisation: bool
    role: str | None
    organisation: str | None
    start: int
    end: int


def find_signatories(text: str, start: int, end: int) -> list[Signatory]:
    """Return everybody who signed the document at text[start:end], in order, at most 200.

    A function on a line of its own belongs to the person above it, or to the one below where none stands above.
    """
    found: list[Signatory] = []
    role_for_next = None
    for line in find_signature(text, start, end):
        signed = _read_line(text, _without_marker(line))
        if signed is not None and not _is_role_only(line, signed):
            found.append(replace(signed, role=signed.role or role_for_next))
            role_for_next = None
        elif FUNCTION_LINE.match(line.plain):
            role = line.plain.strip(_EDGE)
            if found and found[-1].role is None and not found[-1].is_organisation:
                found[-1] = replace(found[-1], role=role)
            elif not found:
                role_for_next = role
    return found[:MOST_SIGNATORIES]


def _is_role_only(line: Line, signed: Signatory) -> bool:
    """Say whether a line names no signatory: "Coordinator, Warm Homes Network", "Pour le Premier Ministre,"."""
    is_function = FUNCTION_LINE.match(line.plain) is not None and not ON_BEHALF.match(line.plain)
    return signed.is_organisation and (is_function or OFFICE_HOLDER.match(signed.name) is not None)


def is_person(name: str) -> bool:
    """Say whether a name can be a person's: two to six words with capitals, and no word of an organisation.

    >>> is_person("Ine van den Bos"), is_person("Coördinatie Opheffing Blokkade")
    (True, False)
    """
    words = name.split()
    return (
        _FEWEST_WORDS_OF_NAME <= len(words) <= _MOST_WORDS_OF_NAME
        and not _ORGANISATION.search(name)
        and not OFFICE_HOLDER.match(name)
        and all(_NAME_WORD.match(word) or word.lower() in _PARTICLES for word in words)
        and not name.isupper()
    ) or _is_initialled(name)


def _is_initialled(name: str) -> bool:
    return re.fullmatch(r"(?:[A-ZÀ-Þ]\.[ -]?){1,5}[A-ZÀ-Þ][\w'’-]{1,30}", name) is not None


def _without_marker(line: Line) -> Line:
    """Signatures come as lists too: "- Groene Vallei vzw"."""
    marker = find_marker(line.words[:60])
    if marker is None or marker.length >= len(line.words):
        return line
    return Line(line.start + marker.length, line.end, line.words[marker.length :], line.blank_before)


def _read_line(text: str, line: Line) -> Signatory | None:
    party = read_signature_line(text, line)
    if party is None:
        return None
    named = _split(party)
    behind = text[named.end : line.end].strip(_EDGE + ".()")
    role = behind if behind and FUNCTION_LINE.match(behind) else None
    return replace(named, role=role, organisation=named.organisation or _organisation_in(role))


def _split(party: Party) -> Signatory:
    """Tell the name from the organisation behind it: "Jan Maes (Groene Vallei)", "Jan Maes, Groene Vallei"."""
    behind = _BEHIND_NAME.search(party.name)
    name = party.name[: behind.start()] if behind else party.name
    if behind and is_person(name):
        organisation = (behind["brackets"] or behind["comma"]).strip(_EDGE)
        place = (party.start, party.start + len(name))
        return Signatory(
            name, is_organisation=False, role=None, organisation=organisation, start=place[0], end=place[1]
        )
    return Signatory(party.name, not is_person(party.name), None, None, party.start, party.end)


def _organisation_in(role: str | None) -> str | None:
    """Read "Chair, Night Bus Users": what stands behind the comma of a function."""
    _, comma, organisation = (role or "").partition(", ")
    return organisation if comma else None
