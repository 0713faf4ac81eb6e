"""A real IMAP server in this process: the mailbox that keeps the blind copies."""

import asyncio
import logging
import threading
import warnings
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its parsers use what later Pythons drop
    from pymap.backend.dict import Config, DictBackend
    from pymap.imap import IMAPService
    from pymap.parsing.message import AppendMessage

from tests.mail.support import find_free_port

USER, PASSWORD = "archief", "geheim-van-het-archief"
FOLDER = "INBOX"
ADDRESS = "archief@campagne.example"

logging.getLogger("pymap").setLevel(logging.CRITICAL)  # a client that is killed is no news to a test


class ArchiveServer:
    """The server, on a port of its own and in a thread of its own."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or find_free_port()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.started = threading.Event()
        self.stopping: asyncio.Event
        self.backend: DictBackend

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        self.stopping = asyncio.Event()
        arguments = Namespace(
            host="127.0.0.1", port=self.port, debug=False, cert=None, key=None, tls=False,
            demo_data=False, demo_user=USER, demo_password=PASSWORD,
            passlib_cfg=None, proxy_protocol=None, inherited_sockets=None,
        )  # fmt: skip
        self.backend, config = await DictBackend.init(arguments, invalid_user_sleep=0)
        assert isinstance(config, Config)
        config.apply_context()
        async with AsyncExitStack() as stack:
            await self.backend.start(stack)
            await IMAPService(self.backend, config).start(stack)
            self.started.set()
            await self.stopping.wait()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _append(self, raw: bytes) -> None:
        async with self.backend.login.demo_user_identity.new_session() as session:
            await session.append_messages(FOLDER, [AppendMessage(raw)])

    def put(self, raw: bytes) -> None:
        """Deliver a copy, and wait until it is there."""
        asyncio.run_coroutine_threadsafe(self._append(raw), self.loop).result(timeout=10)

    def put_after(self, seconds: float, raw: bytes) -> None:
        """Deliver a copy a little later, as real servers do; returns at once."""
        self.loop.call_soon_threadsafe(
            self.loop.call_later, seconds, lambda: self.loop.create_task(self._append(raw))
        )

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of an installation that looks here."""
        return make_archive_settings(self.port)


def make_archive_settings(port: int) -> dict[str, Any]:
    """Return the settings of an installation whose archive mailbox is on this port."""
    return {
        "mail_archive": ADDRESS,
        "mail_archive_host": "127.0.0.1",
        "mail_archive_port": port,
        "mail_archive_security": "none",
        "mail_archive_user": USER,
        "mail_archive_password": PASSWORD,
    }


@contextmanager
def serve_archive(port: int | None = None) -> Iterator[ArchiveServer]:
    """Run the server."""
    server = ArchiveServer(port)
    server.thread.start()
    assert server.started.wait(timeout=20)
    try:
        yield server
    finally:
        server.loop.call_soon_threadsafe(server.stopping.set)
        server.thread.join(timeout=10)
