"""Links of reminder mails: each for one purpose, one person and its letters, signed, and worthless after 60 days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from itsdangerous import BadSignature, URLSafeSerializer

from app import clock
from app.reminders.errors import LinkNotGenuineError, LinkTooOldError

LIFETIME = timedelta(days=60)


class Purpose(Enum):
    """What a link does; it is part of the signature, so that no link serves another purpose."""

    SNOOZE = "snooze"
    EXTEND = "extend"
    CLOSE = "close"
    MUTE = "mute"


@dataclass(frozen=True)
class Link:
    """What a genuine link names, and when it was made; only a mute link may name several letters."""

    letter_ids: tuple[int, ...]
    user_id: int
    made_at: datetime

    @property
    def last_day(self) -> date:
        """Return the last day (UTC) on which the link works."""
        return clock.day_in("UTC", self.made_at + LIFETIME)


_TOKENS = re.compile(rf"(/r/(?:{'|'.join(purpose.value for purpose in Purpose)})/)[^\s\"'<>]+")


def blank_tokens(text: str) -> str:
    """Return the text of a mail for anybody but its reader: with the links of a mail one acts in its reader's name.

    >>> blank_tokens("Close it: https://weerwoord.example/r/close/WzFd.abc")
    'Close it: https://weerwoord.example/r/close/…'
    """
    return _TOKENS.sub(r"\1…", text)


class Links:
    """Makes and reads the links of one installation."""

    def __init__(self, secret_key: str, base_url: str) -> None:
        """Keep the key that signs, and the address under which people reach the pages."""
        self._key = secret_key
        self.base_url = base_url.rstrip("/")

    def make(self, purpose: Purpose, letter_ids: Sequence[int], user_id: int, at: datetime) -> str:
        """Return the full address of a link made at the moment `at`."""
        token = self._serializer(purpose).dumps([list(letter_ids), user_id, at.isoformat()])
        return f"{self.base_url}/r/{purpose.value}/{token}"

    def read(self, purpose: Purpose, token: str, now: datetime) -> Link:
        """Return what a token names. Raises LinkNotGenuineError and LinkTooOldError."""
        try:
            letter_ids, user_id, made_at = self._serializer(purpose).loads(token)
            link = Link(tuple(letter_ids), user_id, datetime.fromisoformat(made_at))
        except BadSignature as error:
            raise LinkNotGenuineError from error
        if clock.day_in("UTC", now) > link.last_day:
            raise LinkTooOldError
        return link

    def _serializer(self, purpose: Purpose) -> URLSafeSerializer:
        return URLSafeSerializer(self._key, salt=f"weerwoord.reminders.{purpose.value}.2")

    def letter_page(self, slug: str, number: int) -> str:
        """Return the address of a letter's page, which asks for a sign-in."""
        return f"{self.base_url}/campaigns/{slug}/letters/{number}"

    def door(self, slug: str, number: int) -> str:
        """Return the address where a reply to a letter is logged, which asks for a sign-in."""
        return f"{self.base_url}/campaigns/{slug}/new?letter={number}"
