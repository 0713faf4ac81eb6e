"""The patterns of dates in nl, fr, en and de: day, month, year; nothing here reads what they find."""

import re

from app.text.months import MONTHS, WEEKDAYS, longest_first

_MONTH = rf"(?P<month>{longest_first(MONTHS)})\.?"
_YEAR = r"(?P<year>(?:19|20|21)\d\d|(?P<apostrophe>['’‘`´])\s?\d\d)(?![\d/]|[.,-]\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:\.|er|[eè]me|e|de|ste|st|nd|rd|th)?"
_WEEKDAY = rf"(?:(?:{longest_first(WEEKDAYS)})\.?,? {{1,2}})?"
_TIME = (
    r"(?P<time>,? {1,2}(?:om|à|at|um|-|–)? {0,2}(?P<hour>[01]?\d|2[0-3])(?::|\.| ?[hu] ?)(?P<minute>[0-5]\d)"
    r"(?: ?(?:uur|uhr|h|u))?(?!\d))?"
)
_LAST_YEAR = r"(?:van |of |de )?(?:vorig jaar|het vorige jaar|l['’]an(?:née)? (?:derni[eè]re?|passée?)|last year|(?:letzten|vorigen) jahres)"
_THIS_YEAR = r"(?:van |of |de )?(?:dit jaar|het lopende jaar|cette année|l['’]année en cours|this year|d\. ?j\.|dieses jahres|diesen jahres)"
_PAST = r"jl\.?|jongstleden|l\.?l\.?|ll\.|laatstleden|dernier|derni[eè]re|écoulé|last"
_COMING = r"a\.?s\.|aanstaande|eerstkomende|prochain|next"
# The years come first: "22 March last year" is not "22 March last".
_RELATIVE = (
    rf"(?P<last_year>{_LAST_YEAR})(?!\w)|(?P<this_year>{_THIS_YEAR})(?!\w)"
    rf"|(?P<past>{_PAST})(?!\w)|(?P<coming>{_COMING})(?!\w)"
)
_BEFORE = r"(?<![\w./:-])(?<!\d )"
_AFTER = r"(?!\w|[./:-]\d| \d)"

WORDED = re.compile(
    rf"{_BEFORE}{_WEEKDAY}{_DAY} {{1,3}}(?:of |de )?{_MONTH},? {{1,3}}(?:{_YEAR}{_TIME}|{_RELATIVE})",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    rf"{_BEFORE}{_WEEKDAY}{_MONTH} {{1,2}}{_DAY},? {{1,2}}{_YEAR}{_TIME}",
    re.IGNORECASE,
)
ISO = re.compile(
    r"(?<![\w./:-])(?P<year>(?:19|20|21)\d\d)(?P<mark>[-/.])(?P<month>0[1-9]|1[0-2])(?P=mark)"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?:T(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"(?!\w|[./-]\d)",
)
NUMERIC = re.compile(
    rf"{_BEFORE}{_WEEKDAY}(?P<day>0?[1-9]|[12]\d|3[01])(?P<mark> ?[./-] ?| )(?P<month>0?[1-9]|1[0-2])(?P=mark)"
    rf"(?P<year>(?:19|20|21)\d\d|\d\d){_TIME}{_AFTER}",
    re.IGNORECASE,
)
_PART = (
    r"(?P<part>(?P<latest>ten laatste tegen |uiterlijk |tegen |vóór |voor |v[oó]ór |avant |d['’]ici |by |before |bis )?"
    r"(?:(?:het |la |the )?(?:eind(?:e)?|begin|midden|medio|fin|début|mi|end|beginning|middle|mid|early|late|ende|anfang|mitte)"
    r")(?:[ -](?:van |de |du |of |d['’])?))"
)
PART_OF = re.compile(
    rf"(?<![\w./:-]){_PART}(?:(?:{_MONTH} {{1,2}})?{_YEAR}|{_MONTH.replace('<month>', '<month_of>')} {{1,2}}(?:{_RELATIVE})"
    rf"|(?P<this>dit jaar|cette année|this year|dieses jahres|l['’]année)(?!\w))",
    re.IGNORECASE,
)
HALF = re.compile(
    r"(?<!\w)(?P<half>eerste|tweede|premier|deuxième|second|first|1er|2e|2ème|1e|erste[ns]?|zweite[ns]?) "
    r"(?:helft|semestre|half|semester|hälfte|halbjahr|jaarhelft) (?:van |de |of |des jahres )?(?P<year>(?:19|20|21)\d\d)(?!\d)",
    re.IGNORECASE,
)
_ORDINALS = (
    r"(?P<q1>eerste|premier|1er|1e|1ste|first|1st|erstes|erste[nr]?)|(?P<q2>tweede|deuxième|second|2e|2de|2ème|2nd|zweite[ns]?)"
    r"|(?P<q3>derde|troisième|third|3e|3de|3ème|3rd|dritte[ns]?)|(?P<q4>vierde|quatrième|fourth|4e|4de|4ème|4th|vierte[ns]?)"
)
QUARTER = re.compile(
    rf"(?<!\w)(?:(?:{_ORDINALS}) (?:kwartaal|trimestre|quarter|quartal) (?:van |de |of |des jahres )?|[QKT](?P<quarter>[1-4])[ /-]?)"
    r"(?P<year>(?:19|20|21)\d\d)(?![\d/]|[.,-]\d)",
    re.IGNORECASE,
)
OF_MONTH = re.compile(
    rf"(?<![\w./:-])(?<!\d ){_MONTH} {{1,2}}(?:(?:van |de |of )?{_YEAR}|{_RELATIVE})", re.IGNORECASE
)
MONTH_AFTER = re.compile(
    rf"(?<![\w./:-])(?:(?P<past>last|afgelopen|vorige)|(?P<coming>next|komende|volgende)) {{1,2}}{_MONTH}(?!\w|\.| {{1,2}}\d)",
    re.IGNORECASE,
)
OF_YEAR = re.compile(
    r"(?<!\w)(?:sinds|vanaf|in|tegen|depuis|en|dès|since|from|by|seit|ab|im jahr|in het jaar) "
    r"(?P<year>(?:19|20|21)\d\d)(?![\w/%]|[.,-]\d| ?(?:euro|eur|miljoen|millions?|personen|personnes|people)\b)",
    re.IGNORECASE,
)
