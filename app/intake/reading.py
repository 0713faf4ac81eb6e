"""Reads what came in, one item after the other: the only place where files of others are opened.

Nothing is locked while a file is read: pages are served and others read on. What was read is written in one transaction.
"""

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.documents.reading import Reading, read_document
from app.documents.storage import Originals
from app.errors import DomainError
from app.intake.claims import ReadClaim, claim_next, find_claimed, mark_failed, renew_lease
from app.intake.errors import UNEXPECTED
from app.intake.renewal import put_newer_text
from app.intake.services import put_reading
from app.intake.values import IntakeStep
from app.versions.errors import NothingAlikeError, NothingNewError

log = structlog.get_logger()

# So long an item waits whose reader was killed. Whoever reads longer renews the lease meanwhile.
LEASE = timedelta(seconds=60)
RENEWALS = 4  # in the time of one lease


def _always() -> bool:
    return True


def _nothing(_session: Session, _now: datetime) -> None:
    """Be the sign of life that nobody looks at."""


@dataclass(frozen=True)
class Reader:
    """Who reads: `live` writes a sign of life, in the transaction that renews the lease of a long reading."""

    database: Database
    originals: Originals
    lease: timedelta = LEASE
    live: Callable[[Session, datetime], None] = _nothing


@dataclass(frozen=True)
class ReadCount:
    """How many items were read, and how many could not be."""

    read: int
    failed: int


@dataclass(frozen=True)
class _Failure:
    step: IntakeStep
    why: str
    facts: dict[str, object] = field(default_factory=dict)


def read_waiting(reader: Reader, keep_going: Callable[[], bool] = _always) -> ReadCount:
    """Read everything that waits, or until `keep_going` says no; return how many items were read, and how many failed."""
    counts = Counter[bool]()
    while keep_going() and (is_read := _read_one(reader)) is not None:
        counts[is_read] += 1
    return ReadCount(read=counts[True], failed=counts[False])


def read_next(reader: Reader, item_id: int | None = None) -> bool:
    """Read what has waited longest, or the item named, if nobody else does; False where nothing was to be read."""
    return _read_one(reader, item_id) is not None


def _read_one(reader: Reader, item_id: int | None = None) -> bool | None:
    """Read an item and say whether that went well; None where nothing was to be read."""
    with reader.database.writing() as session:
        claim = claim_next(session, secrets.token_urlsafe(24), reader.lease, item_id=item_id)
    if claim is None:
        return None
    with _held(reader, claim):
        outcome = _read(reader, claim)
    return _write(reader, claim, outcome)


def _read(reader: Reader, claim: ReadClaim) -> Reading | _Failure:
    step = IntakeStep.FETCH
    try:
        data = reader.originals.get(claim.sha256)
        step = IntakeStep.READ
        return read_document(claim.name, data, claim.language, claim.how)
    except DomainError as error:
        return _Failure(step, error.message, dict(error.facts))
    except Exception as error:  # noqa: BLE001  whatever a file of others makes a library do, the next one is read
        return _unexpected(step, claim, error)


def _unexpected(step: IntakeStep, claim: ReadClaim, error: Exception) -> _Failure:
    log.error("reading_failed", item=claim.item_id, step=step.value, exc_info=error)
    return _Failure(step, UNEXPECTED, {"name": type(error).__name__})


def _write(reader: Reader, claim: ReadClaim, outcome: Reading | _Failure) -> bool:
    """Put what was read on file, or why it was not; say which of the two."""
    failure = outcome if isinstance(outcome, _Failure) else _put(reader, claim, outcome)
    if failure is None:
        return True
    with reader.database.writing() as session:
        item = find_claimed(session, claim)
        if item is not None:
            mark_failed(item, failure.step, failure.why, failure.facts)
    return False


def _put(reader: Reader, claim: ReadClaim, reading: Reading) -> _Failure | None:
    """Put what was read on file, in one transaction; return why that could not be."""
    step = IntakeStep.CARRY if claim.renews_text else IntakeStep.PROPOSE
    try:
        _put_on_file(reader, claim, reading)
    except (NothingNewError, NothingAlikeError) as error:
        return _Failure(step, error.message, dict(error.facts))
    except (DBAPIError, DomainError):
        raise  # of the database: the item waits until its lease has ended
    except Exception as error:  # noqa: BLE001  see `_read`
        return _unexpected(step, claim, error)
    return None


def _put_on_file(reader: Reader, claim: ReadClaim, reading: Reading) -> None:
    with reader.database.writing() as session:
        item = find_claimed(session, claim)
        if item is None:
            log.info("reading_came_late", item=claim.item_id)
            return
        put = put_newer_text if claim.renews_text else put_reading
        put(session, item, reading, now=clock.now())


@contextmanager
def _held(reader: Reader, claim: ReadClaim) -> Iterator[None]:
    """Renew the lease of an item until the block ends, however long that takes."""
    is_done = threading.Event()

    def hold() -> None:
        while not is_done.wait(reader.lease.total_seconds() / RENEWALS):
            try:
                with reader.database.writing() as session:
                    reader.live(session, clock.now())
                    if not renew_lease(session, claim, reader.lease):
                        return
            except (DBAPIError, DomainError):  # the next renewal may reach the database in time
                log.warning("lease_not_renewed", item=claim.item_id, exc_info=True)

    holder = threading.Thread(target=hold, name=f"lease-{claim.item_id}", daemon=True)
    holder.start()
    try:
        yield
    finally:
        is_done.set()
        holder.join(timeout=reader.lease.total_seconds())
