from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.i18n import current_language
from app.people.models import Mandate


def list_mandate_choices(session: Session) -> list[tuple[int, str]]:
    """Return (id, "person, office (years)") of all mandates for a select, in the language of the page."""
    mandates = session.scalars(
        select(Mandate).options(joinedload(Mandate.person), joinedload(Mandate.office))
    )
    return sorted(
        ((mandate.id, describe_mandate(mandate)) for mandate in mandates), key=lambda choice: choice[1]
    )


def describe_mandate(mandate: Mandate) -> str:
    """Return a mandate in one line: `An Voorbeeld, minister van Proefzaken (2025–)`."""
    words = f"{mandate.person.name}, {mandate.office.name_in(current_language())}"
    if mandate.from_on is None and mandate.until_on is None:
        return words
    first = mandate.from_on.year if mandate.from_on else ""
    last = mandate.until_on.year if mandate.until_on else ""
    return f"{words} ({first}–{last})"
