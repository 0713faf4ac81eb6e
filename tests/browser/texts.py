"""Letters and replies that nobody wrote, to a minister who does not exist."""

from pathlib import Path

from app.settings import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"

# A reply printed above the letter that it answers, as such files come; its date can be read in two ways.
REPLY_AND_LETTER = """**Antwoord van Lotte Merckx, minister van Waterbeheer**
**Aan de Coalitie Open Water**

05 06 2026

Dank voor uw brief over de vijvers van Ommerveld. Ik begrijp dat omwonenden zich zorgen maken.

Mijn diensten meten sinds maart elke week het zuurstofgehalte van de drie grote vijvers. De uitslagen gaan naar de \
gemeente.

Over het peil van de vijvers heeft de vorige regering beslist, en die beslissing blijft staan. Een open dialoog met \
de buurt vind ik belangrijk.

Ik wens u veel moed met uw werk.

**Lotte Merckx**
Minister van Waterbeheer

Aan mevrouw L. Merckx, minister van Waterbeheer

Geachte mevrouw de minister,

De Coalitie Open Water volgt al tien jaar de vijvers van Ommerveld. Deze zomer dreven er honderden dode vissen.

Daarom vragen wij u het volgende te doen:

1. Meet elke week het zuurstofgehalte van alle vijvers en maak de uitslagen openbaar.
2. Verhoog het peil van de vijvers met dertig centimeter voor de volgende zomer.
3. Stel een meldpunt in waar omwonenden dode vissen kunnen melden.

Wij zien uw antwoord met belangstelling tegemoet.

Met vriendelijke groeten,

Coalitie Open Water
"""

# What the reply says on each demand: a whole sentence, since the keyboard and the list of sentences pick those.
ON_MEASURING = "Mijn diensten meten sinds maart elke week het zuurstofgehalte van de drie grote vijvers."
ON_LEVEL = "Over het peil van de vijvers heeft de vorige regering beslist, en die beslissing blijft staan."

ONE_DEMAND = """Een bibliotheek hoort open te zijn

13 januari 2026

Geachte mevrouw de minister L. Merckx,

De leeszaal van het waterarchief in Ommerveld sluit, zo lazen wij, op het einde van het jaar. Onderzoekers en \
omwonenden gebruiken haar elke week.

Om al die redenen vragen we u om de leeszaal van het waterarchief open te houden.

Met vriendelijke groeten,

Coalitie Open Water
"""


def seed(number: str) -> Path | None:
    """Return the file of a real document, if the folder with them stands beside the checkout."""
    return next(iter(sorted(SEEDS.glob(f"{number}_*.txt"))), None)
