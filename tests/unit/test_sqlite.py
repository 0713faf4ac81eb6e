"""What SQLite's driver is asked without SQLAlchemy fails as all else does."""

import pytest
from sqlalchemy.exc import OperationalError

from app.sqlite import ask_driver, make_sqlite_engine


def test_an_error_of_the_driver_is_one_of_sqlalchemy_and_names_no_values(tmp_path):
    engine = make_sqlite_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    with (
        engine.connect() as connection,
        pytest.raises(OperationalError, match="no such column: nobody") as caught,
    ):
        ask_driver(connection, "SELECT nobody WHERE :word = ''", {"word": "geheim"})
    engine.dispose()
    assert "geheim" not in str(caught.value)
