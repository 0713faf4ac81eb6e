"""The mail server that the workers speak with: it refuses some for now, answers late, and files copies a little later."""
# ruff: noqa: N802, ARG002  the names and signatures of the handlers are aiosmtpd's

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from tests.mail.archive_server import ADDRESS, ArchiveServer

# How a reader's mails are treated: one in so many.
ONE_IN = {"451 at RCPT": 9, "451 after the dot": 7, "late": 5, "too late": 31}
LATE_SECONDS = 0.2
COPY_SECONDS = 0.3


@dataclass
class Postbox:
    """What the server took: it stores first, then files the copy, then answers."""

    archive: ArchiveServer
    too_late_seconds: float
    dice: random.Random
    stored: Counter[str] = field(default_factory=Counter)  # by Message-ID
    readers: Counter[str] = field(default_factory=Counter)
    refused: set[tuple[str, str]] = field(default_factory=set)

    def _treats(self, how: str, reader: str) -> bool:
        number = int("".join(letter for letter in reader if letter.isdigit()))
        return number % ONE_IN[how] == 0

    def _refuses(self, how: str, reader: str) -> bool:
        """Tell whether this is the first try for a reader whose first try is refused."""
        if not self._treats(how, reader) or (how, reader) in self.refused:
            return False
        self.refused.add((how, reader))
        return True

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take a recipient."""
        if address != ADDRESS and self._refuses("451 at RCPT", address):
            return "451 4.7.1 greylisted, come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Store a mail, file its copy, and answer when it pleases."""
        (reader,) = (address for address in envelope.rcpt_tos if address != ADDRESS)
        if self._refuses("451 after the dot", reader):
            return "451 4.3.0 scanner is away"
        self.stored[message_from_bytes(envelope.content)["Message-ID"]] += 1
        self.readers[reader] += 1
        if ADDRESS in envelope.rcpt_tos:
            self.archive.put_after(self.dice.uniform(0, COPY_SECONDS), envelope.content)
        if self._treats("too late", reader):
            await asyncio.sleep(self.too_late_seconds)
        elif self._treats("late", reader):
            await asyncio.sleep(self.dice.uniform(0, LATE_SECONDS))
        return "250 2.0.0 queued"
