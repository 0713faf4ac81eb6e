"""How letters and their values are called on pages and in mails."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.i18n import gettext
from app.i18n import lazy_gettext as _l
from app.letters.models import Demand, Letter
from app.letters.queries import LetterRow, list_demands_to_descend_from, list_letters_to_name
from app.letters.values import Channel, ClosingReason, LetterKind, Lineage
from app.web.numbers import record_number
from app.web.short_lists import ByNumber, NumberedChoice

_SHORT = 80  # characters of a demand that a select shows

CHANNEL_LABELS = {
    Channel.EMAIL.value: _l("E-mail"),
    Channel.POST.value: _l("Post"),
    Channel.REGISTERED.value: _l("Registered post"),
    Channel.BY_HAND.value: _l("Handed over"),
}
KIND_LABELS = {
    LetterKind.LETTER.value: _l("Letter"),
    LetterKind.REMINDER.value: _l("Follow-up letter"),
    LetterKind.QUESTIONNAIRE.value: _l("Questionnaire"),
    LetterKind.PETITION.value: _l("Petition"),
}
CLOSING_LABELS = {
    ClosingReason.GRANTED.value: _l("Granted"),
    ClosingReason.OVERTAKEN.value: _l("Overtaken by events"),
    ClosingReason.WITHDRAWN.value: _l("Withdrawn"),
    ClosingReason.GIVEN_UP.value: _l("Given up"),
    ClosingReason.NO_REPLY.value: _l("Closed without a reply"),
}
LINEAGE_LABELS = {
    Lineage.REPEATS.value: _l("repeats"),
    Lineage.NARROWS.value: _l("narrows"),
    Lineage.WIDENS.value: _l("widens"),
    Lineage.REPLACES.value: _l("replaces"),
    Lineage.SPLITS.value: _l("splits off from"),
}


def label_of(row: LetterRow) -> str:
    """Return how a letter is called where one is chosen from a list: its number, and its title or addressee."""
    words = row.title or gettext("Letter to %(name)s", name=row.addressee or gettext("somebody unknown"))
    return f"{row.number}. {words}"


def offer_letters(
    session: Session,
    campaign: Campaign,
    fields: Iterable[ByNumber],
    *,
    kept: Iterable[int | None] = (),
    but: Letter | None = None,
) -> None:
    """Offer the newest letters in these fields, with those that are chosen, kept or named by their number."""
    fields = list(fields)
    typed = {one for field in fields for one in field.typed_numbers}
    ids = {one for one in kept if one} | {one for field in fields for one in field.chosen_ids}
    rows = list_letters_to_name(session, campaign, ids=ids, numbers=_as_numbers(typed), but=but)
    choices = [(row.letter_id, label_of(row)) for row in rows]
    by_number = {str(row.number): row.letter_id for row in rows}
    for field in fields:
        none = [(0, gettext("No"))] if isinstance(field, NumberedChoice) else []
        field.offer([*none, *choices], by_number)


def offer_ancestors(
    session: Session, letter: Letter, field: NumberedChoice, *, kept: int | None = None
) -> None:
    """Offer the demands of the newest other letters, the one that is kept, and those that `12/3` may name."""
    numbers = _as_numbers(one.partition("/")[0] for one in field.typed_numbers)
    ids = [*field.chosen_ids, *([kept] if kept else [])]
    demands = list_demands_to_descend_from(session, letter.campaign, letter, ids=ids, numbers=numbers)
    choices = [(one.id, f"{one.letter.number}: {short_label_of(one)}") for one in demands]
    field.offer(
        [(0, gettext("No")), *choices], {f"{one.letter.number}/{one.label}": one.id for one in demands}
    )


def short_label_of(demand: Demand) -> str:
    """Return how a demand is called where one is chosen from a list: its label, and its title or first words."""
    words = demand.title or demand.text
    return f"{demand.label}. {words[:_SHORT]}{'…' if len(words) > _SHORT else ''}"


def _as_numbers(typed: Iterable[str]) -> set[int]:
    found = set()
    for one in typed:
        try:
            found.add(record_number(one))
        except ValueError:
            continue  # names nothing; the field says so
    return found
