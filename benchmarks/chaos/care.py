"""The run's hold on the nursery: it starts workers and hears who is gone."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.settings import ROOT
from benchmarks.chaos.orders import Orders


class Nursery:
    """The process that forks workers."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.chaos.nursery"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.born: list[int] = []
        self.gone: dict[int, int] = {}
        self._next_line()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.has_born = threading.Semaphore(0)
        self.reader.start()

    def _next_line(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()

    def _read(self) -> None:
        while words := self._next_line():
            if words[0] == "born":
                self.born.append(int(words[1]))
                self.has_born.release()
            else:
                self.gone[int(words[1])] = int(words[2])

    def start(self, orders: Orders) -> int:
        """Start a worker and return its process number."""
        assert self.process.stdin is not None
        self.process.stdin.write(orders.write())
        self.process.stdin.flush()
        assert self.has_born.acquire(timeout=30)
        return self.born[-1]

    def close(self) -> None:
        """End it and the workers that are left."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.reader.join(timeout=10)
        self.process.stdout.close()


@contextmanager
def open_nursery() -> Iterator[Nursery]:
    """Keep a nursery until the block ends."""
    nursery = Nursery()
    try:
        yield nursery
    finally:
        nursery.close()
