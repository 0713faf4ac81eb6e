"""The fixed phrases of letters in nl, fr, en and de: salutations, closings, labels, offices.

All patterns work on one line and repeat nothing without a bound, so that any text is read in linear time.
"""

import re

_EMPHASIS = r"[*_# ]{0,6}"

_POLITE = (
    r"(?:Mijnheer|Meneer|Mevrouw|Dames|Heren|Monsieur|Madame|Messieurs|Mesdames|Mme|Mr|Sir|Madam|Herr|Frau)"
)
SALUTATION = re.compile(
    # Looks ahead first: a blank line is passed over at once.
    rf"^(?={_EMPHASIS}\w){_EMPHASIS}(?:"
    r"(?:Zeer |Hoog)?(?:geachte?|hooggeachte|weledele|waarde)\b[^\n]{0,110}"
    r"|(?:beste|dag|hallo|liefste) [^\n.:;?]{1,60},"
    rf"|(?:ch[eè]re?s? ){{0,2}}{_POLITE}(?:[ ,](?:de|le|la|les|l['’]|en|et|and|{_POLITE})[^\n.:;?]{{0,70}})?,"
    r"|(?:Monsieur|Madame|Mevrouw|Mijnheer|Mme|M\.) (?-i:[A-ZÀ-Þ])[\w'’-]{1,30}(?: [\w'’-]{1,30}){0,3},"
    r"|(?:Monsieur le|Madame la|Mijnheer de|Mevrouw de) (?:[Vv]ice-\w{0,10} ?)?(?:[Mm]inistre|[Mm]inister)"
    r"|ch[eè]re?s? [^\n.:;?]{1,60},"
    r"|dear\b[^\n]{0,90}|(?:your )?excellency,?|excellence,|excellentie,|to whom it may concern,?"
    r"|(?:prime )?minister,|sehr geehrte[rs]?\b[^\n]{0,90}|liebe[rs]? [^\n.:;?]{1,60},"
    rf")[ ,:!]{{0,2}}{_EMPHASIS}$(?<![.;?])",
    re.IGNORECASE | re.MULTILINE,
)
# "Geachte heer Peeters, wij hebben ...": a greeting and the first sentence on one line.
SALUTATION_BEFORE_TEXT = re.compile(
    rf"^{_EMPHASIS}(?:(?:zeer |hoog)?geachte?|beste|dear|sehr geehrte[rs]?|ch[eè]re?s?)\b[^\n,.:;]{{0,60}},(?= [^\n]{{20}})",
    re.IGNORECASE | re.MULTILINE,
)

_CLOSING_NL = (
    r"met (?:de |onze |mijn )?(?:[\w-]{3,20} (?:en [\w-]{3,20} )?)?(?:groet(?:en|jes)?|(?:hoog)?achting)\b"
    r"|hoogachtend|(?:vriendelijke|hartelijke|beste|solidaire) groet(?:en)?\b|groet(?:en|jes)?,?$"
)
_CLOSING_FR = (
    r"(?:veuillez|(?:nous|je) vous (?:prions|prie)(?: de bien vouloir)?|dans l['’][^\n.]{3,80}(?:veuillez|prions|prie))"
    r"[^\n.]{0,90}?(?:agréer|croire|recevoir|accepter)"
    r"|agréez\b|recevez,|croyez,|bien à vous|(?:très |bien )?cordialement|(?:bien )?respectueusement"
    r"|(?:avec )?(?:nos|mes) (?:[\w-]{3,20} )?salutations|salutations (?:distinguées|cordiales)"
)
_CLOSING_EN = (
    r"yours (?:very )?(?:sincerely|faithfully|truly|respectfully|in [\w ]{3,30})|sincerely\b|respectfully\b"
    r"|(?:with )?(?:kind|kindest|best|warm|warmest) (?:regards|wishes)|regards,"
)
_CLOSING_DE = (
    r"mit (?:[\w-]{3,20} )?(?:gr[uü](?:ß|ss)en|hochachtung)|hochachtungsvoll|freundliche gr[uü](?:ß|ss)e"
)
# A closing stands at the start of a line, or after the last full stop of the last paragraph.
CLOSING = re.compile(
    rf"(?:^{_EMPHASIS}|(?<=[.!?] ))(?:{_CLOSING_NL}|{_CLOSING_FR}|{_CLOSING_EN}|{_CLOSING_DE})[^\n]{{0,200}}$",
    re.IGNORECASE | re.MULTILINE,
)

OUR_REFERENCE = (
    r"ons kenmerk|onze referentie|onze ref\.?|n/r[ée]f\.?|nos? r[ée]f[ée]?r?e?n?c?e?s?\.?|our ref(?:erence)?\.?"
    r"|unser zeichen|unser aktenzeichen"
)
YOUR_REFERENCE = (
    r"uw kenmerk|uw referentie|uw ref\.?|v/r[ée]f\.?|vos? r[ée]f[ée]?r?e?n?c?e?s?\.?|votre r[ée]f[ée]rence"
    r"|your ref(?:erence)?\.?|ihr zeichen|ihr aktenzeichen"
)
PLAIN_REFERENCE = (
    r"kenmerk|referentie|notre r[ée]f[ée]rence|r[ée]f[ée]rence|r[ée]f\.?|reference|aktenzeichen|dossiernummer"
)
SUBJECT = r"betreft|onderwerp|objet|concerne|subject|re|betreff|betr\.?"
_CONTACT = (
    r"tel\.?|telefoon|t[ée]l[ée]phone|phone|gsm|mobile|fax|e-?mail|courriel|mail|web(?:site)?|site|b?cc|(?:kopie|copie|copy)(?: aan| à| to| an)?"
    r"|bijlage(?:n|\(n\))?|annexe?(?:s|\(s\))?|pi[eè]ce(?:s|\(s\))? jointe(?:s|\(s\))?|p\.?j\.?|enclosure(?:s|\(s\))?|encl?\.?"
    r"|attachments?|anlage(?:n|\(n\))?|contact|datum|date|van|aan|to|from|de|à|iban|kbo"
    r"|contactpersoon|dossier|uw (?:brief|bericht) van|votre lettre du|your letter of"
)
LABEL = re.compile(
    rf"^{_EMPHASIS}(?:{OUR_REFERENCE}|{YOUR_REFERENCE}|{PLAIN_REFERENCE}|{SUBJECT}|{_CONTACT})"
    rf"{_EMPHASIS}\s?[:：]",
    re.IGNORECASE,
)
SUBJECT_LINE = re.compile(
    rf"^{_EMPHASIS}(?:(?:{SUBJECT}){_EMPHASIS}\s?[:：]|(?-i:Betreft|Onderwerp|Objet)(?= [A-Z]))[*_ \t]{{0,6}}(?P<subject>[^\n]{{1,300}}?)[*_ ]{{0,6}}$",
    re.IGNORECASE | re.MULTILINE,
)

# Offices whose holder answers for a government or an institution; the first word of a printed office.
PUBLIC_OFFICE = (
    r"(?:(?:vice-?|minister-|eerste[ -]?|premier[ -]|prime |deputy |bundes)?(?:eerste|premier|première|prime)?[ -]?)?"
    r"(?:minist(?:er|re)(?:in)?(?:[ -]pr[eé]sident(?:e)?)?\b)"
    r"|(?:vice-?)?(?:eersteminister|premier ministre|première ministre|prime minister|premier)\b"
    r"|staatssecretaris|secr[ée]taire d['’][ée]tat|secretary of state|staatssekret[äa]r(?:in)?"
    r"|(?:vice-?)?(?:euro)?commiss(?:aris|aire|ioner)\b|kommissar(?:in)?"
    r"|burgemeester|bourgmestre|mayor\b|b[üu]rgermeister(?:in)?|schepen\b|[ée]chevine?|wethouder|gedeputeerde"
    r"|gouverneur\w{0,2}|governor|bundeskanzler(?:in)?|high representative|hoge vertegenwoordiger"
    r"|permanent secretary|under-?secretary|parliamentary secretary|chancellor"
    r"|kabinetschef|chef de cabinet|cheffe de cabinet|head of cabinet|chief of staff|directeur de cabinet"
    r"|ambassadeur|ambassador|botschafter(?:in)?|secretaris-generaal|secr[ée]taire g[ée]n[ée]ral\w{0,1}"
)
CHAIR = r"(?:onder)?voorzitt(?:er|ster)|pr[ée]sidente?|speaker|chair(?:man|woman|person)?|präsident(?:in)?"
OFFICE = re.compile(rf"\b(?:{PUBLIC_OFFICE}|{CHAIR})", re.IGNORECASE)
OFFICE_HOLDER = re.compile(rf"\b(?:{PUBLIC_OFFICE})", re.IGNORECASE)
_FUNCTION = (
    r"directeur\w{0,4}|directrice|director|co[öo]rdinator|coordina(?:teur|trice)|secretaris|secr[ée]taire|secretary"
    r"|woordvoerder|woordvoerster|porte-parole|spokesperson|penningmeester|bestuurder|administrat\w{2,6}"
    r"|beleidsmedewerker|medewerker|adviseur|conseill[eè]re?|adviser|advisor|attach[ée]|coordinator|campaigner"
    r"|namens|voor de|au nom|pour le|on behalf|im auftrag|for the|lid van|membre|member"
)
FUNCTION_LINE = re.compile(
    rf"^{_EMPHASIS}(?:de |het |le |la |l['’]|the |der |die )?(?:{PUBLIC_OFFICE}|{CHAIR}|{_FUNCTION})",
    re.IGNORECASE,
)
PARLIAMENT = re.compile(
    r"\b(?:tweede kamer|eerste kamer|staten-generaal|kamer van volksvertegenwoordigers|vlaams parlement"
    r"|chambre des représentants|sénat|assemblée|house of (?:commons|representatives|lords)|bundestag|parlement)",
    re.IGNORECASE,
)
SENTENCE_END = ".?!…"
CLOSING_MARKS = "\"'”’»)]*_"


def is_salutation(line: str) -> bool:
    """Say whether a whole line greets the reader: "Geachte heer minister,"."""
    return SALUTATION.match(line) is not None


def is_closing(line: str) -> bool:
    """Say whether a line starts with the words that close a letter: "Hoogachtend,"."""
    return CLOSING.match(line) is not None


def ends_sentence(line: str) -> bool:
    """Say whether a line ends in a full stop, question or exclamation mark, quotes and stars set aside."""
    return line.rstrip(CLOSING_MARKS).endswith(tuple(SENTENCE_END))
