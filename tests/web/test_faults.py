import pytest
from sqlalchemy import event, text

from app import create_app
from tests.client import sign_in
from tests.conftest_postgresql import administer
from tests.factories import make_campaign, make_membership, make_user
from tests.web.letters.support import filled, form_at, soup


def test_a_broken_database_still_gives_a_page_with_words(app, client, session):
    person = make_user(session)
    session.commit()
    sign_in(client, person)
    session.execute(text("DROP TABLE ended_sign_in"))
    session.execute(text("DROP TABLE membership"))
    session.commit()

    response = client.get("/today")

    assert response.status_code == 500
    assert "<h1>" in response.get_data(as_text=True)
    assert "OperationalError" not in response.get_data(as_text=True)


@pytest.fixture
def administrator(settings):
    """Another connection to the database."""
    with administer(settings.database_url) as connection:
        yield connection


@pytest.fixture
def kill_at(database, administrator):
    """Let the server end the connection that begins a statement with these words; once."""
    left = []

    def kill(connection, _cursor, statement, *_more):
        if left and statement.startswith(left[0]):
            left.clear()
            process = connection.connection.dbapi_connection.info.backend_pid
            administrator.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})

    event.listen(database.engine, "before_cursor_execute", kill)
    return left.append


class TestOnPostgreSQL:
    """What only a database server can do: go away in the middle."""

    @pytest.fixture
    def database_kind(self):
        return "postgresql"

    @pytest.fixture
    def send(self, client, session):
        make_membership(session, make_campaign(session, slug="proef"), person := make_user(session))
        session.commit()
        sign_in(client, person)
        values = filled(form_at(client.page("/campaigns/proef/new")))
        return lambda words: client.post("/campaigns/proef/new", data={**values, "text": words})

    @pytest.mark.parametrize("statement", ["SELECT", "INSERT"])
    def test_a_connection_lost_in_the_middle_keeps_what_was_typed(self, send, kill_at, statement):
        kill_at(statement)
        lost = send("Geachte mevrouw de minister, open het loket.")
        page = soup(lost)
        assert (lost.status_code, lost.headers["Retry-After"]) == (503, "30")
        assert page.h1.get_text() == "De database antwoordt niet"
        assert "open het loket" in page.find(id="kept").get_text()
        assert send("Geachte mevrouw de minister, open het loket.").status_code == 303

    def test_a_connection_lost_between_two_requests_is_not_noticed(self, client, database, administrator):
        client.page("/sign-in")
        with database.reading() as session:
            session.execute(text("SELECT 1"))
        ended = administrator.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        assert ended.rowcount > 0
        assert client.get("/healthz").json["database"] == "ok"


def test_a_database_that_is_not_there_gives_a_page_with_words(settings):
    away = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/nothing"})
    response = create_app(away).test_client().get("/readyz")
    assert response.status_code == 503
    assert "De database antwoordt niet" in response.get_data(as_text=True)
