"""The child that reads: reused, replaced when a file takes too much, and the reason told in words."""

import os
import signal
import threading
import time

import pytest

from app.documents.extract import sandbox
from app.documents.extract.errors import (
    ContentTooLargeError,
    DamagedFileError,
    NoSuchPageError,
    OfficeMissingError,
    ReadingTakesTooLongError,
)
from app.documents.reading import read_document
from tests.samples import documents
from tests.samples.letters import DUTCH

RTF = b"{\\rtf1 hallo}"


@pytest.fixture
def pool(monkeypatch):
    """A pool of its own, so that killed children are none of another test's."""
    made = sandbox._Pool()
    monkeypatch.setattr(sandbox, "POOL", made)
    yield made
    made.close()


def test_a_child_reads_one_document_after_another(pool):
    data = documents.pdf(DUTCH)
    sandbox.extract_in_child("PDF", data, None)
    first = pool._waiting[0].process.pid
    sandbox.extract_in_child("PDF", data, None)

    assert [child.process.pid for child in pool._waiting] == [first]


def test_threads_read_at_the_same_time_with_at_most_two_children(pool):
    found = []
    threads = [
        threading.Thread(
            target=lambda: found.append(sandbox.extract_in_child("PDF", documents.pdf(DUTCH), None))
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len({text.sha256 for text in found}) == 1
    assert len(found) == 6
    assert 1 <= len(pool._waiting) <= 2


def test_a_child_that_was_killed_is_replaced(pool):
    sandbox.extract_in_child("PDF", documents.pdf(DUTCH), None)
    os.kill(pool._waiting[0].process.pid, signal.SIGKILL)
    pool._waiting[0].process.wait(10)

    assert sandbox.extract_in_child("PDF", documents.pdf(DUTCH), None).extractor == "pdfium"


def test_a_reading_beyond_its_time_is_ended_with_all_that_it_started(pool, tmp_path, monkeypatch):
    mark = tmp_path / "pid"
    fake_office(tmp_path, f"echo $$ > {mark}; sleep 60", monkeypatch)
    with pytest.raises(ReadingTakesTooLongError):
        sandbox.extract_in_child("RTF", RTF, None, sandbox.Limits(cpu_seconds=5, wall_seconds=2))

    pid = int(mark.read_text())
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and is_alive(pid):
        time.sleep(0.05)
    assert not is_alive(pid)
    assert pool._waiting == []


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_reading_beyond_its_processor_time_is_ended(pool):
    with pytest.raises(ReadingTakesTooLongError):
        sandbox.extract_in_child(
            "PDF", documents.long_pdf(DUTCH, 900), None, sandbox.Limits(cpu_seconds=0, wall_seconds=60)
        )


def test_a_page_is_drawn_as_a_png_and_no_page_beyond_the_last(pool):
    data = documents.pdf(DUTCH)

    assert sandbox.picture_in_child("PDF", data, 1, 0.0).startswith(b"\x89PNG")
    with pytest.raises(NoSuchPageError):
        sandbox.picture_in_child("PDF", data, 2, 0.0)


def fake_office(folder, script, monkeypatch):
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_rtf_without_libreoffice_says_what_is_missing(pool, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OfficeMissingError, match="RTF needs LibreOffice"):
        read_document("brief.rtf", RTF)


@pytest.mark.parametrize("data", [RTF, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 word"], ids=["rtf", "doc"])
def test_rtf_and_doc_are_turned_into_docx_by_libreoffice(pool, monkeypatch, tmp_path, data):
    (tmp_path / "answer.docx").write_bytes(documents.docx_file(DUTCH))
    script = f'while [ "$1" != --outdir ]; do shift; done\ncp {tmp_path}/answer.docx "$2/letter.docx"'
    fake_office(tmp_path, script, monkeypatch)
    reading = read_document("brief", data)

    assert reading.text.extractor == "libreoffice"
    assert reading.file.media_type in {"application/rtf", "application/msword"}
    assert [demand.number for demand in reading.documents[0].demands] == ["1", "2", "3"]


def test_a_conversion_that_fails_is_a_damaged_file(pool, monkeypatch, tmp_path):
    fake_office(tmp_path, "exit 1", monkeypatch)
    with pytest.raises(DamagedFileError, match="RTF"):
        read_document("brief.rtf", RTF)


def test_a_picture_of_thirty_thousand_by_thirty_thousand_is_too_large(pool):
    from PIL import Image

    data = documents.packed(Image.new("1", (30_000, 30_000), 1), "PNG")
    with pytest.raises(ContentTooLargeError):
        read_document("groot.png", data)
