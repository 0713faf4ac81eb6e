"""Makes the pictures of the user guide: the real product in the system's Chromium, once in each language.

Run as `python -m tools.screenshots [LANGUAGE ...]`. Each language gets an empty installation in a temporary folder, on which
the guide's first steps are done with the invented letters of docs/user/samples.
"""

import base64
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "docs" / "user" / "samples"
IMAGES = ROOT / "docs" / "user" / "images"
PALETTE = Path(__file__).with_name("palette.js")
LANGUAGES = ("en", "nl", "fr")
WEERWOORD = [sys.executable, "-c", "from app.cli import main; main()"]
PASSWORD = "a sentence for pictures"  # noqa: S105  of an installation that lives for a minute
WIDTH, HEIGHT, TALL = 1240, 880, 1060
PATIENCE_SECONDS = 60
# The second letter: sent so long ago that its deadline of six weeks is over by nine days.
SILENT_DAYS = 51
LARGEST_BYTES = 200_000
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-lcd-text",
    "--font-render-hinting=none",
]
_SET_UP = re.compile(r"(http://\S+/set-up/\S+)")


class PictureError(Exception):
    """A picture could not be made; the message says why."""


@dataclass(frozen=True)
class Studio:
    """A running installation in one language, with a page on which its first administrator works."""

    language: str
    address: str
    environment: dict[str, str]
    page: Page
    printer: Page  # an empty page that turns pictures into few colours
    told: dict[str, Any]  # this language's part of pictures.toml

    def run(self, *words: str) -> None:
        """Run a command of the program on this installation."""
        done = subprocess.run(
            [*WEERWOORD, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PictureError(f"weerwoord {' '.join(words)}: {done.stderr}")

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + path)

    @property
    def campaign(self) -> str:
        """The path of the campaign's page."""
        return "/campaigns/pictures"

    def shoot(self, name: str, *, height: int = HEIGHT, whole: bool = False) -> None:
        """Put a picture of the page in the guide's folder: what a window of this height shows, or the whole page."""
        self.page.set_viewport_size({"width": WIDTH, "height": height})
        self.page.wait_for_load_state("networkidle")
        raw = self.page.screenshot(full_page=whole, animations="disabled", caret="hide")
        folder = IMAGES if self.language == "en" else IMAGES / self.language
        folder.mkdir(parents=True, exist_ok=True)
        small = _reduce(raw, self.printer)
        if len(small) > LARGEST_BYTES:
            raise PictureError(f"{name} takes {len(small)} bytes: show less of the page.")
        (folder / f"{name}.png").write_bytes(small)
        print(f"{self.language}  {name}.png  {len(small) // 1000} kB")


def _reduce(png: bytes, printer: Page) -> bytes:
    """Return the picture with 256 colours, as small as zlib makes it: a third of what the browser writes."""
    found = printer.evaluate(PALETTE.read_text(encoding="utf-8"), base64.b64encode(png).decode())
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)  # 8 bits a pixel, by palette
    chunks = (
        (b"IHDR", header),
        (b"PLTE", bytes(found["colours"])),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@contextmanager
def serving(language: str, home: Path) -> Iterator[tuple[str, dict[str, str], str]]:
    """Serve an empty installation until the block ends; give its address, its environment and its set-up link."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, printed = f"http://127.0.0.1:{port}", home / "printed.txt"
    own = {name: value for name, value in os.environ.items() if not name.startswith("WEERWOORD_")}
    own |= {"WEERWOORD_HOME": str(home / "state"), "WEERWOORD_LANGUAGE": language, "PYTHONUNBUFFERED": "1"}
    own |= {"WEERWOORD_BASE_URL": address, "WEERWOORD_LOG_FORMAT": "text"}
    with printed.open("wb") as output:
        command = [*WEERWOORD, "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=own, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield address, own, _wait_for_link(printed)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for_link(printed: Path) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        text = printed.read_text(encoding="utf-8", errors="replace")
        link = _SET_UP.search(text)
        if link and "answers at" in text:
            return link.group(1)
        time.sleep(0.2)
    raise PictureError(f"The program did not start:\n{printed.read_text(encoding='utf-8', errors='replace')}")


def _send(form: Locator) -> None:
    """Press the button that saves a form, and wait for the page that follows."""
    with form.page.expect_navigation():
        form.locator("button.button-primary").click()


def set_up(studio: Studio, link: str) -> None:
    """Make the first account and its campaign, and invite a second person."""
    page, told = studio.page, studio.told
    page.goto(link)
    form = page.locator("main form")
    form.locator("[name=name]").fill(told["coordinator"])
    form.locator("[name=email]").fill("nora@example.org")
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("[name=language]").select_option(studio.language)
    _send(form)
    studio.open("/campaigns/add")
    form = page.locator("main form")
    form.locator("[name=title]").fill(told["campaign"])
    form.locator("[name=slug]").fill("pictures")
    form.locator("[name=language]").select_option(studio.language)
    _send(form)
    studio.run("user", "create", "sam@example.org", "--role", "member", "--name", told["member"])


def log_practice_letter(studio: Studio) -> None:
    """Paste the letter with its reply, confirm what was recognised, and file it."""
    page, told = studio.page, studio.told
    studio.open(f"{studio.campaign}/new")
    form = page.locator("main form")
    form.locator("textarea").fill((SAMPLES / f"practice.{studio.language}.txt").read_text(encoding="utf-8"))
    studio.shoot("door")
    _send(form)
    studio.shoot("review")
    page.locator("[name='parts-0-day_choice'][value='2026-06-05']").check()
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    for place, demand in enumerate(told["demand"]):
        page.locator(f"[name='parts-1-demands-{place}-title']").fill(demand["title"])
        page.locator(f"[name='parts-1-demands-{place}-criterion']").fill(demand["criterion"])
    with page.expect_navigation():
        page.locator("main button[name=act][value=file]").click()


def log_silent_letter(studio: Studio) -> None:
    """Log a letter that nobody answered, and let the clockwork write its reminder."""
    sent_on = date.today() - timedelta(days=SILENT_DAYS)  # noqa: DTZ011  a picture of today, on this machine
    file = SAMPLES / f"silence.{studio.language}.txt"
    studio.run("letter", "add", str(file), "--campaign", "pictures", "--date", sent_on.isoformat())
    studio.run("tick")
    studio.open("/today")
    studio.shoot("today", height=640)
    studio.open("/mail")
    studio.page.locator("main table a").first.click()
    studio.shoot("mail", height=1000)
    words = studio.page.locator("main").inner_text()
    link = re.search(r"http://\S+/r/snooze/\S+", words)
    if link is None:
        raise PictureError(f"The reminder holds no link to put the letter aside:\n{words}")
    studio.page.goto(link.group())
    studio.shoot("aside", height=560)


def link_and_judge(studio: Studio) -> None:
    """Link the words of each demand and judge it, as the guide tells."""
    page, demands = studio.page, studio.told["demand"]
    studio.open(f"{studio.campaign}/letters/1/compare")
    page.set_viewport_size({"width": WIDTH, "height": TALL})
    _select(page, demands[0]["words"])
    studio.shoot("link", height=TALL)
    for place, demand in enumerate(demands):
        if demand["words"]:
            _link_by_sentences(studio, place, demand["words"])
    studio.open(f"{studio.campaign}/letters/1/sentences")
    studio.shoot("sentences", height=760)
    for place, demand in enumerate(demands):
        _judge(studio, place, demand)
    studio.open(f"{studio.campaign}/letters/1/compare")
    studio.shoot("compare", height=TALL)


def _select(page: Page, words: str) -> None:
    """Select words of the reply with the mouse."""
    first, last = page.evaluate(
        """(words) => {
          const node = [...document.querySelectorAll(".segment")].find((one) => one.textContent.includes(words)).firstChild;
          const range = document.createRange();
          range.setStart(node, node.data.indexOf(words));
          range.setEnd(node, node.data.indexOf(words) + words.length);
          const rects = [...range.getClientRects()];
          const [first, last] = [rects[0], rects[rects.length - 1]];
          return [[first.left + 1, first.top + first.height / 2], [last.right - 1, last.top + last.height / 2]];
        }""",
        words,
    )
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*last, steps=8)
    page.mouse.up()
    page.locator("[data-link-form]:not([hidden])").wait_for()


def _link_by_sentences(studio: Studio, place: int, words: str) -> None:
    studio.open(f"{studio.campaign}/letters/1/sentences")
    form = studio.page.locator("form.sentences")
    form.locator(".sentence-list li", has_text=words).locator("input").check()
    form.locator(".sentence-targets .check input").nth(place).check()
    _send(form)


def _judge(studio: Studio, place: int, demand: dict[str, Any]) -> None:
    page = studio.page
    studio.open(f"{studio.campaign}/letters/1/compare")
    page.locator("[data-judge]").nth(place).click()
    form = page.locator("form[data-editor]")
    form.locator(f"[name=verdict][value={demand['verdict']}]").check()
    if demand["verdict"] == "not_answered":
        form.locator("[name=read_whole_text]").check()
    form.locator("[name=reasoning]").fill(demand["because"])
    if demand["tactics"]:
        form.locator("details summary").click()
        for tactic in demand["tactics"]:
            form.locator(f"[name=tactic][value={tactic}]").check()
    if demand["verdict"] == "deflected":
        _shoot_editor(studio, form)
    _send(form)


def _shoot_editor(studio: Studio, form: Locator) -> None:
    form.locator("details").evaluate("(fold) => { fold.open = false; }")
    studio.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    form.evaluate(
        "(form) => window.scrollTo(0, form.closest('tr').previousElementSibling.getBoundingClientRect().top + scrollY - 56)"
    )
    studio.shoot("judge")


def look_around(studio: Studio) -> None:
    """Take what remains: the letter, its follow-up letter, and the members of the campaign."""
    studio.open(f"{studio.campaign}/letters/2")
    studio.shoot("letter", height=900)
    studio.open(f"{studio.campaign}/letters/1/follow-up")
    studio.shoot("follow-up")
    studio.open(f"{studio.campaign}/members")
    studio.shoot("members", height=760)


def make_pictures(language: str, browser: Browser) -> None:
    """Make all pictures of one language."""
    told = tomllib.loads((SAMPLES / "pictures.toml").read_text(encoding="utf-8"))[language]
    with (
        tempfile.TemporaryDirectory(prefix="weerwoord-pictures-") as home,
        serving(language, Path(home)) as (address, environment, link),
    ):
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale=language)
        studio = Studio(language, address, environment, context.new_page(), browser.new_page(), told)
        set_up(studio, link)
        log_practice_letter(studio)
        log_silent_letter(studio)
        link_and_judge(studio)
        look_around(studio)
        context.close()


def main(languages: list[str]) -> int:
    """Make the pictures of these languages, of all without any; return the exit status."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print(
            "There is no chromium here. On Debian: apt-get install chromium fonts-liberation", file=sys.stderr
        )
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        try:
            for language in languages or LANGUAGES:
                make_pictures(language, browser)
        except PictureError as error:
            print(f"FAILED  {error}", file=sys.stderr)
            return 1
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
