"""Links of reminder mails: for one purpose, one person, a limited time."""

from datetime import UTC, datetime, timedelta

import pytest

from app.reminders.errors import LinkNotGenuineError, LinkTooOldError
from app.reminders.links import Link, Links, Purpose

AT = datetime(2026, 2, 24, 8, 0, tzinfo=UTC)
LINKS = Links("a key", "https://example.org/")


def token_of(purpose: Purpose = Purpose.SNOOZE, key: str = "a key") -> str:
    return Links(key, "https://example.org").make(purpose, [3], 5, AT).rpartition("/")[2]


def test_a_link_leads_to_its_own_page():
    assert LINKS.make(Purpose.EXTEND, [3], 5, AT).startswith("https://example.org/r/extend/")


def test_a_link_names_its_letters_and_its_person():
    assert LINKS.read(Purpose.SNOOZE, token_of(), AT) == Link((3,), 5, AT)


@pytest.mark.parametrize("made_for", Purpose)
@pytest.mark.parametrize("used_for", Purpose)
def test_a_link_for_one_purpose_is_refused_by_another(made_for, used_for):
    if made_for is used_for:
        assert LINKS.read(used_for, token_of(made_for), AT).user_id == 5
        return
    with pytest.raises(LinkNotGenuineError):
        LINKS.read(used_for, token_of(made_for), AT)


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: f"{token}A", lambda token: f"x{token}", lambda _: ""]
)
def test_a_link_that_was_changed_is_refused(change):
    with pytest.raises(LinkNotGenuineError):
        LINKS.read(Purpose.SNOOZE, change(token_of()), AT)


def test_a_link_of_another_installation_is_refused():
    with pytest.raises(LinkNotGenuineError):
        LINKS.read(Purpose.SNOOZE, token_of(key="another key"), AT)


def test_a_link_works_for_sixty_days():
    assert LINKS.read(Purpose.SNOOZE, token_of(), AT + timedelta(days=60)).letter_ids == (3,)
    with pytest.raises(LinkTooOldError):
        LINKS.read(Purpose.SNOOZE, token_of(), AT + timedelta(days=61))
