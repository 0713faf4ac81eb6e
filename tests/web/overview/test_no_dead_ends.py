"""Whoever may read a page may follow every link on it, and finds no form that is refused."""

from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Permission, may
from app.accounts.values import Role
from app.demo.services import load_demonstration
from app.documents.storage import Originals
from app.web.access import access_of
from tests.client import sign_in
from tests.factories import make_membership, make_user

# Those who may do less than all; a coordinator and an administrator meet no refusal.
ROLES = [Role.READER, Role.MEMBER]
# Enough for the demonstration; a crawl that does not end is a fault of its own.
MOST_PAGES = 400


@pytest.fixture
def demonstration(session, settings, now):
    administrator = make_user(session, name="Ada", is_administrator=True)
    originals = Originals(settings.originals_folder)
    campaign = load_demonstration(session, originals, actor=administrator, now=now)
    session.commit()
    return campaign


def _person(session, demonstration, role):
    campaign = demonstration
    person = make_user(session, name=role.value)
    make_membership(session, campaign, person, role)
    session.commit()
    return person


def _crawl(client, role):
    """Return what refuses: a link or a form's address, and the page that it stands on."""
    refused, waiting, seen = [], deque([("/today", "")]), {"/today"}
    while waiting:
        address, found_on = waiting.popleft()
        answer = client.get(address, follow_redirects=True)
        if answer.status_code >= 400:
            refused.append(f"{address} ({answer.status_code}) on {found_on}")
            continue
        if answer.mimetype != "text/html":
            continue
        page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        refused += [
            f"form {one} on {address}" for one in _refused_forms(client.application, page, address, role)
        ]
        for link in page.select("a[href]"):
            target = urldefrag(urljoin(address, link["href"])).url
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append((target, address))
        assert len(seen) < MOST_PAGES
    return refused


def _refused_forms(app, page, address, role):
    """Give the addresses of the forms that this role may not send; the guard is asked, nothing is sent."""
    adapter = app.url_map.bind("localhost")
    for form in page.select("form[method=post]"):
        target = urlsplit(form.get("action") or address).path
        endpoint, _values = adapter.match(target, method="POST")
        permission = access_of(app, endpoint)
        if isinstance(permission, Permission) and not may(permission, role):
            yield target


@pytest.mark.parametrize("role", ROLES, ids=[role.value for role in ROLES])
def test_no_link_and_no_form_leads_to_a_refusal(client, session, demonstration, role):
    sign_in(client, _person(session, demonstration, role))
    refused = _crawl(client, role)
    assert not refused, "\n".join(["", *refused])
