from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.errors import TooManyAttemptsError
from app.accounts.models import Attempt
from app.accounts.rate_limit import WINDOW, count_attempt, forget_attempts, limits_on_sign_in, network_of

PLACE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
SECOND = timedelta(seconds=1)


def attempts(session):
    return session.scalar(select(func.count()).select_from(Attempt))


def try_often(session, times, now, email="jan@example.org", place=PLACE):
    for number in range(times):
        count_attempt(session, limits_on_sign_in(email, place), now + number * SECOND)


def test_five_attempts_at_one_address_from_one_place_and_no_sixth(session, now):
    try_often(session, 5, now)
    with pytest.raises(TooManyAttemptsError):
        try_often(session, 1, now + 10 * SECOND)


@pytest.mark.parametrize("spelling", ["JAN@example.org", " jan@example.org "])
def test_another_spelling_of_the_address_is_the_same_address(session, now, spelling):
    try_often(session, 5, now)
    with pytest.raises(TooManyAttemptsError):
        try_often(session, 1, now + 10 * SECOND, email=spelling)


def test_another_address_or_another_place_has_its_own_count(session, now):
    try_often(session, 5, now)
    try_often(session, 5, now, email="an@example.org")
    try_often(session, 5, now, place=ELSEWHERE)


def test_twenty_attempts_from_one_place_and_no_more(session, now):
    for number in range(20):
        try_often(session, 1, now, email=f"{number}@example.org")
    with pytest.raises(TooManyAttemptsError):
        try_often(session, 1, now, email="21@example.org")


def test_after_a_quarter_of_an_hour_one_may_try_again_and_old_rows_are_gone(session, now):
    try_often(session, 5, now)
    with pytest.raises(TooManyAttemptsError):
        try_often(session, 1, now + WINDOW - SECOND)
    try_often(session, 1, now + WINDOW + 5 * SECOND)
    assert attempts(session) == 2  # one under each limit


def test_a_success_forgets_the_failures_at_that_address_only(session, now):
    try_often(session, 4, now, email="an@example.org")
    try_often(session, 4, now)
    forget_attempts(session, limits_on_sign_in("jan@example.org", PLACE), now + 3 * SECOND)
    try_often(session, 5, now)
    with pytest.raises(TooManyAttemptsError):
        try_often(session, 2, now, email="an@example.org")


def test_successes_do_not_clear_the_count_of_a_place(session, now):
    # Somebody guesses at twenty addresses and signs in to an account of their own in between.
    for number in range(19):
        try_often(session, 1, now + number * SECOND, email=f"{number}@example.org")
        try_often(session, 1, now + number * SECOND, email="own@example.org")
        forget_attempts(session, limits_on_sign_in("own@example.org", PLACE), now + number * SECOND)
    try_often(session, 1, now + 20 * SECOND, email="19@example.org")
    with pytest.raises(TooManyAttemptsError):
        try_often(session, 1, now + 21 * SECOND, email="20@example.org")


def test_what_was_typed_is_not_kept(session, now):
    try_often(session, 1, now, email="my secret by mistake")
    assert all("secret" not in key for key in session.scalars(select(Attempt.key)))


@pytest.mark.parametrize(
    ("place", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_what_counts_as_one_place(place, network):
    assert network_of(place) == network
