"""A real server for an application, in a thread of the test."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """Serve an application until the block ends; give the port."""
    server = make_server("127.0.0.1", 0, _in_one_piece(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _in_one_piece(app: Any) -> Any:
    # The server leaves a file open when the browser hangs up in the middle of it, and that fails whatever test is next.
    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        pieces = app(environ, start_response)
        try:
            return [b"".join(pieces)]
        finally:
            pieces.close()

    return answer
