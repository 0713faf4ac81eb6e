"""What asks for attention today, over all campaigns of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.answers.next_step import NextStep, Step, next_step
from app.answers.queries import reply_facts
from app.answers.rules import is_unanswered
from app.answers.standing import Section
from app.answers.steps import facts_for_step
from app.campaigns.queries import SeenCampaign
from app.letters.rules import list_missing
from app.overview.on_file import LetterInLine, OnFile, read_on_file
from app.overview.sections import LineKey, Place, count_sections, list_places

# More lines of a heading than this nobody reads in a morning; the heading's own page holds the rest.
MOST_LINES = 25
PAGE_SIZE = 50


@dataclass(frozen=True)
class TodayLine:
    """One line of Today: a letter and the next step about it."""

    section: Section
    campaign: SeenCampaign
    letter: LetterInLine
    deadline_on: date | None
    unanswered: tuple[str, ...]  # labels of demands
    step: NextStep
    days: int  # over (positive) or before (negative) the deadline
    missing: tuple[str, ...]  # "date", "reference", "deadline"


@dataclass(frozen=True)
class TodaySection:
    """A heading with the number of all its letters, of which the first lines are shown."""

    section: Section
    total: int
    lines: tuple[TodayLine, ...]

    @property
    def more(self) -> int:
        """Return how many letters stand under this heading beside those that are shown."""
        return max(self.total - len(self.lines), 0)


@dataclass(frozen=True)
class SectionPage:
    """One page of one heading; `older` is where the next begins, None on the last one."""

    section: Section
    total: int
    lines: tuple[TodayLine, ...]
    next_key: LineKey | None


@dataclass(frozen=True)
class Found:
    """Which letters ask for attention, before anything is read of them: their number by heading, and the first of each."""

    totals: dict[Section, int]
    places: tuple[Place, ...]
    today: Mapping[int, date]  # by campaign


def find_today(
    session: Session, campaigns: Sequence[SeenCampaign], now: datetime, *, limit: int = MOST_LINES
) -> Found:
    """Find the letters that ask for attention: how many under each heading, and the first `limit` of each."""
    today = _days(campaigns, now)
    totals = count_sections(session, today)
    limits = {section: min(total, limit) for section, total in totals.items() if total}
    return Found(totals, tuple(list_places(session, today, limits)), today)


def make_sections(found: Found, campaigns: Sequence[SeenCampaign], on_file: OnFile) -> list[TodaySection]:
    """Return the headings that have letters, each with its total and its first lines."""
    lines = _make_lines(found.places, campaigns, found.today, on_file)
    return [
        TodaySection(section, total, tuple(line for line in lines if line.section is section))
        for section, total in found.totals.items()
        if total
    ]


def list_today(
    session: Session, campaigns: Sequence[SeenCampaign], now: datetime, *, limit: int = MOST_LINES
) -> list[TodaySection]:
    """Return the headings under which letters ask for attention, each with its total and its first `limit` lines."""
    found = find_today(session, campaigns, now, limit=limit)
    on_file = read_on_file(session, (place.letter_id for place in found.places))
    return make_sections(found, campaigns, on_file)


def list_section(
    session: Session,
    campaigns: Sequence[SeenCampaign],
    section: Section,
    now: datetime,
    after: LineKey | None = None,
) -> SectionPage:
    """Return a page of the letters under one heading, the most pressing first."""
    today = _days(campaigns, now)
    # One line more than the page holds tells whether there is a next page.
    places = list_places(session, today, {section: PAGE_SIZE + 1}, after)
    shown = places[:PAGE_SIZE]
    on_file = read_on_file(session, (place.letter_id for place in shown))
    return SectionPage(
        section,
        count_sections(session, today)[section],
        tuple(_make_lines(shown, campaigns, today, on_file)),
        shown[-1].key if len(places) > PAGE_SIZE else None,
    )


def _days(campaigns: Sequence[SeenCampaign], now: datetime) -> dict[int, date]:
    return {one.id: clock.day_in(one.zone, now) for one in campaigns if one.archived_at is None}


def _make_lines(
    places: Sequence[Place], campaigns: Sequence[SeenCampaign], today: Mapping[int, date], on_file: OnFile
) -> list[TodayLine]:
    by_id = {campaign.id: campaign for campaign in campaigns}
    return [
        _make_line(place, by_id[place.campaign_id], on_file, today[place.campaign_id]) for place in places
    ]


def _make_line(place: Place, campaign: SeenCampaign, on_file: OnFile, today: date) -> TodayLine:
    letter, section = on_file.letters[place.letter_id], place.section
    demands, rows = on_file.demands[letter.id], on_file.replies[letter.id]
    replies, facts = reply_facts(rows), facts_for_step(letter, rows)
    if section is Section.MISSING:
        step = NextStep(Step.FILL_IN_DATE if letter.sent_on is None else Step.FILL_IN_REST)
    else:
        step = next_step(facts, demands, replies, today)
    return TodayLine(
        section=section,
        campaign=campaign,
        letter=letter,
        deadline_on=facts.deadline_on,
        unanswered=tuple(demand.label for demand in demands if is_unanswered(demand, replies)),
        step=step,
        days=(today - facts.deadline_on).days if facts.deadline_on else 0,
        missing=tuple(list_missing(letter.sent_on, letter.reference, letter.deadline_on)),
    )
