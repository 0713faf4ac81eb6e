"""What kind of document a text is: who speaks to whom decides, then the phrases of replies."""

import re
from enum import StrEnum

from app.text.blocks import paragraph_end
from app.text.heads import Head, OpenerKind, find_heads
from app.text.requests import asks
from app.text.sentences import find_sentences
from app.text.signatures import find_signature
from app.text.wording import CLOSING, OFFICE_HOLDER, PARLIAMENT, ends_sentence

_TOP = 4000
_LONGEST_ACKNOWLEDGEMENT = 900
_FEWEST_WORDS_THAT_ANSWER = 6


class DocumentKind(StrEnum):
    """The kinds of shape 1 in the command line's contract; a holding reply is a reply."""

    LETTER = "letter"
    REPLY = "reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    CLIPPING = "clipping"
    SCORECARD = "scorecard"
    PARLIAMENT_LETTER = "parliament_letter"
    OTHER = "other"


_YOUR_LETTER = (
    r"(?:brief|schrijven|brieven|mail|e-?mail|bericht|vra(?:ag|gen)|verzoek|oproep|vragenlijst"
    r"|lettre|courrier|courriel|message|mail|demande|questions?|questionnaire"
    r"|letter|e-?mail|correspondence|message|questions?|enquiry|inquiry|request|schreiben|anfrage)"
)
_ANSWERS = re.compile(
    rf"\b(?:dank(?:en|te)?|bedank(?:t|en)?)(?: (?:ik|wij|we))? (?:u|je|jullie)?[^\n.]{{0,30}}\bvoor (?:uw|jullie|het) [^\n.]{{0,30}}{_YOUR_LETTER}"
    rf"|\b(?:in|als) (?:antwoord|reactie) op uw|\bnaar aanleiding van uw|\bmet betrekking tot uw {_YOUR_LETTER}"
    rf"|\buw (?:\w+ )?{_YOUR_LETTER} (?:van|dd\.?|heb ik|hebben wij|werd)\b|\b(?:heb|hebben) (?:ik |wij |we )?uw (?:\w+ )?{_YOUR_LETTER}"
    rf"|\bmerci(?:e|ons)? (?:vivement )?(?:pour|de) votre|\bvous remerci(?:e|ons)[^\n.]{{0,30}}(?:pour|de) votre"
    rf"|\b(?:en réponse|suite) à votre|\bvotre {_YOUR_LETTER} (?:du|m['’]est|nous est|a retenu)|\breçu votre"
    rf"|\bthank(?:s| you)[^\n.]{{0,30}} for your|\b(?:in (?:response|reply)|further) to your|\byour {_YOUR_LETTER} (?:of|dated)\b"
    rf"|\bresponding to your|\b(?:vielen )?dank für ihr|\bin beantwortung ihre|\bihr schreiben vom",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"\bontvangstbevestiging|\bontvangstmelding|\bbevestig(?:en|t)?(?: (?:ik|wij|we|u))?[^\n.]{0,30} (?:de )?(?:goede )?ontvangst"
    r"|\b(?:goed |in goede orde )(?:ontvangen|aangekomen)|\bin goede orde\b"
    r"|\baccusé? (?:de )?réception|\baccus(?:e|ons) (?:bonne )?réception|\b(?:bien|bonne) (?:reçu|réception)|\bbien parvenue?"
    r"|\backnowledg(?:e|ing|ement)(?: of)?[^\n.]{0,20} receipt|\bwe have received your|\bi have received your|\bhas been received"
    r"|\beingangsbestätigung|\bbestätigen? (?:wir |ich )?(?:ihnen )?(?:hiermit )?den eingang",
    re.IGNORECASE,
)
_ANSWER_TO_COME = re.compile(
    r"\b(?:antwoord|reactie|reply|response|réponse|antwort)\b[^\n.]{0,90}\b(?:binnen|uiterlijk|spoedig|later|weldra|nader|volgt|ontvangen"
    r"|parviendra|sera|suivra|dans les|délais?|within|shortly|soon|due course|by|follow|in kürze|folgt)"
    r"|\b(?:ontvangt|krijgt|receive|recevrez|erhalten)\b[^\n.]{0,90}\b(?:antwoord|reactie|reply|response|réponse|antwort)\b"
    r"|\bin behandeling\b|\ben cours (?:de traitement|d['’]examen)|\bunder consideration|\bwill (?:reply|respond|answer|be answered)"
    r"|\b(?:doorgestuurd|doorgezonden|overgemaakt|transmis|forwarded|passed (?:on )?to|weitergeleitet)\b",
    re.IGNORECASE,
)

_FILE_NUMBER = re.compile(
    r"\b(?:geregistreerd|ingeschreven|dossiernummer|kenmerk|nummer|contact|aandacht|vragen hebt"
    r"|enregistrée?|numéro|dossier|référence|attention|registered|number|reference|contact|file|auto\w{0,8}|aktenzeichen)\b",
    re.IGNORECASE,
)


def kind_of(text: str, start: int, end: int) -> DocumentKind:
    """Return the kind of the document at text[start:end], which is no clipping and no scorecard.

    A reply is signed by or headed with an office holder, or thanks for a letter; a letter speaks to an office holder;
    an acknowledgement says that something arrived, and nothing more.
    """
    head = next(find_heads(text, start, min(end, start + _TOP)), None)
    is_by_office = _is_by_office(text, start, end, head)
    if is_by_office and _speaks_to_parliament(text, head):
        return DocumentKind.PARLIAMENT_LETTER
    if head is not None and head.has(OpenerKind.REPLY_HEADING):
        return DocumentKind.REPLY
    if _speaks_to_office(text, head) and not is_by_office:
        return DocumentKind.LETTER
    return _by_phrases(text[start:end], head, is_by_office=is_by_office)


def _by_phrases(words: str, head: Head | None, *, is_by_office: bool) -> DocumentKind:
    top = words[:_TOP]
    if _is_receipt_only(words):
        return DocumentKind.ACKNOWLEDGEMENT
    if is_by_office or (_ANSWERS.search(top) and (head or CLOSING.search(words[-_TOP:]))):
        return DocumentKind.REPLY
    if head is not None and (head.has(OpenerKind.SALUTATION) or asks(words[: _TOP * 2])):
        return DocumentKind.LETTER
    return (
        DocumentKind.LETTER
        if CLOSING.search(words[-_TOP:]) and asks(words[: _TOP * 2])
        else DocumentKind.OTHER
    )


def _is_receipt_only(words: str) -> bool:
    """Receipt confirmed in a few lines, without an answer now or announced."""
    if len(words) > _LONGEST_ACKNOWLEDGEMENT or not _RECEIPT.search(words) or _ANSWER_TO_COME.search(words):
        return False
    sentences = (words[start:end] for start, end in find_sentences(words))
    return not any(_says_more(sentence) for sentence in sentences)


def _says_more(sentence: str) -> bool:
    """Say whether a sentence is about more than the arrival, the thanks and the file number."""
    is_about_receipt = _RECEIPT.search(sentence) or _ANSWERS.search(sentence) or _FILE_NUMBER.search(sentence)
    return (
        ends_sentence(sentence)
        and len(sentence.split()) >= _FEWEST_WORDS_THAT_ANSWER
        and not (is_about_receipt or CLOSING.match(sentence))
    )


def _is_by_office(text: str, start: int, end: int, head: Head | None) -> bool:
    if head is not None and head.has(OpenerKind.LETTER_HEADING):
        return True
    heading = head.first(OpenerKind.REPLY_HEADING) if head else None
    if heading and OFFICE_HOLDER.search(text, heading.start, heading.end):
        return True
    return any(OFFICE_HOLDER.search(line.plain) for line in find_signature(text, start, end))


def _speaks_to_parliament(text: str, head: Head | None) -> bool:
    return any(PARLIAMENT.search(text, *span) for span in _address_spans(text, head))


def _speaks_to_office(text: str, head: Head | None) -> bool:
    spans = _address_spans(text, head)
    return any(OFFICE_HOLDER.search(text, *span) or PARLIAMENT.search(text, *span) for span in spans)


def _address_spans(text: str, head: Head | None) -> list[tuple[int, int]]:
    """Return the places of the salutation, and of the addressee with the lines of the address below."""
    if head is None:
        return []
    spans = [(opener.start, opener.end) for opener in head.openers if opener.kind is OpenerKind.SALUTATION]
    addressee = head.first(OpenerKind.ADDRESSEE)
    return [*spans, (addressee.start, paragraph_end(text, addressee.end))] if addressee else spans
