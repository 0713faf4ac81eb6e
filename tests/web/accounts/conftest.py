from functools import cache

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.passwords import hash_password
from tests.factories import make_user

PASSWORD = "een lange zin om te onthouden"


@cache
def hashed() -> str:
    """The hash of PASSWORD, made once: hashing is slow by design."""
    return hash_password(PASSWORD)


@pytest.fixture
def person(session: Session) -> User:
    """Somebody with a password."""
    user = make_user(session, email="an@example.org", name="An", password_hash=hashed())
    session.commit()
    return user


@pytest.fixture
def administrator(session: Session) -> User:
    """An administrator with a password."""
    user = make_user(
        session, email="admin@example.org", name="Ada", password_hash=hashed(), is_administrator=True
    )
    session.commit()
    return user
