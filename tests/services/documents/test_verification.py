"""Every original is compared with its hash, every document with its file, a slice at a time."""

from datetime import timedelta

from app.documents.queries import get_store_state
from app.documents.storage import hash_of
from app.documents.verification import check_all, check_slice


def keep_some(session, keep, count=5):
    documents = [keep(f"Brief {number}.".encode()) for number in range(count)]
    session.commit()
    return documents


def test_whole_store_is_found_whole(session, database, originals, keep, now):
    keep_some(session, keep)
    check = check_all(database, originals, now)
    assert (check.documents, check.files, check.missing, check.damaged, check.flaws) == (5, 0, 0, 0, [])
    assert check.finished_at == now


def test_missing_and_damaged_originals_are_named(session, database, originals, keep, now):
    first, second, *_others = keep_some(session, keep)
    originals.path_of(first.sha256).unlink()
    originals.path_of(second.sha256).write_bytes(b"iets anders")
    check = check_all(database, originals, now)
    assert (check.missing, check.damaged) == (1, 1)
    assert [(flaw["flaw"], flaw["document_id"]) for flaw in check.flaws] == [
        ("missing", first.id),
        ("damaged", second.id),
    ]
    assert get_store_state(session, now).has_flaws


def test_a_document_whose_file_was_damaged_is_whole_again_when_it_comes_in_once_more(
    session, database, originals, keep, now
):
    kept, *_others = keep_some(session, keep)
    data = originals.get(kept.sha256)
    originals.path_of(kept.sha256).write_bytes(b"iets anders")
    assert check_all(database, originals, now).damaged == 1
    assert keep(data) is kept
    session.commit()
    assert check_all(database, originals, now).damaged == 0


def test_file_that_no_document_names_is_compared_too(session, database, originals, keep, now):
    keep_some(session, keep, 1)
    originals.put(b"nobody names this")
    originals.path_of(hash_of(b"nobody names this")).write_bytes(b"something else")
    check = check_all(database, originals, now)
    assert (check.documents, check.files, check.damaged) == (1, 1, 1)


def test_slices_make_one_check_and_the_next_begins_after_a_week(session, database, originals, keep, now):
    keep_some(session, keep, 7)
    slices = 0
    while get_store_state(session, now).finished_at is None:
        session.rollback()
        check_slice(database, originals, now, seconds=1e-9)
        slices += 1
        assert slices < 100
        session.rollback()
    state = get_store_state(session, now)
    assert (state.documents, state.missing) == (7, 0)
    assert check_slice(database, originals, now + timedelta(days=6)) == 0
    assert check_slice(database, originals, now + timedelta(days=7)) > 0


def test_check_that_stands_still_is_overdue_after_two_weeks(session, database, originals, keep, now):
    assert not get_store_state(session, now).is_overdue
    keep_some(session, keep, 1)
    assert get_store_state(session, now + timedelta(days=15)).is_overdue
    check_all(database, originals, now)
    session.rollback()
    assert not get_store_state(session, now + timedelta(days=14)).is_overdue
    assert get_store_state(session, now + timedelta(days=15)).is_overdue
