"""What the templates make of the comparison: parts, empty states, accessibility, narrow screens, print."""

import shutil
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from tests.browser.conftest import FLAGS
from tests.browser.preview.app import CASES
from tests.client import check_page

pytestmark = pytest.mark.browser
COMPARE = "/ielsbeek/3/compare"
PAGES = [f"{COMPARE}?case={case}" for case in CASES if case not in ("conflict", "error")] + [
    f"{COMPARE}?judge=18",
    f"{COMPARE}?judge=15&case=conflict",
    f"{COMPARE}?judge=16&case=error",
    f"{COMPARE}?filter=bare",
    f"{COMPARE}?filter=unanswering",
    "/ielsbeek/3/sentences",
    "/broken",
]


@pytest.fixture
def html(preview):
    def fetch(path: str) -> BeautifulSoup:
        return BeautifulSoup(preview.test_client().get(path).get_data(as_text=True), "html.parser")

    return fetch


@pytest.mark.parametrize("path", PAGES)
def test_every_page_holds_what_each_page_must_have(preview, path):
    check_page(preview.test_client().get(path).get_data(as_text=True))


@pytest.mark.parametrize(
    ("path", "scheme"),
    [(path, "light") for path in PAGES]
    + [(path, "dark") for path in (PAGES[0], PAGES[4], PAGES[7], "/ielsbeek/3/sentences")],
)
def test_axe_finds_nothing(visit, path, scheme):
    page = visit(path, color_scheme=scheme)

    results = Axe().run(page)

    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_no_horizontal_scroll_on_a_phone(visit, path):
    page = visit(path, width=390, height=844)

    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_rows_keep_their_roles_on_a_phone(visit):
    page = visit(width=390, height=844)

    assert page.get_by_role("row").count() == 9
    assert page.get_by_role("rowheader", name="1a Maandelijks meten").count() == 1
    assert page.locator(".demand").first.evaluate("row => getComputedStyle(row).display") == "block"


def test_a_row_tells_what_was_asked_judged_and_answered(html):
    row = html(COMPARE).find(id="demand-13")

    words = " ".join(row.get_text(" ").split())

    assert "dat de resultaten openbaar zijn" in words
    assert "Partly granted" in words
    assert "De gemeenten krijgen ze; openbaar zijn ze niet." in words
    assert "channel substitution" in words
    assert "1 earlier judgement" in words
    assert "Noor Claes, 21 September 2026, 14:05" in words
    assert row.blockquote["lang"] == "nl"
    assert row.find("a", class_="to-passage")["href"] == "#passage-1"


def test_a_changed_criterion_shows_both_forms(html):
    words = html(COMPARE).find(id="demand-12").get_text(" ")

    assert "Er wordt elke maand gemeten." in words
    assert "Er wordt elke maand gemeten, ook in de winter." in words
    assert "Changed after sending:" in words


def test_a_proposal_does_not_look_like_a_judgement(html):
    row = html(COMPARE).find(id="demand-11")

    assert [chip["class"] for chip in row.find_all(class_="chip")] == [
        ["chip", "state-pending"],
        ["chip", "state-partly", "is-proposal"],
    ]
    assert row.find("input", {"name": "verdict"})["value"] == "partly"


def test_not_addressed_says_who_read_the_whole_text(html):
    assert "Noor Claes read the whole text" in html(COMPARE).find(id="demand-16").get_text()


def test_overlapping_passages_show_both_demands(html):
    marks = html(COMPARE).find_all("mark", {"data-demands": "7 8"})

    assert [mark.get_text() for mark in marks] == ["die beslissing staat los van de metingen"]
    assert {"is-shared", "state-refused", "also-pending"} <= set(marks[0]["class"])


def test_the_text_of_the_reply_is_whole_and_counted(html):
    sheet = html(COMPARE).find(class_="sheet-text")

    for segment in sheet.find_all(class_="segment"):
        start = int(segment["data-start"])
        assert _reply()[start : start + len(segment.get_text())] == segment.get_text()


def _reply() -> str:
    from tests.browser.preview.sample import REPLY

    return REPLY


def test_a_reader_sees_no_form_that_changes_something(html):
    page = html(f"{COMPARE}?case=reader")

    actions = {form["action"] for form in page.find_all("form") if form.get("action")}

    assert actions == {"/language", "/sign-out"}
    assert page.find(attrs={"data-judge": True}) is None


def test_bare_leaves_the_demands_without_a_passage(html):
    rows = html(f"{COMPARE}?filter=bare").find_all(class_="demand")

    assert [row["id"] for row in rows] == ["demand-11", "demand-16"]


def test_without_a_reply_the_page_says_what_to_do(html):
    page = html(f"{COMPARE}?case=none")

    assert page.find(class_="empty").h2.get_text() == "No reply in our file"
    assert [link.get_text(strip=True) for link in page.find(class_="empty").find_all("a")] == [
        "Log the reply",
        "Write a reminder",
    ]
    assert len(page.find_all(class_="button-primary")) == 1


def test_of_two_judges_the_second_sees_both(html):
    editor = html(f"{COMPARE}?judge=15&case=conflict").find(id="editor-15")

    assert "Sam Peeters judged this while you were writing." in editor.get_text()
    assert "Wijst de eis af." in editor.get_text()
    assert editor.textarea.get_text() == "Mijn eigen zin."
    assert editor.find("input", {"name": "verdict", "checked": True})["value"] == "deflected"


def test_print_turns_the_matrix_and_keeps_the_reply_upright(visit, tmp_path):
    file = _print(visit().url, tmp_path)

    boxes = [tuple(round(float(side)) for side in box.split()) for box in _media_boxes(file)]
    assert boxes[0] == (842, 595)
    assert boxes[-1] == (595, 842)


def _print(address: str, folder: Path) -> bytes:
    """Print a page by a browser of its own, which may be given up: printing hangs at times, and knows no time-out."""
    target = folder / "page.pdf"
    for attempt in range(3):
        command = [
            str(shutil.which("chromium")),
            "--headless",
            *FLAGS,
            f"--user-data-dir={folder / str(attempt)}",
            f"--print-to-pdf={target}",
            address,
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603  the system's chromium
        except subprocess.TimeoutExpired:
            continue
        return target.read_bytes()
    pytest.fail("chromium did not print the page within a minute, three times")


def _media_boxes(file: bytes) -> list[str]:
    import re

    return [match.decode() for match in re.findall(rb"/MediaBox \[0 0 ([\d.]+ [\d.]+)\]", file)]
