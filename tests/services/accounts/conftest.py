from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session


@pytest.fixture
def session(app: Flask, session: Session) -> Iterator[Session]:
    """A session inside the application, which knows the base of links and writes mails."""
    with app.app_context():
        yield session
