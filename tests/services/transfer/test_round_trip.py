"""A campaign moved from one installation to the other and back is the same, to the byte."""

import json
import zipfile

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.activity.models import Activity
from app.campaigns.models import Membership
from app.demo.services import SLUG, load_demonstration
from app.documents.models import Document
from app.intake.models import IntakeItem
from app.letters.models import Letter
from app.people.services import load_shipped_mandates
from app.reminders.models import ReminderDue
from app.search.checking import list_untrue
from app.transfer.parts import PARTS, TABLES, columns_of
from tests.factories import make_user
from tests.services.transfer.support import MOMENT, fill


@pytest.fixture
def pair(request, opened, tmp_path):
    """Two installations, the first on SQLite or on PostgreSQL, the second on the other."""
    addresses = [f"sqlite:///{tmp_path / 'one.sqlite'}", request.getfixturevalue("postgresql_address")]
    if request.param == "from postgresql":
        addresses.reverse()
    return [opened(address, tmp_path / f"originals{place}") for place, address in enumerate(addresses)]


def _demonstrate(installation, email="ada@example.org"):
    with installation.database.writing() as session:
        load_shipped_mandates(session)
        actor = make_user(session, email=email, is_administrator=True)
        load_demonstration(session, installation.originals, actor=actor, now=MOMENT)


@pytest.mark.parametrize("pair", ["from sqlite", "from postgresql"], indirect=True)
def test_campaign_is_the_same_bytes_after_a_move_to_the_other_kind_of_database(pair, tmp_path):
    source, target = pair
    with source.database.writing() as session:
        fill(session, source.originals)
    with target.database.writing() as session:
        fill(session, target.originals, slug="was-hier-al")
    before, after, back = (tmp_path / name for name in ("before.zip", "after.zip", "back.zip"))

    source.export("vol", before)
    target.take_in(before)
    target.export("vol", after)
    assert after.read_bytes() == before.read_bytes()
    with target.database.reading() as session:
        assert list_untrue(session) == []

    source.take_in(after, slug="terug")
    source.export("terug", back)
    assert _rows(back, "letter") == _rows(before, "letter")
    assert {row["slug"] for row in _rows(back, "campaign")} == {"terug"}


@pytest.mark.parametrize("pair", ["from sqlite", "from postgresql"], indirect=True)
def test_demonstration_is_the_same_bytes_where_there_is_one_already(pair, tmp_path):
    source, target = pair
    _demonstrate(source)
    _demonstrate(target, "bo@example.org")
    before, after = tmp_path / "before.zip", tmp_path / "after.zip"
    exported = source.export(SLUG, before)
    assert (exported.rows["letter"], exported.rows["reply"], exported.originals) == (5, 3, 6)
    # Under its own name it has no place beside the other one.
    imported = target.take_in(before, slug="tweede")
    target.export("tweede", after)
    assert imported.rows == exported.rows
    assert _without_slug(after) == _without_slug(before)


def _rows(path, table):
    with zipfile.ZipFile(path) as export:
        return [json.loads(line) for line in export.read(f"{table}.jsonl").splitlines()]


def _without_slug(path):
    rows = {part.table.name: _rows(path, part.table.name) for part in TABLES}
    rows["campaign"][0].pop("slug")
    return rows


def test_sample_leaves_no_column_that_travels_empty(here, tmp_path):
    with here.database.writing() as session:
        fill(session, here.originals)
    here.export("vol", tmp_path / "vol.zip")
    empty = [
        f"{part.table.name}.{column.name}"
        for part in TABLES
        for column in columns_of(part)
        if all(row[column.name] is None for row in _rows(tmp_path / "vol.zip", part.table.name))
    ]
    assert empty == []


def test_same_campaign_gives_the_same_bytes_twice(here, tmp_path):
    with here.database.writing() as session:
        fill(session, here.originals)
    for name in ("one.zip", "two.zip"):
        here.export("vol", tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert (tmp_path / "one.zip").stat().st_mode & 0o777 == 0o600


def test_nothing_of_another_campaign_and_no_secret_travels(here, tmp_path):
    with here.database.writing() as session:
        fill(session, here.originals)
        other = fill(session, here.originals, slug="ander")
        other.title = "Iets heel anders"
        for user in session.scalars(select(User)):
            user.password_hash = "argon2-of-somebody"
    here.export("vol", tmp_path / "vol.zip")
    content = (tmp_path / "vol.zip").read_bytes()
    for secret in (
        b"Iets heel anders",
        b"coordinator-ander",
        b"argon2-of",
        b"nonce",
        b"must not travel",
        b"form of",
    ):
        assert secret not in content


def test_imported_rows_point_to_each_other_as_before(here, there, tmp_path):
    with here.database.writing() as session:
        fill(session, here.originals)
    with there.database.writing() as session:
        fill(session, there.originals, slug="was-hier-al")
    here.export("vol", tmp_path / "vol.zip")
    there.take_in(tmp_path / "vol.zip")
    with there.database.reading() as session:
        [_, _, first, second] = session.scalars(select(Letter).order_by(Letter.id)).all()
        assert (first.refers_to_id, second.refers_to_id) == (second.id, first.id)
        assert second.demands[0].ancestor_id == first.demands[0].id
        item = session.scalars(select(IntakeItem).order_by(IntakeItem.id.desc())).first()
        [part] = item.draft["parts"]
        assert part["letter_ids"] == [first.id]
        assert part["mandate_id"] == first.mandate_id
        subjects = session.scalars(
            select(ReminderDue.subject).where(ReminderDue.letter_id == second.id)
        ).all()
        assert subjects == [f"letter:{second.id}", f"demand:{second.demands[0].id}"]
        proof = session.scalars(
            select(Activity).where(Activity.act == "attach_proof").order_by(Activity.id.desc())
        )
        assert proof.first().facts == {"document": second.proof_document_id}
        moved = session.scalars(
            select(Activity).where(Activity.act == "moved").order_by(Activity.id.desc())
        ).first()
        assert moved.facts == {"demand": {"from": None, "to": [second.demands[0].id]}}
        gone = session.scalars(
            select(Activity.record_id).where(Activity.act == "left").order_by(Activity.id.desc())
        )
        assert gone.first() == -1


def test_accounts_are_found_or_made_without_power(here, there, tmp_path):
    with here.database.writing() as session:
        fill(session, here.originals)
    with there.database.writing() as session:
        known = make_user(
            session, email="judge-vol@example.org", name="Heet hier anders", password_hash="hash"
        )
        known_id = known.id
    here.export("vol", tmp_path / "vol.zip")
    imported = there.take_in(tmp_path / "vol.zip")
    assert (imported.new_accounts, imported.known_accounts) == (
        ("coordinator-vol@example.org",),
        ("judge-vol@example.org",),
    )
    with there.database.reading() as session:
        known, made = (
            membership.user
            for membership in session.scalars(select(Membership).order_by(Membership.role.desc()))
        )
        assert (known.id, known.name, known.password_hash, known.is_administrator) == (
            known_id,
            "Heet hier anders",
            "hash",
            False,
        )
        assert (made.password_hash, made.is_administrator, made.standing_role) == (None, False, None)
        assert made.session_nonce


def test_same_file_twice_is_two_campaigns_and_one_original(here, there, tmp_path):
    with here.database.writing() as session:
        fill(session, here.originals)
    here.export("vol", tmp_path / "vol.zip")
    there.take_in(tmp_path / "vol.zip")
    there.take_in(tmp_path / "vol.zip", slug="vol-2")
    with there.database.reading() as session:
        documents = session.scalars(select(Document)).all()
        assert len({document.campaign_id for document in documents}) == 2
        [sha256] = {document.sha256 for document in documents}
        assert there.originals.get(sha256)
        for part in PARTS:
            assert session.scalar(select(func.count()).select_from(part.table)) % 2 == 0
