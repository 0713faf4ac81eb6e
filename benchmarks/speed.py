"""How long pages and ticks take, beside bare Flask and plain SQL that read and write the same rows."""

import argparse
import http.client
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from app.settings import load_settings
from app.web.logs import configure_logging
from benchmarks.filling import Filled, fill
from benchmarks.servers import SECRET_KEY, serving
from benchmarks.table import print_table
from benchmarks.ticking import measure_ticks

SIZES = (1_000, 10_000, 100_000)
REQUESTS = 100
WARM_UP = 15
PAGE = 50
Browse = Callable[[str], float]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say how large it is to be."""
    parser.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="numbers of letters, comma between"
    )
    parser.add_argument("--requests", type=int, default=REQUESTS, help="measured requests of each page")
    parser.add_argument("--servers", default="waitress,gunicorn", help="waitress, gunicorn or both")
    parser.add_argument(
        "--due", default="0,100,10000", help="letters that are due at a tick; empty: no ticks"
    )


def run(options: argparse.Namespace) -> None:
    """Make the databases, measure, print."""
    configure_logging("json", "error")
    sizes = [int(size) for size in options.sizes.split(",")]
    folder = Path(tempfile.mkdtemp(prefix="weerwoord-benchmark-"))
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    try:
        _measure(folder, sizes, options)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, sizes: list[int], options: argparse.Namespace) -> None:
    today = datetime.now(UTC).date()
    all_filled = []
    for size in sizes:
        begun = time.perf_counter()
        all_filled.append(fill(folder / str(size), size, today))
        megabytes = all_filled[-1].file.stat().st_size / 1e6
        print(f"{size} letters: {megabytes:.0f} MB, made in {time.perf_counter() - begun:.0f} s", flush=True)
    for kind in options.servers.split(","):
        _print_pages(kind, measure_pages(kind, all_filled, options.requests), sizes)
    due = [int(number) for number in options.due.split(",") if number]
    if due:
        with _application(all_filled[-1]) as app:
            measure_ticks(app, all_filled[-1], due)


def _pages(filled: Filled) -> dict[str, str]:
    letters = f"/campaigns/{filled.slug}/letters"
    deep = max(filled.letters - 99 * PAGE, PAGE) + 1
    return {
        "list, 1st page": letters,
        "list, 100th page": f"{letters}?before={deep}",
        "Today": "/today",
        "campaign": f"/campaigns/{filled.slug}",
        "letter": f"{letters}/{filled.letter_number}",
        "comparison": f"{letters}/{filled.letter_number}/compare",
    }


Times = dict[tuple[int, str], tuple[float, float, int]]


def measure_pages(kind: str, all_filled: list[Filled], requests: int) -> Times:
    """Return by size and page: milliseconds of the program and of the bare page, and the program's statements.

    Medians. All sizes are served at once and asked in turns, so that whatever else the machine does meets them all.
    """
    statements: dict[tuple[int, str], int] = {}
    browsers: dict[int, tuple[Browse, Browse]] = {}
    with ExitStack() as stack:
        for filled in all_filled:
            with _application(filled) as app:
                cookie = sign_in(app.test_client(), filled)
                for page, address in _pages(filled).items():
                    statements[filled.size, page] = _count(app, filled, address)
            ports = stack.enter_context(serving(kind, filled.home))
            browsers[filled.size] = _browser(ports[0], cookie), _browser(ports[1], "")
        return {
            (size, page): (own, bare, statements[size, page])
            for page in _pages(all_filled[0])
            for size, (own, bare) in _time(page, all_filled, browsers, requests).items()
        }


def _time(
    page: str, all_filled: list[Filled], browsers: dict[int, tuple[Browse, Browse]], requests: int
) -> dict[int, tuple[float, float]]:
    kept: dict[tuple[int, int], list[float]] = {
        (filled.size, which): [] for filled in all_filled for which in (0, 1)
    }
    for turn in range(WARM_UP + requests):
        for filled in all_filled:
            for which, browse in enumerate(browsers[filled.size]):
                taken = browse(_pages(filled)[page])
                if turn >= WARM_UP:
                    kept[filled.size, which].append(taken * 1000)
    return {
        filled.size: (statistics.median(kept[filled.size, 0]), statistics.median(kept[filled.size, 1]))
        for filled in all_filled
    }


@contextmanager
def _application(filled: Filled) -> Iterator[Flask]:
    settings = load_settings(home=filled.home, secret_key=SECRET_KEY, base_url="http://127.0.0.1")
    app = create_app(settings)
    yield app
    app.extensions["database"].dispose()


def sign_in(client: FlaskClient, filled: Filled) -> str:
    """Return the cookie that a browser holds after its first page: it carries the token of forms from then on."""
    with client.session_transaction() as session:
        session["_user_id"] = f"{filled.user_id}.{filled.nonce}"
        session["_fresh"] = True
        session["sign_in"] = "a name, so that it is looked up whether this sign-in was ended"
        session["signed_in_at"] = datetime.now(UTC).isoformat()
        session.permanent = True
    client.get(f"/campaigns/{filled.slug}/letters")
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def _count(app: Flask, filled: Filled, address: str) -> int:
    client, statements = app.test_client(), []
    sign_in(client, filled)
    engine = app.extensions["database"].engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    response = client.get(address)
    event.remove(engine, "before_cursor_execute", note)
    assert response.status_code == http.client.OK, (address, response.status_code)
    return sum(not one.startswith("BEGIN") for one in statements)


def _browser(port: int, cookie: str) -> Browse:
    """Return how to fetch a page on a connection that stays open; it gives the seconds that took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"session={cookie}", "Accept-Language": "nl"} if cookie else {}

    def browse(address: str) -> float:
        begun = time.perf_counter()
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        response.read()
        taken = time.perf_counter() - begun
        assert response.status == http.client.OK, (address, response.status)
        return taken

    return browse


def _print_pages(kind: str, found: Times, sizes: list[int]) -> None:
    ordered = sorted(found.items(), key=lambda item: sizes.index(item[0][0]))
    rows = [
        [f"{size}", page, f"{own:.1f}", f"{bare:.1f}", f"{own / bare:.1f}", f"{statements}"]
        for (size, page), (own, bare, statements) in ordered
    ]
    head = ["letters", "page", "ms", "bare ms", "ratio", "statements"]
    print_table(f"Pages served by {kind} (medians)", head, rows)
    least, most = min(sizes), max(sizes)
    if least != most:
        flat = [
            [f"{most} : {least}", page, f"{found[most, page][0] / found[least, page][0]:.2f}"]
            for size, page in found
            if size == most
        ]
        print_table(
            "How flat: the same page in the largest and in the smallest", ["letters", "page", "times"], flat
        )
