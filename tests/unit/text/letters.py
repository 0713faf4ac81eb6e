"""Letters made up for the tests: many shapes, three languages, nobody's words."""

GREEN_SQUARE = """\
Vergroening Nu vzw
Lindelaan 4
9000 Gent

Gent, 3 februari 2026

Aan mevrouw Ilse Maes, minister van Omgeving
Havenlaan 1
1000 Brussel

Ons kenmerk: VN/2026/7
Betreft: meer bomen op pleinen

Geachte mevrouw de minister,

De pleinen van onze steden warmen op. Wij roepen u op om de nodige stappen te zetten.

Daarom vragen wij u:

1) een plan voor duizend bomen te maken;
2) dat plan te betalen:
   a) uit het klimaatfonds;
   b) uit de opbrengst van de boetes;
3) elk jaar verslag uit te brengen.

Graag ontvangen wij uw antwoord voor 1 april. Alvast dank voor uw aandacht.

Hoogachtend,

Vergroening Nu vzw
Noor Claes, voorzitter
"""

STATION = """\
Bruxelles, le 4 mars 2026

À Monsieur Luc Marchal
Ministre de la Mobilité
Rue de la Gare 4
1000 Bruxelles

N/réf. : AMIS/26/17
Objet : réouverture de la gare

Monsieur le Ministre,

La gare est fermée depuis longtemps. Nous nous demandons pourquoi rien ne change.

Nos demandes :

1° rouvrir la gare avant fin 2027 ;
2° publier l'étude.

Dans l'attente de votre réponse, nous vous prions d'agréer, Monsieur le Ministre, l'expression de notre considération.

Pour les Amis de la Gare,
Marie Duval
Présidente
"""

NIGHT_BUS = """\
The Rt Hon Jane Archer MP
Secretary of State for Transport
33 Long Road
London SW1P 4DR

5 June 2026

Dear Secretary of State,

The night bus was a lifeline. We therefore urge you to restore it by 1 September. We also call on the department to \
publish the passenger counts. Please let us know what you decide.

Yours sincerely,

Tom Hale
Chair, Night Bus Users
"""

RIVER = """\
An die Bundesministerin für Umwelt
Frau Sabine Vogt
Uferstraße 12
10117 Berlin

Berlin, den 3. März 2026

Betreff: Schutz des Flusses

Sehr geehrte Frau Ministerin,

wir fordern Sie auf, den Ausbau des Flusses zu stoppen. Bitte antworten Sie uns bis zum 1. April.

Mit freundlichen Grüßen

Flussbündnis
"""

MINISTERS_REPLY = """\
Brussel, 12 mei 2026

Uw kenmerk: VN/2026/7

Betreft: meer bomen op pleinen

Geachte mevrouw Claes,

Ik dank u voor uw brief van 3 februari 2026. De steden zijn zelf bevoegd voor hun pleinen. Ik volg de zaak op.

Hoogachtend,

Ilse Maes
Minister van Omgeving
"""

RECEIPT = """\
Geachte mevrouw Claes,

Wij bevestigen de goede ontvangst van uw brief van 3 februari 2026. Hij werd geregistreerd onder het nummer 26/331.

Met vriendelijke groeten,
Secretariaat van de minister van Omgeving
"""

HOLDING = """\
Geachte mevrouw Claes,

Wij hebben uw brief goed ontvangen. Hij is in behandeling en u ontvangt uiterlijk op 30 juni 2026 een antwoord.

Met vriendelijke groeten,
De kabinetschef
Jan De Smet
"""

FRENCH_RECEIPT = """\
Madame,

Nous accusons réception de votre courrier du 4 mars et vous en remercions.

Cordialement,
Le secrétariat
"""

FRENCH_REPLY = """\
Bruxelles, le 1er juin 2026

Madame,

J'ai bien reçu votre courrier du 4 mars. Le gouvernement étudie plusieurs scénarios pour cette ligne de chemin de fer.

Je vous prie d'agréer, Madame, l'expression de mes sentiments distingués.

Luc Marchal
Ministre de la Mobilité
"""

TO_PARLIAMENT = """\
Aan de Voorzitter van de
Tweede Kamer der Staten-Generaal
Den Haag

Datum 4 november 2025
Betreft Beantwoording vragen over de oogst

Geachte voorzitter,

Hierbij bied ik u de antwoorden aan op de vragen over de oogst van dit jaar, ingezonden op 3 oktober 2025.

De minister van Landbouw,

D.M. van Dalen
"""

ARTICLE = """\
HOME
NIEUWS
SPORT

Stad kapt dertig bomen op het marktplein

Door Karel Wouters
12 januari 2026 om 9:15

De stad laat deze week dertig bomen kappen op het marktplein, zo raakte gisteren bekend in de gemeenteraad.

De schepen verdedigt de beslissing. Volgens hem zijn de bomen ziek en gevaarlijk voor wie er onderdoor loopt.

Bron: De Streekkrant

Lees ook
Nieuwe fietsstraat
Markt verhuist
"""

NOTE = """\
Verslag van de vergadering

Aanwezig: An, Bert

De ploeg besprak de planning van het najaar en de begroting van volgend jaar.
"""
