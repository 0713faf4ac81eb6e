"""A page that leaves work behind wakes the clockwork, where both run in one process."""

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app

_WAKE = "wake"


def connect(app: Flask, wake: Callable[[str], None]) -> None:
    """Let `wake(name)` run periodic work now."""
    app.extensions[_WAKE] = wake


def wake(name: str) -> None:
    """Have periodic work run at once; where a worker of its own does it, it runs at its next turn."""
    waker = cast("Callable[[str], None] | None", current_app.extensions.get(_WAKE))
    if waker is not None:
        waker(name)
