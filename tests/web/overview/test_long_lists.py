"""People, offices and accounts in their hundreds: by pages, with plain links."""

import pytest

from tests.client import sign_in
from tests.factories import make_mandate, make_user

ROWS = 120


@pytest.fixture
def administrator(client, session):
    user = make_user(session, name="Aaltje", is_administrator=True)
    for number in range(ROWS):
        make_mandate(session, f"Persoon {number:03}", f"Ambt {number:03}")
        # The address that a user has otherwise may hold the number that is looked for.
        make_user(session, name=f"Persoon {number:03}", email=f"persoon{number}@example.org")
    session.commit()
    sign_in(client, user)
    return user


def names(page):
    # In a list of accounts a name has an address below it.
    return [next(row.th.stripped_strings) for row in page.select("tbody tr")]


def follow(client, page, end):
    link = page.select_one(f"nav.pager a[rel={end}]")
    return client.page(link["href"]) if link is not None else None


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(
    ("address", "word", "others"),
    [("/people", "Persoon", 0), ("/people/offices", "Ambt", 0), ("/accounts", "Persoon", 1)],
)
def test_each_row_is_on_one_page_and_the_links_lead_there_and_back(client, address, word, others):
    pages = [client.page(address)]
    while (following := follow(client, pages[-1], "next")) is not None:
        pages.append(following)
    shown = [name for page in pages for name in names(page)]
    assert shown[others:] == [f"{word} {number:03}" for number in range(ROWS)]
    assert [len(names(page)) for page in pages] == [50, 50, 20 + others]
    assert str(ROWS + others) in pages[1].select_one("main").get_text()
    assert follow(client, pages[0], "prev") is None
    assert names(follow(client, pages[2], "prev")) == names(pages[1])
    assert names(follow(client, pages[1], "prev")) == names(pages[0])
    assert pages[2].select_one("nav.pager a")["href"] == address


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(("address", "query"), [("/people", "persoon"), ("/accounts", "Persoon")])
def test_page_of_a_search_leads_on_within_the_search(client, address, query):
    page = client.page(f"{address}?query={query}")
    assert len(names(page)) == 50
    assert names(follow(client, page, "next"))[0] == "Persoon 050"
    only = client.page(f"{address}?query=persoon+119")
    assert names(only) == ["Persoon 119"]
    assert only.select("nav.pager") == []
    nobody = client.page(f"{address}?query=onbestaand")
    assert names(nobody) == []
    assert nobody.select_one(f"main a[href='{address}']") is not None


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("address", ["/people", "/people/offices", "/accounts"])
@pytest.mark.parametrize(
    "place", ["after=x", "after=-1", "after=99999999999", "before=2147483647", "after=1&before=1"]
)
def test_place_that_was_typed_by_hand_shows_a_page(client, address, place):
    assert len(names(client.page(f"{address}?{place}"))) > 0


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("address", ["/people", "/accounts"])
@pytest.mark.parametrize("query", ["x" * 60_000, " ".join(map(str, range(3000)))], ids=["word", "words"])
def test_query_that_is_too_long_is_refused_and_stays_in_its_field(client, address, query):
    """SQLite looks for no pattern of 50,000 signs, and for no 1,000 words at once."""
    page = client.page(f"{address}?query={query}")
    field = page.select_one("main input[name=query]")
    assert field["value"] == query
    assert page.select_one(f"#{field['aria-describedby']}").get_text(strip=True)


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(
    ("address", "record"), [("/people", 120), ("/people/offices", 120), ("/accounts", None)]
)
def test_page_behind_the_last_row_leads_to_the_first(client, session, administrator, address, record):
    last = record or administrator.id + ROWS
    page = client.page(f"{address}?after={last}")
    assert names(page) == []
    assert page.select_one(f"main a[href='{address}']") is not None
