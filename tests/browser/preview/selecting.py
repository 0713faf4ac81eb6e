"""What the tests of picked words share: making a selection, and reading what was sent."""

from playwright.sync_api import Page

SELECT = """([from, fromUnits, to, toUnits]) => {
  const find = (words) => [...document.querySelectorAll('.segment')].find((one) => one.textContent.includes(words)).firstChild;
  const [start, end] = [find(from), find(to)];
  const range = document.createRange();
  range.setStart(start, start.data.indexOf(from) + fromUnits);
  range.setEnd(end, end.data.indexOf(to) + toUnits);
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""


def select(page: Page, start: str, end: str) -> None:
    """Select from the first letter of `start` to the last of `end`."""
    units = len(end.encode("utf-16-le")) // 2
    page.evaluate(SELECT, [start, 0, end, units])


def link_sent(sent) -> tuple[int, int, str, list[str]]:
    path, fields = sent[-1]
    assert path == "/ielsbeek/3/link"
    exact = fields["exact"][0].replace("\r\n", "\n")
    return int(fields["start"][0]), int(fields["end"][0]), exact, fields["demand"]
