"""How nl, fr, en and de ask an authority for something, and which requests are no demands."""

import re
from collections.abc import Iterator

from app.text.vocabulary import word_set

_GAP = r"(?:[ ,][^\n.;:?!]{0,60}?)?"
_NL_WE = r"(?:wij|we|ik)"
_NL_VERB = r"(?:vragen|vraag|verzoeken|verzoek|eisen|eis|verwachten|verwacht|smeken|vorderen|bepleiten|manen|sommeren)"
_NL_WHOM = (
    r"(?:u\b|jullie|aan u\b|van u\b|bij u\b|dat\b|om\b|(?:aan |van )?(?:de|uw|onze) (?:\w{1,20} ){0,3}?"
    r"(?:minister|regering|overheid|staatssecretaris|premier|ministers|commissaris|gemeente|kamer|kabinet|raad|diensten)"
    r"|België|Nederland|een |het |de |uw )"
)
_NL = (
    rf"\b{_NL_WE}{_GAP} {_NL_VERB}(?: {_NL_WHOM})"
    rf"|\b{_NL_VERB} {_NL_WE}(?!\w| ons\b)"
    rf"|\b{_NL_WE} roep(?:en)?\b(?=[^\n.;?!]{{0,250}}\bop\b)|\broep(?:en)? {_NL_WE}\b(?=[^\n.;?!]{{0,250}}\bop\b)"
    rf"|\b{_NL_WE} dring(?:en)?\b(?=[^\n.;?!]{{0,120}}\baan\b)|\bdring(?:en)? {_NL_WE}\b(?=[^\n.;?!]{{0,120}}\baan\b)"
    rf"|\b(?:zou(?:den)?|willen|wil|wensen|mogen|mag) {_NL_WE}\b(?=[^\n.;?!]{{0,120}}\b(?:vragen|verzoeken)\b)"
    rf"|\b{_NL_WE} (?:zou(?:den)?|willen|wil|wensen)\b(?=[^\n.;?!]{{0,120}}\b(?:vragen|verzoeken)\b)"
    r"|\bverzoeken u\b|\bgelieve\b|\bonze (?:vraag|eis|oproep|vragen|eisen) (?:is|luidt|zijn|aan u)\b"
    r"|\b(?:kunt|kan|wilt|wil|zou|zoudt|bent) u (?:bereid )?(?=[^\n.!]{0,400}\?)"
)
_FR_VERB = (
    r"(?:demand(?:ons|e)|pri(?:ons|e)|appel(?:ons|le)|invit(?:ons|e)|exhort(?:ons|e)|sollicit(?:ons|e)|exige(?:ons|)"
    r"|réclam(?:ons|e)|conjur(?:ons|e)|enjoi(?:gnons|ns)|insist(?:ons|e) (?:pour|afin)|attend(?:ons|s) (?:de|que)"
    r"|souhait(?:ons|e|erions|erais) (?:que|vous|voir))"
)
_FR = (
    rf"(?<!nous )\b(?:nous|je|on) (?:vous )?{_FR_VERB}\b|\bveuillez\b|\b(?:nous|je) (?:vous )?saur(?:ions|ais) gré"
    r"|\b(?:nous|je) vous ser(?:ions|ais) reconnaissant\w{0,2}\b"
    r"|\b(?:demand(?:ons|e)|exige(?:ons)|réclamons)-(?:nous|je)\b"
    r"|\b(?:pouvez|pourriez|voulez|voudriez|comptez)-vous\b(?=[^\n.!]{0,400}\?)"
    r"|\bnotre (?:demande|exigence|appel) (?:est|consiste)\b|\bnous lançons un appel\b"
)
_EN_VERB = (
    r"(?:call(?:ing)? (?:up)?on|urg(?:e|ing)|ask(?:ing)?|request(?:ing)?|demand(?:ing)?|appeal(?:ing)? to|implore|invite"
    r"|beg|press|insist that|expect you|exhort|want you)"
)
_EN = (
    rf"\b(?:we|i)(?: (?:therefore|now|also|hereby|strongly|respectfully|must|would|further|again|are|am|once more)){{0,3}} "
    rf"{_EN_VERB}\b(?! ourselves)|\b(?:we|i)(?: would|['’]d) like (?:you )?to (?:ask|request|urge)\b"
    r"|\bi am writing to (?:ask|urge|request)\b|\bwe write to (?:ask|urge|request)\b"
    r"|(?:^|(?<=[.!?] ))please(?= )|\b(?:could|will|would|can) you\b(?=[^\n.!]{0,400}\?)"
    r"|\bour (?:demand|request|ask|call) is\b"
)
_DE_VERB = (
    r"(?:bitte|bitten|fordere|fordern|ersuche|ersuchen|verlangen|verlange|erwarten|appellieren|ermahnen)"
)
_DE = (
    rf"\b(?:wir|ich) {_DE_VERB}\b|\b{_DE_VERB} (?:wir|ich)\b"
    r"|\bwir rufen\b(?=[^\n.;?!]{0,250}\bauf\b)|\brufen wir\b(?=[^\n.;?!]{0,250}\bauf\b)"
    r"|\b(?:können|könnten|würden|werden) sie\b(?=[^\n.!]{0,400}\?)"
)
# Somebody else asks: "de ondertekenende organisaties vragen u", "la coalition vous demande", "the undersigned call on you".
_OTHERS = (
    r"\b(?-i:vraagt|vragen|verzoekt) u\b(?! zich\b)|\b(?-i:roept|roepen) u\b(?=[^\n.;?!]{0,60}\bop\b)"
    r"|\bvous (?:demand|pri|invit|exhort|sollicit)(?:e|ent)\b|\bvous appell(?:e|ent) à\b"
    r"|\b(?:calls?(?: up)? ?on|urges?|asks?|requests?) you\b"
    r"|\b(?:fordert|fordern|bittet|bitten|ersucht|ersuchen) (?-i:Sie)\b"
)
_REQUEST = re.compile(rf"{_NL}|{_FR}|{_EN}|{_DE}|{_OTHERS}", re.IGNORECASE | re.MULTILINE)

# What is asked is an answer, a talk about the answer, attention or thanks.
_FOR_AN_ANSWER = re.compile(
    r"\b(?:(?:be)?antwoord\w{0,4}|reactie|te reageren|laten weten|ons mee te delen|ontvangst\w{0,12}|uw aandacht|aandacht voor"
    r"|begrip|te vernemen|ons (?:[\w ]{0,40} )?(?:te informeren|te bevestigen|op de hoogte)"
    r"|réponses?|(?:nous )?répondre|réagir|réaction|faire savoir|faire part|nous (?:communiquer|informer|confirmer|tenir)"
    r"|votre attention|accuser réception|agréer|croire|recevoir l['’]|accepter l['’]|l['’]expression|l['’]assurance"
    r"|replies|reply|respond\w{0,3}|response|answer|let us know|inform us|tell us|confirm receipt|your attention|hear from you|acknowledge"
    r"|keep us informed|antwort\w{0,3}|mitzuteilen|bestätigen|aufmerksamkeit)\b",
    re.IGNORECASE,
)
# A demand may hold such a word further on ("... en de bevolking op de hoogte te houden"): only the first ones count.
_ANSWER_WINDOW = 90
_FILLER = word_set(
    "aan af al alle alles als bij binnen daarom dan dat de deze die dit door dringend dringende een eigen "
    "en er erg eveneens gepaste graag heel her het hier hieraan hierin hiertoe hierbij hoogdringendheid "
    "hun ik in is kort korte kunnen langer maar mee met meer mijn minister na naar nu of om onder "
    "onmiddellijk onmiddellijke ons onze ook op over passende snel snelle spoedig te termijn terzake ter "
    "tot u uit uw van vanwege vandaag vele volgende voor we wel wij zo zowel zich zijn zullen nodige "
    "noodzakelijke nodig belangrijke concrete mogelijke aantal enkele aandrang krachtig krachtige beleefd "
    "vriendelijk hartelijk moed mevrouw mijnheer heer geachte eindelijk alvast verdere stappen stap "
    "initiatief initiatieven maatregel maatregelen actie acties werk verantwoordelijkheid gevolg gehoor "
    "geven nemen ondernemen zetten maken doen treffen optreden handelen gaan eis eisen vraag vragen "
    "oproep verzoek verzoeken roep roepen verwacht verwachten dring dringen punten zaak Belgische "
    "Belgisch regering daartoe beslissingen besluiten mogelijk zonder uitstel vóór à au aux avec ce ces "
    "cet cette ci dans des du et il ils je l la le les leur me mes mesures mesure moyens nos notre nous "
    "où ou par pas plus pour prendre prenne preniez prendrez que qui s sa sans se ses si son sur toute "
    "toutes tous tout un une urgence urgente urgentes utiles utile vos votre vous y d afin agir agissez "
    "action actions démarches démarche initiatives initiative nécessaires nécessaire suivantes suivants "
    "suivante points demande demandons demandes prions prie appelons instamment donc faire donner suite "
    "rapidement immédiatement bien vouloir ministre monsieur madame retard assumer responsabilités "
    "concrètes a about all also an and any appropriate are as ask asking at be but by call do following "
    "for forward from further give have his i immediate immediately it its measures must necessary needed "
    "no now on our out please possible quickly request responsibility soon step steps take taking that "
    "the their them these this those to today undertake urge urgent urgently us when which will with "
    "without would you your delay upon act auch auf aus bei bitte bitten das den der diese durch ein eine "
    "einen es für fordern folgende folgenden ihr ihre im ist maßnahmen massnahmen nehmen notwendigen "
    "nötigen ergreifen schritte sie sind sofort umgehend und uns unsere unternehmen von wir zu zum zur "
    "hiermit",
)
_WORD = re.compile(r"[^\W\d_]+(?:['’](?=[^\W\d_]))?")
_FEWEST_OWN_WORDS = 2
_LONGEST_HEADING = 5
_LIST_WORDS = re.compile(
    r"\b(?:volgende|onderstaande|hieronder|hierna|suivant(?:e?s?)|ci-(?:dessous|après)|following|below|folgende[nrs]?)\b",
    re.IGNORECASE,
)
_LIST_NOUNS = re.compile(
    r"\b(?:vra(?:ag|gen)|eis(?:en)?|verzoek(?:en)?|aanbeveling(?:en)?|verwachting(?:en)?|oproep"
    r"|demandes?|exigences?|questions?|revendications?|recommandations?|attentes"
    r"|demands?|requests?|asks|recommendations?|forderung(?:en)?|fragen)\b",
    re.IGNORECASE,
)
# What whoever speaks does with a list: "De coalitie eist:", "Les signataires exigent :".
_LIST_VERBS = re.compile(
    r"\b(?:vraagt|verzoekt|eist|verwacht(?:en)?|vordert|bepleit(?:en)?|roept|roepen|dringt|dringen"
    r"|demandent|exigent|exige|réclame(?:nt)?|appelle(?:nt)?|prie(?:nt)?|invite(?:nt)?|attend(?:ent)?"
    r"|calls?|urges?|expects?|fordert|fordern|bittet|bitten|verlangt|verlangen|ersucht|ersuchen|erwartet|erwarten)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:dient|dienen|moet|moeten|behoort|eis(?:en|t)|doit|doivent|devez|devrait|must|should|shall|needs? to|has to|soll(?:te)?|muss)\b",
    re.IGNORECASE,
)


def find_requests(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield where request phrases start between two offsets, requests for an answer or attention included."""
    for match in _REQUEST.finditer(text, start, len(text) if end is None else end):
        yield match.start()


def asks(sentence: str) -> bool:
    """Say whether a sentence holds a request phrase."""
    return _REQUEST.search(sentence) is not None


def asks_for_an_answer(request: str) -> bool:
    """Say whether the words from the request phrase on ask for an answer, attention or the like only."""
    return _FOR_AN_ANSWER.search(request[:_ANSWER_WINDOW]) is not None


def is_vague(request: str) -> bool:
    """Say whether a request names no act: "de nodige initiatieven te nemen".

    It does when fewer than two of its words are more than small words and words like "measures".
    """
    own = {word.lower() for word in _WORD.findall(request) if word.lower().rstrip("'’") not in _FILLER}
    return len(own) < _FEWEST_OWN_WORDS


def introduces_demands(words: str) -> bool:
    """Say whether a sentence or heading announces a list of demands or questions."""
    ends_in_colon = words.rstrip(" *_").endswith(":")
    if asks(words) or (ends_in_colon and _LIST_VERBS.search(words)):
        return True
    return _LIST_NOUNS.search(words) is not None and (
        ends_in_colon or len(words.split()) <= _LONGEST_HEADING or _LIST_WORDS.search(words) is not None
    )


def states_duty(words: str) -> bool:
    """Say whether a sentence says what somebody has to do: "België dient ...", "la Belgique doit ..."."""
    return _DUTY.search(words) is not None
