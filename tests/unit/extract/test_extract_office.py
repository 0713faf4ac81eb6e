"""DOC and RTF by the real LibreOffice, where it is installed."""

import http.server
import subprocess
import threading
from pathlib import Path

import pytest

from app.documents.extract.office import find_office
from app.documents.reading import read_document

pytestmark = pytest.mark.skipif(
    find_office() is None,
    reason="LibreOffice is not installed. On Debian: apt-get install --no-install-recommends libreoffice-writer-nogui",
)

LETTER = """<html><body><p>Aan de minister van Mobiliteit</p><p>Brussel, 3 maart 2026</p><p>Geachte minister,</p>
<p>Wij vragen u:</p><ol><li>Open het loket in Zandhove opnieuw.</li><li>Schrap de gebruiksvergoeding.</li></ol>
<p>Hoogachtend,</p><p>An Voorbeeld</p></body></html>"""
FLAT_ODT = """<?xml version="1.0" encoding="UTF-8"?><office:document
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>Geachte heer</text:p><text:p>
<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{address}"
 xlink:type="simple"/></draw:frame></text:p></office:text></office:body></office:document>"""
FILTERS = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format"}


def convert(folder: Path, source: Path, ending: str) -> bytes:
    program = find_office()
    assert program is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", FILTERS[ending], "--outdir", folder, source]
    subprocess.run(command, capture_output=True, check=True, timeout=60, cwd=folder)  # noqa: S603
    return (folder / f"{source.stem}.{ending}").read_bytes()


@pytest.fixture
def asked():
    """The paths that somebody asks of a server on this machine, its address first."""
    paths = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815  the library's names

        def log_message(self, *_):
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize("ending", list(FILTERS))
def test_a_letter_in_an_old_format_keeps_the_numbers_of_its_demands(tmp_path, ending):
    source = tmp_path / "letter.html"
    source.write_text(LETTER, encoding="utf-8")
    reading = read_document(f"letter.{ending}", convert(tmp_path, source, ending))

    [found] = reading.documents
    assert reading.text.extractor == "libreoffice"
    assert found.date.iso == "2026-03-03"
    assert [(demand.number, demand.text) for demand in found.demands] == [
        ("1", "Open het loket in Zandhove opnieuw."),
        ("2", "Schrap de gebruiksvergoeding."),
    ]


def test_a_picture_elsewhere_is_not_fetched(tmp_path, asked):
    address, paths = asked
    source = tmp_path / "letter.fodt"
    source.write_text(FLAT_ODT.format(address=f"{address}/far.png"), encoding="utf-8")
    data = convert(tmp_path, source, "doc")
    assert "/far.png" in paths  # LibreOffice by itself does fetch it
    paths.clear()

    assert "Geachte heer" in read_document("letter.doc", data).text.content
    assert paths == []
