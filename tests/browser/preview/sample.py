"""An invented letter to an invented minister, in the shapes that the comparison page takes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from app.answers.values import (
    DemandRow,
    DemandState,
    GivenVerdict,
    LinkedPassage,
    Paragraph,
    ReplySheet,
    Segment,
    Tactic,
    TallyEntry,
    Verdict,
)
from app.campaigns.values import DemandWord

NOW = datetime(2026, 9, 21, 14, 5, tzinfo=UTC)
REPLY = """**Antwoord van Amélie Van Doorne, minister van Waterbeheer**
**Aan de Coalitie Vrije Rivieren**

14 09 2026

Ik dank u voor uw brief en voor uw aandacht voor onze waterlopen. Uw bezorgdheid over de Ielsbeek neem ik ernstig.

Laat mij herhalen dat mijn administratie zich inzet voor proper water in alle bekkens, met aandacht voor kwetsbare \
valleien. Wij pleiten consequent voor overleg tussen landbouw, industrie en natuur.

Sinds dit voorjaar worden op vier plaatsen maandelijks stalen genomen, en de resultaten worden aan de gemeenten \
bezorgd. Tegen de zomer van 2027 zal ik een register van lozingen voorleggen (𝄞 2,5 miljoen). Over de vergunning \
werd beslist in het kader van een globale afweging, en die beslissing staat los van de metingen.

Tot slot wil ik u verzekeren dat wij de situatie nauwgezet opvolgen.

Amélie Van Doorne"""

_PASSAGES = {
    1: "op vier plaatsen maandelijks stalen genomen, en de resultaten worden aan de gemeenten bezorgd.",
    2: "Tegen de zomer van 2027 zal ik een register van lozingen voorleggen (𝄞 2,5 miljoen).",
    3: "mijn administratie zich inzet voor proper water in alle bekkens, met aandacht voor kwetsbare valleien.",
    4: "Wij pleiten consequent voor overleg tussen landbouw, industrie en natuur.",
    5: "Over de vergunning werd beslist in het kader van een globale afweging, en die beslissing staat los van de metingen.",
    6: "die beslissing staat los van de metingen",
}


def _linked(number: int) -> LinkedPassage:
    start = REPLY.index(_PASSAGES[number])
    return LinkedPassage(number, 1, start, start + len(_PASSAGES[number]), _PASSAGES[number], "nl")


def _given(number: int, verdict: Verdict, reasoning: str, *tactics: Tactic, **facts: Any) -> GivenVerdict:
    whole = {"is_implicit": False, "given_by": "Noor Claes", "read_whole_text": False, **facts}
    return GivenVerdict(number, verdict, reasoning, tactics, given_at=NOW, **whole)


def _row(
    position: int,
    label: str,
    title: str,
    text: str,
    verdict: GivenVerdict | None,
    *passages: int,
    **facts: Any,
) -> DemandRow:
    state = DemandState.PENDING if verdict is None else DemandState(verdict.verdict.value)
    plain = DemandRow(
        demand_id=10 + position,
        position=position,
        label=label,
        is_sub_demand=len(label) > 1,
        title=title,
        text=text,
        criterion="",
        criterion_at_sending=None,
        criterion_fixed_at=None,
        state=state,
        verdict=verdict,
        history=(),
        passages=tuple(_linked(number) for number in passages),
        proposed=None,
        is_closed=False,
        version=verdict.sequence if verdict else 0,
    )
    return replace(plain, **facts)


ROWS = (
    _row(
        1,
        "1",
        "Metingen en openbaarheid",
        "Wij vragen dat het water van de Ielsbeek maandelijks gemeten wordt en dat de resultaten openbaar zijn.",
        None,
        proposed=Verdict.PARTLY,
    ),
    _row(
        2,
        "1a",
        "Maandelijks meten",
        "dat het water maandelijks gemeten wordt",
        _given(1, Verdict.GRANTED, "Stalen worden maandelijks genomen, op vier plaatsen."),
        1,
        criterion="Er wordt elke maand gemeten, ook in de winter.",
        criterion_at_sending="Er wordt elke maand gemeten.",
        criterion_fixed_at=NOW,
    ),
    _row(
        3,
        "1b",
        "Resultaten openbaar",
        "dat de resultaten openbaar zijn",
        _given(
            2, Verdict.PARTLY, "De gemeenten krijgen ze; openbaar zijn ze niet.", Tactic.CHANNEL_SUBSTITUTION
        ),
        1,
        history=(_given(9, Verdict.GRANTED, "Resultaten worden gedeeld.", given_by="Sam Peeters"),),
    ),
    _row(
        4,
        "2",
        "Register van lozingen",
        "De regering maakt een openbaar register van alle lozingen in het bekken.",
        _given(3, Verdict.PROMISED, "Een register, voor te leggen tegen de zomer van 2027."),
        2,
    ),
    _row(
        5,
        "3",
        "Norm voor PFAS in beekwater",
        "Wij vragen u een bindende norm voor PFAS in beekwater vast te leggen, samen met de buurlanden.",
        _given(
            4, Verdict.DEFLECTED, "Herhaalt het standpunt; een norm komt niet ter sprake.", Tactic.MONITORING
        ),
        3,
        4,
    ),
    _row(
        6,
        "4",
        "Klacht bij de Commissie",
        "De regering dient een klacht in bij de Europese Commissie.",
        _given(5, Verdict.NOT_ANSWERED, "De Commissie komt in het antwoord niet voor.", read_whole_text=True),
    ),
    _row(
        7,
        "5",
        "Vergunning intrekken",
        "Gezien de metingen dient de vergunning van de verwerker ingetrokken te worden.",
        _given(6, Verdict.REFUSED, "Verdedigt de beslissing die de eis aanvecht.", is_implicit=True),
        5,
    ),
    _row(8, "6", "", "Tot slot vragen wij een onderhoud met de minister.", None, 6),
)
UNANSWERED_ROWS = tuple(
    replace(row, state=DemandState.NO_REPLY, verdict=None, passages=(), proposed=None, history=())
    for row in ROWS
)
OTHER_VERDICT = _given(30, Verdict.REFUSED, "Wijst de eis af.", given_by="Sam Peeters")

LETTER = {
    "number": 3,
    "title": "Brief over de Ielsbeek",
    "language": "nl",
    "addressee": "Amélie Van Doorne",
    "addressee_office": "minister van Waterbeheer",
    "sent_on": None,
    "deadline": "",
    "campaign": {
        "slug": "ielsbeek",
        "title": "Proper water in de Ielsbeek",
        "demand_word": DemandWord.DEMAND,
    },
    "is_confidential": True,
    "missing": [{"label": "Date sent is missing", "url": "/edit"}],
    "source": {"file_name": "brief.pdf", "sha256": "9f2c" * 16},
}
DEFINITIONS = {
    verdict: (verdict.value, f"What {verdict.value} means, in one sentence.") for verdict in Verdict
}
TACTICS = [(tactic.value, tactic.value.replace("_", " ")) for tactic in Tactic]


def tally_of(rows: tuple[DemandRow, ...]) -> tuple[TallyEntry, ...]:
    return tuple(TallyEntry(state, sum(row.state is state for row in rows)) for state in DemandState)


def _segment(start: int, end: int, *, is_bold: bool) -> Segment:
    covering = [(row, p) for row in ROWS for p in row.passages if p.start <= start and end <= p.end]
    opens = {p.passage_id: None for _, p in covering if p.start == start}
    text = REPLY[start:end]
    return Segment(
        start,
        text,
        is_bold and text != "**",
        text == "**",
        tuple(row.position for row, _ in covering),
        tuple(row.label for row, _ in covering),
        covering[0][0].state if covering else None,
        tuple(opens),
    )


def _paragraph(start: int, end: int) -> Paragraph:
    marks = [match.span() for match in re.finditer(r"\*\*", REPLY)]
    edges = {start, end} | {edge for mark in marks for edge in mark}
    edges |= {edge for row in ROWS for p in row.passages for edge in (p.start, p.end)}
    inside = sorted(edge for edge in edges if start <= edge <= end)
    bold_from = sum(mark[0] < start for mark in marks)
    return Paragraph(
        tuple(
            _segment(one, two, is_bold=(bold_from + sum(start <= mark[0] < one for mark in marks)) % 2 == 1)
            for one, two in pairwise(inside)
        )
    )


def make_sheet(number: int = 1) -> ReplySheet:
    ends = [match.span() for match in re.finditer(r"(?s).+?(?=\n\n|\Z)", REPLY)]
    paragraphs = tuple(_paragraph(start + (REPLY[start] == "\n") * 2, end) for start, end in ends)
    return ReplySheet(number, "substantive", date(2026, 9, 14), "Amélie Van Doorne", "nl", paragraphs)


EMPTY_SHEET = ReplySheet(7, "holding", None, "", "nl", ())


def sentences() -> list[dict[str, Any]]:
    found = re.finditer(r"\S.*?(?:\.|$)(?=\s|$)", REPLY, re.MULTILINE)
    return [{"start": m.start(), "end": m.end(), "text": m.group(), "labels": []} for m in found]
