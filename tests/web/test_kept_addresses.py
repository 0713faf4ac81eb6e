"""Addresses are kept once they were built, and stay those that Flask would build."""

import pytest
from flask import Flask, url_for
from werkzeug.routing import BuildError

ASKED = (
    ("letters.show", {"slug": "proef", "number": 3}),
    ("letters.index", {"slug": "proef"}),
    ("letters.index", {"slug": "proef", "before": 51, "_anchor": "einde"}),
    ("search.find", {"q": "twee woorden & meer", "page": None}),
    ("search.find", {"q": ["een", "twee"]}),
    ("static", {"filename": "css/base.css"}),
    ("overview.today", {"_external": True}),
)


@pytest.mark.parametrize(("endpoint", "values"), ASKED)
def test_an_address_is_the_one_that_flask_builds_also_the_second_time(app: Flask, endpoint, values) -> None:
    with app.test_request_context("/"):
        expected = Flask.url_for(app, endpoint, **values)
        assert [url_for(endpoint, **values) for _time in range(2)] == [expected, expected]


def test_a_number_and_a_truth_are_two_addresses(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for("search.find", q=1) != url_for("search.find", q=True)
        assert url_for("search.find", q=True).endswith("q=True")


def test_behind_a_proxy_with_a_prefix_addresses_have_it(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for("overview.today") == "/today"
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/weerwoord"}):
        assert url_for("overview.today") == "/weerwoord/today"


def test_an_address_that_names_its_host_is_of_the_host_that_was_asked(app: Flask) -> None:
    for host in ("een.example", "twee.example"):
        with app.test_request_context("/", base_url=f"http://{host}/"):
            assert url_for("overview.today", _external=True) == f"http://{host}/today"


def test_an_address_that_cannot_be_built_is_an_error_each_time(app: Flask) -> None:
    with app.test_request_context("/"):
        for _time in range(2):
            with pytest.raises(BuildError):
                url_for("letters.show", slug="proef")
