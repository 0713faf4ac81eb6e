import pytest

from tests.factories import make_letter
from tests.services.answers.support import make_reply

WORDS = "De minister heropent het loket vóór de zomer van 2027."
NUMBER = "Het kost 12,5 miljoen euro in totaal."
GONE = "Er komt geen nieuw tarief voor de reizigers."
TEXT = (
    "Geachte mevrouw, met aandacht las ik uw brief over de dienstverlening in het station van Voorbeeldstad.\n\n"
    f"{WORDS} Mijn administratie bereidt de aanbesteding voor die daarvoor nodig is.\n\n"
    f"{NUMBER} De verdeling over de gewesten wordt nog besproken in het overlegcomité.\n\n"
    f"{GONE} Voor verdere vragen kunt u zich wenden tot mijn kabinet, dat het dossier opvolgt."
)
NEWER = (
    TEXT.replace("het loket vóór", "het **loket** vóór")
    .replace("12,5 miljoen", "2,5 miljoen")
    .replace(f"{GONE} ", "")
)


@pytest.fixture
def letter(session, campaign):
    return make_letter(
        session, campaign, demands=("Open het loket.", "Zeg wat het kost.", "Verlaag de prijs.")
    )


@pytest.fixture
def reply(session, campaign, letter):
    return make_reply(session, campaign, letter, text=TEXT)
