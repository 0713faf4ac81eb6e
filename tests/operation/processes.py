"""The program in processes of its own, and a browser without a screen."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

from app.settings import ROOT

PROGRAM = [sys.executable, "-c", "from app.cli import main; main()"]
PATIENCE_SECONDS = 60  # the tests share their cores with others
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Process:
    """A running process; what it printed stands in a file."""

    process: "subprocess.Popen[bytes]"
    printed: Path

    def ask_to_stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> int:
        """Wait for its end and return its exit status."""
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def says(self, words: str) -> int:
        return self.printed.read_text(errors="replace").count(words)


@contextmanager
def running(command: list[str], folder: Path, name: str, **settings: str) -> Iterator[Process]:
    """Run a command with these settings; it is killed when the block ends and it is still there."""
    printed = folder / f"{name}.txt"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("WEERWOORD_")}
    environment |= {f"WEERWOORD_{key.upper()}": value for key, value in settings.items()}
    environment |= {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    with printed.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own program
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield Process(process, printed)
    except BaseException:
        sys.stderr.write(f"--- {name}\n{printed.read_text(errors='replace')[-4000:]}\n")
        raise
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_until(is_so: Any, what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.1)


class _Stay(HTTPRedirectHandler):
    """Takes a redirect for the answer."""

    def redirect_request(self, *_request: Any) -> None:
        return None


@dataclass
class Browser:
    """Cookies of one person."""

    address: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def open(
        self, path: str, form: dict[str, Any] | None = None, *, follow: bool = True
    ) -> tuple[int, str, str]:
        """Return status, path that it led to, and page."""
        data = None if form is None else urlencode(form, doseq=True).encode()
        opener = build_opener(HTTPCookieProcessor(self.cookies), *([] if follow else [_Stay]))
        try:
            with opener.open(self.address + path, data, timeout=PATIENCE_SECONDS) as answer:
                led_to = answer.geturl().removeprefix(self.address)
                return answer.status, led_to, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.headers.get("Location", path), error.read().decode()

    def token(self, path: str) -> str:
        """Return the token that the forms of a page send along."""
        found = _TOKEN.search(self.open(path)[2])
        assert found is not None, f"no form at {path}"
        return found[1]

    def sign_in(self, email: str, password: str) -> tuple[int, str, str]:
        form = {"csrf_token": self.token("/sign-in"), "email": email, "password": password}
        return self.open("/sign-in", form)

    def is_ready(self) -> bool:
        try:
            return self.open("/readyz")[0] == 200
        except OSError:
            return False
