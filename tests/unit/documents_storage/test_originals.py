import hashlib
import threading

import pytest

from app.documents.errors import OriginalMissingError
from app.documents.storage import Originals
from app.documents.uploads import UNKNOWN_TYPE, Upload, media_type_of, read_upload, safe_name

DATA = b"Geachte mevrouw,\r\n\xe9\x00"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def originals(tmp_path):
    return Originals(tmp_path / "originals")


def files(originals):
    return sorted(path.name for path in originals.folder.rglob("*") if path.is_file())


def test_bytes_come_back_as_they_went_in(originals):
    assert originals.put(DATA) == SHA256
    assert originals.get(SHA256) == DATA
    assert originals.path_of(SHA256).relative_to(originals.folder).parts == (SHA256[:2], SHA256)


def test_same_bytes_are_kept_once_and_never_overwritten(originals):
    originals.put(DATA)
    before = originals.path_of(SHA256).stat()
    originals.put(DATA)
    after = originals.path_of(SHA256).stat()
    assert files(originals) == [SHA256]
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_missing_original_is_named(originals):
    with pytest.raises(OriginalMissingError):
        originals.get(SHA256)


def test_damaged_original_is_not_given_out(originals):
    originals.put(DATA)
    originals.path_of(SHA256).write_bytes(b"iets anders")
    with pytest.raises(OriginalMissingError):
        originals.get(SHA256)


@pytest.mark.parametrize("damage", [b"iets anders", DATA[:-1], b""], ids=["other", "cut", "empty"])
def test_the_same_bytes_again_heal_a_damaged_original(originals, damage):
    originals.put(DATA)
    originals.path_of(SHA256).write_bytes(damage)
    assert originals.put(DATA) == SHA256
    assert originals.get(SHA256) == DATA
    assert files(originals) == [SHA256]


def test_nothing_half_written_stays_behind(originals, monkeypatch):
    def fail(_descriptor):
        raise OSError("disk full")

    monkeypatch.setattr("app.files.os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        originals.put(DATA)
    assert files(originals) == []


def test_many_at_once_keep_one_whole_file(originals):
    threads = [threading.Thread(target=originals.put, args=(DATA * 5000,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sha256 = hashlib.sha256(DATA * 5000).hexdigest()
    assert files(originals) == [sha256]
    assert originals.get(sha256) == DATA * 5000


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("brief.txt", "brief.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\brief.txt", "brief.txt"),
        ("brief\u202etxt.exe", "brieftxt.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("a\x85b\x9bc\u2028d\u2029e\u061cf.txt", "abcdef.txt"),
        ("...", "file"),
        ("", "file"),
        ("/", "file"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_safe_name(name, safe):
    assert safe_name(name) == safe


def test_long_name_keeps_its_ending():
    name = safe_name("x" * 400 + ".pdf")
    assert (len(name) <= 200, name.endswith(".pdf")) == (True, True)
    assert len(safe_name("x" * 400)) == 200
    assert len(safe_name("x." + "y" * 400)) <= 200


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"Geachte heer", "text/plain"),
        ("Geachte heer, één".encode("cp1252"), "text/plain"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x01\x02\x00\x03" * 9, UNKNOWN_TYPE),
    ],
)
def test_media_type_is_that_of_the_content(data, media_type):
    assert media_type_of(data) == media_type


@pytest.mark.parametrize("file", [None, ""])
def test_no_file_is_an_empty_upload(file):
    assert read_upload(file) == Upload("", b"", UNKNOWN_TYPE)
