"""The embedded web server, which ends the requests under way before it stops."""

import signal
import time
from types import FrameType
from typing import Any

import click
import waitress
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel

from app.settings import Settings

THREADS = 8
# How many times the largest upload the server receives before it hangs up.
RECEIVED_TIMES = 10
# How long a request may go on after the signal; below the 90 seconds after which systemd kills.
GRACE_SECONDS = 30
_LOOP_SECONDS = 1.0


class WebServer:
    """waitress, on a port that is taken at once and served when `run` is called, in the main thread.

    waitress itself, told to stop, waits for five seconds and drops the requests that no thread has begun.
    """

    def __init__(self, app: Flask, host: str, port: int, settings: Settings) -> None:
        """Take the port before anything else is made or printed: a second start by mistake changes nothing."""
        self._sockets: dict[int, Any] = {}
        self._stop_by: float | None = None
        try:
            self._server = waitress.create_server(
                app, map=self._sockets, host=host, port=port, **_options(settings)
            )
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} cannot be used ({error.strerror}). "
                "Is Weerwoord running already? Else choose a --port."
            ) from error

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then until what is under way has its answer; a second signal ends at once."""
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        while self._stop_by is None or (self._is_busy() and time.monotonic() < self._stop_by):
            wasyncore.loop(timeout=_LOOP_SECONDS, use_poll=True, map=self._sockets, count=1)
        self._server.task_dispatcher.shutdown()

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self._stop_by is not None:
            raise SystemExit(1)
        self._stop_by = time.monotonic() + GRACE_SECONDS
        for listener in [one for one in self._sockets.values() if getattr(one, "accepting", False)]:
            # Of the listener alone; its trigger goes on waking the loop when a thread has an answer.
            wasyncore.dispatcher.close(listener)

    def _is_busy(self) -> bool:
        channels = [one for one in self._sockets.values() if isinstance(one, HTTPChannel)]
        return any(one.requests or one.request is not None or one.total_outbufs_len for one in channels)


def _options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "threads": THREADS,
        "ident": "weerwoord",
        # What is too large for us is received all the same, up to here, and then refused with our page: a server that
        # cuts it off shows the browser a broken connection.
        "max_request_body_size": RECEIVED_TIMES * settings.upload_limit_mb * 1024 * 1024,
    }
    if settings.trusted_proxies:
        # The application reads as many of them as it was told.
        options["clear_untrusted_proxy_headers"] = False
    return options
