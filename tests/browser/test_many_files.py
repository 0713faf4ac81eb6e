"""Six files of six kinds dropped at once: each is read by the worker, and what was recognised in each can be looked at."""

import re
from base64 import b64encode

import pytest
from playwright.sync_api import expect

from app import clock
from tests.browser.journeys import begin_campaign, go_to_door, set_up
from tests.samples import documents
from tests.samples.letters import DUTCH, text_of
from tests.samples.tesseract import needs_tesseract

pytestmark = pytest.mark.browser
# Lets go of files over the door, as a person does who drags them there from a folder.
DROP = """async (files) => {
  const carried = new DataTransfer();
  for (const [name, body] of files) {
    const bytes = Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0));
    carried.items.add(new File([bytes], name));
  }
  document.dispatchEvent(new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


def six_files() -> dict[str, bytes]:
    """Return the same letter in six kinds of file."""
    return {
        "brief.pdf": documents.pdf(DUTCH),
        "scan.png": documents.packed(documents.picture(DUTCH), "PNG"),
        "brief.docx": documents.docx_file(DUTCH),
        "brief.odt": documents.odt_file(DUTCH),
        "mail.eml": documents.mail(DUTCH),
        "brief.txt": text_of(DUTCH).encode(),
    }


@needs_tesseract
def test_six_kinds_of_file_are_dropped_read_and_looked_at(installation, browse):
    hand = set_up(browse, installation)
    begin_campaign(hand, "Zwarte Beek", "Coalitie Heldere Beken vzw")
    go_to_door(hand)
    page, files = hand.page, six_files()
    page.set_default_timeout(60_000)  # a scan is among them, and other work is on the machine

    page.evaluate(DROP, [[name, b64encode(data).decode()] for name, data in files.items()])
    expect(page.locator("[data-drop-names] li")).to_have_count(len(files))
    hand.press("See what was recognised")

    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(len(files))
    installation.tick(clock.now())
    page.reload()
    for name in files:
        row = rows.filter(has_text=name)
        expect(row).to_have_count(1)
        hand.follow("Look at it", inside=row)
        demands = page.locator("textarea[name*=demands][name$=text]")
        expect(demands).to_have_count(len(DUTCH.demands))
        expect(demands.nth(1)).to_have_value(
            re.compile("vergunning van de fabriek aan de brug niet te verlengen")
        )
        page.go_back()
