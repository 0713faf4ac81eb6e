"""Tries the demonstration as a stranger would: `make demo` in a fresh copy, the printed link, the comparison page.

Run as `python -m tools.try_demo`; exit status 0 when the page shows a demand beside the words that answer it.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from tools.checkout import ROOT, list_files

PAGE = "/campaigns/nachttrein/letters/2/compare"
# Without a package cache the run-time set comes over the network.
PATIENCE_SECONDS = 900
_LINK = re.compile(r"Sign in to the demonstration.*?(http://\S+)")
_ANSWERS = re.compile(r"answers at http://")


class TrialError(Exception):
    """The demonstration did not do what it should; the message says what."""


@dataclass(frozen=True)
class Demonstration:
    """A demonstration that answers: its address, the printed one-time link, seconds from the command to here."""

    address: str
    link: str
    seconds: float


class _Reader(HTMLParser):
    """The words of a page, and the token of its first form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.token = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the token of the page's own form, which comes last: the top bar has one of the same session."""
        values = dict(attrs)
        if tag == "input" and values.get("name") == "csrf_token":
            self.token = values.get("value") or ""

    @property
    def words(self) -> str:
        return " ".join("".join(self.parts).split())


def copy_checkout(folder: Path) -> None:
    """Copy what a fresh clone would hold into a folder: nothing that was installed or made here."""
    for name in list_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(checkout: Path, home: Path) -> Iterator[Demonstration]:
    """Run `make demo` in a checkout until the block ends."""
    port = _free_port()
    printed = home / "printed.txt"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "WEERWOORD_"))
    }
    environment |= {"WEERWOORD_HOME": str(home / "state"), "PYTHONUNBUFFERED": "1"}
    begun = time.monotonic()
    with printed.open("wb") as output:
        server = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        link = _wait_for_link(server, printed, begun + PATIENCE_SECONDS)
        yield Demonstration(f"http://127.0.0.1:{port}", link, time.monotonic() - begun)
    except TrialError as error:
        raise TrialError(
            f"{error}\nWhat make demo printed:\n{printed.read_text(errors='replace')}"
        ) from error
    finally:
        _stop(server)


def _wait_for_link(server: "subprocess.Popen[bytes]", printed: Path, until: float) -> str:
    while time.monotonic() < until:
        text = printed.read_text(errors="replace")
        link = _LINK.search(text)
        if link and _ANSWERS.search(text):
            return link.group(1)
        if server.poll() is not None:
            raise TrialError(f"make demo ended by itself, with status {server.returncode}.")
        time.sleep(0.2)
    raise TrialError(f"make demo printed no link within {PATIENCE_SECONDS} seconds.")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Stop make and what it started: they are a group of their own."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, sent)
            server.wait(timeout=20)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        else:
            return


def _get(browser: OpenerDirector, address: str, form: dict[str, str] | None = None) -> _Reader:
    data = urlencode(form).encode() if form is not None else None
    with browser.open(address, data, timeout=30) as response:
        return _Reader(response.read().decode())


def sign_in(link: str) -> OpenerDirector:
    """Open the one-time link and press its button; return a browser that is signed in."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = _get(browser, link)
    if not page.token:
        raise TrialError("The page behind the printed link has no form.")
    _get(browser, link, {"csrf_token": page.token})
    return browser


def check_comparison(words: str) -> None:
    """Find the words of every demand and of every passage that was linked, as the demonstration's files hold them."""
    folder = ROOT / "config" / "demonstration"
    letter = (folder / "reply_and_letter.txt").read_text(encoding="utf-8")
    demands = re.findall(r"^\d+\. (.+)$", letter, re.MULTILINE)
    judgements = tomllib.loads((folder / "judgements.toml").read_text(encoding="utf-8"))["judgement"]
    passages = [passage for judgement in judgements for passage in judgement["passages"]]
    missing = [text for text in (*demands, *passages) if " ".join(text.split()) not in words]
    if missing or not demands or not passages:
        raise TrialError(f"The comparison page lacks these words: {missing}")


def main() -> int:
    """Try it; return the exit status."""
    with tempfile.TemporaryDirectory(prefix="weerwoord-demo-") as name:
        folder = Path(name)
        checkout = folder / "checkout"
        copy_checkout(checkout)
        try:
            with serving(checkout, folder) as demonstration:
                browser = sign_in(demonstration.link)
                check_comparison(_get(browser, demonstration.address + PAGE).words)
        except (TrialError, OSError) as error:
            print(f"FAILED  make demo: {error}", file=sys.stderr)
            return 1
    print(f"ok      make demo (answered after {demonstration.seconds:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
