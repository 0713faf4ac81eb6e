"""A test client that checks every page it fetches, and sends forms as a browser does."""

from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import User


class CheckedClient(FlaskClient):
    """Every HTML page is held to: one h1, a title, a language, unique ids, a label on each field."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch, and check what came when it is a page."""
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and response.request.method != "HEAD"
        if is_page and response.status_code not in (301, 302, 303, 307, 308):
            check_page(response.get_data(as_text=True))
        return response

    def page(self, address: str) -> BeautifulSoup:
        """Fetch a page that must be there."""
        response = self.get(address)
        assert response.status_code == 200, (address, response.status_code, response.headers.get("Location"))
        return BeautifulSoup(response.get_data(as_text=True), "html.parser")

    def submit(
        self, address: str, data: dict[str, Any] | None = None, *, page: str | None = None
    ) -> TestResponse:
        """Send a form with the token that its page (by default the address itself) gives."""
        html = self.get(page or address).get_data(as_text=True)
        token = BeautifulSoup(html, "html.parser").find("input", {"name": "csrf_token"})
        assert token is not None, f"no form at {page or address}"
        return self.post(address, data={"csrf_token": token["value"], **(data or {})})


def check_page(html: str) -> None:
    """Hold a page to what every page must have."""
    page = BeautifulSoup(html, "html.parser")
    assert len(page.find_all("h1")) == 1, "one h1"
    assert page.title is not None, "a title"
    assert page.title.get_text(strip=True), "a title with words"
    assert page.html["lang"] in ("nl", "fr", "en"), "a language"
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    for field in page.find_all(["input", "select", "textarea"]):
        _check_label(page, field)
    for element in page.find_all(True):
        inline = [name for name in element.attrs if name == "style" or name.startswith("on")]
        assert not inline, f"inline code or style: {inline}"
    assert not [script for script in page.find_all("script") if not script.get("src")], "inline script"


def _check_label(page: BeautifulSoup, field: Any) -> None:
    if field.name == "input" and field.get("type") in ("hidden", "submit", "button"):
        return
    has_label = (
        field.get("aria-label")
        or field.get("aria-labelledby")
        or field.find_parent("label")
        or (field.get("id") and page.find("label", attrs={"for": field["id"]}))
    )
    assert has_label, f"a field without a label: {field}"


def sign_in(client: FlaskClient, user: User) -> None:
    """Put somebody's sign-in into the client's session, as the sign-in page would."""
    with client.session_transaction() as session:
        session["_user_id"] = f"{user.id}.{user.session_nonce}"
        session["_fresh"] = True
        session.permanent = True
