from tests.client import CheckedClient
from tests.factories import make_user


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app, client, session):
    person = make_user(session, password_hash=_hash("een lang wachtwoord"))
    session.commit()
    client.submit("/sign-in", {"email": person.email, "password": "een lang wachtwoord"})
    copied = client.get_cookie("session").value
    assert client.get("/today").status_code == 200

    client.submit("/sign-out", page="/today")

    thief: CheckedClient = app.test_client()
    thief.set_cookie("session", copied)
    assert thief.get("/today").status_code == 302


def _hash(password: str) -> str:
    from app.accounts.passwords import hash_password

    return hash_password(password)
