"""A person at a page: reads its words, presses, types, selects; what is pressed is counted."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.installation import Installation

# Finds words over the runs of a reply, brings them into view, and returns the points where a hand begins and ends.
POINTS = """(sheet, words) => {
  const nodes = [...sheet.querySelectorAll('.segment')].map((one) => one.firstChild).filter(Boolean);
  const text = nodes.map((node) => node.data).join('');
  const begin = text.indexOf(words);
  if (begin < 0) throw new Error(`not in the reply: ${words}`);
  const place = (offset) => {
    for (const node of nodes) {
      if (offset <= node.data.length) return [node, offset];
      offset -= node.data.length;
    }
  };
  const range = document.createRange();
  range.setStart(...place(begin));
  range.setEnd(...place(begin + words.length));
  range.startContainer.parentElement.scrollIntoView({block: 'center', behavior: 'instant'});
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
  const [first, last] = [boxes[0], boxes[boxes.length - 1]];
  return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}"""


class Hand:
    """Works on a page in the language of its reader, by the words that stand on it."""

    def __init__(self, page: Page, installation: Installation, language: str = "nl") -> None:
        self.page = page
        self.installation = installation
        self.language = language
        self.presses = 0

    def say(self, text: str, **facts: str) -> str:
        return self.installation.say(self.language, text, **facts)

    def press(self, text: str, *, inside: Locator | None = None, role: Any = "button") -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        place = inside or self.page.locator("main")
        self.presses += 1
        with self.page.expect_navigation():
            place.get_by_role(role, name=re.compile(f"^{re.escape(self.say(text))}")).first.click()

    def follow(self, text: str, *, inside: Locator | None = None) -> None:
        self.press(text, inside=inside, role="link")

    def type(self, label: str, words: str) -> None:
        name = re.compile(f"^{re.escape(self.say(label))}")
        self.page.locator("main").get_by_label(name).first.fill(words)

    def choose(self, words: str, *, inside: Locator | None = None) -> None:
        self.presses += 1
        (inside or self.page.locator("main")).get_by_label(words, exact=True).first.check()

    def drop(self, file: Path) -> None:
        self.presses += 1
        self.page.locator("main input[type=file]").set_input_files(file)

    def select(self, words: str, *, reply: int = 1) -> None:
        """Drag the mouse over words of a reply."""
        sheet = self.page.locator(f"[data-sheet='{reply}']")
        left, top, right, bottom = sheet.evaluate(POINTS, words)
        mouse = self.page.mouse
        mouse.move(left + 1, top)
        mouse.down()
        mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
        mouse.move(right - 1, bottom, steps=4)
        mouse.up()
        expect(self.page.locator("[data-link-form]")).to_be_visible()

    def link(self, label: str) -> None:
        """Press the number of a demand beside what is selected."""
        self.presses += 1
        with self.page.expect_navigation():
            self.page.locator("[data-link-form]").get_by_role("button", name=label, exact=True).click()

    def step_to(self, sentence: str) -> None:
        """Go to a sentence of the reply with keys alone."""
        self.page.keyboard.press("s")
        chosen = self.page.locator("[data-link-form] [name=exact]")
        for _ in range(40):
            if chosen.input_value().replace("\n", " ") == sentence:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"not a sentence of the reply: {sentence}")

    def judge(self, row: Locator, verdict: str, why: str, *, read: bool = False) -> None:
        """Open the judgement of a row, choose, give the sentence, save."""
        row.locator("[data-judge]").click()
        editor = self.page.locator("form.editor")
        editor.locator(f"[name=verdict][value={verdict}]").check()
        if read:
            editor.locator("[name=read_whole_text]").check()
        editor.locator("[name=reasoning]").fill(why)
        self.presses += 2 + read
        self.press("Save the judgement", inside=editor)


def rows_of(page: Page) -> list[Locator]:
    """Return the rows of the comparison."""
    return page.locator("tr.demand").all()


def states_of(page: Page) -> list[str]:
    """Return the state of each demand of the comparison, as its row is coloured."""
    classes = [(row.get_attribute("class") or "").split() for row in rows_of(page)]
    return [next(one for one in names if one.startswith("state-"))[6:] for names in classes]


def tally_of(page: Page) -> dict[str, int]:
    """Return the counts of the tally by their words."""
    entries = page.locator(".tally li").all()
    return {one.locator("span").text_content() or "": int(one.locator("b").inner_text()) for one in entries}
