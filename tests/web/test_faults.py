from sqlalchemy import text

from tests.client import sign_in
from tests.factories import make_user


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
