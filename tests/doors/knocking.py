"""Sending requests as somebody, and putting the database back as it was."""

import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.doors.world import World


class Rewind:
    """Puts an SQLite database back as it was when this was made."""

    def __init__(self, path: Path) -> None:
        self._live = sqlite3.connect(path, isolation_level=None)
        self._kept = sqlite3.connect(":memory:")
        self._live.backup(self._kept)
        self._seen = self._version()

    def _version(self) -> int:
        # Changes when another connection has committed.
        return self._live.execute("PRAGMA data_version").fetchone()[0]

    def has_changed(self) -> bool:
        """Tell whether anything was written since the last look."""
        return self._version() != self._seen

    def rewind(self) -> None:
        """Put everything back."""
        if self.has_changed():
            self._kept.backup(self._live)
            self._seen = self._version()

    def close(self) -> None:
        """Close both connections."""
        self._live.close()
        self._kept.close()


class Knocker:
    """Sends requests as somebody, each in a browser of its own."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        # Not the checked client: these pages are checked elsewhere, and there are thousands of them.
        self._client = FlaskClient(app, app.response_class, use_cookies=False)

    def knock(self, who: str, method: str, address: str, **options: Any) -> TestResponse:
        """Send one request, signed in as `who`."""
        cookie = self.world.cookies.get(who)
        headers = {"Cookie": cookie} if cookie else {}
        return self._client.open(address, method=method, headers=headers, **options)
