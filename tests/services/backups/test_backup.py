"""A backup is made while everybody writes, and gives back every row and every file."""

import hashlib
import shutil
import time
import zipfile
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from app import clock, create_app, schema
from app.accounts.entry import make_sign_in_link
from app.accounts.queries import get_user_by_address
from app.accounts.services import invite
from app.backups.errors import (
    BackupDamagedError,
    BackupNotWrittenError,
    BackupThereError,
    DatabaseInUseError,
    NewerBackupError,
    NotABackupError,
    NotEmptyError,
    OtherDatabaseError,
    ToolFailedError,
    ToolMissingError,
)
from app.backups.services import RESTORED, write_backup
from app.backups.values import Proof
from app.db import Database
from app.letters.models import Letter
from app.mail import rules
from app.mail.claims import take_claim
from app.mail.models import OutgoingMail
from app.mail.queries import get_channel_state, may_have_left
from app.mail.sender import send_due
from app.mail.services import queue_test_mail, resume_channel
from app.mail.values import MailState
from app.reminders.models import ReminderDue
from app.reminders.services import hold_what_may_have_been_told, tick
from tests.client import CheckedClient
from tests.services.backups.support import ADDRESS, NOW, SLUG, put_back, writers


def test_backup_made_while_others_write_gives_back_every_row_and_file(installation, kind, place, tmp_path):
    path = tmp_path / "backup.zip"
    with writers(installation, 3):
        while installation.count_letters() < 10:
            time.sleep(0.05)
        made, before, after = _back_up_while_somebody_writes(installation, path)
    assert (made.is_whole, made.proof) == (True, Proof.RESTORED)

    restored, copy = put_back(place(kind), path)
    assert (restored.rows, restored.originals) == (made.rows, made.originals)
    ours, theirs = installation.rows(), copy.rows()
    for table, rows in theirs.items():
        # What was there when the backup began is there, and what is there is as it was: but the campaign counts on, its
        # log goes on, the channel was paused, and sign-ins were ended.
        if table not in ("campaign", "activity_head", "mail_channel", "user"):
            assert rows.items() <= ours[table].items(), table
    assert before <= len(theirs["letter"]) <= after
    files = copy.files()
    assert files.items() <= installation.files().items()
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in files.items())
    with copy.database.reading() as session:
        named = set(session.execute(text("SELECT sha256 FROM document")).scalars())
    assert named <= set(files)
    copy.database.dispose()


def _back_up_while_somebody_writes(installation, path):
    """Return the backup, and how many letters there were before and after it; on a busy machine it takes some tries."""
    for _try in range(20):
        before = installation.count_letters()
        made = installation.back_up(path)
        after = installation.count_letters()
        if after > before:
            return made, before, after
        path.unlink()
    pytest.fail("nobody wrote while a backup was made")


def test_backup_of_a_quiet_installation_gives_back_all_of_it(installation, kind, place, tmp_path):
    made = installation.back_up(tmp_path / "backup.zip")
    _restored, copy = put_back(place(kind), tmp_path / "backup.zip")
    ours, theirs = installation.rows(), copy.rows()
    assert theirs.pop("mail_channel") != ours.pop("mail_channel")
    assert theirs.pop("user") != ours.pop("user")  # sign-ins are over
    assert theirs == ours
    assert copy.files() == installation.files()
    assert copy.settings.get_secret_key() == installation.settings.get_secret_key()
    assert made.rows > 50
    assert (tmp_path / "backup.zip").stat().st_mode & 0o777 == 0o600
    assert (copy.settings.home / "secret_key").stat().st_mode & 0o777 == 0o600
    leftovers = [
        one.name for one in [*tmp_path.iterdir(), *copy.settings.home.iterdir()] if one.name[0] == "."
    ]
    assert leftovers == []
    copy.database.dispose()


def test_restored_installation_serves_its_pages_and_says_that_sending_waits(
    installation, kind, place, tmp_path
):
    installation.back_up(tmp_path / "backup.zip")
    _restored, copy = put_back(place(kind), tmp_path / "backup.zip")
    copy.database.dispose()
    app = create_app(copy.settings.model_copy(update={"mail_host": "mail.example.org"}))
    app.test_client_class = CheckedClient
    with app.app_context(), app.extensions["database"].writing() as session:
        link = make_sign_in_link(session, user=get_user_by_address(session, ADDRESS), now=clock.now())
    client = app.test_client()
    client.submit(link.address.removeprefix("http://localhost"), {})
    assert "Deze installatie komt terug uit een back-up" in client.get("/today").get_data(as_text=True)
    for address in (f"/campaigns/{SLUG}", f"/campaigns/{SLUG}/letters/1", "/mail"):
        assert client.get(address).status_code == 200
    client.submit("/mail/resume", page="/mail")
    assert "Deze installatie komt terug" not in client.get("/today").get_data(as_text=True)
    app.extensions["database"].dispose()


def test_what_signs_somebody_in_does_not_come_back_with_a_backup(installation, kind, place, tmp_path):
    """A copy of a cookie from before the sign-out, a link that was used since, a mail with a link that may have left."""
    app = create_app(installation.settings)
    app.test_client_class = CheckedClient
    with app.test_request_context(), app.extensions["database"].writing() as session:
        somebody = get_user_by_address(session, ADDRESS)
        first, used_since = (
            make_sign_in_link(session, user=somebody, now=clock.now()).address.removeprefix(
                "http://localhost"
            )
            for _time in range(2)
        )
        invite(
            session, actor=somebody, email="nieuw@example.org", is_administrator=False,
            language=somebody.language, now=clock.now(),
        )  # fmt: skip
    client = app.test_client()
    client.submit(first, {})
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert client.get("/today").status_code == 200
    app.extensions["database"].dispose()
    installation.back_up(tmp_path / "backup.zip")

    _restored, copy = put_back(place(kind), tmp_path / "backup.zip")
    app = create_app(copy.settings)
    app.test_client_class = CheckedClient
    thief = app.test_client()
    thief.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie.value)
    assert thief.get("/today").status_code == 302
    assert thief.get(used_since).status_code == 410
    with copy.database.reading() as session:
        assert session.scalars(select(OutgoingMail.state)).all() == [MailState.CANCELLED]
    app.extensions["database"].dispose()
    copy.database.dispose()


def test_no_mail_leaves_a_second_time_after_a_restore(installation, kind, place, tmp_path):
    with installation.database.writing() as session:
        queue_test_mail(
            session,
            to_address=ADDRESS,
            language=get_user_by_address(session, ADDRESS).language,
            user_id=None,
            base_url="http://localhost",
            now=NOW,
        )
    installation.back_up(tmp_path / "backup.zip")
    with installation.database.writing() as session:
        session.execute(update(OutgoingMail).values(state=MailState.SENT, sent_at=NOW))
    _restored, copy = put_back(place(kind), tmp_path / "backup.zip")
    with copy.database.reading() as session:
        channel = get_channel_state(session, NOW)
        assert (channel.is_paused, channel.paused_until, channel.why) == (True, None, RESTORED)
        (mail,) = session.scalars(select(OutgoingMail)).all()
        assert (mail.state, mail.why) == (MailState.CANCELLED, rules.BACKUP_PUT_BACK)
    # A person lets sending go on. A test that opens a connection to a mail server fails.
    with copy.database.writing() as session:
        resume_channel(session, user_id=None, now=NOW)
    settings = copy.settings.model_copy(update={"mail_host": "mail.example.org"})
    report = send_due(copy.database, settings, {}, NOW, "here")
    assert report.sent == ()
    copy.database.dispose()


def test_what_fell_due_before_a_restore_waits_for_a_person_and_what_falls_due_later_goes(
    installation, kind, place, tmp_path
):
    with installation.database.writing() as session:
        letter = session.scalars(select(Letter)).one()
        letter.deadline_on = NOW.date()
        letter.wake()
    installation.back_up(tmp_path / "backup.zip")
    # The reminder of the first day left the installation that was lost; nobody here knows.
    later = NOW + timedelta(days=2)
    hold_due = partial(hold_what_may_have_been_told, at=later, mail_from="")
    _restored, copy = put_back(place(kind), tmp_path / "backup.zip", later, hold_due)
    with copy.database.writing() as session:
        resume_channel(session, user_id=None, now=later)
    for days in (2, 3, 16):
        with copy.database.writing() as session:
            tick(session, NOW + timedelta(days=days), mail_from="")

    with copy.database.reading() as session:
        mails = session.execute(select(OutgoingMail.state, OutgoingMail.why).order_by(OutgoingMail.id)).all()
        told = dict(session.execute(select(ReminderDue.step, ReminderDue.mail_id)).all())
    assert mails == [(MailState.UNSURE, rules.TOLD_BEFORE_RESTORE), (MailState.PENDING, "")]
    assert told == {1: 1, 15: 2}
    copy.database.dispose()


def test_reminder_that_was_claimed_when_the_backup_was_made_asks_a_person_at_once(
    installation, kind, place, tmp_path
):
    """Not when its lease has ended: sending may go on before that, and it may have left since."""
    with installation.database.writing() as session:
        letter = session.scalars(select(Letter)).one()
        letter.deadline_on = NOW.date()
        letter.wake()
        session.flush()
        tick(session, NOW + timedelta(days=1), mail_from="")
        [mail] = session.scalars(select(OutgoingMail)).all()
        mail.subject, mail.text, mail.frozen_at = "Te laat", "Er kwam geen antwoord.", NOW
        take_claim(session, mail, "here#1", timedelta(days=3650))
    installation.back_up(tmp_path / "backup.zip")
    _restored, copy = put_back(place(kind), tmp_path / "backup.zip", NOW + timedelta(days=2))
    with copy.database.reading() as session:
        [mail] = session.scalars(select(OutgoingMail)).all()
        assert (mail.state, mail.claimed_by, mail.text) == (MailState.PENDING, None, "")
        assert may_have_left(session, mail)
    copy.database.dispose()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_nobody_else_writes_into_a_database_before_sending_is_paused_there(installation, place, tmp_path):
    """A worker that systemd starts anew every two seconds would send what waits in the backup."""
    installation.back_up(tmp_path / "backup.zip")
    settings = place("postgresql")
    worker = Database(settings.database_address)

    def write(_session):
        with worker.writing() as session:
            session.execute(update(Letter).values(title="of somebody else"))

    def hold_due(session):
        with pytest.raises(DBAPIError, match="read-only"):
            write(session)

    _restored, copy = put_back(settings, tmp_path / "backup.zip", hold_due=hold_due)
    write(None)  # who came too early need not be started anew
    worker.dispose()
    copy.database.dispose()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_restore_that_was_broken_off_leaves_nothing_that_could_send(installation, place, tmp_path):
    installation.back_up(tmp_path / "backup.zip")
    settings = place("postgresql")

    def die(_session):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put_back(settings, tmp_path / "backup.zip", hold_due=die)
    worker = Database(settings.database_address)
    with pytest.raises(DBAPIError, match="read-only"), worker.writing() as session:
        session.execute(update(OutgoingMail).values(why=""))
    worker.dispose()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_restore_that_put_nothing_back_leaves_the_database_as_it_was(installation, place, tmp_path):
    installation.back_up(tmp_path / "backup.zip")
    settings = place("postgresql")
    failing = tmp_path / "pg_restore"
    failing.write_text("#!/bin/sh\necho 'out of memory' >&2\nexit 1\n")
    failing.chmod(0o755)
    with pytest.raises(ToolFailedError, match="out of memory"):
        put_back(settings.model_copy(update={"pg_tools": str(tmp_path)}), tmp_path / "backup.zip")
    _restored, copy = put_back(settings, tmp_path / "backup.zip")
    copy.log_letter("tweede")
    copy.database.dispose()


def test_original_that_is_missing_or_damaged_is_named_and_the_rest_is_kept(
    installation, kind, place, tmp_path
):
    installation.log_letter("tweede")
    installation.log_letter("derde")
    with installation.database.reading() as session:
        names = dict(session.execute(text("SELECT name, sha256 FROM document")).fetchall())
    installation.originals.path_of(names["eerste.txt"]).unlink()
    installation.originals.path_of(names["tweede.txt"]).write_bytes(b"rot")
    made = installation.back_up(tmp_path / "backup.zip")
    assert not made.is_whole
    assert made.missing == (f"{names['eerste.txt']} (eerste.txt)",)
    assert made.damaged == (f"{names['tweede.txt']} (tweede.txt)",)
    restored, copy = put_back(place(kind), tmp_path / "backup.zip")
    assert (restored.missing, restored.damaged, restored.originals) == (made.missing, made.damaged, 1)
    assert set(copy.files()) == {names["derde.txt"]}
    copy.database.dispose()


def test_restore_fills_only_an_empty_place(installation, kind, place, tmp_path):
    path = tmp_path / "backup.zip"
    installation.back_up(path)
    rows = installation.rows()
    with pytest.raises(NotEmptyError):
        put_back(installation.settings, path)
    assert installation.rows() == rows
    with_originals = place(kind)
    other = with_originals.originals_folder / "ab" / ("ab" + "0" * 62)
    other.parent.mkdir(parents=True)
    other.write_bytes(b"of somebody else")
    with pytest.raises(NotEmptyError):
        put_back(with_originals, path)


def test_restore_that_was_broken_off_is_taken_up_again(installation, kind, place, tmp_path):
    path = tmp_path / "backup.zip"
    installation.back_up(path)
    settings = place(kind)
    shutil.copytree(installation.settings.originals_folder, settings.originals_folder)
    (settings.home / ".weerwoord.sqlite.part").write_bytes(b"half a database")
    (settings.home / ".weerwoord.sqlite.part-wal").write_bytes(b"half a journal")
    _restored, copy = put_back(settings, path)
    assert copy.files() == installation.files()
    copy.database.dispose()


def test_backup_of_an_older_version_is_brought_up_to_date(installation, kind, place, tmp_path):
    schema.downgrade(installation.database, "-1")
    made = installation.back_up(tmp_path / "backup.zip")
    assert made.revision != schema.head_revision()
    restored, copy = put_back(place(kind), tmp_path / "backup.zip")
    assert restored.revision == made.revision
    assert schema.current_revision(copy.database) == schema.head_revision()
    assert copy.count_letters() == 1
    copy.database.dispose()


def test_backup_overwrites_nothing(on_sqlite, tmp_path):
    (tmp_path / "there.zip").write_bytes(b"an older one")
    with pytest.raises(BackupThereError):
        on_sqlite.back_up(tmp_path / "there.zip")
    assert (tmp_path / "there.zip").read_bytes() == b"an older one"


def test_backup_that_cannot_be_written_leaves_nothing_half(on_sqlite, tmp_path, monkeypatch):
    with pytest.raises(BackupNotWrittenError, match="No such file"):
        on_sqlite.back_up(tmp_path / "no folder" / "backup.zip")
    full = tmp_path / "full"
    full.mkdir()

    def no_room(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.files.os.fsync", no_room)
    with pytest.raises(BackupNotWrittenError, match="No space left"):
        on_sqlite.back_up(full / "backup.zip")
    assert list(full.iterdir()) == []


def test_every_bit_that_flips_is_seen(on_sqlite, place, tmp_path):
    path, broken = tmp_path / "backup.zip", tmp_path / "broken.zip"
    on_sqlite.back_up(path)
    sound = path.read_bytes()
    seen = 0
    for where in range(60, len(sound) - 60, len(sound) // 40):
        flipped = bytearray(sound)
        flipped[where] ^= 0x10
        broken.write_bytes(bytes(flipped))
        try:
            _restored, copy = put_back(place("sqlite"), broken)
        except (NotABackupError, BackupDamagedError):
            seen += 1
            continue
        # Fields of the zip that nothing reads (dates, rights) may differ.
        assert copy.files() == on_sqlite.files()
        copy.database.dispose()
    assert seen > 20


@pytest.mark.parametrize("part", [0, 0.5, 0.99])
def test_part_of_a_backup_is_refused(on_sqlite, place, tmp_path, part):
    path = tmp_path / "backup.zip"
    on_sqlite.back_up(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    settings = place("sqlite")
    with pytest.raises(NotABackupError):
        put_back(settings, path)
    assert not settings.home.exists()


def test_row_that_differs_from_the_manifest_is_seen(on_sqlite, place, tmp_path):
    path, other = tmp_path / "backup.zip", tmp_path / "other.zip"
    on_sqlite.back_up(path)
    on_sqlite.log_letter("tweede")
    on_sqlite.back_up(other)
    with zipfile.ZipFile(path) as first, zipfile.ZipFile(other) as second:
        mixed = {name: second.read(name) for name in second.namelist()}
        ours = first.read("manifest.json")
        theirs = mixed["manifest.json"]
    start, end = b'"tables"', b'"files"'
    mixed["manifest.json"] = theirs.replace(
        theirs[theirs.index(start) : theirs.index(end)], ours[ours.index(start) : ours.index(end)]
    )
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(forged, "w") as made:
        for name, content in mixed.items():
            made.writestr(name, content)
    settings = place("sqlite")
    with pytest.raises(BackupDamagedError, match="letter"):
        put_back(settings, forged)
    assert not (settings.home / "weerwoord.sqlite").exists()


def test_other_kind_of_database_and_unknown_revision_are_refused(on_sqlite, place, tmp_path):
    path = tmp_path / "backup.zip"
    on_sqlite.back_up(path)
    with pytest.raises(OtherDatabaseError, match="campaign export"):
        put_back(place("postgresql"), path)
    with on_sqlite.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    on_sqlite.back_up(tmp_path / "newer.zip")
    with pytest.raises(NewerBackupError, match="of tomorrow"):
        put_back(place("sqlite"), tmp_path / "newer.zip")


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_postgresql_says_what_stands_in_the_way(installation, place, tmp_path):
    settings = installation.settings
    with pytest.raises(ToolMissingError, match="WEERWOORD_PG_TOOLS"):
        write_backup(settings.model_copy(update={"pg_tools": str(tmp_path)}), tmp_path / "x.zip", now=NOW)
    failing = tmp_path / "pg_dump"
    failing.write_text("#!/bin/sh\necho 'server version mismatch' >&2\nexit 1\n")
    failing.chmod(0o755)
    with pytest.raises(ToolFailedError, match="server version mismatch"):
        write_backup(settings.model_copy(update={"pg_tools": str(tmp_path)}), tmp_path / "x.zip", now=NOW)
    assert not (tmp_path / "x.zip").exists()
    installation.back_up(tmp_path / "backup.zip")
    target = place("postgresql")
    somebody = create_engine(target.database_address)
    with somebody.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(DatabaseInUseError):
            put_back(target, tmp_path / "backup.zip")
    somebody.dispose()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_role_that_may_make_no_database_has_its_backup_listed(installation, tmp_path):
    with installation.database.engine.begin() as connection:
        connection.execute(text("CREATE ROLE plain LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO plain"))
        connection.execute(text("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO plain"))
    address = make_url(installation.settings.database_address).set(username="plain")
    plain = installation.settings.model_copy(
        update={"database_url": address.render_as_string(hide_password=False)}
    )
    made = write_backup(plain, tmp_path / "backup.zip", now=NOW)
    assert made.proof is Proof.LISTED
    with installation.database.engine.begin() as connection:
        connection.execute(text("DROP OWNED BY plain"))
        connection.execute(text("DROP ROLE plain"))


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_proof_leaves_no_database_behind(installation, tmp_path):
    installation.back_up(tmp_path / "backup.zip")
    database = Database(installation.settings.database_address)
    with database.engine.connect() as connection:
        names = connection.execute(text("SELECT datname FROM pg_database")).scalars().all()
    database.dispose()
    assert [name for name in names if name.startswith("weerwoord_proof")] == []
