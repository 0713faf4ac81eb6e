"""A line about a letter as a page shows it: its name, its address and the button of its next step."""

from dataclasses import dataclass
from typing import Any

from app.answers.headings import name_of
from app.answers.steps import as_button
from app.overview.today import TodayLine
from app.web.addresses import record_url


@dataclass(frozen=True)
class ShownLine:
    """One line, with words and addresses ready-made; `name_lang` is None where the name is in the page's language."""

    line: TodayLine
    name: str
    name_lang: str | None
    url: str
    step: dict[str, Any] | None


def show_line(line: TodayLine) -> ShownLine:
    """Return a line of Today as a page shows it."""
    campaign, letter = line.campaign, line.letter
    name = name_of(letter)
    return ShownLine(
        line=line,
        name=name,
        name_lang=letter.language if name == letter.title else None,
        url=record_url("letters.show", letter.number, slug=campaign.slug),
        step=as_button(line.step, campaign.slug, letter.number, campaign.demand_word.value, campaign.role),
    )
