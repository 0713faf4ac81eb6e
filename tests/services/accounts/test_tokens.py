from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.errors import LinkNotValidError
from app.accounts.models import AccountToken
from app.accounts.tokens import get_token, make_token, retire_tokens, use_token
from app.accounts.values import TokenPurpose
from tests.factories import make_user

SECOND = timedelta(seconds=1)


@pytest.fixture
def user(session):
    return make_user(session)


def test_only_the_digest_of_a_secret_is_kept(session, user, now):
    secret = make_token(session, TokenPurpose.SIGN_IN, user_id=user.id, now=now)
    token = session.scalars(select(AccountToken)).one()
    assert len(secret) >= 43  # 32 random bytes
    assert len(token.secret_sha256) == 64
    assert secret not in str(vars(token))


@pytest.mark.parametrize(
    ("purpose", "lifetime"),
    [
        (TokenPurpose.SET_UP, timedelta(days=7)),
        (TokenPurpose.INVITATION, timedelta(days=14)),
        (TokenPurpose.PASSWORD_RESET, timedelta(hours=1)),
        (TokenPurpose.SIGN_IN, timedelta(minutes=15)),
    ],
)
def test_a_link_works_until_its_time_is_over(session, user, now, purpose, lifetime):
    secret = make_token(session, purpose, user_id=user.id, now=now)
    assert get_token(session, purpose, secret, now + lifetime - SECOND).user is user
    with pytest.raises(LinkNotValidError):
        get_token(session, purpose, secret, now + lifetime)
    with pytest.raises(LinkNotValidError):
        use_token(session, purpose, secret, now + lifetime)


def test_looking_uses_nothing_up_and_using_works_once(session, user, now):
    secret = make_token(session, TokenPurpose.SIGN_IN, user_id=user.id, now=now)
    get_token(session, TokenPurpose.SIGN_IN, secret, now)
    get_token(session, TokenPurpose.SIGN_IN, secret, now)
    assert use_token(session, TokenPurpose.SIGN_IN, secret, now).used_at == now
    with pytest.raises(LinkNotValidError):
        use_token(session, TokenPurpose.SIGN_IN, secret, now)
    with pytest.raises(LinkNotValidError):
        get_token(session, TokenPurpose.SIGN_IN, secret, now)


@pytest.mark.parametrize(
    "other", [purpose for purpose in TokenPurpose if purpose is not TokenPurpose.SIGN_IN]
)
def test_a_link_for_one_purpose_never_serves_another(session, user, now, other):
    secret = make_token(session, TokenPurpose.SIGN_IN, user_id=user.id, now=now)
    with pytest.raises(LinkNotValidError):
        use_token(session, other, secret, now)


@pytest.mark.parametrize("guess", ["", "x", "é", "%00", "a" * 43])
def test_a_guess_is_refused(session, user, now, guess):
    make_token(session, TokenPurpose.SIGN_IN, user_id=user.id, now=now)
    with pytest.raises(LinkNotValidError):
        use_token(session, TokenPurpose.SIGN_IN, guess, now)


def test_a_link_of_a_deactivated_account_does_not_work(session, user, now):
    secret = make_token(session, TokenPurpose.SIGN_IN, user_id=user.id, now=now)
    user.deactivated_at = now
    session.flush()
    with pytest.raises(LinkNotValidError):
        get_token(session, TokenPurpose.SIGN_IN, secret, now)
    with pytest.raises(LinkNotValidError):
        use_token(session, TokenPurpose.SIGN_IN, secret, now)


def test_retiring_ends_the_links_of_one_person_only(session, user, now):
    other = make_user(session)
    mine = make_token(session, TokenPurpose.INVITATION, user_id=user.id, now=now)
    theirs = make_token(session, TokenPurpose.INVITATION, user_id=other.id, now=now)
    set_up = make_token(session, TokenPurpose.SET_UP, user_id=None, now=now)
    retire_tokens(session, user_id=user.id, now=now)
    with pytest.raises(LinkNotValidError):
        get_token(session, TokenPurpose.INVITATION, mine, now)
    assert get_token(session, TokenPurpose.INVITATION, theirs, now)
    assert get_token(session, TokenPurpose.SET_UP, set_up, now)


def test_of_many_who_try_at_once_one_gets_in(database, session, user, now):
    secret = make_token(session, TokenPurpose.SIGN_IN, user_id=user.id, now=now)
    session.commit()

    def try_it(_number):
        try:
            with database.writing() as own_session:
                use_token(own_session, TokenPurpose.SIGN_IN, secret, now)
        except LinkNotValidError:
            return 0
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(try_it, range(6))) == 1
