"""A file that is not a sound export changes nothing, whatever is wrong with it."""

import hashlib
import io
import json
import zipfile

import pytest
from sqlalchemy import func, select

from app.campaigns.errors import CampaignNotFoundError, InvalidSlugError
from app.db import Database
from app.documents.errors import OriginalMissingError
from app.documents.models import Document
from app.letters.models import Demand
from app.models import metadata
from app.transfer.errors import (
    DatabaseRefusesError,
    ExportDamagedError,
    FileThereError,
    NotAnExportError,
    OtherFormatError,
    OtherRevisionError,
    PointsOutsideError,
    SlugTakenHereError,
)
from app.transfer.services import export_campaign
from tests.factories import make_campaign, make_letter
from tests.services.transfer.support import REVISION, fill


@pytest.fixture
def export(here, tmp_path):
    """The bytes of a sound export."""
    with here.database.writing() as session:
        fill(session, here.originals)
    here.export("vol", tmp_path / "sound.zip")
    return (tmp_path / "sound.zip").read_bytes()


def _rewritten(export, change=None, *, is_signed=True, compression=zipfile.ZIP_STORED, more=()):
    """Return the export with its members as `change` left them; signed: the manifest tells their hashes."""
    with zipfile.ZipFile(io.BytesIO(export)) as sound:
        members = {name: sound.read(name) for name in sound.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    if change is not None:
        change(members, manifest)
    if is_signed:
        manifest["members"] = {
            name: {**manifest["members"].get(name, {}), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        }
    members["manifest.json"] = json.dumps(manifest).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, content in [*members.items(), *more]:
            made.writestr(name, content)
    return target.getvalue()


def _changed_row(table, place, **values):
    def change(members, _manifest):
        lines = members[f"{table}.jsonl"].splitlines()
        lines[place] = json.dumps({**json.loads(lines[place]), **values}).encode()
        members[f"{table}.jsonl"] = b"".join(line + b"\n" for line in lines)

    return change


def _count_rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


def _is_refused(there, tmp_path, content, error, match=None):
    path = tmp_path / "broken.zip"
    path.write_bytes(content)
    with pytest.raises(error, match=match):
        there.take_in(path)
    assert set(_count_rows(there.database).values()) == {0}


@pytest.mark.parametrize("kept", [0, 1, 0.5, 0.98])
def test_part_of_a_file_is_refused(there, tmp_path, export, kept):
    length = int(kept * len(export)) if isinstance(kept, float) else kept
    _is_refused(there, tmp_path, export[:length], NotAnExportError)
    assert not there.originals.folder.exists()


def test_something_else_is_refused(there, tmp_path):
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for content in (b"%PDF-1.7 a letter", empty.getvalue()):
        _is_refused(there, tmp_path, content, NotAnExportError)
    with pytest.raises(NotAnExportError):
        there.take_in(tmp_path / "not there.zip")


def test_every_bit_that_flips_is_seen(there, tmp_path, export):
    step = len(export) // 60
    for place in range(0, len(export), step):
        flipped = bytearray(export)
        flipped[place] ^= 0x20
        path = tmp_path / "flipped.zip"
        path.write_bytes(bytes(flipped))
        try:
            there.take_in(path, slug=f"bit-{place}")
        except (NotAnExportError, ExportDamagedError, OtherFormatError, OtherRevisionError):
            continue
        # Fields of the zip that nothing reads (dates, rights) may differ: what was imported is what was exported.
        there.export(f"bit-{place}", tmp_path / f"{place}.zip")
        with (
            zipfile.ZipFile(tmp_path / f"{place}.zip") as after,
            zipfile.ZipFile(io.BytesIO(export)) as before,
        ):
            assert after.read("letter.jsonl") == before.read("letter.jsonl")


def test_content_that_was_changed_is_refused(there, tmp_path, export):
    changed = _rewritten(export, _changed_row("demand", 0, text="Doe niets."), is_signed=False)
    _is_refused(there, tmp_path, changed, ExportDamagedError, "demand.jsonl.*SHA-256")


@pytest.mark.parametrize(
    ("table", "values", "says"),
    [
        ("demand", {"letter_id": 3}, "letter_id points nowhere"),
        ("demand", {"letter_id": 0}, "letter_id points nowhere"),
        ("demand", {"letter_id": None}, "letter_id is empty"),
        ("demand", {"letter_id": True}, "letter_id is no int"),
        ("demand", {"position": 2**31}, "position is out of range"),
        ("demand", {"lineage": "invents"}, "lineage is none of the values"),
        ("demand", {"remind_on": "tomorrow"}, "remind_on is no day"),
        ("demand", {"title": "x" * 201}, "title is longer than 200"),
        ("demand", {"id": 7}, "other columns"),
        ("letter", {"created_at": "2026-07-01T09:00:00"}, "created_at is a moment without"),
        ("letter", {"look_at": None}, "other columns"),
        ("user", {"is_administrator": True}, "other columns"),
        ("passage", {"start": 0, "end": 1, "exact": "?"}, "words stand elsewhere"),
        ("text_version", {"text": "Iets anders."}, "SHA-256"),
        ("document", {"sha256": "0" * 64}, "original is missing"),
        ("document", {"size": 1}, "another size"),
        ("activity", {"facts": []}, "another shape"),
        ("intake_item", {"draft": {"parts": [{"letter_ids": ["x"]}]}}, "another shape"),
    ],
)
def test_row_that_cannot_be_is_refused(there, tmp_path, export, table, values, says):
    broken = _rewritten(export, _changed_row(table, 0, **values))
    _is_refused(there, tmp_path, broken, ExportDamagedError, says)


def test_row_that_the_database_refuses_undoes_the_whole_import(there, tmp_path, export):
    broken = _rewritten(export, _changed_row("verdict_given", 0, reasoning="  "))
    _is_refused(there, tmp_path, broken, DatabaseRefusesError, "reasoned")


def test_rows_more_or_fewer_than_promised_are_refused(there, tmp_path, export):
    def lose(members, _manifest):
        members["signatory.jsonl"] = members["signatory.jsonl"].splitlines(keepends=True)[0]

    _is_refused(there, tmp_path, _rewritten(export, lose), ExportDamagedError, "1 rows instead of 2")


def test_name_that_leads_out_of_the_folder_is_refused(there, tmp_path, export):
    for name in ("../../etc/passwd", "originals/../x", "/etc/passwd", "originals/" + "A" * 64):
        broken = _rewritten(export, more=[(name, b"x")])
        _is_refused(there, tmp_path, broken, ExportDamagedError, "a name that no export has")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_name_that_occurs_twice_is_refused(there, tmp_path, export):
    _is_refused(
        there, tmp_path, _rewritten(export, more=[("letter.jsonl", b"")]), ExportDamagedError, "occurs twice"
    )


def test_packed_file_is_refused_before_it_is_unpacked(there, tmp_path, export):
    bomb = _rewritten(export, compression=zipfile.ZIP_DEFLATED)
    _is_refused(there, tmp_path, bomb, ExportDamagedError, "packed")


def test_original_that_is_not_what_its_name_says_is_refused(there, tmp_path, export):
    def swap(members, _manifest):
        name = next(name for name in members if name.startswith("originals/"))
        members[name] = bytes(len(members[name]))

    _is_refused(there, tmp_path, _rewritten(export, swap), ExportDamagedError, "originals/.*SHA-256")


def test_original_that_belongs_to_nothing_is_refused(there, tmp_path, export):
    name = "originals/" + hashlib.sha256(b"x").hexdigest()
    broken = _rewritten(export, lambda members, _manifest: members.update({name: b"x"}))
    _is_refused(there, tmp_path, broken, ExportDamagedError, "belongs to no document")


def test_other_version_and_other_revision_are_refused(there, tmp_path, export):
    newer = _rewritten(export, lambda _members, manifest: manifest.update(version=2))
    _is_refused(there, tmp_path, newer, OtherFormatError, "weerwoord campaign 2")
    older = _rewritten(export, lambda _members, manifest: manifest.update(revision="0001"))
    _is_refused(there, tmp_path, older, OtherRevisionError, "revision 0001")


def test_short_name_that_is_taken_needs_another(here, tmp_path, export):
    with pytest.raises(SlugTakenHereError, match="--as SLUG"):
        here.take_in(tmp_path / "sound.zip")
    with pytest.raises(InvalidSlugError):
        here.take_in(tmp_path / "sound.zip", slug="Geen Naam!")
    assert here.take_in(tmp_path / "sound.zip", slug="vol-2").slug == "vol-2"


def test_export_overwrites_nothing_and_leaves_nothing_half(here, tmp_path, export):
    with pytest.raises(FileThereError):
        here.export("vol", tmp_path / "sound.zip")
    with pytest.raises(CampaignNotFoundError):
        here.export("niet-daar", tmp_path / "other.zip")
    with here.database.reading() as session:
        sha256 = session.scalars(select(Document.sha256)).one()
    here.originals.path_of(sha256).unlink()
    with pytest.raises(OriginalMissingError):
        here.export("vol", tmp_path / "other.zip")
    assert sorted(
        path.name for path in tmp_path.iterdir() if path.is_file() and path.suffix != ".sqlite"
    ) == [
        "here.sqlite-shm",
        "here.sqlite-wal",
        "sound.zip",
    ]


def test_record_that_points_into_another_campaign_is_named(here, tmp_path):
    with here.database.writing() as session:
        ours, theirs = (make_letter(session, make_campaign(session, slug=slug)) for slug in ("ons", "hun"))
        session.get_one(Demand, ours.demands[0].id).ancestor_id = theirs.demands[0].id
    with pytest.raises(PointsOutsideError, match="demand points by ancestor_id"):
        export_campaign(here.database, here.originals, "ons", tmp_path / "ons.zip", revision=REVISION)
