"""The log as a chain: each entry's seal is made of the entry and the seal before it, so that no past one can change."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC

from app.activity.values import INSTALLATION, ChainReport, Entry, Fault, Flaw, Head, SealedEntry

# What stands before the first entry of a chain.
BEGINNING = ""


def chain_of(campaign_id: int | None) -> int:
    """Return the number of the chain that an entry belongs to: its campaign's, or the installation's."""
    return INSTALLATION if campaign_id is None else campaign_id


def canonical(entry: Entry) -> str:
    """Return an entry as the one text that its seal is made of: JSON in ASCII, keys sorted, no blanks.

    The moment is in UTC with microseconds. The same entry gives the same text on every database and machine.
    """
    said = {
        "act": entry.act,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "campaign_id": entry.campaign_id,
        "facts": entry.facts,
        "record": entry.record,
        "record_id": entry.record_id,
        "user_id": entry.user_id,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def seal(before: str, entry: Entry) -> str:
    """Return the seal of an entry: SHA-256, in hexadecimal, over the seal before it and the entry."""
    return hashlib.sha256(f"{before}\n{canonical(entry)}".encode("ascii")).hexdigest()


def difference(
    before: Mapping[str, object], after: Mapping[str, object], *, unsaid: Collection[str] = ()
) -> dict[str, object]:
    """Return what changed, as the facts of an entry: old and new value by name; of those `unsaid` the names alone.

    >>> difference({"role": "reader", "zone": "UTC"}, {"role": "member", "zone": "UTC"})
    {'role': {'from': 'reader', 'to': 'member'}}
    >>> difference({"title": "Kuba"}, {"title": "Cuba"}, unsaid={"title"})
    {'unsaid': ['title']}
    """
    changed = [name for name, value in after.items() if before.get(name) != value]
    facts: dict[str, object] = {
        name: {"from": before.get(name), "to": after[name]} for name in changed if name not in unsaid
    }
    names = [name for name in changed if name in unsaid]
    return facts | {"unsaid": names} if names else facts


def check_chain(
    chain: int,
    entries: Iterable[SealedEntry],
    head: Head | None,
    noted: Iterable[Head] = (),
) -> ChainReport:
    """Walk a chain from its beginning and return the first thing that does not fit.

    `entries` come by their number and are read once. `head` is where the database says that the chain ends; `noted`
    are ends that a person wrote down elsewhere, which shows a chain that was cut or written anew with its head.
    """
    walk = _Walk(head, {one.sequence: one.hash for one in noted})
    for entry, after in _with_next(entries):
        walk.take(entry, after)
    end = Head(walk.sequence, walk.hash) if walk.sequence else None
    return ChainReport(chain, walk.count, end, walk.fault or _fault_at_end(end, head) or walk.unmet())


class _Walk:
    """Goes along a chain and remembers no more than the last two seals."""

    def __init__(self, head: Head | None, noted: Mapping[int, str]) -> None:
        self.head = head
        self.count = self.sequence = 0
        self.hash, self.hash_before = BEGINNING, BEGINNING
        self.noted = dict(noted)
        self.fault: Fault | None = None

    def take(self, entry: SealedEntry, after: SealedEntry | None) -> None:
        self.count += 1
        if self.fault is None:
            self.fault = self._fault_of(entry, after)
        self.noted.pop(entry.sequence, None)
        self.sequence, self.hash_before, self.hash = entry.sequence, self.hash, entry.hash

    def _fault_of(self, entry: SealedEntry, after: SealedEntry | None) -> Fault | None:
        number, expected = entry.sequence, self.sequence + 1
        if number > expected:
            return Fault(Flaw.REMOVED, expected, f"{_entries(expected, number - 1)} removed.")
        if self.head == Head(self.sequence, self.hash):
            return Fault(Flaw.PUT_IN, number, f"Entry {number} was put in behind the end of the chain.")
        if number < expected:
            return Fault(Flaw.PUT_IN, number, f"Another entry with the number {number} was put in.")
        if seal(self.hash, entry.entry) != entry.hash:
            return self._fault_of_seal(entry, after)
        if self.noted.get(number, entry.hash) != entry.hash:
            return Fault(
                Flaw.REWRITTEN,
                number,
                f"Entry {number} is not the one that was noted: the chain was written anew.",
            )
        return None

    def _fault_of_seal(self, entry: SealedEntry, after: SealedEntry | None) -> Fault:
        number = entry.sequence
        if number > 1 and seal(self.hash_before, entry.entry) == entry.hash:
            return Fault(Flaw.PUT_IN, number - 1, f"Entry {number - 1} was put in.")
        if after is None or seal(entry.hash, after.entry) == after.hash:
            return Fault(
                Flaw.CHANGED,
                number,
                f"Entry {number} was changed, or one before it removed and the rest renumbered.",
            )
        return Fault(
            Flaw.MISPLACED,
            number,
            f"Entry {number} is not the one that stood here: put in, or exchanged for another.",
        )

    def unmet(self) -> Fault | None:
        """Return that an entry which was noted once is not there any more."""
        if not self.noted:
            return None
        number = min(self.noted)
        return Fault(
            Flaw.CUT_OFF,
            self.sequence + 1,
            f"Entry {number} was noted, and the chain ends at {self.sequence}: its end was cut off.",
        )


def _with_next(entries: Iterable[SealedEntry]) -> Iterator[tuple[SealedEntry, SealedEntry | None]]:
    waiting: SealedEntry | None = None
    for entry in entries:
        if waiting is not None:
            yield waiting, entry
        waiting = entry
    if waiting is not None:
        yield waiting, None


def _fault_at_end(end: Head | None, head: Head | None) -> Fault | None:
    if end == head:
        return None
    last = end.sequence if end else 0
    if head is None:
        return Fault(Flaw.HEAD_CHANGED, last, f"The head of this chain is gone; it ends at entry {last}.")
    if head.sequence > last:
        return Fault(Flaw.CUT_OFF, last + 1, f"{_entries(last + 1, head.sequence)} removed at the end.")
    return Fault(Flaw.HEAD_CHANGED, last, f"The head of this chain is not the seal of entry {last}.")


def _entries(first: int, last: int) -> str:
    return f"Entry {first} was" if first == last else f"Entries {first} to {last} were"
