"""An end to every conversation with a server, also with one that says a letter now and then.

The time-out of a socket starts anew with each byte that comes in: a server that trickles would keep the one sender
waiting for ever.
"""

import io
import socket
import time
from datetime import timedelta
from typing import Any


class Deadline:
    """The moment by which a conversation has to be over, and how long the server may be silent before it."""

    def __init__(self, limit: timedelta, silence_seconds: float) -> None:
        """Begin to count."""
        self.ends = read_clock() + limit.total_seconds()
        self.silence_seconds = silence_seconds

    def get_timeout(self) -> float:
        """Return how many seconds the next wait may take. Raises TimeoutError when the time is over."""
        left = self.ends - read_clock()
        if left <= 0:
            raise TimeoutError("the conversation took too long")
        return min(self.silence_seconds, left)


def read_clock() -> float:
    """Return seconds by a clock that nobody sets and, where the system has one, that goes on while it sleeps."""
    # Leases go on: a lid that was closed in the middle of a mail must not leave its sender with time.
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """Return a connection to the first address of `host` that answers; all of them together have until the deadline.

    Raises OSError, socket.gaierror for a name without an address among them.
    """
    trouble = OSError(f"{host} has no address")
    for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(deadline.get_timeout())
            connection.connect(address)
        except OSError as error:
            connection.close()
            trouble = error
        else:
            return connection
    raise trouble


class TimedReader(io.RawIOBase):
    """What comes in over a connection, as long as its deadline allows."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        """Read from `connection`, which stays its owner's to close."""
        self.connection = connection
        self.deadline = deadline

    def readable(self) -> bool:
        """Say that this is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait for bytes. Raises TimeoutError when the server is silent for too long, or the time is over."""
        self.connection.settimeout(self.deadline.get_timeout())
        return self.connection.recv_into(buffer)


def read_with(connection: socket.socket, deadline: Deadline) -> io.BufferedReader:
    """Return a file to read lines from `connection` until its deadline."""
    return io.BufferedReader(TimedReader(connection, deadline))
