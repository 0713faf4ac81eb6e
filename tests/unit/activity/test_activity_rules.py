"""The chain of the log: what a seal covers, and what is told of a chain that somebody touched."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.activity.rules import canonical, chain_of, check_chain, difference, seal
from app.activity.values import Entry, Flaw, Head, SealedEntry

AT = datetime(2026, 7, 1, 9, 0, 0, 12, tzinfo=UTC)
ENTRY = Entry(AT, 3, 7, "close_letter", "letter", 12, {"reason": "granted", "ëén": [1, None]})


def make_chain(count):
    """Entries numbered from 1, each sealed behind the one before."""
    chain, before = [], ""
    for number in range(1, count + 1):
        entry = replace(ENTRY, at=AT + timedelta(seconds=number), record_id=number)
        before = seal(before, entry)
        chain.append(SealedEntry(number, before, entry))
    return chain


def head_of(chain):
    return Head(chain[-1].sequence, chain[-1].hash)


def fault_of(entries, head, noted=()):
    return check_chain(7, entries, head, noted).fault


def test_an_entry_is_always_the_same_text():
    assert canonical(ENTRY) == (
        '{"act":"close_letter","at":"2026-07-01T09:00:00.000012+00:00","campaign_id":7,'
        '"facts":{"reason":"granted","\\u00eb\\u00e9n":[1,null]},"record":"letter","record_id":12,"user_id":3}'
    )
    elsewhere = replace(ENTRY, at=AT.astimezone(timezone(timedelta(hours=5))))
    assert canonical(elsewhere) == canonical(ENTRY)
    assert canonical(replace(ENTRY, facts=dict(reversed(ENTRY.facts.items())))) == canonical(ENTRY)


@pytest.mark.parametrize(
    "change",
    [
        {"at": AT + timedelta(microseconds=1)},
        {"user_id": None},
        {"campaign_id": None},
        {"act": "reopen_letter"},
        {"record": "demand"},
        {"record_id": 13},
        {"facts": {}},
    ],
)
def test_a_seal_covers_everything_that_an_entry_says(change):
    assert seal("before", replace(ENTRY, **change)) != seal("before", ENTRY)


def test_a_seal_covers_the_seal_before_it():
    assert seal("a", ENTRY) != seal("b", ENTRY)


def test_what_belongs_to_no_campaign_is_in_the_chain_of_the_installation():
    assert (chain_of(None), chain_of(7)) == (0, 7)


def test_a_difference_holds_what_changed_and_nothing_else():
    assert difference({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": {"from": 2, "to": 3}}
    assert difference({}, {"a": None}) == {}


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_chain_that_nobody_touched_is_whole(count):
    chain = make_chain(count)
    report = check_chain(7, chain, head_of(chain), [head_of(chain[:1])])
    assert (report.entries, report.head, report.fault) == (count, head_of(chain), None)


def test_a_chain_of_nothing_is_whole():
    assert check_chain(7, [], None).fault is None


def swapped(chain):
    """Entries 2 and 3 in one another's place, with the seals that they had."""
    return [chain[0], replace(chain[2], sequence=2), replace(chain[1], sequence=3), *chain[3:]]


def with_one_put_in(chain, *, is_sealed):
    """A foreign entry 3, the others renumbered behind it."""
    foreign = replace(ENTRY, act="invented")
    digest = seal(chain[1].hash, foreign) if is_sealed else "0" * 64
    later = [replace(one, sequence=one.sequence + 1) for one in chain[2:]]
    return [*chain[:2], SealedEntry(3, digest, foreign), *later]


def with_changed(chain, number):
    changed = replace(chain[number - 1], entry=replace(chain[number - 1].entry, facts={"reason": "given_up"}))
    return [*chain[: number - 1], changed, *chain[number:]]


def renumbered_without(chain, number):
    later = [replace(one, sequence=one.sequence - 1) for one in chain[number:]]
    return [*chain[: number - 1], *later]


@pytest.mark.parametrize(
    ("touch", "flaw", "sequence"),
    [
        pytest.param(lambda chain: with_changed(chain, 1), Flaw.CHANGED, 1, id="first entry changed"),
        pytest.param(lambda chain: with_changed(chain, 3), Flaw.CHANGED, 3, id="entry changed"),
        pytest.param(lambda chain: with_changed(chain, 5), Flaw.CHANGED, 5, id="last entry changed"),
        pytest.param(lambda chain: [*chain[:2], *chain[3:]], Flaw.REMOVED, 3, id="one removed"),
        pytest.param(lambda chain: chain[2:], Flaw.REMOVED, 1, id="the first two removed"),
        pytest.param(lambda chain: chain[:-1], Flaw.CUT_OFF, 5, id="the last removed"),
        pytest.param(lambda _chain: [], Flaw.CUT_OFF, 1, id="all removed"),
        pytest.param(swapped, Flaw.MISPLACED, 2, id="two exchanged"),
        pytest.param(
            lambda chain: with_one_put_in(chain, is_sealed=False), Flaw.MISPLACED, 3, id="one put in"
        ),
        pytest.param(
            lambda chain: with_one_put_in(chain, is_sealed=True), Flaw.PUT_IN, 3, id="one put in, sealed"
        ),
        pytest.param(
            lambda chain: [*chain, make_chain(6)[-1]], Flaw.PUT_IN, 6, id="one put in behind the head"
        ),
        pytest.param(lambda chain: [*chain[:3], chain[2], *chain[3:]], Flaw.PUT_IN, 3, id="the same twice"),
        pytest.param(
            lambda chain: renumbered_without(chain, 3), Flaw.CHANGED, 3, id="one removed, renumbered"
        ),
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(touch, flaw, sequence):
    chain = make_chain(5)
    fault = fault_of(touch(chain), head_of(chain))
    assert (fault.flaw, fault.sequence) == (flaw, sequence)
    assert str(sequence) in fault.says


@pytest.mark.parametrize("head", [None, Head(5, "0" * 64)])
def test_a_head_that_is_gone_or_changed_shows(head):
    assert fault_of(make_chain(5), head).flaw is Flaw.HEAD_CHANGED


def test_an_end_cut_off_together_with_its_head_shows_against_what_was_noted():
    chain = make_chain(5)
    cut = chain[:3]
    assert fault_of(cut, head_of(cut)) is None
    fault = fault_of(cut, head_of(cut), [head_of(chain)])
    assert (fault.flaw, fault.sequence) == (Flaw.CUT_OFF, 4)


def test_a_chain_written_anew_shows_against_what_was_noted():
    before, forged, digest = make_chain(5), [], ""
    for sealed in with_changed(before, 2):
        digest = seal(digest, sealed.entry)
        forged.append(replace(sealed, hash=digest))
    assert fault_of(forged, head_of(forged)) is None
    fault = fault_of(forged, head_of(forged), [head_of(before[:1]), head_of(before[:4])])
    assert (fault.flaw, fault.sequence) == (Flaw.REWRITTEN, 4)
