"""The words of the documents that tests and measurements make: invented ministers, coalitions and places."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """One letter: its head, paragraphs, numbered demands, closing; and what is to be found in it."""

    language: str
    head: tuple[str, ...]
    paragraphs: tuple[str, ...]
    asks: str
    demands: tuple[str, ...]
    closing: tuple[str, ...]
    date: str


DUTCH = Wording(
    language="nl",
    head=(
        "Coalitie Heldere Beken vzw", "Molenpad 12", "9000 Gent", "",
        "Gent, 14 april 2026", "",
        "Aan mevrouw Liesbet Verhoeven, minister van Waterbeheer", "Havenlaan 88", "1000 Brussel", "",
        "Betreft: schoner water in de Zwarte Beek", "",
        "Geachte mevrouw de minister,", "",
    ),
    paragraphs=(
        ("De Zwarte Beek ruikt sinds vorige zomer naar olie en de vissen zijn eruit verdwenen. Uw administratie mat in "
        "september een gehalte van 12,5 milligram, vijf keer zoveel als de norm toelaat, en maakte dat niet bekend."),
        ("De EU-lidstaten spraken af dat elke rivier tegen 2027 in goede toestand is. Dat lukt niet zonder een "
        "vergunningenbeleid dat de lozingen van de oude fabrieken beëindigt."),
    ),
    asks="Daarom vragen wij u:",
    demands=(
        "de metingen van het voorbije jaar openbaar te maken;",
        "de vergunning van de fabriek aan de brug niet te verlengen;",
        "een fonds van 3 miljoen euro op te richten voor het herstel van de oevers.",
    ),
    closing=("Hoogachtend,", "", "Coalitie Heldere Beken vzw", "Joris Daems, voorzitter"),
    date="2026-04-14",
)  # fmt: skip

FRENCH = Wording(
    language="fr",
    head=(
        "Collectif Rivières Claires asbl", "Rue du Moulin 12", "5000 Namur", "",
        "Namur, le 14 avril 2026", "",
        "À Monsieur Étienne Lacroix", "Ministre de l'Eau", "Rue de la Loi 16", "1000 Bruxelles", "",
        "Objet : la qualité de l'eau du Ruisseau Noir", "",
        "Monsieur le Ministre,", "",
    ),
    paragraphs=(
        ("Depuis l'été dernier, le Ruisseau Noir sent le mazout et les poissons en ont disparu. Votre administration y a "
        "mesuré en septembre une teneur de 12,5 milligrammes, cinq fois la norme, et ne l'a pas publiée."),
        ("Les États membres se sont engagés à remettre chaque rivière en bon état avant 2027. Cela ne sera possible que "
        "si les rejets des anciennes usines prennent fin."),
    ),
    asks="Nous vous demandons :",
    demands=(
        "de publier les mesures de l'année écoulée ;",
        "de ne pas prolonger le permis de l'usine située près du pont ;",
        "de créer un fonds de 3 millions d'euros pour la remise en état des berges.",
    ),
    closing=(
        "Nous vous prions d'agréer, Monsieur le Ministre, l'expression de notre haute considération.", "",
        "Pour le Collectif Rivières Claires", "Anne Delvaux", "Présidente",
    ),
    date="2026-04-14",
)  # fmt: skip

ENGLISH = Wording(
    language="en",
    head=(
        "Clear Streams Coalition", "12 Mill Lane", "Oxley OX4 2AB", "",
        "14 April 2026", "",
        "The Rt Hon Harriet Cole MP", "Secretary of State for Water", "8 Dock Road", "London SW1P 9ZZ", "",
        "Subject: the water of Black Brook", "",
        "Dear Secretary of State,", "",
    ),
    paragraphs=(
        ("Since last summer Black Brook has smelled of oil and its fish have gone. In September your department measured "
        "12.5 milligrams, five times what the standard allows, and did not publish it."),
        ("Every river was to be in a good state by 2027. That cannot be done unless the old factories stop discharging "
        "into them."),
    ),
    asks="We therefore ask you to:",
    demands=(
        "publish the measurements of the past year;",
        "refuse to renew the permit of the factory beside the bridge;",
        "set up a fund of 3 million pounds to restore the banks.",
    ),
    closing=("Yours sincerely,", "", "Tom Farley", "Chair, Clear Streams Coalition"),
    date="2026-04-14",
)  # fmt: skip

ALL = (DUTCH, FRENCH, ENGLISH)


def lines_of(wording: Wording) -> list[str]:
    """Return a letter as paragraphs, "" where a blank line stands, with its demands numbered."""
    paragraphs = [line for one in wording.paragraphs for line in (one, "")]
    numbered = [f"{place}. {demand}" for place, demand in enumerate(wording.demands, start=1)]
    return [*wording.head, *paragraphs, wording.asks, "", *numbered, "", *wording.closing]


def text_of(wording: Wording) -> str:
    """Return a letter as plain text."""
    return "\n".join(lines_of(wording)) + "\n"
