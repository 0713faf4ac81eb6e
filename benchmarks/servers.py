"""The servers that are measured, each a process of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.web_server import THREADS
from app.settings import ROOT

SECRET_KEY = "for benchmarks only"  # noqa: S105  opens nothing but the benchmark's own database
START_SECONDS = 60


def find_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(kind: str, home: Path) -> Iterator[tuple[int, int]]:
    """Serve the program and the bare pages over the database in `home`; give both ports, and stop them afterwards.

    `kind` is waitress (`weerwoord serve`, with its clockwork) or gunicorn (one process, as many threads).
    """
    file = home / "weerwoord.sqlite"
    ports = find_port(), find_port()
    environment = {
        **os.environ,
        "WEERWOORD_HOME": str(home),
        "WEERWOORD_SECRET_KEY": SECRET_KEY,
        "BENCHMARK_DATABASE": str(file),
    }
    commands = {
        "waitress": (
            [sys.executable, "-m", "benchmarks.weerwoord", "serve", "--port", str(ports[0])],
            [sys.executable, "-m", "benchmarks.bare", str(file), str(ports[1])],
        ),
        "gunicorn": (_gunicorn("wsgi:app", ports[0]), _gunicorn("benchmarks.bare:app", ports[1])),
    }[kind]
    logs = [(home / name).open("w") for name in ("own.log", "bare.log")]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603
        for command, log in zip(commands, logs, strict=True)
    ]
    try:
        _wait_for(ports)
        yield ports
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process, log in zip(processes, logs, strict=True):
            process.wait(timeout=START_SECONDS)
            log.close()


def _gunicorn(application: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--worker-class", "gthread", "--threads", str(THREADS), "--log-level", "warning",
    ]  # fmt: skip


def _wait_for(ports: tuple[int, ...]) -> None:
    deadline = time.monotonic() + START_SECONDS
    for port in ports:
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/sign-in")
                connection.getresponse().read()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                break
            finally:
                connection.close()
