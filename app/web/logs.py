"""Structured log lines on standard error, each with the id of the request that it belongs to."""

import logging
import re
import sys
import time
import uuid

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
log = structlog.get_logger("weerwoord.web")


def configure_logging(form: str, level: str) -> None:
    """Send structlog and the standard library's logging to standard error, as JSON or as text.

    structlog writes by itself: by way of the standard library a line costs three times as much, and a page writes one.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    rendering: list[structlog.typing.Processor] = [structlog.processors.format_exc_info, renderer]
    structlog.configure(
        processors=[*shared, *rendering],
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        cache_logger_on_first_use=False,
    )
    _lead_library_lines(shared, rendering, level)


def _lead_library_lines(
    shared: list[structlog.typing.Processor], rendering: list[structlog.typing.Processor], level: str
) -> None:
    """Give what libraries log the same form and place."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for library in ("apscheduler", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    """Give each request an id and write one line about it: route, not address, for addresses may hold secrets."""

    @app.before_request
    def _begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        g.begun = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint != "static":
            milliseconds = round((time.perf_counter() - g.get("begun", time.perf_counter())) * 1000, 1)
            log.info(
                "request",
                method=request.method,
                route=str(request.url_rule or "-"),
                status=response.status_code,
                ms=milliseconds,
            )
        structlog.contextvars.unbind_contextvars("request_id")
        return response
