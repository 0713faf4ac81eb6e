"""Who opens a link of a reminder mail, about which letters, and whether that person may still do what it is for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.accounts.queries import find_user
from app.campaigns.queries import find_role
from app.letters.models import Letter
from app.reminders.errors import LinkNotYoursError
from app.reminders.links import Links, Purpose
from app.reminders.queries import list_letters

PERMISSIONS = {
    Purpose.SNOOZE: Permission.PLAN_REMINDERS,
    Purpose.EXTEND: Permission.WRITE_LETTERS,
    Purpose.CLOSE: Permission.CLOSE_LETTERS,
    Purpose.MUTE: Permission.READ_CAMPAIGN,
}


@dataclass(frozen=True)
class Linked:
    """What a link leads to: the person for whom it was made, and the letters, never none."""

    actor: User
    letters: tuple[Letter, ...]

    @property
    def letter(self) -> Letter:
        """Return the one letter of a link that is not about several."""
        return self.letters[0]


def get_linked(session: Session, links: Links, purpose: Purpose, token: str, now: datetime) -> Linked:
    """Return what a token leads to.

    A letter or account that was made after the link is another one, to which the number of one that is gone was given: a
    letter was removed, or a backup put back. Raises
    LinkNotGenuineError, LinkTooOldError, and LinkNotYoursError when its person has no account any more or may no longer
    do this with any of the letters.
    """
    link = links.read(purpose, token, now)
    actor = find_user(session, link.user_id)
    if actor is None or not actor.is_active or actor.created_at > link.made_at:
        raise LinkNotYoursError
    letters = tuple(
        letter
        for letter in list_letters(session, link.letter_ids)
        if letter.created_at <= link.made_at
        and may(PERMISSIONS[purpose], find_role(session, actor, letter.campaign))
        and (letter.campaign.archived_at is None or purpose is Purpose.MUTE)
    )
    if not letters:
        raise LinkNotYoursError
    return Linked(actor, letters)
