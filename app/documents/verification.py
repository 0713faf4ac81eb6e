"""Compares every original with its hash and every document's row with its file, a slice at a time, once a week.

First the documents, by number: is the file of each there, and are its bytes what they were? Then the files that no
document names (a crash leaves one now and then): is each what its name says?
"""

import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.documents.models import Document, StoreCheck
from app.documents.queries import find_last_check
from app.documents.rules import is_check_due
from app.documents.storage import Originals
from app.documents.values import Flaw

# Seconds that one slice may take; the file at hand is compared to its end.
SLICE_SECONDS = 2.0
_BATCH = 200
# Kept of one check; whoever finds so many puts the whole store back.
MOST_FLAWS = 200


@dataclass(frozen=True)
class _Target:
    """A file to compare; `is_known` where its document was compared already."""

    sha256: str
    document_id: int | None = None
    campaign_id: int | None = None
    name: str = ""
    is_known: bool = False


def check_slice(
    database: Database, originals: Originals, now: datetime, *, seconds: float = SLICE_SECONDS
) -> int:
    """Go on with the check that is under way, or begin one that is due; return how many files were looked at."""
    with database.reading() as session:
        last = find_last_check(session)
    if last is None or last.finished_at is not None:
        if not is_check_due(last.started_at if last is not None else None, now):
            return 0
        last = _begin(database, now)
    until = time.monotonic() + seconds
    looked_at = 0
    while (count := _go_on(database, originals, last.id, now, until)) is not None:
        looked_at += count
        if time.monotonic() >= until:
            break
    return looked_at


def check_all(database: Database, originals: Originals, now: datetime) -> StoreCheck:
    """Compare everything at once, as a check of its own, and return it with what was found."""
    check = _begin(database, now)
    while _go_on(database, originals, check.id, now, None) is not None:
        pass
    with database.reading() as session:
        return session.get_one(StoreCheck, check.id)


def _begin(database: Database, now: datetime) -> StoreCheck:
    with database.writing() as session:
        check = StoreCheck(started_at=now)
        session.add(check)
    return check


def _go_on(
    database: Database, originals: Originals, check_id: int, now: datetime, until: float | None
) -> int | None:
    """Compare a batch, or as much of it as fits before `until`, and write it down; None when the check has ended.

    Nothing is locked while files are read. Of two workers at the same batch the first one writes.
    """
    with database.reading() as session:
        check = session.get_one(StoreCheck, check_id)
        place = (check.last_document_id, check.last_file, check.finished_at)
        targets = _next_targets(session, check, originals, now) if check.finished_at is None else []
    flaws: list[tuple[_Target, Flaw]] = []
    done = 0
    for target in targets:
        flaw = None if target.is_known else originals.find_flaw(target.sha256)
        flaws += [(target, flaw)] if flaw is not None else []
        done += 1
        if until is not None and time.monotonic() >= until:
            break
    with database.writing() as session:
        check = session.get_one(StoreCheck, check_id, with_for_update=True)
        if (check.last_document_id, check.last_file, check.finished_at) != place or check.finished_at:
            return None
        _write_down(check, targets[:done], flaws)
        if not targets:
            check.finished_at = now
            return None
    return done


def _next_targets(session: Session, check: StoreCheck, originals: Originals, now: datetime) -> list[_Target]:
    if check.last_file is None:
        documents = session.execute(
            select(Document.sha256, Document.id, Document.campaign_id, Document.name)
            .where(Document.id > check.last_document_id)
            .order_by(Document.id)
            .limit(_BATCH)
        )
        targets = [_Target(*row) for row in documents]
        if targets:
            return targets
    names = originals.list_after(check.last_file or "", now)[:_BATCH]
    known = set(session.scalars(select(Document.sha256).where(Document.sha256.in_(names))))
    return [_Target(name, is_known=name in known) for name in names]


def _write_down(check: StoreCheck, done: list[_Target], flaws: list[tuple[_Target, Flaw]]) -> None:
    for target in done:
        if target.document_id is not None:
            check.last_document_id = target.document_id
            check.documents += 1
        else:
            check.last_file = target.sha256
            check.files += not target.is_known
    check.missing += sum(flaw is Flaw.MISSING for _, flaw in flaws)
    check.damaged += sum(flaw is Flaw.DAMAGED for _, flaw in flaws)
    told = [_told(target, flaw) for target, flaw in flaws]
    if told:
        check.flaws = [*check.flaws, *told][:MOST_FLAWS]


def _told(target: _Target, flaw: Flaw) -> dict[str, object]:
    return {
        "flaw": flaw.value,
        "sha256": target.sha256,
        "document_id": target.document_id,
        "campaign_id": target.campaign_id,
        "name": target.name,
    }
