"""Invented letters and replies, as people paste them."""

LETTER = """Aan mevrouw A. Voorbeeld, minister van Proefzaken

12 mei 2026

Ons kenmerk: CP/2026/1

Geachte mevrouw de minister,

De Coalitie Proef schrijft u over het loket in Zandhove. Wij vragen u:

1. Open het loket in Zandhove opnieuw.
2. Maak de studie over de nachttreinen openbaar.
3. Verlaag de prijs van het ticket.

Met vriendelijke groeten,

Coalitie Proef
"""

REPLY = """Antwoord van An Voorbeeld, minister van Proefzaken
Aan de Coalitie Proef

15 juni 2026

Ik dank u voor uw brief. Het loket in Zandhove blijft gesloten. Wij volgen de studie op de voet.

Ik hoop u hiermee van dienst te zijn.

An Voorbeeld
Minister van Proefzaken
"""

ODD_REPLY = REPLY.replace("15 juni 2026", "05 06 2026")

UNDATED_LETTER = LETTER.replace("12 mei 2026\n\n", "").replace("Ons kenmerk: CP/2026/1\n\n", "")

# The reply printed above the letter that it answers, as on a web page.
BOTH = ODD_REPLY + "\n" + UNDATED_LETTER

STUDY = "Wij volgen de studie op de voet."  # stands once in REPLY

DEMANDS = (
    "Open het loket in Zandhove opnieuw.",
    "Maak de studie over de nachttreinen openbaar.",
    "Verlaag de prijs van het ticket.",
)
